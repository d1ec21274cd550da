"""Disruption 8: states that were damaged or come from elsewhere, at random: refused before a byte is read as a state, the
case is set apart, no code runs, the other cases go on, and the true state put back lets the case go on too."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from casework import House
from havoc import size
from invariants import State, holds, state_of
from sqlalchemy import update

from webapp.model.refusals import CaseFaulted
from webapp.store import faults
from webapp.store.rows.case import CaseState

DAMAGED = size(8, 150)


class Canary:
    """What a state must never be allowed to do: unpickled, it writes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.path,))


def one_bit(chance: random.Random, state: State, _other: State) -> None:
    spoilt = bytearray(state["state"])
    spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    state["state"] = bytes(spoilt)


def cut_off(chance: random.Random, state: State, _other: State) -> None:
    state["state"] = state["state"][: chance.randrange(len(state["state"]))]


def noise(chance: random.Random, state: State, _other: State) -> None:
    state["state"] = chance.randbytes(chance.randrange(1, 2_000))


def of_another_case(_chance: random.Random, state: State, other: State) -> None:
    state.update({name: value for name, value in other.items() if name != "case_id"})


def of_another_case_with_its_own_seal(_chance: random.Random, state: State, other: State) -> None:
    state["state"] = other["state"]


def another_order(chance: random.Random, state: State, _other: State) -> None:
    state["step_order"] += chance.choice((-1, 1, 1_000_000))


def another_format(chance: random.Random, state: State, _other: State) -> None:
    state["format"] = chance.choice((0, 2, 99))


def another_key(_chance: random.Random, state: State, _other: State) -> None:
    state["key_id"] = "another"


def another_seal(chance: random.Random, state: State, _other: State) -> None:
    state["seal"] = chance.choice(("", "0" * 64, state["seal"][::-1], "認定"))


SPOILS: list[Callable[[random.Random, State, State], None]] = [
    one_bit,
    cut_off,
    noise,
    of_another_case,
    of_another_case_with_its_own_seal,
    another_order,
    another_format,
    another_key,
    another_seal,
]


def test_whatever_stands_in_the_state_row(any_house: House, chance: random.Random, tmp_path: Path) -> None:
    house = any_house
    canary = tmp_path / "canary"
    attacks = [pickle.dumps(Canary(canary)), b'{"py/object": "os.system", "py/reduce": ["touch"]}']

    def attack(chance: random.Random, state: State, _other: State) -> None:
        state["state"] = chance.choice(attacks)

    spoils = [*SPOILS, attack]
    first = chance.randrange(len(spoils))
    for number in range(DAMAGED):
        spoil = spoils[(first + number) % len(spoils)]
        spoiled, other = house.open().case_id, house.open().case_id
        house.write(other)  # so that its state is another
        sound = state_of(house, spoiled)
        damaged = dict(sound)
        spoil(chance, damaged, state_of(house, other))
        if damaged == sound:
            continue
        put(house, spoiled, damaged)

        with pytest.raises(CaseFaulted):
            house.write(spoiled)

        assert house.case(spoiled).state == "quarantined", spoil.__name__
        with house.store.read() as unit:
            assert [fault.kind for fault in faults.faults_of(unit, spoiled)] == ["state"], spoil.__name__
        house.judge(other)
        put(house, spoiled, sound)
        with house.store.read() as unit:
            (fault,) = faults.faults_of(unit, spoiled)
        retried(house, fault.id)
        assert house.task(spoiled, "judge_1"), spoil.__name__
    assert not canary.exists()
    holds(house)


def retried(house: House, fault_id: str) -> None:
    from webapp.cases.retry_fault import RetryFault, retry_fault

    retry_fault(house.desk, house.people.sasaki, RetryFault(fault_id), house.now)


def put(house: House, case_id: str, state: State) -> None:
    with house.store.write() as unit:
        unit.execute(update(CaseState).where(CaseState.case_id == case_id).values(**state))
