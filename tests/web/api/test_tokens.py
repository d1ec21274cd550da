"""Tokens: whose they are, where they are accepted, when they end, and where they never appear."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from cases.test_handovers import learnt_in
from casework import House
from flask import Flask
from sqlalchemy import text
from web.api.asking import ADMINISTRATOR, Program, Programs, problem
from web.visiting import Clock, Visitor

from webapp.model.actor import Actor
from webapp.model.refusals import InvalidAnswers, NotAllowed, NotFound
from webapp.people.create_token import CreateToken, create_token
from webapp.people.disable_user import DisableUser, disable_user
from webapp.people.revoke_token import RevokeToken, revoke_token
from webapp.people.set_roles import SetRoles, set_roles
from webapp.people.tokens import list_tokens
from webapp.store.unit import Unit
from webapp.store.verify import verify

TokenOf = Callable[[Actor], str]


def only(house: House) -> str:
    """The id of the one token that there is."""
    (token,) = list_tokens(house.store)
    return token.id


def deeds(unit: Unit) -> list[str]:
    return list(unit.execute(text("SELECT verb FROM audit WHERE chain = 'people' ORDER BY seq")).scalars())


def test_a_token_acts_with_the_roles_of_its_user(house: House, program: Programs) -> None:
    house.open()
    assert program(house.people.sato).get("/tasks").get_json()["total"] == 1
    problem(program(house.people.yamaguchi).get("/tasks"), 403, "NotAllowed")


def test_a_role_that_is_taken_away_is_taken_from_the_token(house: House, program: Programs, clock: Clock) -> None:
    sato = program(house.people.sato)
    assert sato.get("/tasks").status_code == 200
    command = SetRoles(house.people.sato.id, frozenset({"auditor"}))
    set_roles(house.store, house.desk.keys, ADMINISTRATOR, command, clock.now)
    problem(sato.get("/tasks"), 403, "NotAllowed")


def test_without_a_token_there_is_a_401_that_says_how(app: Flask) -> None:
    response = app.test_client().get("/api/v1/tasks")
    body = problem(response, 401, "TokenNeeded")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Authorization: Bearer" in body["detail"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic c2F0bzpw", "Bearer nintei_" + "x" * 43, "nintei_x"])
def test_whatever_is_no_token_is_refused_alike(app: Flask, header: str) -> None:
    problem(app.test_client().get("/api/v1/tasks", headers={"Authorization": header}), 401, "TokenNeeded")


def test_the_name_of_the_scheme_is_read_in_any_case(house: House, program: Programs) -> None:
    sato = program(house.people.sato)
    assert sato.get("/tasks", Authorization=f"bearer {sato.token}").status_code == 200


def test_a_token_in_an_address_or_a_body_is_never_accepted(house: House, app: Flask, program: Programs) -> None:
    sato = program(house.people.sato)
    for name in ("access_token", "token", "Authorization"):
        problem(app.test_client().get(f"/api/v1/tasks?{name}={sato.token}"), 401, "TokenNeeded")
        problem(sato.get(f"/tasks?{name}=x"), 422, "BadFields")
    sent = app.test_client().post("/api/v1/tasks/search", json={"q": "x", "access_token": sato.token})
    problem(sent, 401, "TokenNeeded")


def test_a_cookie_opens_nothing_and_is_left_alone(house: House, visit: Callable[[Actor], Visitor], app: Flask) -> None:
    visitor = visit(house.people.sato)
    assert visitor.get("/inbox").status_code == 200
    response = visitor.client.get("/api/v1/tasks")
    problem(response, 401, "TokenNeeded")
    assert "Set-Cookie" not in response.headers
    assert visitor.get("/inbox").status_code == 200


def test_a_token_does_nothing_on_a_page(house: House, app: Flask, program: Programs) -> None:
    sato = program(house.people.sato)
    response = app.test_client().get("/inbox", headers={"Authorization": f"Bearer {sato.token}"})
    assert response.status_code == 303 and response.location == "/sign-in"


def test_the_pages_keep_their_csrf_token(house: House, visit: Callable[[Actor], Visitor]) -> None:
    case_id = house.open().case_id
    task = house.task(case_id, "write").id
    response = visit(house.people.sato).client.post(f"/tasks/{task}/claim")
    assert response.status_code in (303, 400)
    assert house.task(case_id, "write").assignee_id is None


def test_no_answer_sets_a_cookie(house: House, program: Programs) -> None:
    sato = program(house.people.sato)
    for response in (sato.get("/tasks"), sato.get("/nowhere"), sato.get("/openapi.json")):
        assert "Set-Cookie" not in response.headers


def test_a_token_ends(house: House, program: Programs, clock: Clock) -> None:
    sato = program(house.people.sato)
    clock.pass_by(days=29, hours=23)
    assert sato.get("/tasks").status_code == 200
    clock.pass_by(hours=1)
    problem(sato.get("/tasks"), 401, "TokenNeeded")


def test_a_revoked_token_opens_nothing_and_the_deeds_are_written_down(
    house: House, program: Programs, clock: Clock
) -> None:
    sato = program(house.people.sato)
    for _ in range(2):  # revoking twice is no second deed
        revoke_token(house.store, house.desk.keys, ADMINISTRATOR, RevokeToken(only(house)), clock.now)
    problem(sato.get("/tasks"), 401, "TokenNeeded")
    with house.store.read() as unit:
        assert deeds(unit)[-2:] == ["create_token", "revoke_token"]
        assert not verify(unit, house.desk.keys)


def test_the_tokens_of_a_disabled_user_open_nothing(house: House, program: Programs, clock: Clock) -> None:
    sato = program(house.people.sato)
    disable_user(house.store, house.desk.keys, ADMINISTRATOR, DisableUser(house.people.sato.id), clock.now)
    problem(sato.get("/tasks"), 401, "TokenNeeded")
    with pytest.raises(NotFound):
        command = CreateToken(house.people.sato.id, "again", 1)
        create_token(house.store, house.desk.keys, ADMINISTRATOR, command, clock.now)


def test_only_an_administrator_creates_and_revokes(house: House, clock: Clock) -> None:
    people, keys = house.people, house.desk.keys
    with pytest.raises(NotAllowed):
        create_token(house.store, keys, people.sato, CreateToken(people.sato.id, "x", 1), clock.now)
    created = create_token(house.store, keys, people.yamaguchi, CreateToken(people.sato.id, "x", 1), clock.now)
    with pytest.raises(NotAllowed):
        revoke_token(house.store, keys, people.sato, RevokeToken(created.id), clock.now)
    with pytest.raises(NotFound):
        revoke_token(house.store, keys, people.yamaguchi, RevokeToken("0" * 32), clock.now)


@pytest.mark.parametrize(("name", "days"), [("", 1), ("  ", 1), ("x" * 121, 1), ("a\nb", 1), ("x", 0), ("x", 3661)])
def test_a_token_needs_a_name_and_an_end(house: House, clock: Clock, name: str, days: int) -> None:
    with pytest.raises(InvalidAnswers):
        command = CreateToken(house.people.sato.id, name, days)
        create_token(house.store, house.desk.keys, ADMINISTRATOR, command, clock.now)


def test_the_database_holds_its_hash_only(house: House, token_of: TokenOf) -> None:
    token = token_of(house.people.sato)
    with house.store.read() as unit:
        kept = unit.execute(text("SELECT token FROM api_tokens")).scalar_one()
        audit = " ".join(str(row) for row in unit.execute(text("SELECT detail FROM audit")).scalars())
    assert kept == hashlib.sha256(token.encode()).hexdigest()
    assert token not in audit and kept not in audit
    assert token.encode() not in b"".join(path.read_bytes() for path in files(house))


def files(house: House) -> list[Path]:
    database = Path(house.store.url.removeprefix("sqlite:///"))
    return [path for path in database.parent.iterdir() if path.name.startswith(database.name)]


def test_neither_token_nor_answers_are_logged(
    house: House, program: Programs, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "".join(("秘", "密の答え"))  # the traceback shows the lines of this file

    def fails(*_: object) -> None:
        raise ZeroDivisionError(secret)

    sato = program(house.people.sato)
    monkeypatch.setattr("webapp.web.api.tasks.inbox", fails)
    with caplog.at_level(logging.DEBUG):
        body = problem(sato.post("/tasks/search", {"q": "秘密の語"}), 500, "blank")
    assert body["reference"] in caplog.text
    assert sato.token not in caplog.text and "秘密" not in caplog.text
    assert "秘密" not in str(body)


@pytest.mark.parametrize(
    ("learnt", "used_for", "seen"),
    [
        ("mark_certification", "other_business", True),
        ("complaints", "complaints", True),
        ("complaints", "other_business", False),
        ("complaints", "mark_certification", False),
        ("complaints", "other_accredited_work", False),
        ("complaints", "required_by_law", False),
    ],
)
def test_a_program_sees_nothing_that_article_55_keeps_from_its_use(
    app: Flask, house: House, clock: Clock, learnt: str, used_for: str, seen: bool
) -> None:
    """What may pass with an approval only is handed over in the case, and passes no token."""
    learnt_in(house, learnt)
    case_id = house.to_approval()
    command = CreateToken(house.people.kato.id, "x", 1, used_for)
    program = Program(
        app.test_client(), create_token(house.store, house.desk.keys, ADMINISTRATOR, command, clock.now).token
    )
    task = house.task(case_id, "approve").id
    found = program.get("/cases").get_json()["total"], program.get("/tasks").get_json()["total"]
    assert found == ((1, 1) if seen else (0, 0))
    assert program.get(f"/cases/{case_id}").status_code == (200 if seen else 404)
    assert program.get(f"/tasks/{task}").status_code == (200 if seen else 404)
    assert program.post(f"/tasks/{task}/claim").status_code in ((200, 204) if seen else (404,))


def test_what_a_token_is_used_for_is_in_the_audit(house: House, token_of: TokenOf) -> None:
    token_of(house.people.sato)
    with house.store.read() as unit:
        (detail,) = unit.execute(text("SELECT detail FROM audit WHERE verb = 'create_token'")).scalars()
    assert '"used_for": "other_business"' in str(detail) or "'used_for': 'other_business'" in str(detail)


def test_a_token_is_used_for_one_of_the_businesses(house: House, clock: Clock) -> None:
    with pytest.raises(InvalidAnswers) as found:
        command = CreateToken(house.people.sato.id, "x", 1, "gossip")
        create_token(house.store, house.desk.keys, ADMINISTRATOR, command, clock.now)
    assert set(found.value.problems) == {"purpose"}
