"""The covered businesses of the accredited body as of a day, for the list that is to be published. Must not know where
it is published, nor why somebody is covered.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from webapp.model.text import Text
from webapp.store.rows.registers import Coverage, Operator
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class CoveredLine:
    """One entry that holds on the day. `basis`: CONSENT or MEMBER; `publish`: its name is to be published."""

    operator_id: str
    name: Text
    corporate_number: str | None
    basis: str
    evidence: str
    first_day: date
    last_day: date | None
    publish: bool


@dataclass(frozen=True, slots=True)
class Covered:
    """`published`, `withheld`: businesses whose names are to be published on the day, and those whose are not."""

    lines: tuple[CoveredLine, ...]
    published: int
    withheld: int


def covered_on(unit: Unit, on: date, publish: bool | None = None, text: str = "") -> Covered:
    """By name, each business once: where it has several entries on the day, the one that lets its name be published,
    then the newest. `text` is looked for in names and corporate numbers; `publish` None: all of them."""
    where: list[ColumnElement[bool]] = [
        Coverage.struck.is_(False),
        Coverage.first_day <= on,
        or_(Coverage.last_day.is_(None), Coverage.last_day >= on),
    ]
    if text.strip():
        where.append(_said(text))
    rows = unit.execute(
        select(
            Operator.id,
            Operator.name,
            Operator.name_en,
            Operator.corporate_number,
            Coverage.basis,
            Coverage.evidence,
            Coverage.first_day,
            Coverage.last_day,
            Coverage.publish,
        )
        .join(Operator, Operator.id == Coverage.operator_id)
        .where(*where)
        .order_by(Operator.name_key, Operator.id, Coverage.publish.desc(), Coverage.first_day.desc(), Coverage.id)
    )
    first: dict[str, CoveredLine] = {}
    for row in rows:
        line = CoveredLine(
            row.id,
            Text(row.name, row.name_en),
            row.corporate_number,
            row.basis,
            row.evidence,
            row.first_day,
            row.last_day,
            row.publish,
        )
        first.setdefault(row.id, line)
    lines = tuple(first.values())
    published = sum(line.publish for line in lines)
    shown = tuple(line for line in lines if publish is None or line.publish == publish)
    return Covered(shown, published, len(lines) - published)


def _said(text: str) -> ColumnElement[bool]:
    key = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return or_(
        Operator.name_key.contains(key, autoescape=True),
        func.lower(Operator.name_en).contains(key, autoescape=True),
        Operator.corporate_number.contains(key.replace("-", "").replace(" ", ""), autoescape=True),
    )
