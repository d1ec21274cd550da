"""What a verb does to one case, gathered while it works and written at its end: history, determinations, audit.

Must not know which verb is at work or what the engine is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from webapp.cases.desk import Desk
from webapp.crypto.chain import fingerprint
from webapp.model.actor import Actor
from webapp.model.advance import Consulted
from webapp.model.bundle import Bundle
from webapp.model.clock import local_date
from webapp.store import audit, history
from webapp.store.audit import Head
from webapp.store.cases import CaseRow, Held
from webapp.store.history import Determined, Entry
from webapp.store.rows.base import new_id
from webapp.store.tasks import Change
from webapp.store.unit import Unit
from webapp.store.waits import WaitRow


@dataclass(slots=True)
class Proceedings:
    """One verb on one case under its lock. Nothing of it is stored before `write`."""

    desk: Desk
    unit: Unit
    actor: Actor
    now: datetime
    case: CaseRow
    revision: int  # that the case will have
    head: Head
    last_seq: int
    body_id: str | None
    waiting: Mapping[str, WaitRow] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    determined: list[Determined] = field(default_factory=list)
    prepared: dict[str, str] = field(default_factory=dict)  # letter -> fingerprint of its sheet
    handed_in: dict[str, str] = field(default_factory=dict)  # file -> SHA-256 of its bytes

    @property
    def change(self) -> Change:
        """What this verb does, as the tasks that it concerns remember it."""
        return Change(self.revision, self.actor.id, self.now)

    @property
    def bundle(self) -> Bundle:
        return self.desk.bundle(self.case.version_id)

    def note(
        self,
        verb: str,
        step: str | None = None,
        task_id: str | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> int:
        """Add a line to the history; answers its number. `detail` holds ids and names, never answers."""
        self.last_seq += 1
        self.entries.append(Entry(self.last_seq, self.actor.id, verb, step, task_id, detail or {}))
        return self.last_seq

    def was_given(self, case: Mapping[str, Any]) -> None:
        """The last line moves the case: keep the record of the case that the engine was given for it, with the body's
        version, so that the case can be replayed."""
        self.entries[-1] = replace(self.entries[-1], given={"case": dict(case), "body": self.body_id})

    def determine(self, consulted: Consulted) -> None:
        """Add a handler's answer, with its line in the history."""
        answer = consulted.determination
        plain = answer.as_json()
        row_id = new_id()
        seq = self.note("determined", consulted.step, detail={"determination": row_id, "handler": consulted.handler})
        self.determined.append(
            Determined(
                id=row_id,
                seq=seq,
                step=consulted.step,
                handler=consulted.handler,
                outcome=answer.outcome,
                value=answer.value,
                because=plain["because"],
                cites=plain["cites"],
                inputs=dict(consulted.inputs),
                parameters=plain["parameters"],
                edition=answer.edition,
                decided_on=local_date(self.now),
            )
        )

    def write(self, verb: str, **detail: Any) -> None:
        """Store the history, the determinations and the deed in the case's audit chain. Called once, at the end."""
        history.insert_entries(self.unit, self.case.id, self.now, self.entries)
        history.insert_determined(self.unit, self.case.id, self.now, self.determined)
        if self.determined:
            detail["determinations"] = {
                row.id: fingerprint(self.desk.keys, [row.outcome, row.value, row.inputs]) for row in self.determined
            }
        if self.prepared:
            detail["letters"] = {letter: fingerprint(self.desk.keys, sheet) for letter, sheet in self.prepared.items()}
        if self.handed_in:
            detail["files"] = {file: fingerprint(self.desk.keys, hash_) for file, hash_ in self.handed_in.items()}
        chain = audit.case_chain(self.case.id)
        self.head = audit.append_after(
            self.unit, self.desk.keys, self.head, chain, self.now, self.actor.id, verb, detail
        )


def proceedings_of(desk: Desk, unit: Unit, actor: Actor, now: datetime, held: Held) -> Proceedings:
    """The proceedings of a verb on a case that is held."""
    case = held.case
    return Proceedings(
        desk, unit, actor, now, case, case.revision + 1, held.head, held.last_seq, held.body_id, held.waiting
    )
