"""What the regulator has set, put off and been sent, as the ledger of a case tells it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.determination import Law
from handlers.registry import RULES
from webapp.bundle.law import law_of_shelf
from webapp.cases.ledgers import Counted, Period, periods_in

SHELF = Path(__file__).resolve().parents[2] / "processes"
PAPER = {"kind": "report", "received_on": "2026-06-01", "due_on": "2026-06-12"}
PUT_OFF = {"extended_to": "2026-06-30", "extended_on": "2026-06-05"}


@pytest.fixture(scope="module")
def law() -> Law:
    return law_of_shelf(SHELF, date(2026, 6, 1), "regulator")


def counted(rule: str, inputs: Mapping[str, Any], law: Law) -> Any:
    found = RULES[rule].function(inputs, law)
    said = found.as_json()
    return SimpleNamespace(step="legal", handler=rule, inputs=inputs, **said)


def period(answer: Counted) -> Period:
    (found,) = periods_in(answer)
    return found


def sent(on: str, law: Law, **inputs: str) -> Any:
    legal = counted("regulator.order", {**PAPER, **inputs}, law).value
    days = {name: legal[name] for name in ("received_on", "first_due_on", "due_on", "extended_on")}
    return counted("regulator.answer", {"kind": "report", "sent_on": on, **days}, law)


def test_the_day_of_the_paper_is_fixed_and_counted_nowhere(law: Law) -> None:
    found = period(counted("regulator.order", PAPER, law)).sum
    assert (found.last, found.closed) == (date(2026, 6, 12), None)
    assert [line.entry.kind for line in found.lines] == ["start"]


def test_a_paper_without_a_day_has_our_target(law: Law) -> None:
    asked = {name: value for name, value in PAPER.items() if name != "due_on"}
    assert period(counted("regulator.order", asked, law)).sum.last == date(2026, 6, 15)


def test_more_time_is_a_line_of_its_own(law: Law) -> None:
    found = period(counted("regulator.order", {**PAPER, **PUT_OFF}, law)).sum
    assert found.last == date(2026, 6, 30)
    assert [(line.entry.kind, line.entry.on, line.last) for line in found.lines] == [
        ("start", date(2026, 6, 1), date(2026, 6, 12)),
        ("extension", date(2026, 6, 5), date(2026, 6, 30)),
    ]


@pytest.mark.parametrize(("on", "closed"), [("2026-06-30", "met"), ("2026-07-01", "missed")])
def test_what_was_sent_ends_it_in_time_or_not(on: str, closed: str, law: Law) -> None:
    found = period(sent(on, law, **PUT_OFF)).sum
    assert (found.last, found.closed) == (date(2026, 6, 30), closed)
    assert [line.entry.kind for line in found.lines] == ["start", "extension", closed]


def test_what_was_sent_before_the_extension_was_told_ends_it_all_the_same(law: Law) -> None:
    found = period(sent("2026-06-03", law, **PUT_OFF)).sum
    assert (found.closed, found.lines[-1].entry.kind) == ("met", "met")


def test_an_extension_of_an_earlier_paper_does_not_count(law: Law) -> None:
    later = {**PAPER, "received_on": "2026-06-10", **PUT_OFF}
    assert period(counted("regulator.order", later, law)).sum.last == date(2026, 6, 12)
