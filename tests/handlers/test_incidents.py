"""Incidents beside level and measure: scope, reports, history, hearings, deviation from advice, conflicts, editions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handlers import editions, rules
from handlers.determination import Law
from handlers.registry import RULES
from tests.handlers.conftest import Ask, Refuse


@pytest.mark.parametrize(
    ("inputs", "outcome"),
    [
        ({"types": ["leak"], "place": "own"}, "in_scope"),
        ({"types": ["leak", "alteration"], "suspected": True, "place": "recipient"}, "in_scope"),
        ({"types": ["other"], "other_reason": "…", "place": "contractor"}, "in_scope"),
        ({"types": [], "place": "own"}, "out_of_scope"),
    ],
)
def test_T36_T37_T81_what_is_an_incident(ask: Ask, inputs: dict[str, Any], outcome: str) -> None:
    assert ask("incident.scope", **inputs).outcome == outcome


def test_T36_a_risk_only_is_said_of_each_type_by_itself(ask: Ask) -> None:
    found = ask(
        "incident.scope", types=["leak", "alteration"], suspected_types=["alteration", "loss_or_damage"], place="own"
    )
    assert found.value["types"] == ["leak", "loss_or_damage", "alteration"], (
        "a type of which only the risk is said is one"
    )
    assert found.value["suspected_types"] == ["loss_or_damage", "alteration"]
    assert found.because[0].ja.startswith("①漏えい、②滅失（紛失）・き損のおそれ（⑦）、③改ざんのおそれ（⑦）")
    assert found.because[0].en.startswith("There is leak, a risk of loss or damage, a risk of alteration")


def test_other_counts_with_its_reason_only(ask: Ask) -> None:
    assert ask("incident.scope", types=[], suspected_types=["other"], place="own").outcome == "out_of_scope"
    found = ask("incident.scope", types=["other"], suspected_types=["other"], other_reason="…", place="own")
    assert found.value["suspected_types"] == ["other"]


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"types": ["leak"], "suspected": True, "suspected_types": [], "place": "own"}, "suspected"),
        ({"types": ["leak"], "suspected_types": ["theft"], "place": "own"}, "suspected_types"),
        ({"types": ["other"], "place": "own"}, "other_reason"),
        ({"types": ["leak"], "place": "own", "other_reason": "…"}, "other_reason"),
        ({"types": ["theft"], "place": "own"}, "types"),
        ({"types": ["leak"], "place": "abroad"}, "place"),
    ],
)
def test_other_needs_a_written_reason(refuse: Refuse, inputs: dict[str, Any], field: str) -> None:
    assert refuse("incident.scope", **inputs).field == field


@pytest.mark.parametrize(
    ("received", "on", "outcome"),
    [
        ({}, "2026-11-05", "awaited"),
        ({}, "2026-11-06", "missing"),
        ({"preliminary_on": "2026-11-05"}, "2026-11-06", "awaited"),
        ({"preliminary_on": "2026-11-06"}, "2026-11-06", "late"),
        ({"preliminary_on": "2026-11-05", "final_on": "2026-11-30"}, "2026-12-10", "in_time"),
        ({"final_on": "2026-11-05"}, "2026-12-10", "in_time"),
        ({"preliminary_on": "2026-11-05", "final_on": "2026-12-01"}, "2026-12-10", "late"),
        ({"preliminary_on": "2026-11-05"}, "2026-12-01", "missing"),
    ],
)
def test_T73_late_and_missing_reports_are_flagged(ask: Ask, received: dict[str, str], on: str, outcome: str) -> None:
    assert ask("incident.reports", known_on="2026-11-01", days=30, **received, on=on).outcome == outcome


def test_a_report_before_anybody_knew_is_refused(refuse: Refuse) -> None:
    assert refuse("incident.reports", known_on="2026-11-01", days=30, final_on="2026-10-31").field == "final_on"


def test_T56_earlier_incidents_count_within_the_look_back(ask: Ask) -> None:
    earlier = [
        {"id": "on-the-edge", "date": "2024-11-21"},
        {"id": "too-old", "date": "2024-11-20"},
        {"id": "of-the-group", "date": "2026-01-01", "operator": "X"},
        {"id": "the-same-day", "date": "2026-11-21"},
        {"id": "later", "date": "2026-11-22"},
    ]
    found = ask("incident.history", incident_date="2026-11-21", earlier=earlier)
    assert [shown["id"] for shown in found.value["counted"]] == ["on-the-edge", "of-the-group", "the-same-day"]
    assert found.parameters["history_look_back_months"]["ours"] is True
    assert ask("incident.history", incident_date="2026-11-21", earlier=[]).outcome == "none"


def test_T56_the_scale_proposes_a_grade_by_what_was_found(ask: Ask) -> None:
    earlier = [{"id": "a", "date": "2026-01-01"}]
    for status in ("grantee", "under_review", "prospective"):
        asked = {"incident_date": "2026-11-21", "status": status}
        assert ask("incident.history", **asked, earlier=earlier).value["grade"] == "g_some"
        assert ask("incident.history", **asked, earlier=[]).value["grade"] == "g_none"


DONE = {
    "known_on": "2026-04-03",
    "preliminary_on": "2026-04-07",
    "final_on": "2026-05-07",
    "persons_notified_on": "2026-05-02",
    "regulator": "done",
    "regulator_preliminary_on": "2026-04-07",
    "regulator_final_on": "2026-05-07",
}
"""Everything on its last day: the thirtieth day is a Saturday before holidays."""


@pytest.mark.parametrize(
    ("other", "outcome", "late"),
    [
        ({}, "proper", {}),
        ({"preliminary_on": None, "final_on": "2026-04-07"}, "proper", {}),
        ({"regulator": "not_needed", "regulator_preliminary_on": None, "regulator_final_on": None}, "proper", {}),
        ({"regulator": "unknown", "regulator_preliminary_on": None, "regulator_final_on": None}, "proper", {}),
        ({"regulator": "unknown"}, "proper", {}),
        ({"regulator": "unknown", "regulator_final_on": None}, "wanting", {"regulator_final": 24}),
        ({"persons_notified_on": None, "published_on": "2026-05-02"}, "proper", {}),
        ({"preliminary_on": "2026-04-08"}, "wanting", {"preliminary": 1}),
        ({"final_on": "2026-05-10"}, "wanting", {"final": 3}),
        ({"persons_notified_on": "2026-05-03"}, "wanting", {"notice": 1}),
        ({"published_on": "2026-05-12"}, "wanting", {"publication": 10}),
        ({"persons_notified_on": None}, "wanting", {"notice": 29}),
        ({"regulator": "due", "regulator_final_on": None}, "wanting", {"regulator_final": 24}),
    ],
)
def test_T55_item_F_is_proposed_from_the_days_on_record(
    ask: Ask, other: dict[str, Any], outcome: str, late: dict[str, int]
) -> None:
    found = ask("incident.response", status="grantee", **{**DONE, **other}, on="2026-05-31")
    assert (found.outcome, found.value["late"]) == (outcome, late)
    assert found.value["grade"] == ("f_proper" if outcome == "proper" else "f_late")


def test_T55_each_day_says_when_it_was_due_and_by_how_many_days_it_was_late(ask: Ask) -> None:
    found = ask("incident.response", status="grantee", **{**DONE, "final_on": "2026-05-10"}, occurred_on="2026-04-01")
    said_ja, said_en = [each.ja for each in found.because], [each.en for each in found.because]
    assert said_ja[0] == "起きた日は2026年4月1日、事業者が知った日は2026年4月3日である。"
    assert "認定団体への速報：2026年4月7日（期限2026年4月7日）。" in said_ja
    assert "認定団体への確報：2026年5月10日、3日の遅れ（期限2026年5月7日）。" in said_ja
    assert any(text.startswith("Final report to the body:") and "late by 3 days" in text for text in said_en)
    assert said_ja[-1].endswith("どの段階とするかは評価者が決める。")
    assert found.parameters["response_notice_days"]["ours"] is True


def test_T55_where_no_report_ever_came_that_is_wanting(ask: Ask) -> None:
    assert ask("incident.response", status="under_review").value["grade"] == "f_none"
    assert ask("incident.response", status="grantee").value["grade"] == "f_late", "grantees' F has no worse grade"
    published = ask("incident.response", status="under_review", published_on="2026-05-01")
    assert (published.outcome, published.value["grade"]) == ("wanting", "f_late")


def test_T55_a_scale_that_proposes_nothing_leaves_the_grade_to_the_assessors(law: Law) -> None:
    bare = {"editions": [_without_proposals(edition) for edition in law.tables["scale"]["editions"]]}
    found = RULES["incident.response"].function({"status": "grantee"}, replace(law, tables={"scale": bare}))
    assert found.value["grade"] is None
    assert "提案しない" in found.because[-1].ja


def _without_proposals(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_proposals(inner) for name, inner in value.items() if name != "proposed_for"}
    return [_without_proposals(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("inputs", "outcome"),
    [
        ({"held_on": "2026-11-01"}, "decide"),
        ({"held_on": "2026-11-01", "decided_on": "2026-11-10"}, "settled"),
        ({"held_on": "2026-11-10", "decided_on": "2026-11-10"}, "settled"),
        ({"held_on": "2026-11-10", "decided_on": "2026-11-01"}, "decide_again"),
        ({"held_on": "2026-11-10", "decided_on": "2026-11-10", "after_decision": True}, "decide_again"),
        (
            {"held_on": "2026-11-10", "decided_on": "2026-11-01", "result": "change", "result_on": "2026-11-20"},
            "settled",
        ),
    ],
)
def test_T63_a_hearing_after_the_decision_forces_a_new_one(ask: Ask, inputs: dict[str, Any], outcome: str) -> None:
    assert ask("incident.after_hearing", **inputs).outcome == outcome


def test_T62_an_operator_that_did_not_appear_has_had_its_hearing_and_the_decision_says_so(ask: Ask) -> None:
    came = ask("incident.after_hearing", held_on="2026-11-01", decided_on="2026-11-10")
    stayed_away = ask("incident.after_hearing", held_on="2026-11-01", decided_on="2026-11-10", absent_on="2026-10-30")
    assert (stayed_away.outcome, stayed_away.value, stayed_away.cites) == (came.outcome, came.value, came.cites)
    (told,) = [reason for reason in stayed_away.because if reason not in came.because]
    assert told.facts == {"absent_on": "2026-10-30"}
    assert "（2026年10月30日）に出頭しなかった" in told.ja and "did not appear on 30 October 2026" in told.en


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"held_on": "2026-11-01", "result": "confirm"}, "result"),
        ({"held_on": "2026-11-10", "decided_on": "2026-11-01", "result_on": "2026-11-20"}, "result_on"),
        ({"held_on": "2026-11-10", "decided_on": "2026-11-01", "result": "confirm"}, "result_on"),
        (
            {"held_on": "2026-11-10", "decided_on": "2026-11-01", "result": "confirm", "result_on": "2026-11-09"},
            "result_on",
        ),
        ({"held_on": "2026-11-10", "decided_on": "2026-11-01", "result": "annul"}, "result"),
        ({"held_on": "2026-11-10", "after_decision": True}, "decided_on"),
        ({"held_on": "2026-11-10", "decided_on": "2026-11-11", "after_decision": True}, "decided_on"),
        ({"held_on": "2026-11-10", "decided_on": "2026-11-09", "after_decision": False}, "after_decision"),
    ],
)
def test_results_that_do_not_fit_the_hearing_are_refused(refuse: Refuse, inputs: dict[str, Any], field: str) -> None:
    assert refuse("incident.after_hearing", **inputs).field == field


@pytest.mark.parametrize(
    ("checked_on", "met", "outcome", "usable_from"),
    [
        ("2026-10-01", True, "resume", "2026-10-01"),
        ("2026-10-05", True, "resume", "2026-10-05"),
        ("2026-10-05", False, "not_yet", None),
        ("2026-09-30", True, "not_yet", None),
    ],
)
def test_a_suspension_ends_when_its_time_is_over_and_its_conditions_are_met(
    ask: Ask, checked_on: str, met: bool, outcome: str, usable_from: str | None
) -> None:
    found = ask("incident.reinstatement", usable_again="2026-10-01", checked_on=checked_on, met=met)
    assert (found.outcome, found.value["usable_from"]) == (outcome, usable_from)
    assert found.parameters["reinstatement_conditions"]["ours"] is True


def test_without_conditions_a_suspension_ends_with_its_time(law: Law) -> None:
    entry = law.parameters["reinstatement_conditions"]
    off = {**entry, "values": [{**entry["values"][0], "value": False}]}
    by_time = replace(law, parameters={**law.parameters, "reinstatement_conditions": off})
    found = RULES["incident.reinstatement"].function(
        {"usable_again": "2026-10-01", "checked_on": "2026-10-05", "met": False}, by_time
    )
    assert (found.outcome, found.value["usable_from"]) == ("resume", "2026-10-01")


ADVICE: dict[str, Any] = {"level": 8, "measures": ["SUSPEND_GRANT"], "months": 3}


@pytest.mark.parametrize(
    ("decided", "differs"),
    [
        (ADVICE, []),
        ({**ADVICE, "months": 2}, ["months"]),
        ({"level": 7, "measures": ["RECOMMENDATION_LETTER"]}, ["level", "measures", "months"]),
    ],
)
def test_T43_a_deviation_opens_the_committees_own_path(
    ask: Ask, refuse: Refuse, decided: dict[str, Any], differs: list[str]
) -> None:
    found = ask("incident.deviation", advised=ADVICE, decided=decided, reasons="…")
    assert found.value == {"differs": differs, "committee_may_act": bool(differs)}
    if differs:
        assert refuse("incident.deviation", advised=ADVICE, decided=decided).field == "reasons"


PARTY: dict[str, Any] = {"parties": ["op-1", "complainant-7"], "interests": []}


@pytest.mark.parametrize(
    ("inputs", "outcome"),
    [
        ({"role": "assessor"}, "clear"),
        ({"role": "committee"}, "declare_first"),
        ({"role": "committee", "declared": True}, "clear"),
        ({"role": "committee", "declared": True, "interests": [{"party": "op-1", "kind": "adviser"}]}, "conflict"),
        ({"role": "complaint_handler", "interests": [{"party": "complainant-7", "kind": "family"}]}, "conflict"),
        ({"role": "assessor", "interests": [{"party": "op-2", "kind": "family"}]}, "clear"),
        (
            {"role": "assessor", "interests": [{"party": "op-1", "kind": "employment", "until": "2026-11-20"}]},
            "clear",
        ),
        (
            {"role": "assessor", "interests": [{"party": "op-1", "kind": "employment", "until": "2026-11-21"}]},
            "conflict",
        ),
        ({"role": "assessor", "interests": [{"party": "op-1", "kind": "other", "from": "2026-11-22"}]}, "clear"),
        ({"role": "decider", "roles_filled": ["assessor"]}, "conflict"),
        ({"role": "chair", "roles_filled": ["decider"]}, "conflict"),
        ({"role": "chair", "roles_filled": ["committee"]}, "clear"),
    ],
)
def test_M06_T44_T76_interests_and_roles_are_kept_apart(ask: Ask, inputs: dict[str, Any], outcome: str) -> None:
    found = ask("conflict.check", **{**PARTY, **inputs})
    assert found.outcome == outcome
    assert found.value["loses_access"] is (outcome == "conflict")


@pytest.mark.parametrize(
    ("here", "there", "outcome"),
    [
        ("complaints", "mark_certification", "conflict"),
        ("mark_certification", "complaints", "conflict"),
        ("other_accredited_work", "other_business", "conflict"),
        ("complaints", "other_accredited_work", "clear"),
        ("mark_certification", "other_business", "clear"),
        ("mark_certification", "required_by_law", "clear"),
    ],
)
def test_M22_accredited_work_and_other_business_about_one_party_are_for_different_people(
    ask: Ask, here: str, there: str, outcome: str
) -> None:
    works = [{"party": "op-1", "business": there}, {"party": "op-9", "business": "complaints"}]
    found = ask("conflict.check", role="assessor", **PARTY, business=here, elsewhere=works)
    assert found.outcome == outcome
    assert any(cite.clause.startswith("第55条") for cite in found.cites) is (outcome == "conflict")


def test_T44_a_recused_member_is_out_of_quorum_and_vote(ask: Ask) -> None:
    interest = [{"party": "op-1", "kind": "shareholding"}]
    member = ask("conflict.check", role="committee", parties=["op-1"], interests=interest, declared=True).value
    assert (member["out_of_quorum"], member["out_of_vote"]) == (True, True)
    staff = ask("conflict.check", role="assessor", parties=["op-1"], interests=interest).value
    assert (staff["out_of_quorum"], staff["out_of_vote"]) == (False, False)


def test_an_interest_that_ends_before_it_begins_is_refused(refuse: Refuse) -> None:
    interest = {"party": "op-1", "kind": "family", "from": "2026-02-01", "until": "2026-01-01"}
    refused = refuse("conflict.check", role="assessor", parties=["op-1"], interests=[interest])
    assert refused.field == "interests[1].until"


@pytest.mark.parametrize(
    ("decided", "outcome"), [("2019-06-25", "none"), ("2019-06-26", "2019-06-26"), ("2026-11-21", "2019-06-26")]
)
def test_T02_the_edition_of_the_decision_governs(ask: Ask, decided: str, outcome: str) -> None:
    assert ask("rules.edition", decision_date=decided).outcome == outcome


def test_T74_a_revision_stands_beside_the_old_edition_and_both_are_compared(
    ask: Ask, law: Law, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a revision that doubles the bar of 3.2.1
    revised = replace(
        editions.EDITION_2019, name="2027-04-01", in_force_from=date(2027, 4, 1), ja="第2版", bar_321_months=6
    )
    monkeypatch.setattr(editions, "EDITIONS", (editions.EDITION_2019, revised))
    monkeypatch.setattr(rules, "EDITIONS", (editions.EDITION_2019, revised))
    # then the day of the decision chooses, and an older edition is named for comparison
    found = ask("rules.edition", decision_date="2027-05-01", incident_date="2026-11-21")
    assert (found.outcome, found.value["compare_with"]) == ("2027-04-01", ["2019-06-26"])
    bar = {"ground": "3.2.1a", "event_date": "2027-01-15"}
    on_or_chosen = {
        "before": replace(law, on=date(2027, 3, 31)),
        "after": replace(law, on=date(2027, 4, 1)),
        "chosen": replace(law, on=date(2027, 4, 1), edition="2019-06-26"),
    }
    answers = {name: RULES["periods.bar"].function(bar, under) for name, under in on_or_chosen.items()}
    assert {name: answer.value["last_day_barred"] for name, answer in answers.items()} == {
        "before": "2027-04-15",
        "after": "2027-07-15",
        "chosen": "2027-04-15",
    }
    assert (answers["after"].edition, answers["chosen"].edition) == ("2027-04-01", "2019-06-26")


@pytest.mark.parametrize(
    ("organ", "outcome", "needed"),
    [
        ({"members": 5, "recused": 0, "present": ["a", "b", "c"]}, "reached", 3),
        ({"members": 5, "recused": 0, "present": ["a", "b"]}, "not_reached", 3),
        ({"members": 5, "recused": 2, "present": ["a", "b"]}, "reached", 2),
        ({"members": 5, "recused": 4, "present": ["a"]}, "out_of_reach", 2),
        ({"members": 5, "recused": 4, "able": 2, "present": ["a", "t"]}, "reached", 2),
        ({"members": 0, "recused": 0, "present": []}, "out_of_reach", 2),
    ],
)
def test_T44_those_who_recused_are_left_out_of_the_quorum(
    ask: Ask, organ: dict[str, Any], outcome: str, needed: int
) -> None:
    found = ask("incident.quorum", organ="committee", **organ)
    assert (found.outcome, found.value["needed"]) == (outcome, needed)
    assert all(record["ours"] for record in found.parameters.values())


def test_nobody_counts_twice_or_without_a_seat(ask: Ask, refuse: Refuse) -> None:
    two = {"organ": "committee", "members": 2, "recused": 0}
    assert ask("incident.quorum", **two, present=["a", "a"]).outcome == "not_reached"
    assert refuse("incident.quorum", **two, present=["a", "b", "c"]).field == "present"


@pytest.mark.parametrize(
    ("votes_for", "votes_against", "share", "carried"),
    [(2, 1, 50, True), (1, 1, 50, False), (1, 0, 50, True), (0, 0, 50, False), (2, 1, 66, True), (3, 2, 66, False)],
)
def test_the_advice_is_carried_by_the_share_that_this_installation_sets(
    law: Law, votes_for: int, votes_against: int, share: int, carried: bool
) -> None:
    amount = {
        **law.parameters["advice_share"],
        "values": [{**law.parameters["advice_share"]["values"][0], "value": share}],
    }
    asked = replace(law, parameters={**law.parameters, "advice_share": amount})
    inputs = {"organ": "committee", "members": 5, "recused": 0, "present": ["a", "b", "c", "d", "e"]}
    votes = {"votes_for": votes_for, "votes_against": votes_against}
    found = RULES["incident.quorum"].function({**inputs, **votes}, asked)
    assert (found.outcome, found.value["carried"]) == ("reached" if carried else "not_reached", carried)
    assert (found.parameters["advice_share"]["value"], found.parameters["advice_share"]["ours"]) == (share, True)
    assert "この設置の設定" in found.because[-1].ja
    assert "advice_share" not in RULES["incident.quorum"].function(inputs, asked).parameters


@pytest.mark.parametrize(
    ("votes_for", "votes_against", "outcome"), [(2, 0, "reached"), (3, 0, "not_reached"), (2, 1, "not_reached")]
)
def test_T44_the_vote_of_a_member_who_left_the_meeting_carries_nothing(
    ask: Ask, votes_for: int, votes_against: int, outcome: str
) -> None:
    """Three were present, one recused before the vote: no three votes are given by two."""
    held = {"organ": "committee", "members": 3, "recused": 1, "present": ["a", "b", "c"], "sitting": ["a", "c"]}
    found = ask("incident.quorum", **held, votes_for=votes_for, votes_against=votes_against)
    assert (found.outcome, found.value["carried"]) == (outcome, outcome == "reached")
    assert ("外れた委員の票" in found.because[-1].ja) is (outcome != "reached")


def test_a_vote_does_not_make_up_for_a_quorum(ask: Ask, refuse: Refuse) -> None:
    held = {"organ": "committee", "members": 3, "recused": 0, "votes_for": 1, "votes_against": 0}
    assert ask("incident.quorum", **held, present=["a"]).outcome == "not_reached"
    lost = {**held, "recused": 2}
    assert ask("incident.quorum", **lost, present=["a"]).outcome == "out_of_reach"
    missing = {"organ": "committee", "members": 3, "recused": 0, "present": ["a", "b"], "votes_for": 2}
    assert refuse("incident.quorum", **missing).field == "votes_against"


def test_8_12_and_8_24_the_other_columns_that_may_be_meant_are_shown_and_change_nothing(
    ask: Ask, refuse: Refuse
) -> None:
    plain = ask("incident.measure", level=10, status="grantee")
    others = [{"status": "under_review", "why": "renewal"}, {"status": "prospective", "why": "incident"}]
    found = ask("incident.measure", level=10, status="grantee", other_columns=others)

    assert found.outcome == plain.outcome == "REVOKE_GRANT"
    assert [(one["why"], one["measures"]) for one in found.value["other_columns"]] == [
        ("renewal", ["TERMINATE_REVIEW", "BAR"]),
        ("incident", ["BAR"]),
    ]
    assert "更新の審査中" in found.because[-2].ja
    assert "両方の欄を認定委員会に示す" in found.because[-1].ja
    assert [cite.clause for cite in found.cites][-1] == "1"
    assert ask("incident.measure", level=10, status="grantee", other_columns=[]).value == plain.value
    wrong = refuse("incident.measure", level=1, status="grantee", other_columns=[{"status": "x", "why": "report"}])
    assert wrong.field == "other_columns[1].status"


def test_T43_whoever_left_after_the_attendance_is_not_counted(ask: Ask) -> None:
    left = {"organ": "committee", "members": 5, "recused": 1, "present": ["a", "b", "c"]}
    assert ask("incident.quorum", **left, sitting=["a", "b", "c", "d"]).outcome == "reached"
    found = ask("incident.quorum", **left, sitting=["a", "b", "d", "e"])
    assert (found.outcome, found.value["present"]) == ("not_reached", 2)
    assert any("1名" in reason.ja and "数えない" in reason.ja for reason in found.because)
    fewer = {"organ": "committee", "members": 3, "recused": 2, "present": ["a", "b", "c"]}
    assert ask("incident.quorum", **fewer, sitting=["a"]).outcome == "out_of_reach", (
        "not a fault: two of the three left"
    )
