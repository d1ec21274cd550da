"""Operators, their services and the statuses of these, with everything that hangs on them. Nothing is ever deleted:
what was wrong is corrected (the old value goes to `corrections`) or struck."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id


class Operator(Base):
    __tablename__ = "operators"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    corporate_number: Mapped[str | None] = mapped_column(unique=True)  # 法人番号, 13 digits
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    name_key: Mapped[str] = mapped_column(index=True)  # NFKC, lower case, for search
    address: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    representative: Mapped[str] = mapped_column(default="", server_default="")  # of a body without a number: needed
    representative_key: Mapped[str] = mapped_column(default="", server_default="", index=True)
    address_key: Mapped[str] = mapped_column(default="", server_default="", index=True)
    parent_number: Mapped[str | None] = mapped_column(index=True)  # 法人番号 of the parent company
    revision: Mapped[int] = mapped_column(default=1, server_default="1")


class Service(Base):
    __tablename__ = "services"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1, server_default="1")  # a status entered counts too


class Status(Base):
    """The status of a service from `valid_from` on; the newest row of a service that has begun is in force.

    Only a notified measure changes a grant: `case_id` names the case whose measure did it. A row that was corrected
    names the row that stands in its place, and is in force no more.
    """

    __tablename__ = "statuses"
    __table_args__ = (
        CheckConstraint(
            "status in ('prospective','under_review','grantee','suspended','revoked','review_halted',"
            "'review_terminated','barred')",
            name="status",
        ),
        CheckConstraint("how in ('measure','entry','correction')", name="how"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id"), index=True)
    status: Mapped[str]
    valid_from: Mapped[date]
    last_day: Mapped[date | None]  # of a suspension, halt or bar
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    reason: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    how: Mapped[str] = mapped_column(default="entry", server_default="entry")
    corrected_by: Mapped[str | None] = mapped_column(ForeignKey("statuses.id"))


class Officer(Base):
    """An officer (役員) with the term; of an unincorporated body its representative or agent (TPDMS-2210 3.1.2)."""

    __tablename__ = "officers"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    name: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    revision: Mapped[int]
    struck: Mapped[bool]
    created_at: Mapped[datetime]


class OfficerDeclaration(Base):
    """What an officer declared under 3.1.2: criminal data. A table of its own, so that no list, history or search can
    come by it; a correction is a further row."""

    __tablename__ = "officer_declarations"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officers.id"), index=True)
    kind: Mapped[str]
    law: Mapped[str]
    ended_on: Mapped[date | None]
    suspended_until: Mapped[date | None]
    declared_on: Mapped[date]
    document: Mapped[str]
    reason: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]


class Partner(Base):
    """A recipient of data (情報提供先) or a contractor (委託先) of a service; `review` is the legality review (3.1.3)."""

    __tablename__ = "partners"
    __table_args__ = (CheckConstraint("kind in ('recipient','contractor')", name="kind"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    corporate_number: Mapped[str | None]
    purpose: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    review: Mapped[str]
    reviewed_on: Mapped[date | None]
    note: Mapped[str]
    revision: Mapped[int]
    struck: Mapped[bool]
    created_at: Mapped[datetime]


class Application(Base):
    """An application that is being reviewed (3.2, 4: new, renewal or a further service), from the day it was filed to
    the day it was answered."""

    __tablename__ = "applications"
    __table_args__ = (CheckConstraint("kind in ('new','renewal','add_service')", name="kind"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id"), index=True)
    kind: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    result: Mapped[str]
    note: Mapped[str]
    revision: Mapped[int]
    struck: Mapped[bool]
    created_at: Mapped[datetime]


class Coverage(Base):
    """An operator as covered business (対象事業者) of the accredited body, with the consent it rests on."""

    __tablename__ = "coverages"
    __table_args__ = (CheckConstraint("basis in ('MEMBER','CONSENT')", name="basis"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    basis: Mapped[str]
    evidence: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    ended_because: Mapped[str]
    publish: Mapped[bool]  # kept here; what is published is published later
    revision: Mapped[int]
    struck: Mapped[bool]
    created_at: Mapped[datetime]
    because: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")  # of the rule that was asked at entry
    cites: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    within_field: Mapped[bool | None]  # whether it lies in the accredited field; None: entered before that was asked


class Bar(Base):
    """A time in which an operator may not apply (3.2), as a rule counted it; both days are barred."""

    __tablename__ = "bars"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    service_id: Mapped[str | None] = mapped_column(ForeignKey("services.id"))
    ground: Mapped[str]
    event_date: Mapped[date]
    level: Mapped[int | None]
    months: Mapped[int | None]
    evidence: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    because: Mapped[list[Any]]
    cites: Mapped[list[Any]]
    status_id: Mapped[str | None] = mapped_column(ForeignKey("statuses.id"))  # of the measure that brought it
    revision: Mapped[int]
    struck: Mapped[bool]
    created_at: Mapped[datetime]


class Identity(Base):
    """A person's decision whether two operators are to be deemed identical from a day on; the latest one counts."""

    __tablename__ = "identities"
    __table_args__ = (CheckConstraint("outcome in ('deemed','separate')", name="outcome"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    outcome: Mapped[str]
    grounds: Mapped[list[Any]]
    since: Mapped[date]
    reason: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]


class Correction(Base):
    """An entry that came, was corrected or struck: `changes` is field -> [old, new]. Never holds criminal data. `seq`
    orders those of one operator, the clock does not."""

    __tablename__ = "corrections"
    __table_args__ = (CheckConstraint("deed in ('added','corrected','struck')", name="deed"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    kind: Mapped[str]
    seq: Mapped[int]
    record_id: Mapped[str] = mapped_column(index=True)
    deed: Mapped[str]
    changes: Mapped[dict[str, Any]]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Publication(Base):
    """That a measure is made public: what is said of it, from when to when, and why. Kept here; where it is published is
    not known. It ends with `last_day`, with the measure itself, or by being withdrawn, whichever comes first."""

    __tablename__ = "publications"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id"))
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), index=True)
    wording: Mapped[str]
    wording_en: Mapped[str]
    reason: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    withdrawn_on: Mapped[date | None]  # from this day on it is not to be published
    withdrawn_because: Mapped[str]
    revision: Mapped[int]
    struck: Mapped[bool]
    created_at: Mapped[datetime]
