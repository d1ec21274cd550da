"""Signing in and out, and the languages of a reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from casework import House
from flask import Flask
from web.visiting import PASSWORD, Clock, Visitor

from webapp.model.actor import Actor
from webapp.model.settings import Settings
from webapp.web.signin.demo import DemoSignIn

Visit = Callable[[Actor], Visitor]


def token(visitor: Visitor) -> str:
    cookie = visitor.client.get_cookie("nintei")
    assert cookie is not None
    return cookie.value


def sign_in(visitor: Visitor, password: str = PASSWORD, login: str = "sato") -> int:
    visitor.get("/sign-in")
    return visitor.post("/sign-in", {"login": login, "password": password}).status_code


def test_the_right_password_opens_the_first_page_of_the_role(anonymous: Visitor, with_password: Actor) -> None:
    assert sign_in(anonymous) == 303
    home = anonymous.get("/")
    assert home.location == "/inbox"
    page = anonymous.follow(home).text
    assert "佐藤 花" in page and "受付" in page


def test_a_sign_in_changes_the_token(anonymous: Visitor, with_password: Actor) -> None:
    anonymous.get("/sign-in")
    before = token(anonymous)
    sign_in(anonymous)
    assert token(anonymous) != before
    anonymous.client.set_cookie("nintei", before)
    assert anonymous.get("/inbox").status_code == 303


@pytest.mark.parametrize("login", ["sato", "nobody"])
def test_a_wrong_password_and_an_unknown_name_look_alike(anonymous: Visitor, with_password: Actor, login: str) -> None:
    anonymous.get("/sign-in")
    response = anonymous.post("/sign-in", {"login": login, "password": "wrong password"})
    assert response.status_code == 422
    assert "サインインできません。利用者名とパスワードを確かめてください。" in response.text
    assert f'value="{login}"' in response.text
    assert "wrong password" not in response.text
    assert anonymous.get("/inbox").status_code == 303


def test_after_five_failures_the_right_password_has_to_wait(
    anonymous: Visitor, with_password: Actor, clock: Clock
) -> None:
    assert [sign_in(anonymous, "wrong password") for _try in range(5)] == [422] * 5
    assert sign_in(anonymous) == 429
    clock.pass_by(minutes=16)
    assert sign_in(anonymous) == 303


def test_signing_out_ends_the_session_on_the_server(anonymous: Visitor, with_password: Actor) -> None:
    sign_in(anonymous)
    anonymous.get("/inbox")
    before = token(anonymous)
    response = anonymous.post("/sign-out")
    assert response.location == "/sign-in"
    assert "サインアウトしました。" in anonymous.follow(response).text
    anonymous.client.set_cookie("nintei", before)
    assert anonymous.get("/inbox").status_code == 303


def test_a_sign_in_page_that_is_out_of_date_is_shown_anew(
    anonymous: Visitor, with_password: Actor, clock: Clock
) -> None:
    anonymous.get("/sign-in")
    clock.pass_by(minutes=31)
    response = anonymous.post("/sign-in", {"login": "sato", "password": PASSWORD})
    assert response.location == "/sign-in"
    assert "古くなっていました" in anonymous.follow(response).text
    assert anonymous.post("/sign-in", {"login": "sato", "password": PASSWORD}).location == "/"


def test_the_demo_shows_its_people_and_one_click_signs_in(
    make_app: Callable[..., Flask], with_password: Actor, demo_sign_in: DemoSignIn
) -> None:
    visitor = Visitor(make_app(Settings(demo=True), demo_sign_ins=[demo_sign_in]).test_client())
    page = visitor.get("/sign-in").text
    assert "デモです" in page and "デモの利用者" in page and demo_sign_in.password in page
    assert visitor.post("/sign-in", {"login": "sato", "password": demo_sign_in.password}).status_code == 303


def test_outside_a_demo_no_sign_in_is_shown(make_app: Callable[..., Flask], demo_sign_in: DemoSignIn) -> None:
    visitor = Visitor(make_app(Settings(demo=False), demo_sign_ins=[demo_sign_in]).test_client())
    page = visitor.get("/sign-in").text
    assert demo_sign_in.password not in page and "デモ" not in page


def test_whoever_holds_no_role_is_told_so(house: House, visit: Visit) -> None:
    assert "まだ役割がありません" in visit(house.people.sato).get("/welcome").text


@pytest.mark.parametrize(
    ("asked", "language"),
    [("en-GB,en;q=0.9", "en"), ("ja,en;q=0.8", "ja"), ("fr", "ja"), ("", "ja")],
)
def test_a_new_reader_gets_the_language_of_the_browser(anonymous: Visitor, asked: str, language: str) -> None:
    page = anonymous.get("/sign-in", headers={"Accept-Language": asked}).text
    assert f'<html lang="{language}">' in page


def test_a_chosen_language_stays_before_the_sign_in(anonymous: Visitor) -> None:
    anonymous.get("/sign-in")
    response = anonymous.post("/language", {"language": "en", "back": "/sign-in"})
    assert response.location == "/sign-in"
    page = anonymous.get("/sign-in", headers={"Accept-Language": "ja"}).text
    assert '<html lang="en">' in page and "Sign in" in page


def test_a_chosen_language_belongs_to_the_person(house: House, visit: Visit) -> None:
    visit(house.people.sato).post("/language", {"language": "en", "back": "/inbox"})
    assert '<html lang="en">' in visit(house.people.sato).get("/inbox").text
    assert '<html lang="ja">' in visit(house.people.ito).get("/inbox").text


@pytest.mark.parametrize(
    "back",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",  # browsers drop the tab
        "/\n/elsewhere.example",
        "inbox",
    ],
)
def test_the_language_switch_leads_nowhere_else(house: House, visit: Visit, back: str) -> None:
    assert visit(house.people.sato).post("/language", {"language": "en", "back": back}).location == "/"


def test_an_unknown_language_is_refused(house: House, visit: Visit) -> None:
    assert visit(house.people.sato).post("/language", {"language": "xx"}).status_code == 404
