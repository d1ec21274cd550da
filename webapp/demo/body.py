"""The demo body's people, operators and services, entered through the verbs. Must not know its cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.cases.desk import Desk
from webapp.demo.operators import DEMO_OPERATORS
from webapp.demo.people import DEMO_PASSWORD, DEMO_PEOPLE
from webapp.demo.registered import enter_more
from webapp.model.actor import SYSTEM, Actor
from webapp.model.clock import local_date
from webapp.people.add_user import AddUser, add_user
from webapp.people.record_absence import RecordAbsence, record_absence
from webapp.registers.add_operator import AddOperator, add_operator
from webapp.registers.add_service import AddService, add_service
from webapp.registers.set_status import SetStatus, set_status

_REASONS: Mapping[str, str] = {
    "grantee": "付与適格決定と付与契約の締結",
    "under_review": "申請を受理し、審査を始めた",
    "prospective": "申請の相談を受け付けた",
}


@dataclass(frozen=True)
class Body:
    """`people` by login, `services` (ids) by key."""

    people: Mapping[str, Actor]
    services: Mapping[str, str]

    def having(self, role: str) -> tuple[Actor, ...]:
        """Everybody with a role, in the order of the list."""
        return tuple(actor for actor in self.people.values() if role in actor.roles)


def found(desk: Desk, since: date, now: datetime) -> Body:
    """Enters people, operators and services; the statuses begin on the day `since`."""
    people: dict[str, Actor] = {}
    for person in DEMO_PEOPLE:
        command = AddUser(person.login, person.name, DEMO_PASSWORD, frozenset(person.roles), person.name_en)
        user_id = add_user(desk.store, desk.keys, SYSTEM, command, now)
        people[person.login] = Actor(user_id, person.name, frozenset(person.roles))
    secretariat = next(actor for actor in people.values() if actor.has("secretariat"))
    return Body(people, _enter_services(desk, secretariat, since, now))


def send_away(desk: Desk, body: Body, login: str, substitute: str, now: datetime) -> None:
    """Somebody is away since three days ago, and for four more."""
    today = local_date(now)
    first, last = today - timedelta(days=3), today + timedelta(days=4)
    command = RecordAbsence(body.people[login].id, first, last, body.people[substitute].id)
    record_absence(desk.store, desk.keys, body.people[login], command, now)


def _enter_services(desk: Desk, actor: Actor, since: date, now: datetime) -> dict[str, str]:
    operators: dict[str, str] = {}
    services: dict[str, str] = {}
    for operator in DEMO_OPERATORS:
        entry = AddOperator(
            name=operator.name,
            corporate_number=operator.corporate_number,
            name_en=operator.name_en,
            address=operator.address,
            representative=operator.representative,
            parent_number=operator.parent_number,
        )
        operator_id = operators[operator.name] = add_operator(desk.store, desk.keys, actor, entry, now)
        for service in operator.services:
            command = AddService(operator_id, service.name, service.name_en)
            services[service.key] = add_service(desk.store, desk.keys, actor, command, now)
            status = SetStatus(services[service.key], service.status, since, _REASONS[service.status])
            set_status(desk.store, desk.keys, actor, status, now)
    enter_more(desk, actor, operators, services, since, now)
    return services
