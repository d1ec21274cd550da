"""Gather what an archive of a case holds: the parts that were chosen, as far as whoever asks may see them, without what is
left out and without what is still blind for anybody. Must not know what the archive is for, nor how it is packed.

The registers are not looked into: what officers declared of themselves is in no case, and so in no archive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from webapp.archive.contents import AuditHead, Contents, Part
from webapp.cases.ask_rule import published_body
from webapp.cases.desk import Desk
from webapp.cases.said import NOTHING
from webapp.cases.seen import view_of
from webapp.cases.veil import GROUNDS, Veil
from webapp.cases.worded import Wording
from webapp.model.actor import Actor
from webapp.model.refusals import InvalidAnswers
from webapp.model.text import Text
from webapp.store import answers as answer_rows
from webapp.store import audit
from webapp.store.unit import Unit

PARTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "answers": Text("回答", "Answers"),
        "decisions": Text("判定とその理由", "Determinations with their reasons"),
        "deadlines": Text("期限の内訳", "Deadlines"),
        "letters": Text("文書", "Letters"),
        "files": Text("添付ファイル", "Attachments"),
        "history": Text("経過", "History"),
    }
)
"""The parts of a case that can be chosen, in the order in which they stand in an archive."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which case which `parts`, without what (`left_out`: what -> ground, see `Veil`), for whom and for what."""

    case_id: str
    parts: frozenset[str]
    left_out: Mapping[str, str]
    note: str = ""
    recipients: tuple[str, ...] = ()
    purpose: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Choosable:
    """Something that can be left out. `what`: its key; `kind`: answer | decision | letter | file; `where`: what it
    belongs to; `ground`: why it would be left out if nobody said otherwise, "" where it would not."""

    what: str
    kind: str
    where: Text
    name: Text
    ground: str = ""


def choosable(desk: Desk, unit: Unit, actor: Actor, case_id: str, now: datetime) -> tuple[Choosable, ...]:
    """All that can be left out of an archive of a case. Raises NotFound, DeclareFirst."""
    view = view_of(desk, unit, actor, case_id, now)
    found: dict[str, Choosable] = {}
    for given in view.given:
        form = view.bundle.forms.get(given.step)
        for field in () if form is None else form.fields:
            if field.id in given.answers:
                what = f"answer:{given.step}.{field.id}"
                ground = "personal" if field.personal else ""
                found.setdefault(what, Choosable(what, "answer", view.said.step(given.step), field.label, ground))
    for decided in view.decided:
        what = f"decision:{decided.step}"
        rule = desk.rules.get(decided.handler)
        name = Text(decided.handler) if rule is None else Text(rule.ja, rule.en)
        found.setdefault(what, Choosable(what, "decision", view.said.step(decided.step), name))
    for letter in view.letters:
        line = letter.line
        found[f"letter:{line.id}"] = Choosable(f"letter:{line.id}", "letter", Text(line.number or "—"), line.title)
    for file in view.files:
        where = view.said.step(file.step) if file.title is None else Text(file.title)
        found[f"file:{file.id}"] = Choosable(f"file:{file.id}", "file", where, Text(file.name))
    return tuple(found.values())


def collect(desk: Desk, unit: Unit, actor: Actor, wanted: Wanted, now: datetime) -> Contents:
    """What an archive holds. Its enclosures are opened while `unit` lives.

    Raises NotFound, DeclareFirst; InvalidAnswers for a part or a ground that there is not; FileChanged, LetterChanged,
    where a file is opened whose bytes are not those that came in.
    """
    _refuse_unknown(wanted)
    view = view_of(desk, unit, actor, wanted.case_id, now)
    reads = desk.program(view.page.head.version_id).inputs
    values = answer_rows.all_values(unit, wanted.case_id)
    veil = Veil(wanted.left_out, view.bundle, reads, values, view.said, view.page.head.operator)
    wording = Wording(view, veil, desk.rules)
    chain = audit.case_chain(wanted.case_id)
    head = audit.head_of(unit, chain)
    body = published_body(desk).get("name", {})
    cover = wording.cover(Text(str(body.get("ja", "")), str(body.get("en", ""))), now)
    cover = replace(
        cover,
        purpose=veil.over(wanted.purpose),
        recipients=tuple(veil.over(Text(one)).ja for one in wanted.recipients),
        note=veil.over(Text(wanted.note)).ja,
    )
    chosen = wanted.parts
    return Contents(
        cover=cover,
        parts=tuple(Part(id, name, id in chosen) for id, name in PARTS.items()),
        left_out=wording.left_out(chosen),
        head=AuditHead(chain, head.seq, head.mac),
        answers=wording.answers() if "answers" in chosen else (),
        decisions=wording.decisions() if "decisions" in chosen else (),
        deadlines=wording.deadlines() if "deadlines" in chosen else (),
        letters=wording.letters() if "letters" in chosen else (),
        attachments=wording.attachments() if "files" in chosen else (),
        history=wording.history() if "history" in chosen else (),
    )


def _refuse_unknown(wanted: Wanted) -> None:
    if not wanted.parts or not wanted.parts <= PARTS.keys():
        raise InvalidAnswers({"parts": Text("含めるものを選んでください。", "Choose what it holds.")})
    if not set(wanted.left_out.values()) <= GROUNDS.keys():
        raise InvalidAnswers({"left_out": Text("非開示の理由を選んでください。", "Choose why it is left out.")})
