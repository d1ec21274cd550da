"""To whoever keeps away from a case, every page, list, count, search and answer of the API is as if it did not exist.

Not "its number is nowhere": all that one person is shown before the case is opened, and after everything that can
happen in it, is compared word for word.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from casework import NOON, House
from flask import Flask
from papers import PDF
from web.visiting import Clock, Visitor
from werkzeug.routing import Rule

from webapp.cases.attach_file import AttachFile, attach_file
from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.correct_answer import CorrectAnswer, correct_answer
from webapp.cases.inside import hand_over
from webapp.cases.recuse import Recuse, recuse
from webapp.cases.related import TELL
from webapp.model.actor import ORGANS, ROLES, Actor
from webapp.model.refusals import CaseFaulted
from webapp.people.create_token import CreateToken, create_token
from webapp.people.sessions import create_session
from webapp.post.room import deliver
from webapp.store import declarations, interests, links, outbox, people, registers, terms
from webapp.store.interests import NewInterest
from webapp.store.outbox import OutboxRow
from webapp.store.rows.base import new_id
from webapp.web.actor import is_public
from webapp.worker.loop import run_due

CHANGING = re.compile(r'name="(csrf_token|written_by|opening)" value="[^"]*"|nonce="[^"]*"')
"""What is new on every page, whoever reads it."""
WATCHED = [*(("decided", role) for role in ROLES), *(("interest", role) for role in ("assessor", "manager", "auditor"))]
"""An interest reaches all cases of an operator; a decision one case of an operator whose others are read."""


@dataclass
class Watch:
    """One person, and all that they are shown."""

    app: Flask
    house: House
    who: Actor
    visitor: Visitor
    token: str
    known: dict[str, str]

    def all(self) -> dict[str, str]:
        """What every address answers: the pages that name nothing, and those about what the person knows."""
        return {what: CHANGING.sub("", answer) for what, answer in self._asked()}

    def _asked(self) -> Iterator[tuple[str, str]]:
        for rule in self.app.url_map.iter_rules():
            path = self._path(rule)
            if path is not None and not is_public(self.app.view_functions[rule.endpoint]):
                yield path, self._get(rule, path)
        for path in ("/cases", "/inbox", "/letters", "/registers"):
            for text in ("REV", "秘密", "試験", "SUS"):
                asked = {"text": text, "number": text, "show": "all", "q": text}
                yield f"{path} {text}", self.visitor.post(path, asked).text
        for path in ("/api/v1/cases/search", "/api/v1/tasks/search"):
            answer = self.app.test_client().post(path, json={"q": "REV"}, headers=self._bearer())
            yield path, answer.text
        for query in ("/cases?show=all", "/manage/waiting?kind=fault", "/letters?show=all", "/audit?chain=case:"):
            yield query, self.visitor.get(query).text

    def _path(self, rule: Rule) -> str | None:
        if rule.endpoint == "static" or "GET" not in (rule.methods or ()) or not rule.arguments <= self.known.keys():
            return None
        values = {name: self.known[name] for name in rule.arguments}
        return str(self.app.url_map.bind("localhost").build(rule.endpoint, values))

    def _get(self, rule: Rule, path: str) -> str:
        headers = self._bearer() if rule.endpoint.startswith("api.") else {}
        answer = self.visitor.get(path, headers=headers) if not headers else None
        answer = answer or self.app.test_client().get(path, headers=headers)
        return f"{answer.status_code} {answer.headers.get('ETag')} {answer.text}"

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class World:
    """`watch`: a person of one role, who stands in for others; `other`: a case that they may read, of the operator
    from which an interest keeps them away or of another one."""

    house: House
    watch: Watch
    other: str
    service_id: str
    ground: str


def person(house: House, role: str) -> Actor:
    """Somebody new with one role, in term where it is one of an organ."""
    with house.store.write() as unit:
        user_id = people.insert_user(unit, f"watch-{role}", "見る人", "Watcher", "no password", "ja", NOON)
        people.replace_roles(unit, user_id, (role,))
        if role in ORGANS:
            terms.insert_term(unit, user_id, role, date(2020, 1, 1), None, "test", "system", NOON)
        absent, last_day = house.people.suzuki.id, NOON.date() + timedelta(days=30)
        people.insert_absence(unit, absent, user_id, NOON.date(), last_day, "system", NOON)
    return Actor(user_id, "見る人", frozenset({role}))


@pytest.fixture
def world(ground: str, role: str, house: House, app: Flask, clock: Clock) -> World:
    who, service_id = person(house, role), house.service_id
    if ground == "interest":
        with house.store.write() as unit:
            operator_id = registers.insert_operator(unit, None, "秘密の事業者", "Secret", "秘密の事業者", "", NOON)
            service_id = registers.insert_service(unit, operator_id, "別のサービス", "Other Service", NOON)
            registers.insert_status(unit, service_id, "grantee", date(2020, 1, 1), None, None, "test", "system", NOON)
            new = NewInterest(who.id, operator_id, "employment", date(2020, 1, 1), None, "")
            interests.insert_interest(unit, new, NOON)
    other = house.to_approval()
    with house.store.write() as unit:
        declarations.put(unit, other, who.id, "none", NOON)
    client = app.test_client()
    client.set_cookie("nintei", create_session(house.store, who.id, clock.now))
    administrator = house.people.yamaguchi
    made = create_token(house.store, house.desk.keys, administrator, CreateToken(who.id, "x", 1), clock.now)
    known = {
        "case_id": other,
        "task_id": house.task(other, "approve").id,
        "operator_id": house.operator_id,
        "service_id": house.service_id,
        "process": "review",
        "user_id": house.people.suzuki.id,
        "kind": "officer",
    }
    return World(house, Watch(app, house, who, Visitor(client), made.token, known), other, service_id, ground)


def happen(world: World) -> list[str]:
    """Everything that can happen in cases, from which the person keeps away from their first moment. Answers what would
    give them away."""
    house, people_ = world.house, world.house.people
    first = house.open(title="秘密の案件の一", service=world.service_id)
    second = house.open(title="秘密の案件の二", service=world.service_id)
    for opened in (first, second):
        if world.ground == "decided":
            recuse(house.desk, people_.sasaki, Recuse(opened.case_id, world.watch.who.id, "秘密の理由"), house.now)
        house.write(opened.case_id)
    claim_task(house.desk, people_.suzuki, ClaimTask(house.task(second.case_id, "judge_1").id), house.now)
    for case_id in (first.case_id, second.case_id):
        house.judge(case_id)
    house.approve(first.case_id)
    run_due(house.desk, deliver, house.now)
    with house.store.write() as unit:
        declarations.put(unit, second.case_id, people_.nakamura.id, "none", house.now)
    attach_file(
        house.desk, people_.kato, AttachFile(second.case_id, "秘密の題", io.BytesIO(PDF), "秘密.pdf"), house.now
    )
    write = next(task for task in house.tasks(second.case_id) if task.step == "write")
    proposed = CorrectAnswer(second.case_id, write.id, {"summary": "秘密の訂正"}, "秘密の訂正の理由")
    correct_answer(house.desk, people_.sasaki, proposed, house.now)
    house.grading.mode = "raises"
    third = house.open(title="秘密の案件の三", service=world.service_id)
    if world.ground == "decided":
        recuse(house.desk, people_.sasaki, Recuse(third.case_id, world.watch.who.id, "秘密の理由"), house.now)
    house.write(third.case_id)
    with pytest.raises(CaseFaulted):
        house.judge(third.case_id)
    house.grading.mode = "well"
    _tell(world, second.case_id)
    with house.store.write() as unit:
        links.insert_link(unit, world.other, second.case_id, house.now)
        outbox.post(unit, "waits", second.case_id, "notice", "role:secretariat", {"case": second.case_id}, house.now)
    numbers = [opened.number for opened in (first, second, third)]
    return [*numbers, *(opened.case_id for opened in (first, second, third)), "秘密の案件", "秘密の題", "秘密の訂正"]


def _tell(world: World, secret: str) -> None:
    """The secret case has word for the other one of its operator."""
    told = {"case": secret, "to": world.other, "ja": "秘密の知らせ", "en": "secret word"}
    parcel = OutboxRow(new_id(), f"{TELL}:1", secret, TELL, f"case:{world.other}", told, world.house.now, None)
    hand_over(world.house.desk, parcel, world.house.now)


@pytest.mark.parametrize(("ground", "role"), WATCHED)
def test_what_a_recused_person_is_shown_is_the_same_without_the_case(world: World) -> None:
    before = world.watch.all()
    assert len(before) > 20

    secrets = happen(world)
    after = world.watch.all()

    assert {what for what in before if before[what] != after[what]} == set()
    assert {what for what, answer in after.items() if any(secret in answer for secret in secrets)} == set()
