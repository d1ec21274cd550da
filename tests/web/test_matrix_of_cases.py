"""Roles × routes × {own, other's, recused, closed, erased}, made from the routes themselves: one that is new is asked too.

A route that names a case, or something in one, answers whoever may not know of the case as if there were none. Each is
asked with something that is there, and with a body that is read: that whoever may know of the case does not meet the
same answer is tested too. Of a case that was erased those who could have read it are told that it is gone, by every route
that names it; everybody else still finds nothing. Where nobody changes anything all roles are asked about one case.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cases.test_handovers import approve, ask
from casework import House
from correcting import correct, variant
from flask import Flask
from papers import PDF
from sqlalchemy import insert, update
from web.visiting import Clock, Visitor
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from webapp.cases.attach_file import AttachFile, attach_file
from webapp.model.actor import ROLES, STAFF_ROLES, Actor
from webapp.people.create_token import CreateToken, create_token
from webapp.people.sessions import create_session
from webapp.store import declarations, erasing, erasures, faults, letters, recusals, requests
from webapp.store.erasures import Asked
from webapp.store.faults import NewFault
from webapp.store.rows.case import Case, Task
from webapp.web.actor import is_public, roles_for
from webapp.web.api.operations import OPERATIONS

READERS = frozenset(STAFF_ROLES) | {"manager", "auditor"}
EVERYWHERE = frozenset({"manager", "auditor"})
IN_A_CASE = frozenset(
    {
        "case_id",
        "task_id",
        "letter_id",
        "file_id",
        "correction_id",
        "request_id",
        "fault_id",
        "handover_id",
        "evidence_id",
    }
)
"""Arguments that lead into a case."""
NAMES_IT = frozenset({"case_id", "task_id"})
"""Those of them that are still there once it is erased."""
WAS_IN_IT = ("試験の案件", "正しい概要", "資料.pdf", "通告書")
"""Words of the case's title, answers, files and letters."""
ELSEWHERE = frozenset(
    {
        "process", "version_id", "draft_id", "element", "form", "field", "user_id", "absence_id", "operator_id",
        "service_id", "record_id", "kind", "status_id", "bar_id", "publication_id", "proposal_id", "officer_id", "identity_id", "term_id",
        "meeting_id",
        "qualification_id", "interest_id", "filename", "step", "language", "tongue", "page", "option", "index", "number",
        "draft", "story", "name", "id", "report_id", "certificate_id", "form_id", "field_id", "other_id", "entry_id",
        "version",
    }
)  # fmt: skip
"""Arguments that name no case; what they name has doors of its own."""
ASKS_MORE = frozenset(
    {
        "manager.task",
        "corrections.ask",
        "deadlines.ask_extension",
        "evidence.evidence",
        "evidence.ask_form",
        "body.download",
        "handovers.look",
    }
)
"""Pages that show something only of an address with more in it, or of a role of their own."""
OF_THE_HOUSE = "body.download"
"""Files of the body's own records; asked with a file of a case, it finds none."""
OF_THE_COMMITTEE = "evidence."
"""Routes of a committee that acts on its own, which this process has not: `test_evidence.py` is about who meets them."""
BODIES: dict[str, dict[str, Any]] = {
    "api.correct": {"task_id": None, "answers": {"title": "別の件名"}, "reason": "x"},
    "api.hold": {"ground": "x"},
    "api.resume": {"ground": "x"},
    "api.extend": {"ground": "x", "amount": 1},
    "api.make_correction": {"answers": {}},
    "api.dispatch_correction": {"answers": {}},
    "api.save": {"answers": {}},
    "api.complete": {"answers": {}},
}
"""What the operations of the API are sent; without a body that it can read, one looks for no case."""
WORDS = {"reason": "x", "wish": "x", "answer": "x", "said": "none", "title": "x", "assignee": "x", "choice": "keep"}
MORE = {"step": "write", "field": "summary", "tongue": "ja", "number": 1}
ELSEWHERE_BY_NAME = frozenset(
    {
        "admin.add", "api.open_new", "api.search_cases", "api.search_tasks", "body.list_cessation", "cases.search",
        "figures.prepare", "home.discard_kept", "inbox.search", "people.name",
        "letters.search", "me.absence", "me.change_password", "people.begin", "people.call", "people.declare_interest",
        "people.qualify", "registers.add_operator", "registers.search", "registers.search_covered", "signin.sign_out",
    }
)  # fmt: skip
"""What is sent to these addresses names no case that is there already; searches are in test_noninterference.py, as
every page is whose address names nothing. `people.name` names one: `test_unmanned.py` is about who may."""
BEFORE = (
    ('sourceRef="graded" targetRef="approve"', 'sourceRef="graded" targetRef="make"'),
    ('sourceRef="answered" targetRef="make"', 'sourceRef="answered" targetRef="seal"'),
    ('sourceRef="make" targetRef="seal"', 'sourceRef="make" targetRef="approve"'),
    ("<bpmn:incoming>graded_to_approve<", "<bpmn:incoming>make_to_seal<"),
    ("<bpmn:incoming>answered_to_make<", "<bpmn:incoming>graded_to_approve<"),
    (
        "<bpmn:incoming>make_to_seal</bpmn:incoming>\n      <bpmn:outgoing>seal_to_send<",
        "<bpmn:incoming>answered_to_make</bpmn:incoming>\n      <bpmn:outgoing>seal_to_send<",
    ),
    ("value='approve.on'", "value='\"2026-11-20\"'"),
)
"""The review, whose letter is made before it is approved: an open case has one."""


