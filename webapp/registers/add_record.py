"""Enter something in the registers: an operator, a service, or what hangs on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.determination import Determination
from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import NameTaken, NotFound
from webapp.people.allowed import require
from webapp.registers.asking import said_by_rule
from webapp.registers.chain import record, tell
from webapp.registers.kinds import KINDS, Kind
from webapp.registers.reading import Values, derived, read_values
from webapp.store import records, registers
from webapp.store.records import NumberTaken
from webapp.store.unit import Store, Unit

WRITERS = ("administrator", "secretariat")


@dataclass(frozen=True, slots=True)
class AddRecord:
    """`kind` names one of KINDS; `typed`: what was typed into its form. `operator_id`, and for what hangs on a service
    `service_id`: where it belongs. `determined`: what the kind's rule answered to `inputs_of_coverage`."""

    kind: str
    typed: Mapping[str, Any]
    operator_id: str | None = None
    service_id: str | None = None
    determined: Determination | None = None


def add_record(store: Store, keys: Keyring, actor: Actor, command: AddRecord, now: datetime) -> str:
    """Answers the id of the entry. Raises NotAllowed, NotFound, InvalidAnswers, NameTaken (the corporate number is
    registered already)."""
    require(actor, *WRITERS)
    kind = KINDS.get(command.kind)
    if kind is None:
        raise NotFound
    values = read_values(kind.form, command.typed, local_date(now))
    with store.write() as unit:
        where = _where(unit, kind, command)
        refuse_taken(unit, values, None)
        row = {**values, **derived(kind.name, values), **kind.fixed, **where, **said_by_rule(command.determined)}
        with one_number(values):
            record_id = records.insert_record(unit, kind.table, row, now)
        operator_id = command.operator_id or record_id
        tell(unit, actor, now, operator_id, kind.name, record_id, "added")
        record(unit, keys, actor, f"add_{kind.name}", now, operator=operator_id, record=record_id)
    return record_id


@contextmanager
def one_number(values: Values) -> Iterator[None]:
    """Raises NameTaken where somebody else enters the same corporate number at the same moment."""
    try:
        yield
    except NumberTaken as taken:
        raise NameTaken(name=values["corporate_number"]) from taken


def refuse_taken(unit: Unit, values: Values, own_id: str | None) -> None:
    """Raises NameTaken where another operator has the corporate number."""
    number = values.get("corporate_number")
    if number is None or "parent_number" not in values:  # the number of a recipient or contractor may come again
        return
    known = registers.operator_by_number(unit, number)
    if known is not None and known.id != own_id:
        raise NameTaken(name=number)


def _where(unit: Unit, kind: Kind, command: AddRecord) -> dict[str, str]:
    if kind.parent is None:
        return {}
    if command.operator_id is None or registers.operator(unit, command.operator_id) is None:
        raise NotFound
    if kind.parent == "operator":
        return {"operator_id": command.operator_id}
    service = registers.service(unit, command.service_id or "")
    if service is None or service.operator_id != command.operator_id:
        raise NotFound
    return {"service_id": service.id}
