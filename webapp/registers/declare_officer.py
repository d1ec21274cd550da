"""What an officer declared under TPDMS-2210 3.1.2: criminal data, for the secretariat and the auditor alone.

The history of the operator says that something was declared, never what; a correction is a further declaration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.bundle import Condition, Field, Form
from webapp.model.clock import local_date
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.registers.chain import record, stale, tell
from webapp.registers.correct_record import find
from webapp.registers.fields import REASON, options
from webapp.registers.reading import read_values
from webapp.store import records
from webapp.store.records import DeclarationRow
from webapp.store.unit import Store, Unit

READERS: Final = ("secretariat", "auditor")
WRITERS: Final = ("secretariat",)

FORM: Final = Form(
    "declaration",
    Text("欠格事由の申告", "Declaration on disqualification"),
    Text(
        "事務局と監査担当だけが見られます。一覧・履歴・記録には中身が載りません。",
        "Only the secretariat and auditors see this. No list, history or log has what it says.",
    ),
    (
        Field(
            "kind",
            "choice",
            Text("申告の内容", "What was declared"),
            required=True,
            personal=True,
            purpose="officers",
            options=options(
                ("none", "該当なし", "None applies"),
                ("imprisonment", "禁錮・拘禁刑以上の刑", "Imprisonment or heavier"),
                ("fine", "罰金", "Fine"),
                ("organized_crime_member", "暴力団等の構成員", "Member of organised crime"),
            ),
        ),
        Field(
            "law",
            "choice",
            Text("根拠の法", "Law of the punishment"),
            required=True,
            personal=True,
            purpose="officers",
            options=options(
                ("appi", "個人情報保護法", "Act on the Protection of Personal Information"),
                ("other", "その他の法律", "Another law"),
            ),
            when=Condition("kind", ("imprisonment", "fine")),
        ),
        Field(
            "ended_on",
            "date",
            Text(
                "執行を終わり、又は受けることがなくなった日",
                "Day on which execution ended or ceased to be possible",
            ),
            personal=True,
            purpose="officers",
            when=Condition("kind", ("imprisonment", "fine")),
        ),
        Field(
            "suspended_until",
            "date",
            Text("執行猶予の最後の日", "Last day of the suspension of the sentence"),
            personal=True,
            purpose="officers",
            when=Condition("kind", ("imprisonment", "fine")),
        ),
        Field("declared_on", "date", Text("申告の日", "Declared on"), required=True, not_after_today=True),
        Field("document", "text", Text("申告の文書", "Document"), required=True),
    ),
)
CORRECTION: Final = replace(
    FORM,
    fields=(
        *FORM.fields,
        replace(
            REASON,
            hint=Text(
                "前の申告とこの理由は、このページにだけ残ります。",
                "The earlier declaration and this reason stay on this page only.",
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class DeclareOfficer:
    """`seen`: the id of the newest declaration that was seen, "" where there was none."""

    operator_id: str
    officer_id: str
    seen: str
    typed: Mapping[str, Any]


def declare_officer(store: Store, keys: Keyring, actor: Actor, command: DeclareOfficer, now: datetime) -> str:
    """Answers the id of the declaration. Raises NotAllowed, NotFound, InvalidAnswers, StaleRevision."""
    require(actor, *WRITERS)
    with store.write() as unit:
        officer = find(unit, "officer", command.operator_id, command.officer_id)
        known = records.declarations(unit, officer.id)
        values = read_values(CORRECTION if known else FORM, command.typed, local_date(now))
        if command.seen != (known[0].id if known else ""):
            raise stale(unit, officer.id)
        row = {"reason": "", **values}
        declaration_id = records.insert_declaration(unit, officer.id, row, actor.id, now)
        deed = "corrected" if known else "added"
        tell(unit, actor, now, command.operator_id, "declaration", officer.id, deed)
        record(unit, keys, actor, "declare_officer", now, operator=command.operator_id, record=officer.id)
    return declaration_id


def read_declarations(
    store: Store, keys: Keyring, actor: Actor, operator_id: str, officer_id: str, now: datetime
) -> tuple[DeclarationRow, ...]:
    """What an officer declared, for somebody who looks at it: that they did is in the audit chain. Raises NotAllowed,
    NotFound."""
    with store.write() as unit:
        known = declared(unit, actor, operator_id, officer_id)
        if known:
            record(unit, keys, actor, "read_declarations", now, operator=operator_id, record=officer_id)
    return known


def declared(unit: Unit, actor: Actor, operator_id: str, officer_id: str) -> tuple[DeclarationRow, ...]:
    """What an officer declared, the newest first. Raises NotAllowed, NotFound."""
    require(actor, *READERS)
    return records.declarations(unit, find(unit, "officer", operator_id, officer_id).id)
