"""`nintei user disable` asks what the pages ask: who would be left for what is open."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from casework import House

from webapp.cli import user
from webapp.cli.failure import Failure
from webapp.model.settings import Settings
from webapp.people.directory import find_person


def disable(house: House, login: str, monkeypatch: pytest.MonkeyPatch, *, despite: bool = False) -> None:
    @contextmanager
    def opened(*_: object) -> Iterator[object]:
        yield house.desk

    monkeypatch.setattr(user, "opened", opened)
    user.command(argparse.Namespace(action="disable", login=login, despite=despite), Settings())


def disabled(house: House, login: str) -> bool:
    person = find_person(house.store, house.people[login].id)
    return person is not None and person.disabled_at is not None


def test_the_last_one_of_an_organ_who_is_able_is_not_disabled_unasked(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = house.to_approval()
    disable(house, "hayashi", monkeypatch)
    assert disabled(house, "hayashi"), "Kato is able, too"

    with pytest.raises(Failure) as refused:
        disable(house, "kato", monkeypatch)
    said = str(refused.value)
    assert house.case(case_id).number in said and "Decider" in said and "--despite" in said
    assert not disabled(house, "kato")

    disable(house, "kato", monkeypatch, despite=True)
    assert disabled(house, "kato")
