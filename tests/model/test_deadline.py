"""The laws of the ledger: how entries add up, whatever the days are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.determination import Law
from handlers.registry import RULES
from webapp.bundle.law import BREACH, CIVIL, HOLIDAYS
from webapp.cases.ledgers import periods_in
from webapp.model.deadline import BrokenLedger, Closed, Entry, add_up
from webapp.model.text import Text
from webapp.store.history import Determined

G = Text("理由", "ground")
days = st.dates(date(2015, 1, 1), date(2045, 12, 31))
lengths = st.integers(0, 400)
WEEKEND: Closed = {"office": lambda day: day.weekday() >= 5}


def start(on: date, amount: int = 14, **more: Any) -> Entry:
    return Entry("start", on, G, amount, **more)


def paused(on: date, length: int, order: int = 0) -> tuple[Entry, Entry]:
    return (
        Entry("pause", on, G, order=order),
        Entry("resume", on + timedelta(days=length), G, order=order + 1),
    )


@given(days, st.integers(1, 90), lengths, lengths)
def test_a_pause_moves_the_end_by_its_days(on: date, amount: int, after: int, length: int) -> None:
    plain = add_up([start(on, amount)])
    moved = add_up([start(on, amount), *paused(on + timedelta(days=after), length)])
    assert moved.last - plain.last == timedelta(days=length)
    assert not moved.paused and moved.closed is None


@given(days, lengths, lengths, st.integers(1, 200), st.booleans())
def test_an_extension_and_a_pause_commute_where_every_day_counts(
    on: date, after: int, length: int, more: int, first: bool
) -> None:
    pause = paused(on + timedelta(days=after), length)
    extension = Entry("extension", on if first else pause[1].on, G, more)
    found = add_up([start(on), *pause, extension])
    assert found.last == on + timedelta(days=14 + length + more)


@given(days, st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 30)), max_size=3))
def test_the_order_in_which_entries_come_does_not_matter(on: date, done: list[tuple[int, int, int]]) -> None:
    entries, day = [start(on)], on
    for number, (gap, length, more) in enumerate(done):
        day += timedelta(days=gap)
        entries += [*paused(day, length, 10 * number), Entry("extension", day, G, more, order=10 * number + 5)]
        day += timedelta(days=length)
    entries.append(Entry("met", day, G))
    one = add_up(entries)
    assert one.last == on + timedelta(days=14 + sum(length + more for _, length, more in done))
    assert add_up(reversed(entries)) == one
    if len(entries) <= 5:
        assert all(add_up(other) == one for other in permutations(entries))
    assert sum(line.moved for line in one.lines) == (one.last - (on + timedelta(days=14))).days


def test_an_extension_in_open_days_skips_what_is_closed_and_does_not_commute() -> None:
    friday = date(2026, 11, 20)
    entry = Entry("extension", friday, G, 2, "business days", "office")
    assert add_up([start(friday, 0), entry], WEEKEND).last == date(2026, 11, 24)
    # Two days of pause carry Tuesday to Thursday; the other way round Sunday would be followed by Tuesday.
    assert add_up([start(friday, 0), entry, *paused(friday, 2, 5)], WEEKEND).last == date(2026, 11, 26)


def test_a_last_day_that_is_closed_moves_to_the_next_open_day() -> None:
    assert add_up([start(date(2026, 11, 20), 1, calendar="office")], WEEKEND).last == date(2026, 11, 23)
    assert add_up([start(date(2026, 11, 20), 1)]).last == date(2026, 11, 21)
    with pytest.raises(KeyError):
        add_up([start(date(2026, 11, 20), 1, calendar="civil")], WEEKEND)


@pytest.mark.parametrize(
    ("event", "months", "counted", "last"),
    [
        ("2026-02-28", 3, False, "2026-05-31"),
        ("2026-11-29", 3, False, "2027-02-28"),
        ("2027-11-30", 3, False, "2028-02-29"),
        ("2026-02-28", 1, True, "2026-03-27"),
        ("2027-11-30", 3, True, "2028-02-29"),
    ],
)
def test_months_are_counted_as_the_civil_code_does(event: str, months: int, counted: bool, last: str) -> None:
    entry = start(date.fromisoformat(event), months, unit="months", counts_first=counted)
    assert add_up([entry]).last == date.fromisoformat(last)


def test_while_it_is_paused_the_time_stands_still() -> None:
    on = date(2026, 11, 20)
    found = add_up([start(on), Entry("pause", on, G)])
    assert found.paused and found.since == on and found.last == date(2026, 12, 4)
    assert [line.last for line in found.lines] == [date(2026, 12, 4), None]


@pytest.mark.parametrize(
    "kinds",
    [
        ("pause", "pause"),
        ("resume",),
        ("pause", "resume", "resume"),
        ("start",),
        ("met", "missed"),
    ],
)
def test_what_is_no_ledger_is_refused(kinds: tuple[Any, ...]) -> None:
    """Two pauses never overlap; nothing begins twice or ends twice."""
    on = date(2026, 11, 20)
    entries = [Entry(kind, on + timedelta(days=number), G) for number, kind in enumerate(kinds, 1)]
    with pytest.raises(BrokenLedger):
        add_up([start(on), *entries])


def test_without_a_start_there_is_no_ledger() -> None:
    for entries in ([], [Entry("pause", date(2026, 11, 20), G)]):
        with pytest.raises(BrokenLedger):
            add_up(entries)


def counted(handler: str, inputs: Mapping[str, Any], law: Law) -> Determined:
    """A rule's answer as it is stored."""
    answer = RULES[handler].function(inputs, law)
    plain = answer.as_json()
    return Determined(
        id="asked",
        seq=1,
        step="asked",
        handler=handler,
        outcome=answer.outcome,
        value=answer.value,
        because=plain["because"],
        cites=plain["cites"],
        inputs=inputs,
        parameters=plain["parameters"],
        edition=answer.edition,
        decided_on=law.on,
    )


