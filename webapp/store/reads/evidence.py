"""The evidence of a case with its archives and who took them, and what waits for a member's check. For readers who may see it;
must not know who they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from webapp.model.may import Reach
from webapp.model.text import Text
from webapp.store import archives, evidence
from webapp.store.archives import Made
from webapp.store.evidence import EvidenceRow
from webapp.store.reads.people import names_of
from webapp.store.reads.visible import opened
from webapp.store.rows.case import Case
from webapp.store.rows.evidence import Evidence
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """`made`: None until it is."""

    row: EvidenceRow
    made: Made | None


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """Of one case, the newest first; `people`: the names of everybody named, by id."""

    lines: tuple[EvidenceLine, ...]
    people: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class ToCheck:
    """Evidence that waits for another member than whoever asked."""

    id: str
    case_id: str
    number: str
    title: str


def evidence_of_case(unit: Unit, case_id: str) -> EvidencePage:
    rows = evidence.evidence_of(unit, case_id)
    made = archives.made_in(unit, case_id)
    lines = tuple(EvidenceLine(row, made.get(row.archive_id)) for row in rows)
    takers = {taking.by for line in lines if line.made for taking in line.made.takings}
    named = {row.asked_by for row in rows} | {row.checked_by for row in rows} | takers
    return EvidencePage(lines, names_of(unit, {who for who in named if who is not None}))


def to_check(unit: Unit, reach: Reach, roles: Collection[str]) -> tuple[ToCheck, ...]:
    """What a member may be asked to check, the oldest first, in the cases whose dossier is open to them; none for anybody
    who is of no committee."""
    if "committee" not in roles and "promotion_committee" not in roles:
        return ()
    rows = unit.execute(
        select(Evidence.id, Evidence.case_id, Case.number, Case.title)
        .join(Case, Case.id == Evidence.case_id)
        .where(Evidence.standing == "asked", Evidence.asked_by != reach.person, opened(reach))
        .order_by(Evidence.asked_at, Evidence.id)
    )
    return tuple(ToCheck(**row) for row in rows.mappings())
