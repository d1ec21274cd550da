"""Papers of the regulator: what they oblige to, by when, and whether it was answered in time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.handlers.conftest import Ask, Refuse

REPORT: dict[str, Any] = {"kind": "report", "issued_on": "2026-06-01", "received_on": "2026-06-03"}


@pytest.mark.parametrize(
    ("said", "due", "warn"),
    [
        ({"due_on": "2026-06-30"}, "2026-06-30", "2026-06-23"),
        ({}, "2026-06-17", "2026-06-10"),  # 14 days where the paper states none
        ({"due_on": "2026-06-05"}, "2026-06-05", "2026-06-03"),  # the warning is never before the paper came
        (
            {"due_on": "2026-06-30", "extended_to": "2026-07-15", "extended_on": "2026-06-20"},
            "2026-07-15",
            "2026-07-08",
        ),
        (
            {"due_on": "2026-06-30", "extended_to": "2026-07-15", "extended_on": "2026-05-20"},
            "2026-06-30",
            "2026-06-23",
        ),
        (
            {"due_on": "2026-06-30", "extended_to": "2026-06-20", "extended_on": "2026-06-10"},
            "2026-06-30",
            "2026-06-23",
        ),
    ],
)
def test_M25_a_paper_is_owed_an_answer_by_its_day(ask: Ask, said: dict[str, str], due: str, warn: str) -> None:
    value = ask("regulator.order", **REPORT, **said).value
    assert (value["due_on"], value["warn_on"]) == (due, warn)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("issued_on", {"issued_on": "2026-06-04"}),
        ("due_on", {"due_on": "2026-06-02"}),
        ("extended_on", {"due_on": "2026-06-30", "extended_to": "2026-07-15"}),
        ("kind", {"kind": "wish"}),
    ],
)
def test_days_that_cannot_be_are_refused(refuse: Refuse, field: str, said: dict[str, str]) -> None:
    assert refuse("regulator.order", **{**REPORT, **said}).field == field


def test_M26_an_order_that_is_not_followed_is_a_ground_to_cancel_the_accreditation(ask: Ask) -> None:
    order, report = (ask("regulator.order", **{**REPORT, "kind": kind}) for kind in ("order", "report"))
    cited = [{str(cite.clause) for cite in found.cites} for found in (order, report)]
    assert any("155" in clause for clause in cited[0]) and not any("155" in clause for clause in cited[1])


def test_a_date_before_the_act_is_a_slip_that_stops_no_case(ask: Ask) -> None:
    """Given a paper dated 1990 by a slip, then it is owed an answer all the same, by the first version of the Act."""
    first = ask("regulator.order", **{**REPORT, "issued_on": "2005-04-01"})
    slip = ask("regulator.order", **{**REPORT, "issued_on": "1990-01-01"})
    assert (slip.value, slip.cites) == (first.value, first.cites)


@pytest.mark.parametrize(("sent", "outcome", "late"), [("2026-06-30", "in_time", 0), ("2026-07-02", "late", 2)])
def test_M25_lateness_is_counted_from_the_day_after(ask: Ask, sent: str, outcome: str, late: int) -> None:
    found = ask("regulator.answer", kind="report", received_on="2026-06-03", due_on="2026-06-30", sent_on=sent)
    assert (found.outcome, found.value["days_late"]) == (outcome, late)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("sent_on", {"sent_on": "2026-06-01"}),
        ("due_on", {"first_due_on": "2026-07-10"}),
        ("extended_on", {"first_due_on": "2026-06-20"}),
    ],
)
def test_an_answer_that_cannot_be_judged_is_refused(refuse: Refuse, field: str, said: dict[str, str]) -> None:
    asked = {"kind": "report", "received_on": "2026-06-03", "due_on": "2026-06-30", "sent_on": "2026-06-30"}
    assert refuse("regulator.answer", **{**asked, **said}).field == field
