"""Operators deemed identical: suggested by likeness, decided by people, joined into groups, as of any day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.refusals import InvalidAnswers, NotAllowed, NotFound
from webapp.registers.add_operator import AddOperator, add_operator
from webapp.registers.corporate_number import check_digit
from webapp.registers.identity import DecideIdentity, candidates, decide_identity, group_of
from webapp.store import records
from webapp.store.unit import Store

OFFICE = Actor("office", "伊藤 結", frozenset({"secretariat"}))
DAY = date(2026, 4, 1)
Add = Callable[..., str]


def number(serial: int) -> str:
    base = f"999901{serial:06d}"
    return f"{check_digit(base)}{base}"


@pytest.fixture
def add(store: Store, keys: Keyring, now: datetime) -> Add:
    def one(serial: int, **more: str) -> str:
        command = AddOperator(f"事業者{serial}", number(serial), **more)
        return add_operator(store, keys, OFFICE, command, now)

    return one


@pytest.fixture
def decide(store: Store, keys: Keyring, now: datetime) -> Callable[..., str]:
    def one(first: str, second: str, outcome: str = "deemed", since: str = "2026-04-01") -> str:
        typed = {"other": second, "outcome": outcome, "since": since, "reason": "役員が同じ", "grounds": ["officers"]}
        if outcome != "deemed":
            del typed["grounds"]
        return decide_identity(store, keys, OFFICE, DecideIdentity(first, typed), now)

    return one


def suggested(store: Store, operator: str, day: date = DAY) -> dict[str, tuple[str, ...]]:
    with store.read() as unit:
        return {row.id: shared for row, shared in candidates(unit, operator, day)}


def group(store: Store, operator: str, day: date = DAY) -> frozenset[str]:
    with store.read() as unit:
        return group_of(unit, operator, day)


def test_likeness_suggests_and_decides_nothing(store: Store, add: Add) -> None:
    own = add(1, representative="港 太郎", address="見本市１－２")
    person = add(2, representative="港　太郎")
    place = add(3, address="見本市1-2")
    child = add(4, parent_number=number(1))
    add(5, representative="山手 花", address="見本市3")
    add(6)

    assert suggested(store, own) == {person: ("representative",), place: ("address",), child: ("parent",)}
    assert suggested(store, child) == {own: ("parent",)}
    assert group(store, own) == {own}


def test_sisters_of_one_parent_are_suggested(store: Store, add: Add) -> None:
    first, second = add(1, parent_number=number(9)), add(2, parent_number=number(9))
    assert suggested(store, first) == {second: ("parent",)}


def test_whoever_was_judged_is_not_suggested_again(store: Store, add: Add, decide: Callable[..., str]) -> None:
    first, second = add(1, address="見本市1"), add(2, address="見本市1")
    decide(second, first, "separate")

    assert suggested(store, first) == {} == suggested(store, second)
    assert second in suggested(store, first, date(2026, 3, 31))
    assert group(store, first) == {first}


def test_a_later_decision_counts_from_its_day_and_both_are_kept(
    store: Store, add: Add, decide: Callable[..., str]
) -> None:
    first, second, third = add(1), add(2), add(3)
    decide(first, second)
    decide(second, third)
    decide(second, first, "separate", since="2026-10-01")

    assert group(store, first, date(2026, 3, 31)) == {first}
    assert group(store, first) == group(store, third) == {first, second, third}
    assert group(store, first, date(2026, 10, 1)) == {first}
    assert group(store, second, date(2026, 10, 1)) == {second, third}
    with store.read() as unit:
        assert len(records.identities_of(unit, frozenset({second}))) == 3


@given(st.sets(st.sampled_from(list(combinations(range(5), 2)))))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_group_is_everybody_whom_decisions_join(
    store: Store, keys: Keyring, now: datetime, pairs: set[tuple[int, int]]
) -> None:
    """Whichever member is asked, the group is the same; nobody outside is in it."""
    made = [
        add_operator(store, keys, OFFICE, AddOperator("事業者", representative=f"代表{place}"), now)
        for place in range(5)
    ]
    for one, other in pairs:
        typed = {
            "other": made[other],
            "outcome": "deemed",
            "since": "2026-04-01",
            "reason": "役員が同じ",
            "grounds": ["officers"],
        }
        decide_identity(store, keys, OFFICE, DecideIdentity(made[one], typed), now)
    known = {place: {place} for place in range(5)}
    for _round in range(5):
        for one, other in pairs:
            joined = known[one] | known[other]
            for place in joined:
                known[place] = joined

    for place in range(5):
        assert group(store, made[place]) == {made[member] for member in known[place]}


def test_a_decision_needs_reasons_circumstances_and_another_operator(
    store: Store, keys: Keyring, now: datetime, add: Add
) -> None:
    first, second = add(1), add(2)
    fine = {"other": second, "outcome": "deemed", "since": "2026-04-01", "reason": "理由", "grounds": ["officers"]}
    for wrong, field in (
        ({"reason": " "}, "reason"),
        ({"grounds": []}, "grounds"),
        ({"grounds": ["stars"]}, "grounds"),
        ({"other": first}, "other"),
        ({"other": "nobody"}, "other"),
        ({"since": "2027-01-01"}, "since"),
    ):
        with pytest.raises(InvalidAnswers) as refusal:
            decide_identity(store, keys, OFFICE, DecideIdentity(first, {**fine, **wrong}), now)
        assert set(refusal.value.problems) == {field}
    with pytest.raises(NotFound):
        decide_identity(store, keys, OFFICE, DecideIdentity("nobody", fine), now)
    with pytest.raises(NotAllowed):
        decide_identity(store, keys, Actor("x", "x", frozenset({"assessor"})), DecideIdentity(first, fine), now)
