"""Frozen pages about the organs: who sits in them, what is put before a member, what members asked for, who keeps away.

Must not know names of steps or how a page looks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, or_, select

from webapp.model.may import Reach
from webapp.model.text import Text
from webapp.store import meetings, terms
from webapp.store.declarations import declarations_of
from webapp.store.meetings import MeetingRow
from webapp.store.reads.people import names_of
from webapp.store.reads.visible import opened, within
from webapp.store.recusals import RecusalRow, recusals_of
from webapp.store.rows.case import Case, History, Task
from webapp.store.rows.organs import Declared, MaterialRequest, Seat
from webapp.store.rows.people import User
from webapp.store.rows.registers import Operator
from webapp.store.terms import TermRow
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class OrgansPage:
    """`terms`: by organ, the latest first; `people`: everybody's name by id; `present`: those who can sign in, by name."""

    terms: tuple[TermRow, ...]
    meetings: tuple[MeetingRow, ...]
    people: dict[str, Text]
    present: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case put before a member. `declared`: they have said whether they have an interest; `tasks`: (id, step) of the
    open tasks of their organs; `version_id` names the steps."""

    id: str
    number: str
    title: str
    operator: Text | None
    state: str
    version_id: str
    opened_at: datetime
    declared: bool
    tasks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RequestLine:
    """What a member asked for in a case; `answer` None: it is still open."""

    id: str
    case_id: str
    case_number: str
    by: Text
    organ: str
    wish: str
    at: datetime
    answer: str | None
    answered_by: Text | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rule conflict.check answered. `outcome`: clear | declare_first | conflict; `clauses`: where it stands."""

    outcome: str
    reasons: tuple[Text, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody who keeps away, or did. The reason, and what the rule said, are the manager's to read."""

    recusal: RecusalRow
    who: Text
    checked: Checked | None


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody declared in a case: `outcome` none | interest."""

    who: Text
    outcome: str
    at: datetime
    checked: Checked | None


@dataclass(frozen=True, slots=True)
class Returned:
    """An open task that went back to its group, and from whom."""

    task_id: str
    case_id: str
    number: str
    version_id: str
    step: str
    role: str
    who: Text
    at: datetime


def organs_page(unit: Unit, today: date) -> OrgansPage:
    users = select(User.id, User.name, User.name_en, User.disabled_at).order_by(User.name, User.id)
    known = unit.execute(users).all()
    return OrgansPage(
        terms=terms.all_terms(unit),
        meetings=meetings.coming(unit, today),
        people={one.id: Text(one.name, one.name_en) for one in known},
        present=tuple(one.id for one in known if one.disabled_at is None),
    )


def dossiers(unit: Unit, reach: Reach, organs: Collection[str]) -> tuple[Dossier, ...]:
    """The cases that were put before a member of these organs: where their organ was ever asked, or where they sit."""
    asked = exists().where(Task.case_id == Case.id, Task.role.in_(sorted(organs)))
    seated = exists().where(Seat.case_id == Case.id, Seat.user_id == reach.person)
    rows = unit.execute(
        _in_short(reach).where(or_(asked, seated)).order_by(Case.state == "ended", Case.opened_at.desc(), Case.number)
    ).all()
    waiting = _waiting(unit, reach, organs, {row.id for row in rows})
    return tuple(_dossier(row, waiting, declares=reach.declares) for row in rows)


def requests(
    unit: Unit, reach: Reach, case_id: str | None = None, *, only_open: bool = False
) -> tuple[RequestLine, ...]:
    """What members asked for in the cases that this person may look into, or in one of them; the oldest first."""
    where: list[ColumnElement[bool]] = [opened(reach)]
    if case_id is not None:
        where.append(Case.id == case_id)
    if only_open:
        where.append(MaterialRequest.answered_at.is_(None))
    rows = unit.execute(
        select(*MaterialRequest.__table__.columns, Case.number)
        .join(Case, Case.id == MaterialRequest.case_id)
        .where(*where)
        .order_by(MaterialRequest.at, MaterialRequest.id)
    ).all()
    names = names_of(unit, {who for row in rows for who in (row.user_id, row.answered_by) if who is not None})
    return tuple(
        RequestLine(
            id=row.id,
            case_id=row.case_id,
            case_number=row.number,
            by=names[row.user_id],
            organ=row.organ,
            wish=row.wish,
            at=row.at,
            answer=row.answer,
            answered_by=names.get(row.answered_by),
            answered_at=row.answered_at,
        )
        for row in rows
    )


def kept_away(unit: Unit, case_id: str) -> tuple[Kept, ...]:
    """Everybody who keeps away from a case, or did, in order."""
    rows = recusals_of(unit, case_id)
    names = names_of(unit, {row.user_id for row in rows})
    return tuple(Kept(row, names[row.user_id], _checked(row.checked)) for row in rows)


def declared_in(unit: Unit, case_id: str, only: str | None = None) -> tuple[Word, ...]:
    """What was declared in a case, in order; `only`: by one person."""
    rows = [row for row in declarations_of(unit, case_id) if only in (None, row.user_id)]
    names = names_of(unit, {row.user_id for row in rows})
    return tuple(Word(names[row.user_id], row.outcome, row.at, _checked(row.checked)) for row in rows)


def _checked(kept: Mapping[str, Any] | None) -> Checked | None:
    if kept is None:
        return None
    clauses = dict.fromkeys(f"{one['document']} {one['clause']}" for one in kept["cites"])
    reasons = tuple(Text(one["ja"], one["en"]) for one in kept["because"])
    return Checked(kept["outcome"], reasons, tuple(clauses))


def returned(unit: Unit, reach: Reach) -> tuple[Returned, ...]:
    """The open tasks that went back to their groups from somebody who left or keeps away, the oldest first."""
    rows = unit.execute(
        select(Task.id, Task.case_id, Case.number, Case.version_id, Task.step, Task.role, History.detail, History.at)
        .join(Case, Case.id == Task.case_id)
        .join(History, History.task_id == Task.id)
        .where(within(reach), Task.state == "open", Task.assignee_id.is_(None), History.verb == "returned")
        .order_by(History.at, Task.id)
    ).all()
    names = names_of(unit, {row.detail["from"] for row in rows})
    last = {row.id: row for row in rows}
    return tuple(
        Returned(row.id, row.case_id, row.number, row.version_id, row.step, row.role, names[row.detail["from"]], row.at)
        for row in last.values()
    )


def operators(unit: Unit) -> tuple[tuple[str, Text], ...]:
    """Every operator, by name."""
    rows = unit.execute(select(Operator.id, Operator.name, Operator.name_en).order_by(Operator.name_key, Operator.id))
    return tuple((row.id, Text(row.name, row.name_en)) for row in rows)


def case_in_short(unit: Unit, reach: Reach, case_id: str) -> Dossier | None:
    """What may be known of a case before anything is declared; None where there is none that this person may know of."""
    row = unit.execute(_in_short(reach).where(Case.id == case_id)).one_or_none()
    return None if row is None else _dossier(row, {}, declares=reach.declares)


def known_of(unit: Unit, reach: Reach, case_ids: Collection[str]) -> tuple[tuple[str, str], ...]:
    """(id, number) of those among some cases that this person may know of, by number."""
    rows = unit.execute(
        select(Case.id, Case.number).where(Case.id.in_(sorted(case_ids)), within(reach)).order_by(Case.number)
    )
    return tuple((row.id, row.number) for row in rows)


def _in_short(reach: Reach) -> Select[*tuple[Any, ...]]:
    declared = exists().where(Declared.case_id == Case.id, Declared.user_id == reach.person)
    return (
        select(
            Case.id,
            Case.number,
            Case.title,
            Operator.name.label("operator"),
            Operator.name_en.label("operator_en"),
            Case.state,
            Case.version_id,
            Case.opened_at,
            declared.label("declared"),
        )
        .outerjoin(Operator, Operator.id == Case.operator_id)
        .where(within(reach))
    )


def _dossier(row: Row[Any], waiting: dict[str, tuple[tuple[str, str], ...]], *, declares: bool) -> Dossier:
    return Dossier(
        id=row.id,
        number=row.number,
        title=row.title,
        operator=None if row.operator is None else Text(row.operator, row.operator_en),
        state=row.state,
        version_id=row.version_id,
        opened_at=row.opened_at,
        declared=bool(row.declared) or not declares,
        tasks=waiting.get(row.id, ()),
    )


def _waiting(
    unit: Unit, reach: Reach, organs: Collection[str], case_ids: Collection[str]
) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    rows = unit.execute(
        select(Task.case_id, Task.id, Task.step)
        .where(
            Task.case_id.in_(sorted(case_ids)),
            Task.state == "open",
            Task.role.in_(sorted(organs)),
            or_(Task.assignee_id.is_(None), Task.assignee_id == reach.person),
        )
        .order_by(Task.opened_at, Task.id)
    )
    for row in rows:
        found[row.case_id] = (*found.get(row.case_id, ()), (row.id, row.step))
    return found