@pytest.fixture(scope="module")
def law() -> Law:
    from pathlib import Path

    from webapp.bundle.formats import read_toml
    from webapp.bundle.law import law_from
    from webapp.bundle.read import read_folder

    shelf = Path(__file__).resolve().parents[2] / "processes"
    bundle = read_folder(shelf / "incident")
    body = read_toml((shelf / "body.toml").read_bytes(), "body.toml")
    return law_from(body, bundle.parameters, bundle.tables, date(2026, 11, 20))


CASES: tuple[tuple[str, Any], ...] = (
    ("periods.suspension", lambda day, n: {"notice_date": day, "months": n}),
    ("periods.bar", lambda day, _: {"ground": "3.2.1a", "event_date": day}),
    ("periods.bar", lambda day, _: {"ground": "3.2.1c", "event_date": day}),
    ("periods.bar", lambda day, _: {"ground": "3.2.2b", "event_date": day}),
    ("periods.bar", lambda day, n: {"ground": "3.2.3", "event_date": day, "level": 8, "months": n}),
    ("periods.bar", lambda day, _: {"ground": "3.2.3", "event_date": day, "level": 10}),
    ("periods.correction", lambda day, _: {"dispatched_on": day, "calendar": "civil"}),
    ("periods.correction", lambda day, _: {"dispatched_on": day, "calendar": "office"}),
    ("periods.hearing_request", lambda day, _: {"notice_date": day}),
    ("periods.breach_report", lambda day, _: {"known_on": day, "days": 30}),
    ("periods.breach_report", lambda day, _: {"known_on": day, "days": 60}),
    ("incident.reports", lambda day, _: {"known_on": day, "days": 30, "final_on": day}),
)


@pytest.mark.parametrize(("handler", "made"), CASES)
def test_the_sum_is_what_the_rule_has_counted(handler: str, made: Any, law: Law) -> None:
    """Without the day that the rule fixed, the ledger's own arithmetic comes to it."""
    closed: Closed = MappingProxyType({name: calendar.is_closed for name, calendar in law.calendars.items()})
    assert {CIVIL, BREACH, HOLIDAYS} <= {*law.calendars.values()}

    # The holidays of a year are worked out when it is first asked for.
    @settings(deadline=None)
    @given(st.dates(date(2019, 7, 1), date(2036, 12, 31)), st.integers(1, 11))
    def holds(day: date, months: int) -> None:
        answer = counted(handler, made(day.isoformat(), months), law)
        periods = list(periods_in(answer))
        assert periods
        for period in periods:
            assert period.start.until is not None and period.start.until.isoformat() in answer.value.values()
            assert add_up([replace(period.start, until=None)], closed).last == period.sum.last
            assert period.start.source == "、".join(cited["clause"] for cited in answer.cites) != ""
            if period.name.ja == "速報の目安":
                assert not period.start.provisional
            else:
                assert period.start.provisional == answer.value.get("provisional", False)

    holds()


@pytest.mark.parametrize(
    ("came", "preliminary", "final"),
    [
        ({}, None, None),
        ({"preliminary_on": "2026-11-05"}, ("met", 5), None),
        ({"preliminary_on": "2026-11-05", "final_on": "2026-11-20"}, ("met", 5), ("met", 20)),
        ({"final_on": "2026-11-05"}, ("met", 5), ("met", 5)),
        ({"final_on": "2026-11-20"}, ("missed", 20), ("met", 20)),
    ],
)
def test_a_final_report_ends_the_wait_for_a_preliminary_one(
    came: Mapping[str, str], preliminary: tuple[str, int] | None, final: tuple[str, int] | None, law: Law
) -> None:
    answer = counted("incident.reports", {"known_on": "2026-11-02", "days": 30, "on": "2026-11-20", **came}, law)
    ends = {period.name.en: period.end and (period.end.kind, period.end.on.day) for period in periods_in(answer)}
    assert ends == {"Preliminary report expected": preliminary, "Final report due": final}
