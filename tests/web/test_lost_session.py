"""A session that ends in the middle of a form: the words survive the sign-in, and nothing is done without a look."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

import pytest
from casework import House
from flask import Flask
from web.visiting import PASSWORD, Clock, Visitor

from webapp.crypto.passwords import hash_password
from webapp.model.actor import Actor
from webapp.people.sessions import load_session
from webapp.store import people
from webapp.web import kept

Visit = Callable[[Actor], Visitor]
LONG = "三十分かけて書いた文章。"


@pytest.fixture
def task(house: House) -> str:
    return house.task(house.open().case_id, "write").id


def lose(visitor: Visitor, path: str, clock: Clock, data: dict[str, str]) -> None:
    """Opens the page, writes for too long, sends."""
    visitor.get(path)
    clock.pass_by(minutes=31)
    response = visitor.post(f"{path}/complete" if path.startswith("/tasks") else path, data)
    assert response.location == "/sign-in"
    assert "入力した内容は残してあります" in visitor.follow(response).text


def test_the_text_of_a_task_survives_the_sign_in(
    house: House, visit: Visit, clock: Clock, task: str, with_password: Actor
) -> None:
    visitor = visit(with_password)
    visitor.post(f"/tasks/{task}/claim")
    lose(visitor, f"/tasks/{task}", clock, {"a-summary": LONG, "a-urgent": "yes"})

    back = visitor.post("/sign-in", {"login": "sato", "password": PASSWORD})

    assert back.location == f"/tasks/{task}"
    page = visitor.follow(back).text
    assert LONG in page and "まだ送信されていません" in page
    assert 'value="yes" id="a-urgent" checked' in page
    done = visitor.post(f"/tasks/{task}/complete", {"a-summary": LONG, "a-urgent": "yes"})
    assert done.status_code == 303
    assert LONG not in visitor.get(f"/tasks/{task}").text.split("これまでの回答")[0]


def test_nothing_was_done_before_the_person_looked(
    house: House, visit: Visit, clock: Clock, with_password: Actor
) -> None:
    case_id = house.open().case_id
    task = house.task(case_id, "write").id
    visitor = visit(with_password)
    lose(visitor, f"/tasks/{task}", clock, {"a-summary": LONG, "a-urgent": "yes"})
    visitor.post("/sign-in", {"login": "sato", "password": PASSWORD})
    row = house.task(case_id, "write")
    assert (row.state, row.typed) == ("open", None)


def test_what_was_kept_can_be_given_up(visit: Visit, clock: Clock, task: str, with_password: Actor) -> None:
    visitor = visit(with_password)
    visitor.post(f"/tasks/{task}/claim")
    visitor.post(f"/tasks/{task}/save", {"a-summary": "保存した下書き"})
    lose(visitor, f"/tasks/{task}", clock, {"a-summary": LONG})
    visitor.post("/sign-in", {"login": "sato", "password": PASSWORD})
    assert "この入力を捨てる" in visitor.get(f"/tasks/{task}").text

    back = visitor.post("/kept/discard", {"page": f"/tasks/{task}"})

    assert back.location == f"/tasks/{task}"
    page = visitor.follow(back).text
    assert LONG not in page and "この入力を捨てる" not in page
    assert "保存した下書き" in page, "the draft that was saved before stands there again"


def test_giving_up_on_one_page_leaves_what_was_kept_for_another(
    visit: Visit, clock: Clock, task: str, with_password: Actor
) -> None:
    visitor = visit(with_password)
    visitor.post(f"/tasks/{task}/claim")
    lose(visitor, f"/tasks/{task}", clock, {"a-summary": LONG})
    visitor.post("/sign-in", {"login": "sato", "password": PASSWORD})
    visitor.get("/inbox")

    back = visitor.post("/kept/discard", {"page": "//elsewhere"})

    assert back.location == "/", "nobody is sent out of the house"
    assert LONG in visitor.get(f"/tasks/{task}").text


def test_what_was_kept_for_a_task_that_somebody_else_took_can_still_be_read(
    house: House, visit: Visit, clock: Clock, task: str, with_password: Actor
) -> None:
    visitor = visit(with_password)
    lose(visitor, f"/tasks/{task}", clock, {"a-summary": LONG})
    visit(house.people.tanaka).post(f"/tasks/{task}/claim")
    visitor.post("/sign-in", {"login": "sato", "password": PASSWORD})
    page = visitor.get(f"/tasks/{task}").text
    assert LONG in page and "あなたが入力した内容（送信されていません）" in page


def test_what_was_typed_survives_a_failure_of_ours(
    visit: Visit, task: str, with_password: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise RuntimeError("the disk, say")

    monkeypatch.setattr(sys.modules["webapp.web.inbox.tasks"], "complete_task", fail)
    visitor = visit(with_password)
    visitor.post(f"/tasks/{task}/claim")
    visitor.get(f"/tasks/{task}")

    failed = visitor.post(f"/tasks/{task}/complete", {"a-summary": LONG, "a-urgent": "yes"})

    assert failed.status_code == 500
    assert f'href="/tasks/{task}">入力に戻る' in failed.text and LONG not in failed.text
    assert LONG in visitor.get(f"/tasks/{task}").text


WORDLESS = {
    "sign-in and out, language": {"signin.enter", "signin.sign_out", "home.choose_language"},
    "passwords are not kept": {"me.change_password"},
    "searches": {
        "cases.search",
        "inbox.search",
        "letters.search",
        "registers.search",
        "registers.search_covered",
        "registers.search_publications",
    },
    "a button, or a choice made in a moment": {
        "admin.absence",
        "admin.change_roles",
        "admin.disable",
        "admin.take_back",
        "body.list_cessation",
        "cases.retry",
        "certificates.approve",
        "certificates.prepare",
        "designer.discard",
        "designer.make",
        "designer.open_",
        "designer.order",
        "designer.remove",
        "evidence.take",
        "handovers.approve",
        "handovers.take",
        "home.discard_kept",
        "letters.approve",
        "manager.take",
        "me.absence",
        "me.take_back",
        "tasks.claim",
        "tasks.release",
    },
    "scripts, files and stories, which the draft keeps": {
        "designer.play",
        "designer.save",
        "designer.take_in",
        "designer.tidy",
    },
    "shown on a page of several entries": {
        "body.strike",
        "registers.answer_status",
        "registers.declare",
        "registers.strike",
        "registers.strike_bar",
    },
}


def test_every_form_with_words_is_kept(app: Flask) -> None:
    """A view that takes a form names the page on which it is shown again, or stands above with the reason why not."""
    changing = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    lost = {name for name in changing if not name.startswith("api.") and not kept.is_kept(app.view_functions[name])}
    assert lost <= set().union(*WORDLESS.values())


def test_a_reason_survives_where_a_page_has_several_forms(house: House, visit: Visit, clock: Clock) -> None:
    """Given two meetings, when the reason for calling one off is sent too late, then it stands in that one's form,
    unfolded, and goes with the next sending."""
    secretary = house.people.having("secretariat")
    with house.store.write() as unit:
        people.update_user(unit, secretary.id, password=hash_password(PASSWORD))
        known = people.person(unit, secretary.id)
    assert known is not None
    visitor = visit(secretary)
    for day in ("2026-12-01", "2026-12-02"):
        meeting = {"organ": "committee", "held_on": day, "at_time": "14:00", "place": "第1会議室"}
        assert visitor.post("/organs/meetings", meeting).status_code == 303
    page = visitor.get("/organs").text
    _first, second = re.findall(r'action="(/organs/meetings/[\w-]+/cancel)"', page)
    clock.pass_by(minutes=31)
    assert "入力した内容は残してあります" in visitor.follow(visitor.post(second, {"reason": LONG})).text

    back = visitor.post("/sign-in", {"login": known.login, "password": PASSWORD})

    page = visitor.follow(back).text
    assert back.location == "/organs" and page.count(LONG) == 1
    its = page[page.index(second) :]
    assert LONG in its[: its.index("</form>")]
    assert page[: page.index(second)].rpartition("<details")[2].startswith(' class="why" open')
    assert visitor.post(second, {"reason": LONG}).status_code == 303
    assert "まだ送信されていません" not in visitor.get("/organs").text


def test_a_wrong_password_in_between_loses_nothing(visit: Visit, clock: Clock, task: str, with_password: Actor) -> None:
    visitor = visit(with_password)
    visitor.post(f"/tasks/{task}/claim")
    lose(visitor, f"/tasks/{task}", clock, {"a-summary": LONG})
    assert visitor.post("/sign-in", {"login": "sato", "password": "wrong password"}).status_code == 422
    visitor.post("/sign-in", {"login": "sato", "password": PASSWORD})
    assert LONG in visitor.get(f"/tasks/{task}").text


def test_the_text_is_shown_to_nobody_else(
    house: House, visit: Visit, clock: Clock, task: str, with_password: Actor
) -> None:
    with house.store.write() as unit:
        people.update_user(unit, house.people.tanaka.id, password=hash_password(PASSWORD))
    visitor = visit(with_password)
    lose(visitor, f"/tasks/{task}", clock, {"a-summary": LONG})
    visitor.post("/sign-in", {"login": "tanaka", "password": PASSWORD})
    visitor.post(f"/tasks/{task}/claim")
    assert LONG not in visitor.get(f"/tasks/{task}").text


def test_the_text_of_a_new_case_survives_too(house: House, visit: Visit, clock: Clock, with_password: Actor) -> None:
    visitor = visit(with_password)
    lose(visitor, "/cases/new/review", clock, {"a-title": LONG, "a-service": house.service_id})
    back = visitor.post("/sign-in", {"login": "sato", "password": PASSWORD})
    assert back.location == "/cases/new/review"
    page = visitor.follow(back).text
    assert LONG in page and f'value="{house.service_id}" selected' in page
    assert "まだありません" in visitor.get("/cases").text


def test_a_form_of_an_earlier_session_is_shown_again_after_signing_in_elsewhere(
    visit: Visit, clock: Clock, task: str, with_password: Actor
) -> None:
    """Two tabs: the session ends, the person signs in in the second tab and sends the form of the first."""
    visitor = visit(with_password)
    visitor.post(f"/tasks/{task}/claim")
    visitor.get(f"/tasks/{task}")
    first_tab = dict(visitor.tokens)
    clock.pass_by(minutes=31)
    visitor.get("/sign-in")
    visitor.post("/sign-in", {"login": "sato", "password": PASSWORD})
    visitor.get("/inbox")
    visitor.tokens = first_tab
    response = visitor.post(f"/tasks/{task}/complete", {"a-summary": LONG, "a-urgent": "no"})
    assert response.location == f"/tasks/{task}"
    assert LONG in visitor.follow(response).text


def test_a_form_that_is_not_ours_is_not_kept(anonymous: Visitor, task: str) -> None:
    forged = {"written_by": "forged", "csrf_token": "forged", "a-summary": "planted"}
    response = anonymous.client.post(f"/tasks/{task}/complete", data=forged)
    assert response.location == "/sign-in"
    page = anonymous.follow(response).text
    assert "操作は行われていません" in page and "入力した内容は残してあります" not in page


def test_a_password_is_never_kept(house: House, visit: Visit, clock: Clock, with_password: Actor) -> None:
    administrator = house.people.having("administrator")
    visitor = visit(administrator)
    visitor.get("/users/add")
    clock.pass_by(minutes=31)
    visitor.post("/users/add", {"login": "new", "name": "新", "password": "a secret for the new one"})
    cookie = visitor.client.get_cookie("nintei")
    assert cookie is not None
    found = load_session(house.store, cookie.value, clock.now)
    assert found is not None and "新".encode("unicode_escape") in found.data
    assert b"a secret" not in found.data
