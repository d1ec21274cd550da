"""Another member of the committee checks what was asked for as evidence: leaves out more, confirms, or sends it back with a
reason. What is confirmed is made in the same commit, and from then on stands in the history at the committee's step and in
the audit, with its SHA-256. Must not know what is in the case."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from webapp.archive.contents import AuditHead, Contents
from webapp.cases.ask_evidence import as_member, evidence_facts, wanted_of
from webapp.cases.collect import collect
from webapp.cases.desk import Desk
from webapp.cases.holding import hold_visible
from webapp.cases.keep_archive import keep_archive
from webapp.cases.proceedings import proceedings_of
from webapp.cases.recuse import close
from webapp.cases.refusing import refuse_for_role, refuse_undeclared
from webapp.model.actor import Actor
from webapp.model.may import may
from webapp.model.refusals import EvidenceMoved, EvidenceSettled, InvalidAnswers, NotFound, OwnCheck
from webapp.model.text import Text
from webapp.store import evidence
from webapp.store.evidence import EvidenceRow
from webapp.store.unit import Unit

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class CheckEvidence:
    """`agree`: it is made, without `left_out` (what -> ground), too; else it goes back with `reason`. `seen`: the mark of
    what was looked at; None: nothing was."""

    case_id: str
    evidence_id: str
    agree: bool
    reason: str = ""
    left_out: Mapping[str, str] = field(default_factory=dict)
    seen: str | None = None


def check_evidence(desk: Desk, actor: Actor, command: CheckEvidence, now: datetime) -> str | None:
    """The id of its archive, None where it was sent back. Raises NotFound, DeclareFirst, NotAllowed, OwnCheck,
    EvidenceSettled, EvidenceMoved, InvalidAnswers; FileChanged, LetterChanged."""
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        case = held.case
        refuse_undeclared(actor, case, actor.id in facts.declared)
        row = evidence.one(unit, command.evidence_id)
        found = evidence_facts(unit, desk.bundle(case.version_id), case.id, facts, "" if row is None else row.asked_by)
        if not may(actor, "read", "evidence", found):
            refuse_for_role(found.organ or "committee")
        if row is None or row.case_id != case.id:
            raise NotFound
        if row.standing != "asked":
            raise EvidenceSettled
        if not may(actor, "check", "evidence", found):
            raise OwnCheck
        if not command.agree:
            evidence.sent_back(unit, row.id, actor.id, now, _reason(command.reason))
            return None
        contents = _checked(desk, unit, actor, row, command, now)
        kept = keep_archive(unit, case.id, contents, actor.id, now)
        evidence.made(unit, row.id, actor.id, now, {**command.left_out, **row.left_out}, kept.id)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        proceedings.note("evidence_made", row.step, detail={"evidence": row.id, "hash": kept.hash})
        asked = {"asked_by": row.asked_by, "asked_at": row.asked_at.isoformat()}
        close(proceedings, "make_evidence", evidence=row.id, archive=kept.id, hash=kept.hash, **asked)
    return kept.id


def mark_of(contents: Contents) -> str:
    """SHA-256 of what a check for secrets is about: all but the history, which goes on meanwhile, and the time of making."""
    cover = contents.cover
    steady = replace(
        contents,
        cover=replace(cover, made_at=cover.opened_at),
        head=AuditHead("", 0, ""),
        history=(),
    )
    return hashlib.sha256(repr(steady).encode()).hexdigest()


def _checked(desk: Desk, unit: Unit, actor: Actor, row: EvidenceRow, command: CheckEvidence, now: datetime) -> Contents:
    """What is made: what was seen, without what the check leaves out as well. What was left out in the asking stays so."""
    wanted = wanted_of(row)
    asked = collect(desk, unit, as_member(actor), wanted, now)
    if command.seen is not None and command.seen != mark_of(asked):
        raise EvidenceMoved
    if command.left_out.keys() <= row.left_out.keys():
        return asked
    return collect(desk, unit, as_member(actor), replace(wanted, left_out={**command.left_out, **row.left_out}), now)


def _reason(words: str) -> str:
    if not 0 < len(words.strip()) <= LONGEST:
        raise InvalidAnswers(
            {"reason": Text(f"{LONGEST:,}文字以内で書いてください。", f"Write at most {LONGEST:,} characters.")}
        )
    return words.strip()
