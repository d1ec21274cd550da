"""An operator with something of everything in the registers, and people before its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from casework import House
from web.visiting import Visitor

from webapp.model.actor import Actor
from webapp.registers.add_record import AddRecord, add_record
from webapp.registers.corporate_number import check_digit

Visit = Callable[[Actor], Visitor]


def number(serial: int) -> str:
    base = f"999901{serial:06d}"
    return f"{check_digit(base)}{base}"


@dataclass
class Register:
    """The registers of a house, written to by its secretariat."""

    house: House
    office: Actor

    def add(self, kind: str, operator: str | None = None, service: str | None = None, **typed: str) -> str:
        command = AddRecord(kind, typed, operator, service)
        return add_record(self.house.store, self.house.desk.keys, self.office, command, self.house.now)

    def operator(self, name: str, serial: int | None = None, **more: str) -> str:
        given = {"corporate_number": number(serial)} if serial else {"representative": "港 太郎"}
        return self.add("operator", name=name, **{**given, **more})


@pytest.fixture
def register(house: House) -> Register:
    return Register(house, house.people.ito)


@pytest.fixture
def office(house: House, visit: Visit) -> Visitor:
    """Somebody of the secretariat before the pages."""
    return visit(house.people.ito)
