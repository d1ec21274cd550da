"""Grounds for disqualification, bars of an application, terminations and corrections."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.determination import Law
from handlers.registry import RULES
from tests.handlers.conftest import Ask, Refuse


def eligibility(ask: Ask, **inputs: Any) -> Any:
    """A domestic operator without officers and without a suspicion, but for what is said."""
    return ask(
        "application.eligibility", **{"seat": "domestic", "officers": [], "trust": {"suspicion": False}, **inputs}
    )


def clauses(found: Any) -> list[str]:
    return [ground["clause"] for ground in found.value["grounds"]]


def questions(found: Any) -> list[str]:
    return [question["question"] for question in found.value["open"]]


def test_T05_nothing_found_is_an_empty_list_of_grounds(ask: Ask) -> None:
    found = eligibility(ask)
    assert (found.outcome, found.value) == ("no_ground", {"grounds": [], "open": []})


def test_T20_what_nobody_has_said_about_trust_is_open_and_no_finding(ask: Ask) -> None:
    found = eligibility(ask, trust=None)
    assert (found.outcome, found.value["grounds"]) == ("open", [])
    assert found.value["open"] == [{"clause": "3.1.3", "question": "suspicion"}]


@pytest.mark.parametrize(
    ("branch", "in_japan", "outcome"),
    [
        (True, True, "no_ground"),
        (True, False, "ground"),
        (False, True, "ground"),
        (False, False, "ground"),
        (None, False, "ground"),
        (True, None, "open"),
        (None, None, "open"),
    ],
)
def test_T14_a_foreign_corporation_needs_both_conditions(
    ask: Ask, branch: bool | None, in_japan: bool | None, outcome: str
) -> None:
    found = eligibility(ask, seat="foreign", branch_registered=branch, handled_only_in_japan=in_japan)
    assert found.outcome == outcome
    assert clauses(found) == (["3.1.1"] if outcome == "ground" else [])
    assert all(reason.facts for reason in found.because)
    if outcome == "no_ground":
        assert found.because[0].facts == {"seat": "foreign", "branch_registered": True, "handled_only_in_japan": True}


@pytest.mark.parametrize(
    ("officer", "on", "expected"),
    [
        pytest.param({"kind": "none"}, "2026-11-21", [], id="nothing"),
        pytest.param(
            {"kind": "imprisonment", "ended_on": "2026-02-28"}, "2028-02-29", ["3.1.2 a)"], id="last day of two years"
        ),
        pytest.param({"kind": "imprisonment", "ended_on": "2026-02-28"}, "2028-03-01", [], id="free the next day"),
        pytest.param({"kind": "imprisonment"}, "2026-11-21", ["3.1.2 a)"], id="still being served"),
        pytest.param(
            {"kind": "imprisonment", "law": "appi", "ended_on": "2026-02-28"},
            "2026-11-21",
            ["3.1.2 a)", "3.1.2 b)"],
            id="imprisonment under the Act",
        ),
        pytest.param(
            {"kind": "fine", "law": "appi", "ended_on": "2026-02-28"}, "2026-11-21", ["3.1.2 b)"], id="T18 a fine too"
        ),
        pytest.param({"kind": "fine", "law": "other", "ended_on": "2026-02-28"}, "2026-11-21", [], id="another fine"),
        pytest.param({"kind": "organized_crime_member"}, "2026-11-21", ["3.1.2 c)"], id="T19 present state"),
        pytest.param(
            {"kind": "imprisonment", "suspended_until": "2026-06-30", "revoked": False},
            "2026-06-30",
            ["3.1.2 a)"],
            id="C7 suspended",
        ),
        pytest.param(
            {"kind": "imprisonment", "suspended_until": "2026-06-30", "revoked": False},
            "2026-07-01",
            [],
            id="C7 free at once",
        ),
        pytest.param(
            {"kind": "imprisonment", "suspended_until": "2026-06-30", "revoked": True, "ended_on": "2027-03-31"},
            "2029-03-31",
            ["3.1.2 a)"],
            id="C8 revoked, two years",
        ),
        pytest.param(
            {"kind": "imprisonment", "suspended_until": "2026-06-30", "revoked": True, "ended_on": "2027-03-31"},
            "2029-04-01",
            [],
            id="C8 revoked, free",
        ),
    ],
)
def test_T17_an_officer_on_a_day(ask: Ask, officer: dict[str, Any], on: str, expected: list[str]) -> None:
    assert clauses(eligibility(ask, officers=[officer], on=on)) == expected


@pytest.mark.parametrize(
    ("officer", "named", "articles"),
    [
        ({"kind": "imprisonment", "ended_on": "2026-02-28"}, "2026年2月28日", {"第140条", "第141条", "第143条第2項"}),
        ({"kind": "imprisonment", "ended_on": "2020-02-28"}, "2020年2月28日", {"第140条", "第141条", "第143条第2項"}),
        ({"kind": "imprisonment", "suspended_until": "2027-06-30"}, "2027年6月30日", {"第27条"}),
        ({"kind": "imprisonment"}, "執行を終わった日がない", set()),
        ({"kind": "organized_crime_member"}, "指定された暴力団の構成員", set()),
        ({"kind": "none"}, "欠格事由に該当する事実はない", set()),
    ],
)
def test_a_reason_names_what_bars_an_officer_and_cites_only_what_was_used(
    ask: Ask, officer: dict[str, Any], named: str, articles: set[str]
) -> None:
    found = eligibility(ask, officers=[officer], on="2026-11-21")
    assert named in found.because[0].ja
    assert {cite.clause for cite in found.cites if cite.quote is None} == articles


def test_T16_one_barred_officer_is_enough_and_is_named_by_number(ask: Ask) -> None:
    found = eligibility(ask, officers=[{"kind": "none"}, {"kind": "organized_crime_member"}])
    assert found.outcome == "ground"
    assert found.value["grounds"][0]["evidence"]["officer"] == 2


def test_an_expired_suspension_is_asked_about_where_its_effect_may_continue(ask: Ask) -> None:
    for until, asked in (("2026-05-31", []), ("2026-06-30", ["continued_effect"])):
        officer = {"kind": "imprisonment", "suspended_until": until, "revoked": False}
        assert questions(eligibility(ask, officers=[officer], on="2026-11-21")) == asked
    unsaid = {"kind": "imprisonment", "suspended_until": "2026-05-31"}
    assert questions(eligibility(ask, officers=[unsaid], on="2026-11-21")) == ["suspension_revoked"]


@pytest.mark.parametrize(
    ("officer", "field"),
    [
        ({"kind": "jail"}, "kind"),
        ({}, "kind"),
        ({"kind": "fine", "ended_on": "2026-01-01"}, "law"),
        ({"kind": "imprisonment", "revoked": True}, "revoked"),
        ({"kind": "imprisonment", "suspended_until": "2026-06-30", "ended_on": "2026-06-30"}, "ended_on"),
        ({"kind": "organized_crime_member", "ended_on": "2026-06-30"}, "ended_on"),
        ({"kind": "imprisonment", "released": "2026-06-30"}, "released"),
    ],
)
def test_contradictions_about_an_officer_are_refused(refuse: Refuse, officer: dict[str, Any], field: str) -> None:
    refused = refuse("application.eligibility", seat="domestic", officers=[{"kind": "none"}, officer])
    assert refused.field == f"officers[2].{field}"


@pytest.mark.parametrize(
    ("trust", "outcome", "asked"),
    [
        ({"suspicion": False}, "no_ground", []),
        ({"suspicion": True}, "open", ["committee_deliberation"]),
        ({"suspicion": True, "deliberated": True}, "open", ["body_conclusion"]),
        ({"suspicion": True, "deliberated": True, "concluded": True}, "ground", []),
        ({"suspicion": True, "deliberated": True, "concluded": False}, "no_ground", []),
    ],
)
def test_T22_trust_is_judged_by_people_after_deliberation(
    ask: Ask, trust: dict[str, bool], outcome: str, asked: list[str]
) -> None:
    found = eligibility(ask, trust=trust)
    assert (found.outcome, questions(found)) == (outcome, asked)


def test_T22_a_conclusion_without_deliberation_is_refused(refuse: Refuse) -> None:
    refused = refuse(
        "application.eligibility",
        seat="domestic",
        officers=[],
        trust={"suspicion": True, "deliberated": False, "concluded": True},
    )
    assert refused.field == "trust.concluded"


CANCELLED: dict[str, Any] = {"ground": "3.2.2b", "event_date": "2026-02-28"}
NEGATIVE: dict[str, Any] = {"ground": "3.2.1a", "event_date": "2026-12-10"}


@pytest.mark.parametrize(
    ("applied", "outcome", "last", "allowed"),
    [
        pytest.param("2027-01-15", "barred", "2027-03-10", "2027-03-11", id="B8 both"),
        pytest.param("2027-03-10", "barred", "2027-03-10", "2027-03-11", id="B8 the later one"),
        pytest.param("2027-03-11", "may_apply", None, "2027-03-11", id="B8 free"),
        pytest.param("2026-03-01", "barred", "2027-03-10", "2027-03-11", id="the second event covers the days after"),
        pytest.param("2026-02-28", "barred", "2027-03-10", "2027-03-11", id="A14 on the day of the event"),
        pytest.param("2026-02-27", "may_apply", None, "2026-02-27", id="A15 before the event"),
    ],
)
def test_T24_the_bar_that_ends_last_counts(
    ask: Ask, applied: str, outcome: str, last: str | None, allowed: str
) -> None:
    found = ask("application.bars", application_date=applied, events=[CANCELLED, NEGATIVE])
    assert found.outcome == outcome
    assert (found.value["last"], found.value["first_day_allowed"]) == (last, allowed)
    assert len(found.value["bars"]) + len(found.value["not_barring"]) == 2


def test_T24_the_first_day_allowed_is_never_barred_itself(ask: Ask) -> None:
    events = [
        {"ground": "3.2.1a", "event_date": "2026-01-15"},  # through 2026-04-15
        {"ground": "3.2.1b", "event_date": "2026-04-15"},  # through 2026-07-15, begins before the first ends
        {"ground": "3.2.1c", "event_date": "2026-07-15"},  # through 2026-10-15, begins on the day after
        {"ground": "3.2.1a", "event_date": "2026-10-17"},  # begins after a free day
    ]
    found = ask("application.bars", application_date="2026-02-01", events=events)
    assert [bar["ground"] for bar in found.value["bars"]] == ["3.2.1a"]
    assert (found.value["last"], found.value["first_day_allowed"]) == ("2026-10-15", "2026-10-16")
    assert ask("application.bars", application_date="2026-10-16", events=events).outcome == "may_apply"


EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "ground": st.sampled_from(["3.2.1a", "3.2.1c", "3.2.2b"]),
            "event_date": st.dates(date(2025, 1, 1), date(2027, 1, 1)).map(str),
        }
    ),
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(EVENTS, st.dates(date(2025, 1, 1), date(2027, 1, 1)))
def test_T24_between_the_application_and_the_first_day_allowed_all_is_barred(
    law: Law, events: list[dict[str, str]], applied: date
) -> None:
    def asked(on: date) -> Any:
        return RULES["application.bars"].function({"application_date": str(on), "events": events}, law)

    allowed = date.fromisoformat(asked(applied).value["first_day_allowed"])
    assert allowed >= applied
    assert asked(allowed).outcome == "may_apply"
    days = (allowed - applied).days
    between = {*range(0, days, 5), days - 1} if days else set()
    assert all(asked(applied + timedelta(n)).outcome == "barred" for n in between)


def test_only_the_articles_by_which_a_bar_was_counted_are_cited(ask: Ask) -> None:
    def articles(*events: dict[str, Any]) -> list[str]:
        found = ask("application.bars", application_date="2026-11-21", events=list(events))
        return [cite.clause for cite in found.cites if cite.document == "民法"]

    incident = {"ground": "3.2.3", "event_date": "2026-02-28", "level": 8, "months": 1}
    assert articles() == []
    assert articles(incident) == ["第138条", "第141条", "第143条第2項"]
    assert articles(incident, CANCELLED) == ["第138条", "第140条", "第141条", "第143条第2項"]


def test_T12_the_bar_of_an_identical_operator_counts_the_same(ask: Ask) -> None:
    own = ask("application.bars", application_date="2026-12-01", events=[CANCELLED])
    other = ask("application.bars", application_date="2026-12-01", events=[{**CANCELLED, "operator": "X"}])
    assert own.value["first_day_allowed"] == other.value["first_day_allowed"]
    assert other.value["bars"][0]["operator"] == "X"


def test_a_missed_correction_does_not_bar_on_the_last_day_for_it(ask: Ask) -> None:
    event = {"ground": "3.2.1c", "event_date": "2027-03-01"}
    for applied, outcome in (("2027-03-01", "may_apply"), ("2027-03-02", "barred"), ("2027-06-02", "may_apply")):
        assert ask("application.bars", application_date=applied, events=[event]).outcome == outcome


def test_no_event_is_no_bar(ask: Ask) -> None:
    assert ask("application.bars", application_date="2026-11-21", events=[]).outcome == "may_apply"


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"ground": "3.2.4", "event_date": "2026-01-01"}, "events[2].ground"),
        ({"ground": "3.2.1a"}, "events[2].event_date"),
        ({"ground": "3.2.3", "event_date": "2026-01-01", "months": 1}, "events[2].level"),
        ({"ground": "3.2.1a", "event_date": "2026-01-01", "date": "x"}, "events[2].date"),
        ("3.2.1a", "events[2]"),
    ],
)
def test_a_bad_event_is_refused_by_its_place(refuse: Refuse, event: Any, field: str) -> None:
    assert refuse("application.bars", application_date="2026-11-21", events=[NEGATIVE, event]).field == field


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("non_payment", "3.2.1b"),
        ("false_statement", "3.2.2a"),
        ("contract_terminated_by_body", "3.2.2c"),
        ("contract_expired", "no_bar"),
        ("withdrawn_by_operator", "no_bar"),
    ],
)
def test_T27_T31_T34_the_reason_of_a_termination_decides_the_bar(ask: Ask, reason: str, outcome: str) -> None:
    assert ask("application.termination", reason=reason).outcome == outcome


def test_T32_only_an_outsider_with_another_purpose_is_caught(ask: Ask, refuse: Refuse) -> None:
    consultant = {"worker": False, "for_review": True}
    worker = {"worker": True, "for_review": False}
    stranger = {"worker": False, "for_review": False}
    found = ask("application.termination", reason="outsider_present", attendees=[consultant, worker, stranger])
    assert (found.outcome, found.value["outsiders"]) == ("3.2.2a", [3])
    refused = refuse("application.termination", reason="outsider_present", attendees=[consultant, worker])
    assert refused.field == "attendees"
    assert refuse("application.termination", reason="non_payment", attendees=[stranger]).field == "attendees"


@pytest.mark.parametrize(
    ("findings", "on", "outcome"),
    [
        ([{"id": "1"}], "2026-09-24", "running"),
        ([{"id": "1"}], "2026-09-25", "lapsed"),
        ([{"id": "1", "submitted_on": "2026-09-24"}], "2026-10-30", "running"),
        ([{"id": "1", "submitted_on": "2026-09-24", "accepted_on": "2026-10-30"}], "2026-11-01", "corrected"),
        ([{"id": "1", "submitted_on": "2026-09-25"}], "2026-09-25", "lapsed"),
        ([{"id": "1", "submitted_on": "2026-09-24", "accepted_on": "2026-10-30"}, {"id": "2"}], "2026-11-01", "lapsed"),
    ],
)
def test_T29_all_must_be_submitted_in_time_and_accepted_even_later(
    ask: Ask, findings: list[dict[str, str]], on: str, outcome: str
) -> None:
    found = ask("application.correction", dispatched_on="2026-03-21", calendar="office", findings=findings, on=on)
    assert found.outcome == outcome
    assert found.value["last_day"] == "2026-09-24"
    assert all(reason.facts for reason in found.because)


@pytest.mark.parametrize(
    ("findings", "field"),
    [
        ([], "findings"),
        ([{"id": "1", "submitted_on": "2026-03-20"}], "findings[1].submitted_on"),
        ([{"id": "1", "accepted_on": "2026-04-20"}], "findings[1].accepted_on"),
        ([{"submitted_on": "2026-04-20"}], "findings[1].id"),
    ],
)
def test_corrections_that_cannot_be_are_refused(refuse: Refuse, findings: list[dict[str, str]], field: str) -> None:
    refused = refuse("application.correction", dispatched_on="2026-03-21", calendar="civil", findings=findings)
    assert refused.field == field
