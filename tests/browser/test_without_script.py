"""The staff's work without JavaScript: a whole incident by links, forms and buttons alone. The walk does whatever task
is open, so that it goes on when the process gets another step; what is answered comes from the stories of the process.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from browsing import ServeDemo, SignIn, Visit, follow
from playwright.sync_api import Locator, Page, expect

from webapp.demo.people import DEMO_PEOPLE, DemoPerson
from webapp.diagram.door import open_diagram
from webapp.diagram.graph import read_diagram
from webapp.model.actor import ROLE_TITLES, STAFF_ROLES

pytestmark = pytest.mark.browser
INCIDENT = Path(__file__).resolve().parents[2] / "processes" / "incident"
STORY = "grantee_6_7_recommendation"
TITLE = "宛先を確かめずに送った案内状"
MOST_STEPS = 60

WHAT_THE_FORM_SENDS = "Object.fromEntries(new FormData(document.querySelector('main form[novalidate]')))"

Answers = Mapping[str, Mapping[str, Any]]
SITTING = re.compile(r"[a-z_]+ [1-9]")  # as a story calls a person


@pytest.fixture
def demo_address(serve_demo: ServeDemo) -> Iterator[str]:
    """A demo for each walk: it does in it what another one would stumble over."""
    with serve_demo() as address:
        yield address


def answers_by_step() -> Answers:
    """What the stories answer to each step, the one that is walked before the others; where a story answers a step
    several times, its last word, so that the walk does not go round."""
    found: dict[str, Mapping[str, Any]] = {}
    stories = sorted((INCIDENT / "scenarios").glob("*.yaml"), key=lambda path: path.stem != STORY)
    for path in stories:
        story = yaml.safe_load(path.read_text("utf-8"))
        acts = ({"step": "start", **story["start"]}, *story["steps"])
        said = {act["step"]: act.get("answers", {}) for act in acts if "step" in act and "refused" not in act}
        found = {**said, **found}
    # Of the demo's three members one has an interest in the operator of the walk: two sit, and no more can vote.
    found["committee_deliberation"] = {**found["committee_deliberation"], "votes_for": 2}
    return found


def steps_by_name() -> Mapping[tuple[str, str], str]:
    """The ids of the tasks by what people read of them: their names and the titles of their forms. Two tasks may share
    one of both, as the two hearings and the two assessors do."""
    nodes = read_diagram(open_diagram((INCIDENT / "process.bpmn").read_bytes())).nodes
    tasks = [node for node in nodes.values() if node.kind == "userTask"]
    forms = {task.id: json.loads((INCIDENT / "forms" / f"{task.id}.json").read_text("utf-8")) for task in tasks}
    named = {(task.name, forms[task.id]["title"]["ja"]): task.id for task in tasks}
    assert len(named) == len(tasks), "two tasks look alike to those who do them"
    return named


STEPS = steps_by_name()


def questions(form: Locator) -> Iterator[tuple[str, Locator]]:
    """The names of what a form asks, each once, with its inputs."""
    inputs = form.locator("input:not([type=hidden]), select, textarea")
    names = dict.fromkeys(each.get_attribute("name") for each in inputs.all())
    for name in names:
        if name:
            yield name.removeprefix("a-"), form.locator(f'[name="{name}"]')


def fill(page: Page, answers: Mapping[str, Any]) -> None:
    """Fills the form of the page as a person does; every day is today, which the page says itself."""
    form = page.locator("main form[novalidate]")
    for name, inputs in questions(form):
        value = answers.get(name)
        if value is None:
            continue
        kind = inputs.first.get_attribute("type")
        if kind in ("radio", "checkbox"):
            if isinstance(value, list) and SITTING.fullmatch(value[0]):  # everybody who may sit does
                for box in inputs.all():
                    box.check()
                continue
            for one in value if isinstance(value, list) else [value]:
                said = str(one).lower() if isinstance(one, bool) else str(one)
                inputs.and_(form.locator(f'[value="{said}"]')).check()
        elif kind == "date":
            inputs.fill(page.evaluate("new Date().toLocaleDateString('sv')"))
        else:
            inputs.fill(str(value))


def open_case(page: Page, answers: Answers) -> str:
    """Opens the case by its form, and answers its number."""
    follow(page.get_by_role("link", name="新規案件").first)
    follow(page.get_by_role("link", name="事故等の審査"))
    service = page.get_by_label(re.compile("^事業者のサービス"))
    service.select_option(label=service.locator("option", has_text="付与").first.inner_text())
    fill(page, answers["start"])
    page.get_by_label(re.compile("^件名")).fill(TITLE)
    follow(page.get_by_role("button", name="案件を開く"))
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    number = re.search(r"INC-\d{4}-\d{4}", page.content())
    assert number, "the case has a number"
    return number[0]


def tasks_of(visit: Visit, number: str) -> list[str]:
    """The addresses of the tasks of a case in somebody's inbox, found by the search that everybody has."""
    page = visit.go("/inbox")
    page.get_by_label("番号・件名・事業者名で探す").fill(number)
    follow(page.get_by_role("button", name="探す"))
    links = page.locator("tbody tr", has_text=number).locator("a[href^='/tasks/']")
    return list(dict.fromkeys(link.get_attribute("href") or "" for link in links.all()))


