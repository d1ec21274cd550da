"""What a page needs to ask the questions of a form. Must not know which form or who answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from flask import g

from webapp.cases.related import standings_offered
from webapp.cases.sitting import members_offered
from webapp.model.bundle import Bundle, Form, Option
from webapp.model.catalogue import Catalogue, amount_in_force, are_grades_ours, grades_in_force
from webapp.model.clock import local_date
from webapp.model.text import Text
from webapp.registers.status import column_of
from webapp.store.reads.case import CasePage
from webapp.store.reads.services import ServiceGroup, services_by_operator
from webapp.web.actor import desk

Context = Mapping[str, Mapping[str, Any]]


def catalogue(
    bundle: Bundle,
    groups: Sequence[ServiceGroup],
    on: date,
    members: Mapping[str, tuple[Option, ...]] | None = None,
    standings: tuple[Option, ...] = (),
) -> Catalogue:
    """The grades of the scale in force on a day, the registered services, and of a case the members of organs and the
    further standings of its operator."""
    services = tuple(Option(service.id, service.name) for group in groups for service in group.services)
    scale = bundle.tables.get("scale", {})
    return Catalogue(
        grades_in_force(scale, on),
        services,
        are_grades_ours(scale, on),
        members=members or {},
        standings=standings,
        amount=partial(amount_in_force, bundle.parameters, on=on),
    )


def registered(on: date) -> tuple[ServiceGroup, ...]:
    """The registered services by operator, as they are on a day; read once in a request."""
    read: dict[date, tuple[ServiceGroup, ...]] = g.setdefault("registered", {})
    if on not in read:
        with desk().store.read() as unit:
            read[on] = services_by_operator(unit, on)
    return read[on]


def service_names(on: date) -> dict[str, Text]:
    """Registered service -> what it is called."""
    return {service.id: service.name for group in registered(on) for service in group.services}


def offered(bundle: Bundle, form: Form, case_id: str | None, on: date) -> tuple[tuple[ServiceGroup, ...], Catalogue]:
    """The registered services by operator, and all that a form of a case offers on a day; `case_id` None: a case that
    is still to be opened."""
    with desk().store.read() as unit:
        members = members_offered(unit, form, case_id, on)
        standings = standings_offered(unit, form, case_id, on)
    groups = registered(on)
    return groups, catalogue(bundle, groups, on, members, standings)


def context(page: CasePage) -> Context:
    """The records of a case by step, as conditions of its forms look at them."""
    head = page.head
    status = None if head.service is None else column_of(head.judged_as or "prospective")
    case = {"number": head.number, "opened_on": local_date(head.opened_at).isoformat(), "status": status}
    decided = {found.step: {"outcome": found.outcome, "value": found.value} for found in page.decided}
    return {**page.records, **decided, "case": case}
