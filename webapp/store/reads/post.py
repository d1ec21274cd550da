"""What the post room has handed over, newest first. Must not know what sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select

from webapp.model.may import Reach
from webapp.model.text import Text
from webapp.store.addressees import REACHED
from webapp.store.reads.people import names_of
from webapp.store.reads.visible import within
from webapp.store.rows.case import Case
from webapp.store.rows.work import Outbox, Posted
from webapp.store.unit import Unit

PAGE = 20
EVERYTHING = Reach(everything=True)


@dataclass(frozen=True, slots=True)
class Sent:
    """One hand-over. `key` is what makes it happen once."""

    key: str
    kind: str
    recipient: str
    payload: Mapping[str, Any]
    at: datetime
    case_id: str | None
    case_number: str | None

    @property
    def reaches(self) -> tuple[str, ...] | None:
        """Whom a notice to a role reached; None for what went elsewhere."""
        found = self.payload.get(REACHED)
        return None if found is None else tuple(found)


@dataclass(frozen=True, slots=True)
class PostRoom:
    """`waiting` counts what is in the outbox and has not been handed over yet; `people`: the names of everybody whom a
    notice reached."""

    sent: tuple[Sent, ...]
    total: int
    waiting: int
    page: int
    pages: int
    people: Mapping[str, Text]


def post_room(unit: Unit, page: int, reach: Reach = EVERYTHING) -> PostRoom:
    """What left the house, without what concerns cases out of reach."""
    seen = or_(Posted.case_id.is_(None), exists().where(Case.id == Posted.case_id, within(reach)))
    total = int(unit.execute(select(func.count()).select_from(Posted).where(seen)).scalar_one())
    still = or_(Outbox.case_id.is_(None), exists().where(Case.id == Outbox.case_id, within(reach)))
    unsent = select(func.count()).select_from(Outbox).where(Outbox.sent_at.is_(None), still)
    waiting = int(unit.execute(unsent).scalar_one())
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = unit.execute(
        select(
            Posted.key,
            Posted.kind,
            Posted.recipient,
            Posted.payload,
            Posted.at,
            Posted.case_id,
            Case.number.label("case_number"),
        )
        .outerjoin(Case, Case.id == Posted.case_id)
        .where(or_(Posted.case_id.is_(None), within(reach)))
        .order_by(Posted.at.desc(), Posted.key)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    sent = tuple(Sent(**row) for row in rows.mappings())
    people = names_of(unit, {who for one in sent for who in one.reaches or ()})
    return PostRoom(sent, total, waiting, page, pages, people)
