"""The door before every view: headers, origin, tokens, sessions, roles."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from casework import House
from flask import Flask
from web.visiting import Clock, Visitor

from webapp.model.actor import Actor
from webapp.model.settings import Settings
from webapp.people.disable_user import DisableUser, disable_user
from webapp.people.sessions import create_session
from webapp.web.actor import has_door, require
from webapp.web.security import CONTENT_SECURITY_POLICY

Visit = Callable[[Actor], Visitor]


def test_every_view_names_its_door(app: Flask) -> None:
    without = [name for name, view in app.view_functions.items() if name != "static" and not has_door(view)]
    assert without == [], "give these views @require(roles…), @require() or @public"


def test_a_view_without_a_door_stays_shut(app: Flask, house: House, visit: Visit) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    for actor in house.people.by_login.values():
        assert visit(actor).get("/forgotten").status_code == 403


@pytest.mark.parametrize("path", ["/sign-in", "/inbox", "/nowhere", "/healthz"])
def test_every_answer_carries_the_headers(house: House, visit: Visit, path: str) -> None:
    headers = visit(house.people.sato).get(path).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_files_may_be_kept_by_browsers(anonymous: Visitor) -> None:
    response = anonymous.get("/static/mark.svg", buffered=True)
    assert response.status_code == 200
    assert "max-age" in response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers


def test_the_session_cookie_is_plain_on_loopback_http(anonymous: Visitor) -> None:
    cookie = anonymous.get("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("nintei=")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert "Secure" not in cookie and "Domain" not in cookie


def test_the_session_cookie_is_bound_to_the_host_on_https(make_app: Callable[..., Flask]) -> None:
    client = make_app(Settings(public_url="https://nintei.example")).test_client()
    response = client.get("/sign-in", base_url="https://nintei.example")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-nintei=")
    assert "Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")


def test_without_a_sign_in_every_page_leads_to_it_and_back(
    anonymous: Visitor, house: House, with_password: Actor
) -> None:
    response = anonymous.get("/cases?show=ended")
    assert (response.status_code, response.location) == (303, "/sign-in")
    anonymous.follow(response)
    signed_in = anonymous.post("/sign-in", {"login": "sato", "password": "a long enough password"})
    assert signed_in.location == "/cases?show=ended"


@pytest.mark.parametrize("header", ["HX-Request", "X-Nintei-Script", "X-Nintei-Refresh"])
def test_a_script_without_a_sign_in_is_told_so(anonymous: Visitor, header: str) -> None:
    response = anonymous.get("/inbox", headers={header: "1"})
    assert response.status_code == 401
    assert response.get_json()["refused"] == "SignedOut"


def test_a_form_without_the_token_changes_nothing(house: House, visit: Visit) -> None:
    visitor = visit(house.people.sato)
    response = visitor.client.post("/language", data={"language": "en"})
    assert response.status_code == 400
    assert "前のページへ戻って" in response.text
    assert '<html lang="ja">' in visitor.get("/inbox").text


def test_a_token_of_somebody_else_does_not_help(house: House, visit: Visit) -> None:
    visitor, other = visit(house.people.sato), visit(house.people.ito)
    other.get("/welcome")
    response = visitor.client.post("/language", data={**other.tokens, "language": "en"})
    assert response.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_site_changes_nothing(house: House, visit: Visit, headers: dict[str, str]) -> None:
    visitor = visit(house.people.sato)
    assert visitor.post("/language", {"language": "en"}, headers=headers).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://localhost"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}, {}],
)
def test_a_form_of_our_own_passes(house: House, visit: Visit, headers: dict[str, str]) -> None:
    visitor = visit(house.people.sato)
    assert visitor.post("/language", {"language": "en"}, headers=headers).status_code == 303


def test_thirty_idle_minutes_end_a_session(house: House, visit: Visit, clock: Clock) -> None:
    visitor = visit(house.people.sato)
    clock.pass_by(minutes=29)
    assert visitor.get("/inbox").status_code == 200
    clock.pass_by(minutes=29)
    assert visitor.get("/inbox").status_code == 200
    clock.pass_by(minutes=31)
    assert visitor.get("/inbox").status_code == 303


def test_a_page_that_refreshes_itself_keeps_no_session_alive(house: House, visit: Visit, clock: Clock) -> None:
    visitor = visit(house.people.sato)
    clock.pass_by(minutes=20)
    assert visitor.get("/inbox", headers={"X-Nintei-Refresh": "1"}).status_code == 200
    clock.pass_by(minutes=11)
    assert visitor.get("/inbox", headers={"X-Nintei-Refresh": "1"}).status_code == 401


def test_ten_hours_end_a_session_in_any_case(house: House, visit: Visit, clock: Clock) -> None:
    visitor = visit(house.people.sato)
    for _hour in range(19):
        clock.pass_by(minutes=29)
        assert visitor.get("/inbox").status_code == 200
    clock.pass_by(minutes=59)
    assert visitor.get("/inbox").status_code == 303


def test_a_disabled_user_is_out_at_once(house: House, visit: Visit, clock: Clock) -> None:
    visitor, sato = visit(house.people.sato), house.people.sato
    assert visitor.get("/inbox").status_code == 200
    administrator = house.people.having("administrator")
    disable_user(house.store, house.desk.keys, administrator, DisableUser(sato.id), clock.now)
    assert visitor.get("/inbox").status_code == 303


def test_an_invented_session_opens_nothing(anonymous: Visitor) -> None:
    anonymous.client.set_cookie("nintei", "x" * 43)
    assert anonymous.get("/inbox").status_code == 303


def test_a_session_before_the_sign_in_opens_nothing(anonymous: Visitor, house: House, clock: Clock) -> None:
    anonymous.client.set_cookie("nintei", create_session(house.store, None, clock.now, b'{"_user_id": "1"}'))
    assert anonymous.get("/inbox").status_code == 303


def test_health_is_told_to_anybody(anonymous: Visitor) -> None:
    response = anonymous.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")
    assert "Set-Cookie" not in response.headers


def test_an_unforeseen_failure_says_nothing_technical(
    app: Flask, house: House, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    entered = "somebody's address"

    def fail() -> str:
        raise RuntimeError(entered)

    app.add_url_rule("/fails", "fails", require()(fail))
    response = visit(house.people.sato).get("/fails?page=2")
    assert response.status_code == 500
    assert 'href="/fails?page=2">もう一度開く' in response.text
    assert "RuntimeError" not in response.text and "address" not in response.text
    reference = response.text.split("<code>")[1].split("</code>")[0]
    assert reference in caplog.text
    assert "address" not in caplog.text
