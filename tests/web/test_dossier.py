"""What was not put before the members of the committee is not seen by them: on no page, in no answer of the API, no file,
no letter; what the rules have them deliberate on, and what comes in later, always is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from letterwork import incident, walked
from pages import new_app
from web.visiting import Clock

from webapp.cases.correct_answer import CorrectAnswer, correct_answer
from webapp.design.sandbox import Stage
from webapp.model.actor import Actor
from webapp.model.dossier import NOTHING, withheld_from
from webapp.model.may import Reach
from webapp.people.create_token import CreateToken, create_token
from webapp.people.sessions import create_session
from webapp.store.letters import letters_of
from webapp.store.reads.case import Given
from webapp.store.reads.files import files_of_case
from webapp.store.tasks import TaskRow, tasks_of
from webapp.web.actor import is_public

REPORT = "表2の措置が相当であると答申する"
STATEMENT = "委託先を切り替えたと述べた"
OPINION = "評価の前提を変えるものである"
PAPER = "聴聞の録音の反訳"
GRADES = "委託先の点検手順がなく"
WORDS = (REPORT, STATEMENT, OPINION, PAPER, GRADES)
LOOKED_AT = ("hearing_record", "committee_deliberation")
HEARD = {"hearing_record": {"documents": [f"{PAPER}.pdf"]}}
NOON = datetime.fromisoformat("2026-08-05T12:00:00+09:00")


@dataclass
class Doors:
    """Every address that names a case or something in it, opened by one person after the other."""

    stage: Stage
    app: Flask
    clock: Clock

    def seen(self, who: Actor) -> dict[str, set[str]]:
        """The addresses at which a person reads each of the words."""
        opened = list(self._opened(who))
        return {said: {path for path, text in opened if said in text} for said in WORDS}

    def status(self, who: Actor, path: str) -> int:
        return int(self._client(who).get(path).status_code)

    def page(self, who: Actor, path: str) -> str:
        return str(self._client(who).get(path).text)

    def _client(self, who: Actor) -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie("nintei", create_session(self.stage.desk.store, who.id, self.clock.now))
        return client

    def _opened(self, who: Actor) -> Iterator[tuple[str, str]]:
        ids, client = self.ids(), self._client(who)
        admin = Actor("admin", "admin", frozenset({"administrator"}))
        made = create_token(
            self.stage.desk.store, self.stage.desk.keys, admin, CreateToken(who.id, "x", 1), self.clock.now
        )
        for rule in self.app.url_map.iter_rules():
            if rule.endpoint == "static" or is_public(self.app.view_functions[rule.endpoint]):
                continue
            if "GET" not in (rule.methods or ()) or not rule.arguments or not rule.arguments <= ids.keys():
                continue
            names = sorted(rule.arguments)
            for values in product(*(ids[name] for name in names)):
                path = str(
                    self.app.url_map.bind("localhost").build(rule.endpoint, dict(zip(names, values, strict=True)))
                )
                api = {"Authorization": f"Bearer {made.token}"} if rule.endpoint.startswith("api.") else {}
                answer = client.get(path, headers=api)
                yield path, answer.text if answer.is_json or "text" in answer.mimetype else ""

    def ids(self) -> dict[str, list[str]]:
        with self.stage.desk.store.read() as unit:
            everything = Reach(everything=True)
            files = files_of_case(unit, everything, self.stage.case_id).names
            return {
                "case_id": [self.stage.case_id],
                "task_id": [task.id for task in self.tasks() if task.step in LOOKED_AT],
                "file_id": sorted(files),
                "letter_id": [letter.id for letter in letters_of(unit, self.stage.case_id)],
            }

    def tasks(self) -> tuple[TaskRow, ...]:
        with self.stage.desk.store.read() as unit:
            return tuple(tasks_of(unit, self.stage.case_id))

    def letter(self, step: str) -> str:
        with self.stage.desk.store.read() as unit:
            return next(letter.id for letter in letters_of(unit, self.stage.case_id) if letter.step == step)


@contextmanager
def heard_and_convened_again() -> Iterator[Doors]:
    """The committee was convened again after a hearing, with neither the sub-committee's report nor the statements."""
    with walked("assessed_again_after_hearing", "hearing_choice", HEARD) as (stage, entry):
        clock = Clock(entry.on)
        yield Doors(stage, new_app(stage.desk, None, clock=clock), clock)


