"""Roles × routes × {own, other's, recused, closed}, made from the routes themselves: one that is new is asked too.

A route that names a case, or something in one, answers whoever may not know of the case as if there were none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from casework import House
from flask import Flask
from sqlalchemy import insert, update
from web.visiting import Clock, Visitor
from werkzeug.routing import IntegerConverter, Rule

from webapp.model.actor import ROLES, STAFF_ROLES, Actor
from webapp.people.create_token import CreateToken, create_token
from webapp.people.sessions import create_session
from webapp.store import declarations, recusals
from webapp.store.rows.case import Case, Task
from webapp.web.actor import is_public, roles_for

READERS = frozenset(STAFF_ROLES) | {"manager", "auditor"}
EVERYWHERE = frozenset({"manager", "auditor"})
IN_A_CASE = frozenset({"case_id", "task_id", "letter_id", "file_id"})
"""Arguments that lead into a case."""
ELSEWHERE = frozenset(
    {
        "process", "version_id", "draft_id", "element", "form", "field", "user_id", "absence_id", "operator_id",
        "service_id", "record_id", "kind", "status_id", "bar_id", "officer_id", "identity_id", "term_id", "meeting_id",
        "qualification_id", "interest_id", "filename", "step", "language", "tongue", "page", "option", "index", "number",
        "draft", "story", "name", "id", "form_id", "field_id", "other_id", "entry_id", "version",
    }
)  # fmt: skip
"""Arguments that name no case; what they name has doors of its own."""
ASKS_MORE = frozenset({"manager.task", "corrections.ask", "deadlines.ask_extension"})
"""Pages that show something only of an address with more in it, or of a role of their own."""
UNREAD = frozenset({400, 415, 422})
"""How the API refuses a body that is none of its own, before it looks for any case."""
MORE = {"fault_id": "none", "request_id": "none", "step": "write", "field": "summary", "correction_id": "none"}


@dataclass
class World:
    """A case that waits for its approval; ids of a task and of what else a route may name in it."""

    house: House
    app: Flask
    case_id: str
    places: dict[str, str]

    def concern(self, who: Actor) -> None:
        """The case is theirs: they have done something in it, and declared."""
        with self.house.store.write() as unit:
            role = next(iter(sorted(who.roles)))
            row = {"case_id": self.case_id, "process": "review", "step": "write", "state": "done", "role": role}
            unit.execute(
                insert(Task), {"id": f"done-{who.id}", "assignee_id": who.id, "opened_at": self.house.now, **row}
            )
            declarations.put(unit, self.case_id, who.id, "none", self.house.now)

    def recuse(self, who: Actor) -> None:
        with self.house.store.write() as unit:
            recusals.insert_recusal(unit, self.case_id, who.id, "decided", "x", "x", self.house.now)

    def close(self) -> None:
        with self.house.store.write() as unit:
            unit.execute(update(Case).where(Case.id == self.case_id).values(state="ended", ended_at=self.house.now))

    def ask(self, who: Actor, rule: Rule, method: str) -> int:
        """The status that somebody gets."""
        values = {name: self.places.get(name) or _something(rule, name) for name in rule.arguments}
        path = self.app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
        client = self.app.test_client()
        if rule.endpoint.startswith("api."):
            made = create_token(
                self.house.store,
                self.house.desk.keys,
                self.house.people.yamaguchi,
                CreateToken(who.id, "x", 1),
                self.house.now,
            )
            headers = {"Authorization": f"Bearer {made.token}", "If-Match": '"1"'}
            body: dict[str, Any] = {} if method == "GET" else {"json": {"answers": {}}}
            return int(client.open(path, method=method, headers=headers, **body).status_code)
        client.set_cookie("nintei", create_session(self.house.store, who.id, self.house.now))
        visitor = Visitor(client)
        if method == "GET":
            return int(visitor.get(path).status_code)
        return int(visitor.post(path, {"reason": "x", "wish": "x", "answer": "x", "said": "none"}).status_code)


@pytest.fixture
def world(app: Flask, house: House, clock: Clock) -> World:
    case_id = house.to_approval()
    assert clock.now == house.now
    return World(house, app, case_id, {"case_id": case_id, "task_id": house.task(case_id, "approve").id})


def _something(rule: Rule, name: str) -> object:
    """What stands in an address for what there is none of."""
    return 1 if isinstance(rule._converters[name], IntegerConverter) else MORE.get(name, "none")


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route behind a door that leads into a case, with each of its methods."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or is_public(app.view_functions[rule.endpoint]):
            continue
        if IN_A_CASE & set(rule.arguments):
            for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
                yield rule, method


def inside(app: Flask, rule: Rule) -> frozenset[str]:
    return roles_for(app.view_functions[rule.endpoint]) or frozenset(ROLES)


def refused(app: Flask, rule: Rule, role: str) -> frozenset[int]:
    """What somebody gets who may not know of the case: as if there were none, or their role is not let in at all."""
    if role not in inside(app, rule):
        return frozenset({403})
    return frozenset({404}) | (UNREAD if rule.endpoint.startswith("api.") else frozenset())


def test_every_argument_of_every_route_is_known(app: Flask) -> None:
    """A new argument has to be said to lead into a case, or not to."""
    arguments = {argument for rule in app.url_map.iter_rules() for argument in rule.arguments}
    assert arguments - IN_A_CASE - ELSEWHERE - set(MORE) == set()


@pytest.mark.parametrize("role", ROLES)
def test_a_recused_person_meets_nothing(world: World, role: str) -> None:
    who = world.house.people.having(role)
    world.concern(who)
    world.recuse(who)
    met = {
        (rule.endpoint, method): status
        for rule, method in rules(world.app)
        if (status := world.ask(who, rule, method)) not in refused(world.app, rule, role)
    }
    assert met == {}


@pytest.mark.parametrize("role", sorted(set(ROLES) - EVERYWHERE - {"assessor", "intake", "decider"}))
def test_the_case_of_others_is_not_there(world: World, role: str) -> None:
    """Those whose group never had anything in it, and who did not open it."""
    who = world.house.people.having(role)
    met = {
        (rule.endpoint, method): status
        for rule, method in rules(world.app)
        if (status := world.ask(who, rule, method)) not in refused(world.app, rule, role)
    }
    assert met == {}


@pytest.mark.parametrize("closed", [False, True], ids=["own", "closed"])
@pytest.mark.parametrize("role", ROLES)
def test_the_own_case_is_read_open_and_closed(world: World, role: str, closed: bool) -> None:
    who = world.house.people.having(role)
    world.concern(who)
    if closed:
        world.close()
    plain = [
        rule
        for rule, method in rules(world.app)
        if method == "GET" and set(rule.arguments) <= {"case_id", "task_id"} and rule.endpoint not in ASKS_MORE
    ]
    assert len(plain) >= 6
    for rule in plain:
        expected = 200 if role in inside(world.app, rule) and role in READERS else 403
        assert world.ask(who, rule, "GET") == expected, f"{role} at {rule.endpoint}"
