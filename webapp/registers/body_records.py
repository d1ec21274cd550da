"""Add, correct and strike what the body keeps about itself, with the files that show it. Nothing is lost: the old values
stay in its history. Must not know what the kinds are for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO, Final

from webapp.crypto.chain import fingerprint
from webapp.crypto.keys import Keyring
from webapp.files.judge import CHUNK, Judged, judge
from webapp.files.reasons import Refused
from webapp.model.actor import Actor
from webapp.model.bundle import Form
from webapp.model.clock import fiscal_year, local_date
from webapp.model.refusals import FileTooLarge, InvalidAnswers, NotFound, ReasonNeeded, StaleRevision
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.registers.body_kinds import ACCOUNTS, CESSATION, BodyKind
from webapp.registers.chain import record as audit
from webapp.registers.reading import plain, read_values
from webapp.store import body_records as rows
from webapp.store import files
from webapp.store.body_records import KeptRecord
from webapp.store.files import NewFile, Place
from webapp.store.people import person
from webapp.store.unit import Store, Unit

READERS: Final = ("secretariat", "decider", "manager", "auditor", "administrator")
WRITERS: Final = ("secretariat", "manager", "administrator")
FILES: Final = "files"
BODY: Final = "body"


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was sent. `stream` can be sought; `name`: what the sender calls it."""

    stream: BinaryIO
    name: str


@dataclass(frozen=True, slots=True)
class AddBodyRecord:
    """`typed`: what was typed into the kind's form."""

    kind: BodyKind
    typed: Mapping[str, Any]
    sent: Sequence[Sent] = ()


@dataclass(frozen=True, slots=True)
class CorrectBodyRecord:
    """`typed`: what was typed into the kind's form and, as `reason`, why. Files that are sent come beside those there."""

    kind: BodyKind
    record_id: str
    revision: int
    typed: Mapping[str, Any]
    sent: Sequence[Sent] = ()


@dataclass(frozen=True, slots=True)
class StrikeBodyRecord:
    kind: BodyKind
    record_id: str
    revision: int
    reason: str


def add_body_record(store: Store, keys: Keyring, actor: Actor, command: AddBodyRecord, now: datetime) -> str:
    """Answers the id. Raises NotAllowed; InvalidAnswers for fields and `files`, FileTooLarge among them."""
    require(actor, *WRITERS)
    content, judged = _read(command.kind, command.kind.form, command.typed, command.sent, now)
    if command.kind.needs_file and not judged:
        raise InvalidAnswers({FILES: _NEEDS_FILE})
    with store.write() as unit:
        record_id = rows.insert_record(unit, command.kind.name, content, actor.id, now)
        hashes = _put_in(unit, keys, record_id, judged, actor, now)
        audit(unit, keys, actor, f"add_body_{command.kind.name}", now, record=record_id, files=hashes)
    return record_id


def correct_body_record(store: Store, keys: Keyring, actor: Actor, command: CorrectBodyRecord, now: datetime) -> bool:
    """Answers whether anything changed. Raises NotAllowed, NotFound, StaleRevision; InvalidAnswers, FileTooLarge."""
    require(actor, *WRITERS)
    content, judged = _read(command.kind, command.kind.correction, command.typed, command.sent, now)
    reason = content.pop("reason")
    with store.write() as unit:
        found = _found(unit, command.kind, command.record_id, command.revision)
        if len(found.files) + len(judged) > command.kind.most_files:
            raise InvalidAnswers({FILES: _too_many(command.kind)})
        changes = {
            name: [found.content.get(name), value]
            for name, value in content.items()
            if found.content.get(name) != value
        }
        if not changes and not judged:
            return False
        if not rows.update_record(unit, found.id, command.revision, {**found.content, **content}):
            raise _stale(unit, found.id)
        hashes = _put_in(unit, keys, found.id, judged, actor, now)
        rows.insert_change(unit, found.id, "corrected", changes, reason, actor.id, now)
        audit(
            unit,
            keys,
            actor,
            f"correct_body_{command.kind.name}",
            now,
            record=found.id,
            fields=sorted(changes),
            files=hashes,
        )
    return True