def person(stage: Stage, role: str) -> Actor:
    found = stage.person(role, 1)
    assert found is not None
    return found


def test_members_see_what_was_put_before_them_and_nothing_else() -> None:
    with heard_and_convened_again() as doors:
        member, clerk = person(doors.stage, "committee"), person(doors.stage, "secretariat")
        sub = person(doors.stage, "subcommittee")
        case = f"/cases/{doors.stage.case_id}"
        file_id = doors.ids()["file_id"][0]
        papers = [f"/files/{file_id}", f"/api/v1/files/{file_id}"]
        letters = [f"/letters/{doors.letter(step)}" for step in ("make_hearing_record", "make_subcommittee_report")]

        seen = doors.seen(member)
        assert [seen[said] for said in (REPORT, STATEMENT, OPINION, PAPER)] == [set()] * 4
        assert {case, f"/api/v1{case}"} <= seen[GRADES], "what is put before them they see"
        (heard,) = [task for task in doors.tasks() if task.step == "hearing_record"]
        for path in (papers[0], *letters, f"{letters[0]}/ja.pdf"):
            assert doors.status(member, path) == 404, path
            assert doors.status(clerk, path) == 200, path
        assert doors.status(member, f"{case}/corrections/new?task={heard.id}") == 404
        staff = doors.seen(clerk)
        assert all({case, f"/api/v1{case}"} <= staff[said] for said in (REPORT, STATEMENT, OPINION))
        assert {case, f"/api/v1{case}/files"} <= staff[PAPER]
        theirs = doors.seen(sub)
        assert {case, f"/api/v1{case}"} <= theirs[REPORT], "an organ sees what is its own"
        assert [theirs[said] for said in (STATEMENT, OPINION, PAPER)] == [set()] * 3

        done = [task for task in doors.tasks() if task.step == "convene_committee"]
        put = ["report", "grounds", "grades", "statements"]
        command = CorrectAnswer(doors.stage.case_id, done[-1].id, {"dossier": put}, "聴聞の記録も出した")
        correct_answer(doors.stage.desk, Actor("m", "m", frozenset({"manager"})), command, doors.clock.now)
        page = doors.page(member, case)
        assert STATEMENT in page and REPORT not in page and doors.status(member, papers[0]) == 200


def given(step: str, hour: int, **answers: object) -> Given:
    return Given(step, step, "somebody", NOON.replace(hour=hour), answers)


@pytest.mark.parametrize(
    ("roles", "limited"),
    [
        ({"committee"}, True),
        ({"promotion_committee"}, True),
        ({"committee", "secretariat"}, False),
        ({"committee", "auditor"}, False),
        ({"secretariat"}, False),
        ({"manager"}, False),
    ],
)
def test_only_members_are_limited_and_only_once_they_were_convened(roles: set[str], limited: bool) -> None:
    who = Actor("a", "a", frozenset(roles))
    before = [given("start", 9), given("subcommittee_report", 10)]
    assert withheld_from(who, incident(), before) == NOTHING
    out = withheld_from(who, incident(), [*before, given("convene_committee", 11, dossier=["report", "statements"])])
    assert out.covers("subcommittee_report", NOON.replace(hour=10)) is limited
    assert not out.covers("hearing_record", NOON.replace(hour=10)), "it was chosen"
    assert not out.covers("subcommittee_report", NOON.replace(hour=12)), "it came after they were convened"
    assert not out.covers("score_1", NOON.replace(hour=10)), "the rules have them deliberate on it"


def test_the_last_convening_counts_and_one_that_was_laid_aside_does_not() -> None:
    who = Actor("a", "a", frozenset({"committee"}))
    first = given("convene_committee", 10, dossier=["report"])
    again = given("convene_committee", 11, dossier=["report", "subcommittee_report"])
    assert withheld_from(who, incident(), [first, again]).steps.isdisjoint({"subcommittee_report"})
    aside = Given(again.step, "x", "somebody", again.at, again.answers, aside=True)
    assert "subcommittee_report" in withheld_from(who, incident(), [first, aside]).steps
