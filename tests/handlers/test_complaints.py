"""Complaints: scope, refusals by a business, closure, time targets; use beyond purpose and covered businesses."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from handlers.determination import Law
from handlers.registry import RULES
from tests.handlers.conftest import Ask, Refuse

IN_SCOPE: dict[str, Any] = {"covered_business": True, "personal_information": True, "asks_for_solution": True}


def test_T_M10_a_request_for_a_solution_owes_all_four_duties(ask: Ask) -> None:
    found = ask("complaint.scope", **IN_SCOPE)
    assert found.outcome == "resolve"
    assert found.value["duties"] == ["consultation", "advice", "investigation", "notification_and_demand"]


def test_what_is_out_of_scope_is_not_routed_to_the_business(ask: Ask) -> None:
    asked = {**IN_SCOPE, "contacted_business": False}
    assert ask("complaint.scope", **asked).value["offer_routing_to_business"] is True
    assert ask("complaint.scope", **{**asked, "covered_business": False}).value["offer_routing_to_business"] is False


@pytest.mark.parametrize("contacted", [True, False, None])
def test_M05_not_having_asked_the_business_is_no_ground_for_refusing(ask: Ask, contacted: bool | None) -> None:
    found = ask("complaint.scope", **IN_SCOPE, contacted_business=contacted)
    assert found.outcome == "resolve"
    assert found.value["offer_routing_to_business"] is (contacted is False)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"covered_business": False}, "not_a_covered_business"),
        ({"personal_information": False}, "not_personal_information"),
        ({"within_field": False}, "outside_accredited_field"),
        ({"accreditation_active": False}, "body_not_accredited"),
    ],
)
def test_M09_what_is_out_of_scope_is_advised_and_referred_with_a_reason(
    ask: Ask, change: dict[str, bool], reason: str
) -> None:
    found = ask("complaint.scope", **{**IN_SCOPE, **change})
    assert (found.outcome, found.value["reasons"]) == ("refer", [reason])
    assert found.value["duties"] == ["advice", "referral"]


def test_a_consultation_is_advised(ask: Ask) -> None:
    assert ask("complaint.scope", **{**IN_SCOPE, "asks_for_solution": False}).outcome == "advise"


@pytest.mark.parametrize(
    ("inputs", "outcome"),
    [
        ({"grounds": []}, "not_justified"),
        ({"grounds": ["cost"]}, "to_be_found"),
        ({"grounds": ["cost"], "finding": True, "finding_reasons": "…"}, "justified"),
        ({"grounds": ["cost"], "finding": False, "finding_reasons": "…"}, "not_justified"),
    ],
)
def test_M34_whether_a_ground_is_justifiable_is_found_by_people(ask: Ask, inputs: dict[str, Any], outcome: str) -> None:
    assert ask("complaint.refusal", **inputs).outcome == outcome


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"grounds": ["cost"], "finding": True}, "finding_reasons"),
        ({"grounds": [], "finding": True, "finding_reasons": "…"}, "finding"),
        ({"grounds": ["cost", "cost"]}, "grounds"),
        ({"grounds": ["price"]}, "grounds"),
        ({"grounds": "cost"}, "grounds"),
        ({}, "grounds"),
    ],
)
def test_a_finding_needs_a_ground_and_reasons(refuse: Refuse, inputs: dict[str, Any], field: str) -> None:
    assert refuse("complaint.refusal", **inputs).field == field


def test_M33_a_difficult_complainant_alone_is_never_a_ground(ask: Ask, refuse: Refuse) -> None:
    note = ask("complaint.refusal", grounds=["difficult_complainant", "cost"])
    assert note.value["supervisor_approval"] is True
    refused = refuse("complaint.refusal", grounds=["difficult_complainant"], finding=True, finding_reasons="…")
    assert refused.field == "finding"


DONE = dict.fromkeys(("advised", "investigated", "notified", "demanded", "result_told"), True)


def test_M10_a_complaint_is_closed_only_after_every_step(ask: Ask) -> None:
    assert ask("complaint.closure_allowed", **DONE).outcome == "allowed"
    for step in DONE:
        found = ask("complaint.closure_allowed", **{**DONE, step: False})
        assert (found.outcome, found.value["missing"]) == ("blocked", [step])


def test_M35_an_open_follow_up_keeps_it_open(ask: Ask) -> None:
    assert ask("complaint.closure_allowed", **DONE, follow_up_open=True).value["missing"] == ["follow_up"]


def test_exceptions_need_a_reason_and_are_labelled_as_ours(ask: Ask, refuse: Refuse) -> None:
    found = ask("complaint.closure_allowed", exception="withdrawn", exception_reason="電話で取下げ")
    assert found.outcome == "allowed"
    assert found.because[0].facts["ours"] is True
    assert refuse("complaint.closure_allowed", exception="withdrawn").field == "exception_reason"
    assert refuse("complaint.closure_allowed", exception_reason="…").field == "exception_reason"
    solved = {"exception": "solved_before_notice", "exception_reason": "…", "notified": True}
    assert refuse("complaint.closure_allowed", **solved).field == "exception"


def test_out_of_scope_still_owes_advice_and_a_result(ask: Ask) -> None:
    found = ask("complaint.closure_allowed", exception="out_of_scope", exception_reason="対象事業者でない")
    assert found.value["missing"] == ["advised", "result_told"]


def test_targets_count_open_days_of_the_body_over_the_turn_of_the_year(ask: Ask) -> None:
    value = ask(
        "complaint.deadlines", received_on="2026-12-28", accepted_on="2026-12-28", notified_on="2027-01-04"
    ).value
    assert value == {
        "acknowledgement": "2027-01-04",
        "triage": "2027-01-06",
        "notice": "2027-01-08",
        "reminder": "2027-01-14",
        "answer": "2027-01-18",
        "escalation": "2027-01-19",
        "status_letter": "2027-01-27",
        "closure": "2027-02-26",
    }


def test_targets_whose_start_is_not_known_are_left_open(ask: Ask) -> None:
    value = ask("complaint.deadlines", received_on="2026-12-01").value
    assert [name for name, day in value.items() if day is None] == ["notice", "reminder", "answer", "escalation"]


def test_an_urgent_complaint_is_taken_up_the_same_day(ask: Ask) -> None:
    value = ask("complaint.deadlines", received_on="2026-12-01", accepted_on="2026-12-01", urgent=True).value
    assert {value["acknowledgement"], value["triage"], value["notice"]} == {"2026-12-01"}


def test_one_extension_needs_a_reason_and_moves_answer_and_escalation(ask: Ask, refuse: Refuse) -> None:
    dates = {"received_on": "2026-12-01", "accepted_on": "2026-12-02", "notified_on": "2026-12-03"}
    extended = ask("complaint.deadlines", **dates, extended=True, extension_reason="…").value
    assert (extended["answer"], extended["escalation"]) == ("2027-01-04", "2027-01-05")
    assert refuse("complaint.deadlines", **dates, extended=True).field == "extension_reason"


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"accepted_on": "2026-11-30"}, "accepted_on"),
        ({"accepted_on": "2026-12-02", "notified_on": "2026-12-01"}, "notified_on"),
    ],
)
def test_dates_out_of_order_are_refused(refuse: Refuse, dates: dict[str, str], field: str) -> None:
    assert refuse("complaint.deadlines", received_on="2026-12-01", **dates).field == field


def test_an_escalation_never_comes_before_the_answer_is_due(ask: Ask) -> None:
    # given answers that fall due in the closed days at the turn of the year
    for day in range(10, 22):
        value = ask("complaint.deadlines", received_on="2026-12-01", notified_on=f"2026-12-{day}").value
        assert value["escalation"] > value["answer"]


def test_targets_that_the_body_has_set_are_called_its_own(law: Law) -> None:
    def first_reason(ours: bool) -> str:
        parameters = deepcopy(dict(law.parameters))
        for entry in parameters.values():
            for value in entry["values"]:
                value["ours"] = ours
        asked = replace(law, parameters=parameters)
        return RULES["complaint.deadlines"].function({"received_on": "2026-12-01"}, asked).because[0].ja

    assert "この設置の既定値" in first_reason(ours=True)
    assert "認定団体が定めた" in first_reason(ours=False)


def test_every_target_is_labelled_as_a_default(ask: Ask) -> None:
    parameters = ask("complaint.deadlines", received_on="2026-12-01").parameters
    assert len(parameters) == 8
    assert all(record["ours"] for record in parameters.values())


@pytest.mark.parametrize(
    ("learnt_in", "used_for", "outcome"),
    [
        ("complaints", "complaints", "allowed"),
        ("complaints", "mark_certification", "forbidden"),
        ("complaints", "other_business", "forbidden"),
        ("complaints", "information", "gate"),
        ("other_accredited_work", "complaints", "gate"),
        ("complaints", "required_by_law", "gate"),
        ("mark_certification", "other_business", "allowed"),
    ],
)
def test_M23_complaint_files_do_not_flow_into_the_mark(ask: Ask, learnt_in: str, used_for: str, outcome: str) -> None:
    assert ask("purpose.use", learnt_in=learnt_in, used_for=used_for).outcome == outcome


@pytest.mark.parametrize(
    ("basis", "entered_on", "left_on", "outcome"),
    [
        ("member", "2022-03-31", None, "publish"),
        ("member", "2022-04-01", None, "refused"),
        ("consent", "2022-04-01", None, "publish"),
        ("consent", "2022-04-01", "2026-11-21", "remove"),
        ("consent", "2022-04-01", "2026-11-22", "publish"),
    ],
)
def test_M14_new_entries_need_consent(ask: Ask, basis: str, entered_on: str, left_on: str | None, outcome: str) -> None:
    found = ask("coverage.entry", basis=basis, entered_on=entered_on, left_on=left_on, document="同意書")
    assert found.outcome == outcome


@pytest.mark.parametrize(
    ("subject", "on", "article", "force"),
    [
        ("complaints", "2016-01-01", "第42条", "must"),
        ("complaints", "2017-05-30", "第52条", "must"),
        ("complaints", "2023-04-01", "第53条", "must"),
        ("guideline_compliance", "2017-05-29", "第43条第2項", "effort"),
        ("guideline_compliance", "2017-05-30", "第53条第4項", "must"),
        ("breach_report", "2022-03-31", None, "none"),
        ("breach_report", "2022-04-01", "第26条", "must"),
    ],
)
def test_M18_an_article_is_named_with_its_version_and_force(
    ask: Ask, subject: str, on: str, article: str | None, force: str
) -> None:
    found = ask("act.article", subject=subject, on=on)
    assert (found.value["article"], found.outcome) == (article, force)


@pytest.mark.parametrize(
    ("subject", "on", "edition", "clause"),
    [
        ("complaints", "2010-01-01", "2005-04-01施行", "第42条（現第53条）"),
        ("complaints", "2019-06-26", "2017-05-30施行", "第52条（旧第42条、現第53条）"),
        ("complaints", "2026-11-21", "2023-04-01施行", "第53条（旧第42条）"),
        ("breach_report", "2022-04-01", "2022-04-01施行", "第26条（現第26条）"),
        ("breach_report", "2026-11-21", "2023-04-01施行", "第26条"),
    ],
)
def test_M18_a_citation_of_the_act_carries_its_version_and_the_old_and_the_present_number(
    ask: Ask, subject: str, on: str, edition: str, clause: str
) -> None:
    cite = ask("act.article", subject=subject, on=on).cites[0]
    assert (cite.document, cite.edition, cite.clause, cite.quote) == (
        "個人情報の保護に関する法律",
        edition,
        clause,
        None,
    )


def test_numbers_beyond_what_was_checked_say_so(ask: Ask) -> None:
    assert ask("act.article", subject="complaints", on="2024-04-01").value["to_be_checked"] is False
    assert ask("act.article", subject="complaints", on="2026-11-02").value["to_be_checked"] is True
    assert ask("act.article", subject="order", on="2023-04-01").value["to_be_checked"] is True


def test_the_act_has_no_articles_before_it_was_in_force(refuse: Refuse) -> None:
    assert refuse("act.article", subject="complaints", on="2005-03-31").field == "on"


@pytest.mark.parametrize(
    ("given", "bar", "says"),
    [
        ({"within_field": False}, "outside_field", "業務の範囲の外"),
        ({"accreditation_active": False}, "not_accredited", "認定が有効でない"),
        ({"accreditation_active": False, "within_field": False}, "not_accredited", "認定が有効でない"),
    ],
)
def test_M04_a_business_is_covered_only_in_the_field_of_an_active_accreditation(
    ask: Ask, given: dict[str, bool], bar: str, says: str
) -> None:
    asked = {"basis": "consent", "entered_on": "2026-04-01", "document": "同意書"}
    answer = ask("coverage.entry", **asked, **given)
    assert (answer.outcome, answer.value["bar"]) == ("refused", bar)
    assert says in answer.because[-1].ja and any("第47条" in cite.clause for cite in answer.cites)
    assert ask("coverage.entry", **asked, within_field=True, accreditation_active=True).outcome == "publish"