@dataclass
class World:
    """A case that waits for its approval; ids of a task, a letter, a file and whatever else a route may name in it."""

    house: House
    app: Flask
    case_id: str
    places: dict[str, str]
    tokens: dict[str, str] = field(default_factory=dict)
    visitors: dict[str, Visitor] = field(default_factory=dict)

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

    def erase(self) -> None:
        """As its verb does once two people have said so; what stands in its way here is not what is asked about."""
        manager, decider, now = self.house.people.sasaki.id, self.house.people.kato.id, self.house.now
        with self.house.store.write() as unit:
            asked = erasures.insert_request(unit, Asked(self.case_id, "order", None, "命令"), manager, now)
            erasures.settle(unit, asked, "erased", "", decider, now)
            erasing.erase(unit, self.case_id, (), decider, now)

    def ask(self, who: Actor, rule: Rule, method: str) -> int:
        """The status that somebody gets."""
        return self.answer(who, rule, method).status_code

    def answer(self, who: Actor, rule: Rule, method: str) -> TestResponse:
        values = {name: self.places.get(name) or _something(rule, name) for name in rule.arguments}
        path = self.app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
        if rule.endpoint.startswith("api."):
            headers = {"Authorization": f"Bearer {self.token(who)}", "If-Match": '"1"'}
            body: dict[str, Any] = {"json": BODIES[rule.endpoint]} if rule.endpoint in BODIES else {}
            if rule.endpoint in ("api.attach", "api.upload_for_task"):
                word = "title" if rule.endpoint == "api.attach" else "field"
                body = {"data": {word: "papers", "file": (io.BytesIO(PDF), "x.pdf")}}
            return self.app.test_client().open(path, method=method, headers=headers, **body)
        visitor = self.visitor(who)
        if method == "GET":
            return visitor.get(path)
        return visitor.post(path, {**WORDS, "user_id": self.house.people.tanaka.id})

    def token(self, who: Actor) -> str:
        """Of a program that acts as them."""
        if who.id not in self.tokens:
            administrator, command = self.house.people.yamaguchi, CreateToken(who.id, "x", 1)
            made = create_token(self.house.store, self.house.desk.keys, administrator, command, self.house.now)
            self.tokens[who.id] = made.token
        return self.tokens[who.id]

    def visitor(self, who: Actor) -> Visitor:
        """Them at a browser."""
        if who.id not in self.visitors:
            client = self.app.test_client()
            client.set_cookie("nintei", create_session(self.house.store, who.id, self.house.now))
            self.visitors[who.id] = Visitor(client)
        return self.visitors[who.id]


@pytest.fixture
def world(app: Flask, house: House, clock: Clock, tmp_path: Path) -> World:
    variant(house, tmp_path, *BEFORE)
    case_id = house.to_approval()
    assert clock.now == house.now
    people = house.people
    file = attach_file(house.desk, people.kato, AttachFile(case_id, "資料", io.BytesIO(PDF), "資料.pdf"), house.now)
    handover = ask(house, case_id)
    approve(house, case_id, handover)
    corrected = correct(house, case_id, "write", people.sato, {"summary": "正しい概要"})
    new = NewFault(
        case_id, None, "delivery", None, "届きません", "not delivered", "test", {"verb": "deliver", "due": "x"}
    )
    with house.store.write() as unit:
        (letter,) = letters.letters_of(unit, case_id)
        request = requests.insert_request(unit, case_id, people.nakamura.id, "committee", "資料", house.now)
        fault = faults.open_fault(unit, new, house.now)
        recusals.insert_recusal(unit, case_id, people.tanaka.id, "decided", "x", "x", house.now)
    places = {
        "case_id": case_id,
        "task_id": house.task(case_id, "approve").id,
        "letter_id": letter.id,
        "file_id": file.id,
        "correction_id": corrected.correction_id,
        "request_id": request,
        "fault_id": fault,
        "handover_id": handover,
    }
    return World(house, app, case_id, places)


def _something(rule: Rule, name: str) -> object:
    """What stands in an address for the rest of it."""
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
    return frozenset({404})