def taken_up(visit: Visit, task: str) -> str | None:
    """The step of the task when its form is open before the person; None where somebody else has to do it."""
    page = visit.go(task)
    if page.locator("input[name=said]").count():  # members of organs say first whether they have an interest
        page.locator("input[name=said][value=none]").check()
        follow(page.get_by_role("button", name="申告する"))
        page = visit.go(task)
    claim = page.get_by_role("button", name="引き受ける")
    if claim.count():
        follow(claim)
    if not page.get_by_role("button", name="この作業を終える").count():
        return None
    return STEPS[page.locator("main h1").inner_text(), page.locator("#form-title").inner_text()]


def finish_one(visit: Visit, number: str, answers: Answers) -> str | None:
    """The person does one task of the case; the step, or None where it has none for them."""
    for task in tasks_of(visit, number):
        step = taken_up(visit, task)
        if step is None:
            continue
        fill(visit.page, answers.get(step, {}))
        follow(visit.page.get_by_role("button", name="この作業を終える"))
        said = visit.page.locator("#problems")
        assert not said.count(), f"{step}: {said.inner_text()}"
        return step
    return None


class Staff:
    """Everybody who works on cases, each in a browser of their own that runs no script, signed in when they are needed."""

    people = tuple(person for person in DEMO_PEOPLE if set(STAFF_ROLES) & set(person.roles))

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in
        self.visits: dict[str, Visit] = {}

    def visit(self, person: DemoPerson) -> Visit:
        if person.login not in self.visits:
            self.visits[person.login] = self._sign_in(person.login, script=False)
        return self.visits[person.login]

    def in_turn(self, waiting: str) -> Iterator[Visit]:
        """Those whom the case waits for, by name or by role, before all the others."""
        for person in sorted(self.people, key=lambda person: not is_called(person, waiting)):
            yield self.visit(person)


def is_called(person: DemoPerson, waiting: str) -> bool:
    return any(word in waiting for word in (person.name, *(ROLE_TITLES[role].ja for role in person.roles)))


def waiting_of(page: Page) -> str:
    """What the page of a case says that it waits for."""
    found = page.locator("section", has=page.get_by_role("heading", name="いま待っていること"))
    return found.first.inner_text() if found.count() else ""


def finish_all(staff: Staff, case: str, number: str, answers: Answers) -> list[str]:
    """Whoever the case waits for does it, until nobody of the staff has anything; the steps that were done."""
    done: list[str] = []
    reader = staff.visit(staff.people[0])
    while len(done) < MOST_STEPS:
        waiting = waiting_of(reader.go(case))
        steps = (finish_one(visit, number, answers) for visit in staff.in_turn(waiting))
        step = next((step for step in steps if step is not None), None)
        if step is None:
            break
        done.append(step)
    return done


@pytest.fixture
def staff(sign_in: SignIn) -> Staff:
    return Staff(sign_in)


@pytest.mark.timeout(900)  # a case of some thirty steps, each looked for, claimed and answered; alone it is far below
def test_a_whole_incident_from_its_report_to_the_notified_measure(staff: Staff) -> None:
    answers = answers_by_step()
    reader = staff.visit(staff.people[0])
    page = reader.page
    number = open_case(page, answers)
    case = page.url.removeprefix(reader.address)
    done = finish_all(staff, case, number, answers)
    assert {"check_completeness", "judge_cause_1", "judge_cause_2", "decide", "dispatch"} <= set(done)
    assert len(staff.visits) == len(staff.people), "everybody has looked whether there is anything left"

    reader.go(case)
    expect(page.locator(".case-head")).to_contain_text("終了")
    decisions = page.locator("section", has=page.get_by_role("heading", name="判定とその理由"))
    expect(decisions).to_contain_text("勧告文書")
    expect(page.locator("main")).to_contain_text("「通告を発信する」を終えました")
    for visit in staff.visits.values():
        assert visit.wrong == []


def test_a_second_click_without_a_script_does_nothing_twice_and_says_so_kindly(staff: Staff) -> None:
    answers = answers_by_step()
    opener = staff.visit(staff.people[0])
    number = open_case(opener.page, answers)
    turns = staff.in_turn(waiting_of(opener.page))
    checker = next(visit for visit in turns if any(taken_up(visit, task) for task in tasks_of(visit, number)))
    page = checker.page
    fill(page, answers["check_completeness"])
    address, sent = page.url.partition("#")[0], page.evaluate(WHAT_THE_FORM_SENDS)
    page.get_by_role("button", name="この作業を終える").dblclick()
    page.wait_for_url("**/cases/*")  # the second click may end the way that the first one had begun
    expect(page.get_by_text("「報告を確かめる」を終えました").first).to_be_visible()

    again = page.context.request.post(f"{address}/complete", form=sent)  # the click that came a moment later
    assert again.status == 200
    assert "はすでに終えています。二度は行われていません。" in again.text()
    page.reload()
    history = page.locator("section", has=page.get_by_role("heading", name="経過"))
    expect(history.get_by_text("「報告を確かめる」を終えました")).to_have_count(1)