def strike_body_record(store: Store, keys: Keyring, actor: Actor, command: StrikeBodyRecord, now: datetime) -> None:
    """What was a mistake stands on no list any more; its history and files stay. Raises NotAllowed, NotFound,
    ReasonNeeded, StaleRevision."""
    require(actor, *WRITERS)
    if not command.reason.strip():
        raise ReasonNeeded
    with store.write() as unit:
        found = _found(unit, command.kind, command.record_id, command.revision)
        if not rows.update_record(unit, found.id, command.revision, found.content, struck=True):
            raise _stale(unit, found.id)
        rows.insert_change(unit, found.id, "struck", {}, command.reason.strip(), actor.id, now)
        audit(unit, keys, actor, f"strike_body_{command.kind.name}", now, record=found.id)


def missing_years(records: Sequence[KeptRecord], since: date | None, today: date) -> tuple[int, ...]:
    """The fiscal years that are over since the accreditation began and have no evidence, the latest first."""
    if since is None:
        return ()
    shown = {record.content["year"] for record in records}
    return tuple(year for year in range(fiscal_year(today) - 1, fiscal_year(since) - 1, -1) if year not in shown)


def as_form_shows(form: Form, content: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a record as its form shows them; what it asks besides stays empty."""
    shown = {field.id: content.get(field.id) for field in form.fields}
    return {
        name: "" if value is None else value if isinstance(value, list) else str(value) for name, value in shown.items()
    }


def _read(
    kind: BodyKind, form: Form, typed: Mapping[str, Any], sent: Sequence[Sent], now: datetime
) -> tuple[dict[str, Any], list[tuple[Judged, BinaryIO]]]:
    """Every problem at once, those of the form and those of the files."""
    problems: dict[str, Text] = {}
    values: dict[str, Any] = {}
    try:
        values = read_values(form, typed, local_date(now))
        problems |= _wrong(kind, values, local_date(now))
    except InvalidAnswers as refusal:
        problems |= refusal.problems
    judged: list[tuple[Judged, BinaryIO]] = []
    too_large = False
    for one in sent:
        try:
            judged.append((judge(one.stream, one.name), one.stream))
        except Refused as refused:
            problems[FILES] = refused.message
            too_large = too_large or refused.too_large
    if len(judged) > kind.most_files:
        problems[FILES] = _too_many(kind)
    if problems:
        raise (FileTooLarge if too_large else InvalidAnswers)(problems)
    return {name: plain(value) for name, value in values.items()}, judged


def _wrong(kind: BodyKind, values: Mapping[str, Any], today: date) -> dict[str, Text]:
    if kind.name == ACCOUNTS and values["year"] > fiscal_year(today):
        return {"year": Text("始まっていない年度です。", "This fiscal year has not begun.")}
    if kind.name == CESSATION and bool(values["told_on"]) != bool(values["channel"]):
        missing = "channel" if values["told_on"] else "told_on"
        return {missing: Text("知らせた日と方法は、両方を書いてください。", "Give both the day and the way.")}
    return {}


def _found(unit: Unit, kind: BodyKind, record_id: str, seen: int) -> KeptRecord:
    found = rows.record(unit, kind.name, record_id)
    if found is None:
        raise NotFound
    if found.revision != seen:
        raise _stale(unit, found.id)
    return found


def _stale(unit: Unit, record_id: str) -> StaleRevision:
    known = rows.last_change(unit, record_id)
    if known is None:
        return StaleRevision()
    who = person(unit, known[0])
    return StaleRevision(at=known[1], **({} if who is None else {"by": who.name, "by_en": who.name_en or who.name}))


def _put_in(
    unit: Unit, keys: Keyring, record_id: str, judged: Sequence[tuple[Judged, BinaryIO]], actor: Actor, now: datetime
) -> dict[str, str]:
    """Answers the keyed hashes by file, for the audit."""
    hashes: dict[str, str] = {}
    for file, stream in judged:
        new = NewFile(Place(BODY, None, None), None, file.name, file.media, file.size, file.hash)
        file_id = files.insert_file(unit, new, _parts(stream), actor.id, now)
        rows.insert_file(unit, record_id, file_id, actor.id, now)
        hashes[file_id] = fingerprint(keys, file.hash)
    return hashes


def _parts(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while part := stream.read(CHUNK):
        yield part


def _too_many(kind: BodyKind) -> Text:
    return Text(
        f"ファイルは{kind.most_files}件までです。", f"There can be {kind.most_files} files at most with one record."
    )


_NEEDS_FILE: Final = Text("資料のファイルを選んでください。", "Choose the file of the document.")