def test_every_argument_of_every_route_is_known(app: Flask) -> None:
    """A new argument has to be said to lead into a case, or not to."""
    arguments = {argument for rule in app.url_map.iter_rules() for argument in rule.arguments}
    assert arguments - IN_A_CASE - ELSEWHERE - set(MORE) == set()


def test_every_route_that_changes_something_and_names_nothing_is_known(app: Flask) -> None:
    """It may name a case in what is sent to it: whoever adds one has to look, and to say so."""
    sent = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.arguments and "GET" not in (rule.methods or ()) and not is_public(app.view_functions[rule.endpoint])
    }
    assert sent == ELSEWHERE_BY_NAME


def test_every_operation_of_the_api_is_a_route_with_a_door(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {f"api.{operation.name}" for operation in OPERATIONS} <= routes
    for operation in OPERATIONS:
        if operation.roles is not None:
            assert roles_for(app.view_functions[f"api.{operation.name}"]) == operation.roles


def test_every_route_in_a_case_is_met_by_somebody(world: World) -> None:
    """With something that is there: else that it is not found would say nothing about who asks."""
    for who in {actor.id: actor for actor in world.house.people.by_login.values()}.values():
        world.concern(who)
    nobody = set()
    for rule, method in rules(world.app):
        if rule.endpoint == OF_THE_HOUSE or rule.endpoint.startswith(OF_THE_COMMITTEE):
            continue
        let_in = [role for role in ROLES if role in inside(world.app, rule)]
        if not any(world.ask(world.house.people.having(role), rule, method) not in (400, 404, 415) for role in let_in):
            nobody.add((rule.endpoint, method))
    assert nobody == set()


def test_a_recused_person_meets_nothing(world: World) -> None:
    """Nobody changes anything, so all of them are asked about the same case."""
    people = {role: world.house.people.having(role) for role in ROLES}
    for who in people.values():
        world.concern(who)
        world.recuse(who)
    assert _met(world, people) == {}


def test_the_case_of_others_is_not_there(world: World) -> None:
    """Those whose group never had anything in it, and who did not open it."""
    others = sorted(set(ROLES) - EVERYWHERE - {"assessor", "intake", "decider"})
    assert _met(world, {role: world.house.people.having(role) for role in others}) == {}


def test_the_own_case_is_read_open_and_closed(world: World) -> None:
    plain = [
        rule
        for rule, method in rules(world.app)
        if method == "GET" and set(rule.arguments) <= {*world.places, *MORE} and rule.endpoint not in ASKS_MORE
    ]
    assert len(plain) >= 12
    people = {role: world.house.people.having(role) for role in ROLES}
    for who in people.values():
        world.concern(who)
    for closed in (False, True):
        if closed:
            world.close()
        for role, who in people.items():
            for rule in plain:
                expected = 200 if role in inside(world.app, rule) and role in READERS else 403
                assert world.ask(who, rule, "GET") == expected, f"{role} at {rule.endpoint}"


def test_of_an_erased_case_those_who_knew_it_are_told_that_it_is_gone(world: World) -> None:
    """By every route that names it or a task of it; what was in it is not there at all, and no answer says what it was
    about. Nobody else is told, nor is anybody once they are recused. Doors are asked about above."""
    people = {role: world.house.people.having(role) for role in ROLES}
    others = set(ROLES) - EVERYWHERE - {"assessor", "intake", "decider"}
    world.close()
    world.erase()
    assert _met(world, {role: who for role, who in people.items() if role in others}, doors=False) == {}
    for who in people.values():
        world.concern(who)
    number = world.house.case(world.case_id).number
    for role, who in people.items():
        for rule, method in _let_in(world, role):
            response = world.answer(who, rule, method)
            gone = 410 if NAMES_IT & set(rule.arguments) else 404
            expected = {gone} if role in READERS else refused(world.app, rule, role)
            assert response.status_code in expected, f"{role} at {rule.endpoint} {method}"
            assert (number in response.text) == (response.status_code == 410)
            assert not any(word in response.text for word in WAS_IN_IT), f"{role} at {rule.endpoint} {method}"
    for who in people.values():
        world.recuse(who)
    assert _met(world, people, doors=False) == {}


def _let_in(world: World, role: str) -> list[tuple[Rule, str]]:
    return [(rule, method) for rule, method in rules(world.app) if role in inside(world.app, rule)]


def _met(world: World, people: Mapping[str, Actor], *, doors: bool = True) -> dict[tuple[str, str, str], int]:
    """What they get that is more than what somebody gets who may not know of the case. Without `doors` only routes are
    asked that let their role in."""
    return {
        (role, rule.endpoint, method): status
        for role, who in people.items()
        for rule, method in (rules(world.app) if doors else _let_in(world, role))
        if (status := world.ask(who, rule, method)) not in refused(world.app, rule, role)
    }
