"""The audit as a page reads it: deeds, newest first, with the names of what they are about. Must not know whether the
chains hold; `verify` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, literal, select

from webapp.model.may import Reach
from webapp.model.text import Text
from webapp.store.reads.visible import hidden
from webapp.store.rows.audit import AuditRow
from webapp.store.rows.case import Case
from webapp.store.rows.design import Draft, Version
from webapp.store.rows.people import User
from webapp.store.rows.registers import Operator, Service
from webapp.store.unit import Unit

PAGE = 50
_CASE: Final = "case:"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deeds: the beginning of their chains' names ("case:", "people", …), a verb, who did them, the number of
    their case. None: any."""

    kind: str | None = None
    verb: str | None = None
    actor: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """One row of a chain. `actor` is None where the house itself did it; number and version are those of the case
    whose chain it is."""

    chain: str
    seq: int
    at: datetime
    actor: Text | None
    verb: str
    detail: Mapping[str, Any]
    case_id: str | None
    case_number: str | None
    version_id: str | None


@dataclass(frozen=True, slots=True)
class Published:
    """A version as the audit names it."""

    process: str
    number: int


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in the deeds of a page are called. `drafts`: the process of each; `cases`: the number of each."""

    people: Mapping[str, Text]
    operators: Mapping[str, Text]
    services: Mapping[str, Text]
    versions: Mapping[str, Published]
    drafts: Mapping[str, str]
    cases: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """`live`: the id of the live version of each process."""

    deeds: tuple[Deed, ...]
    names: Names
    live: Mapping[str, str]
    total: int
    page: int
    pages: int


def audit_page(unit: Unit, reach: Reach, wanted: Wanted, page: int) -> AuditPage:
    """Without the deeds in cases from which the reader keeps away, and those that name one."""
    where = (*_conditions(wanted), *_elsewhere(hidden(unit, reach, ended=True)))
    counted = select(func.count()).select_from(AuditRow)
    if wanted.number is not None:
        counted = counted.join(Case, _of_case())
    total = int(unit.execute(counted.where(*where)).scalar_one())
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = unit.execute(
        select(
            AuditRow.chain,
            AuditRow.seq,
            AuditRow.at,
            AuditRow.verb,
            AuditRow.detail,
            User.name,
            User.name_en,
            Case.id.label("case_id"),
            Case.number,
            Case.version_id,
        )
        .outerjoin(User, User.id == AuditRow.actor)
        .outerjoin(Case, _of_case())
        .where(*where)
        .order_by(AuditRow.at.desc(), AuditRow.chain, AuditRow.seq.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    deeds = tuple(
        Deed(
            chain=row.chain,
            seq=row.seq,
            at=row.at,
            actor=None if row.name is None else Text(row.name, row.name_en),
            verb=row.verb,
            detail=row.detail,
            case_id=row.case_id,
            case_number=row.number,
            version_id=row.version_id,
        )
        for row in rows
    )
    live = {row.process: row.id for row in unit.execute(select(Version.process, Version.id).where(Version.live))}
    return AuditPage(deeds, _names(unit, deeds), live, total, page, pages)


def _of_case() -> ColumnElement[bool]:
    return AuditRow.chain == literal(_CASE).concat(Case.id)


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.kind is not None:
        yield AuditRow.chain.startswith(wanted.kind, autoescape=True)
    if wanted.verb is not None:
        yield AuditRow.verb == wanted.verb
    if wanted.actor is not None:
        yield AuditRow.actor == wanted.actor
    if wanted.number is not None:
        yield Case.number == wanted.number


def _elsewhere(cases: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """Deeds that are in none of these cases, and name none."""
    if cases:
        yield AuditRow.chain.not_in([f"{_CASE}{case}" for case in cases])
        yield func.coalesce(AuditRow.detail["case"].as_string(), "").not_in(cases)


def _names(unit: Unit, deeds: tuple[Deed, ...]) -> Names:
    ids = sorted({one for deed in deeds for value in deed.detail.values() for one in _ids(value)})
    versions = select(Version.id, Version.process, Version.number).where(Version.id.in_(ids))
    drafts = select(Draft.id, Draft.process).where(Draft.id.in_(ids))
    cases = select(Case.id, Case.number).where(Case.id.in_(ids))
    return Names(
        people=_named(unit, User, ids),
        operators=_named(unit, Operator, ids),
        services=_named(unit, Service, ids),
        versions={row.id: Published(row.process, row.number) for row in unit.execute(versions)},
        drafts={row.id: row.process for row in unit.execute(drafts)},
        cases={row.id: row.number for row in unit.execute(cases)},
    )


def _named(unit: Unit, table: type[User] | type[Operator] | type[Service], ids: list[str]) -> dict[str, Text]:
    rows = unit.execute(select(table.id, table.name, table.name_en).where(table.id.in_(ids)))
    return {row.id: Text(row.name, row.name_en) for row in rows}


def _ids(value: Any) -> Iterator[str]:
    """What may be an id: texts, alone or in a list."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (one for one in value if isinstance(one, str))
