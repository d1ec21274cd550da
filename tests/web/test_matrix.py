"""Roles × pages: who is let in where. A page without a row here fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from casework import House
from flask import Flask
from web.visiting import Visitor

from webapp.model.actor import ROLES, STAFF_ROLES, Actor
from webapp.store.rows.people import User
from webapp.web.actor import is_public, roles_for

Visit = Callable[[Actor], Visitor]

STAFF = frozenset(STAFF_ROLES)
EVERYBODY = frozenset(ROLES)
READERS = STAFF | {"manager", "auditor"}
HANDED_OVER = frozenset({"secretariat", "manager"})

PUBLIC = {
    "api.description",
    "home.healthz",
    "home.favicon",
    "home.choose_language",
    "signin.sign_in",
    "signin.enter",
}
DOORS: dict[str, frozenset[str]] = {
    "home.home": EVERYBODY,
    "home.nothing": EVERYBODY,
    "home.discard_kept": EVERYBODY,
    "signin.sign_out": EVERYBODY,
    "inbox.tasks": STAFF,
    "inbox.search": STAFF,
    "tasks.task": READERS,
    "tasks.claim": STAFF,
    "tasks.release": STAFF,
    "tasks.save": STAFF,
    "tasks.complete": STAFF,
    "cases.all_cases": READERS,
    "cases.search": READERS,
    "cases.choose": STAFF,
    "cases.start": STAFF,
    "cases.open_new": STAFF,
    "cases.case": READERS,
    "cases.diagram": READERS,
    "cases.retry": STAFF | {"manager"},
    "corrections.ask": STAFF | {"manager"},
    "corrections.correct": STAFF | {"manager"},
    "corrections.correction": READERS,
    "corrections.confirm": STAFF | {"manager"},
    "corrections.decide": STAFF | {"manager"},
    "deadlines.ask_hold": frozenset({"manager"}),
    "deadlines.hold": frozenset({"manager"}),
    "deadlines.ask_resume": frozenset({"manager"}),
    "deadlines.resume": frozenset({"manager"}),
    "deadlines.ask_extension": STAFF | {"manager"},
    "deadlines.extend": STAFF | {"manager"},
    "handovers.handovers": HANDED_OVER | {"decider", "auditor"},
    "handovers.ask_form": HANDED_OVER,
    "handovers.look": HANDED_OVER | {"decider", "auditor"},
    "handovers.ask": HANDED_OVER,
    "handovers.approve": frozenset({"decider", "manager"}),
    "handovers.decline": frozenset({"decider", "manager"}),
    "handovers.take": HANDED_OVER,
    "evidence.evidence": frozenset({"committee", "promotion_committee"}),
    "evidence.ask_form": frozenset({"committee", "promotion_committee"}),
    "evidence.ask": frozenset({"committee", "promotion_committee"}),
    "evidence.one": frozenset({"committee", "promotion_committee"}),
    "evidence.look": frozenset({"committee", "promotion_committee"}),
    "evidence.check": frozenset({"committee", "promotion_committee"}),
    "evidence.take": frozenset({"committee", "promotion_committee"}),
    "files.download": READERS,
    "files.attach": STAFF,
    "files.add": STAFF,
    "letters.workbench": frozenset({"secretariat", "manager", "auditor"}),
    "letters.search": frozenset({"secretariat", "manager", "auditor"}),
    "letters.letter": READERS,
    "letters.document": READERS,
    "letters.picture": READERS,
    "letters.correct": STAFF | {"manager"},
    "letters.approve": STAFF | {"manager"},
    "letters.dispatch": STAFF | {"manager"},
    "post.room": frozenset({"secretariat", "manager", "auditor"}),
    "admin.users": frozenset({"administrator"}),
    "admin.new_user": frozenset({"administrator"}),
    "admin.add": frozenset({"administrator"}),
    "admin.user": frozenset({"administrator"}),
    "admin.change_roles": frozenset({"administrator"}),
    "admin.disable": frozenset({"administrator"}),
    "admin.absence": frozenset({"administrator"}),
    "admin.take_back": frozenset({"administrator"}),
    "me.account": EVERYBODY,
    "me.change_password": EVERYBODY,
    "me.absence": EVERYBODY,
    "me.take_back": EVERYBODY,
    "admin.audit": frozenset({"administrator", "auditor"}),
    "api.list_processes": READERS | {"process_owner"},
    "api.submit": frozenset({"process_owner"}),
    "api.list_cases": READERS,
    "api.search_cases": READERS,
    "api.correct": STAFF | {"manager"},
    "api.list_deadlines": READERS,
    "api.list_handovers": HANDED_OVER | {"decider", "auditor"},
    "api.list_waiting_letters": STAFF | {"manager"},
    "api.make_correction": STAFF | {"manager"},
    "api.approve_correction": STAFF | {"manager"},
    "api.dispatch_correction": STAFF | {"manager"},
    "api.hold": frozenset({"manager"}),
    "api.resume": frozenset({"manager"}),
    "api.extend": STAFF | {"manager"},
    "api.open_new": STAFF,
    "api.read_case": READERS,
    "api.list_files": READERS,
    "api.attach": STAFF,
    "api.upload_for_task": STAFF,
    "api.upload_for_start": STAFF,
    "api.download": READERS,
    "api.list_tasks": STAFF,
    "api.search_tasks": STAFF,
    "api.read_task": READERS,
    "api.claim": STAFF,
    "api.release": STAFF,
    "api.save": STAFF,
    "api.complete": STAFF,
}
REGISTER_WRITERS = frozenset({"secretariat", "administrator"})
DOORS |= {
    "registers.operators": READERS | {"administrator"},
    "registers.search": READERS | {"administrator"},
    "registers.operator": READERS | {"administrator"},
    "registers.covered": READERS | {"administrator"},
    "registers.search_covered": READERS | {"administrator"},
    "registers.covered_table": READERS | {"administrator"},
    "registers.publications": READERS | {"administrator"},
    "registers.publications_table": READERS | {"administrator"},
    "registers.answer_status": REGISTER_WRITERS | {"manager"},
    "registers.body": READERS | {"administrator"},
    "registers.declarations": frozenset({"secretariat", "auditor"}),
    "registers.new_declaration": frozenset({"secretariat"}),
    "registers.declare": frozenset({"secretariat"}),
}
BODY_WRITERS = frozenset({"secretariat", "manager", "administrator"})
BODY_READERS = BODY_WRITERS | {"decider", "auditor"}
DOORS |= {
    "body.records": BODY_READERS,
    "body.new_record": BODY_WRITERS,
    "body.add_record": BODY_WRITERS,
    "body.record": BODY_WRITERS,
    "body.correct": BODY_WRITERS,
    "body.strike": BODY_WRITERS,
    "body.list_cessation": BODY_WRITERS,
    "body.download": BODY_READERS,
}
DOORS |= {
    "certificates.certificates": frozenset({"secretariat", "decider", "manager", "auditor"}),
    "certificates.document": frozenset({"secretariat", "decider", "manager", "auditor"}),
    "certificates.prepare": frozenset({"secretariat"}),
    "certificates.approve": frozenset({"decider", "manager"}),
}
ERASERS = frozenset({"manager", "decider"})
DOORS |= {
    "erasure.erasure": ERASERS,
    "erasure.ask": frozenset({"manager"}),
    "erasure.approve": ERASERS,
    "erasure.decline": ERASERS,
}
FIGURES = frozenset({"manager", "decider", "auditor"})
DOORS |= {
    "figures.figures": FIGURES,
    "figures.table": FIGURES,
    "figures.all_reports": FIGURES,
    "figures.prepare": frozenset({"manager"}),
    "figures.report": FIGURES,
    "figures.answer": frozenset({"manager", "decider"}),
    "figures.page": FIGURES,
    "figures.report_table": FIGURES,
}
MEMBERS = frozenset({"subcommittee", "committee", "promotion_committee"})
KEEPERS = frozenset({"manager", "administrator"})
CALLERS = KEEPERS | {"secretariat"}
DOORS |= {
    "people.organs": CALLERS | {"auditor"},
    "people.begin": frozenset({"administrator"}),
    "people.end": frozenset({"administrator"}),
    "people.call": CALLERS,
    "people.cancel": CALLERS,
    "people.qualify": KEEPERS,
    "people.strike": KEEPERS,
    "people.interests": EVERYBODY,
    "people.declare_interest": EVERYBODY,
    "people.correct": EVERYBODY,
    "people.committee": MEMBERS,
    "people.declaration": READERS,
    "people.declare": READERS,
    "people.people": READERS,
    "people.keep_away": STAFF | {"manager"},
    "people.lift": MEMBERS | {"manager"},
    "people.ask": MEMBERS,
    "people.naming": frozenset({"promotion_committee"}),
    "people.name": frozenset({"promotion_committee"}),
    "people.answer": frozenset({"secretariat", "manager"}),
}
BLUEPRINTS = {
    "manager": frozenset({"manager"}),
    "designer": frozenset({"process_owner"}),
    "registers": REGISTER_WRITERS,
}
PLAIN_PAGES = (
    "/inbox",
    "/cases",
    "/cases/new",
    "/letters",
    "/post",
    "/registers",
    "/registers/add",
    "/registers/body",
    "/registers/body/records/accounts",
    "/registers/body/records/misuse/add",
    "/registers/covered",
    "/registers/publications",
    "/users",
    "/users/add",
    "/audit",
    "/me",
    "/me/interests",
    "/committee",
    "/committee/members",
    "/organs",
    "/manage",
    "/manage/people",
    "/figures",
    "/figures/reports",
    "/design",
)


def expected(endpoint: str) -> frozenset[str]:
    return DOORS.get(endpoint, BLUEPRINTS.get(endpoint.partition(".")[0], frozenset()))


def test_every_view_has_the_door_of_the_matrix(app: Flask) -> None:
    views = {name: view for name, view in app.view_functions.items() if name != "static"}
    assert {name for name, view in views.items() if is_public(view)} == PUBLIC
    for name, view in views.items():
        if name not in PUBLIC:
            assert (roles_for(view) or EVERYBODY) == expected(name), f"{name} is not in the matrix, or has another door"


@pytest.mark.parametrize("path", PLAIN_PAGES)
def test_only_those_roles_get_in(app: Flask, house: House, visit: Visit, path: str) -> None:
    endpoint, _arguments = app.url_map.bind("localhost").match(path)
    for role in ROLES:
        status = visit(house.people.having(role)).get(path).status_code
        assert status == (200 if role in expected(endpoint) else 403), f"{role} at {path}"


def test_a_refusal_names_the_roles_that_are_needed(house: House, visit: Visit) -> None:
    response = visit(house.people.sato).get("/users")
    assert response.status_code == 403
    assert "システム管理者" in response.text and "必要な役割を持つ人に依頼するか" in response.text


def test_the_navigation_shows_what_the_role_may_open(house: House, visit: Visit) -> None:
    for role in ROLES:
        visitor = visit(house.people.having(role))
        page = visitor.get("/welcome").text
        for path in (
            "/inbox",
            "/cases",
            "/registers",
            "/manage",
            "/figures",
            "/design",
            "/letters",
            "/post",
            "/users",
            "/audit",
        ):
            shown = f'<a href="{path}"' in page
            assert shown == (visitor.get(path).status_code == 200), f"{path} for {role}"


def test_a_new_case_is_offered_only_to_whom_some_process_lets_start_one(house: House, visit: Visit) -> None:
    assert 'href="/cases/new"' in visit(house.people.sato).get("/inbox").text
    assert 'href="/cases/new"' not in visit(house.people.suzuki).get("/inbox").text


def test_the_name_is_written_as_the_reader_reads(house: House, visit: Visit) -> None:
    with house.store.write() as unit:
        unit.execute(User.__table__.update().where(User.id == house.people.sato.id).values(name_en="Hana Sato"))
    visitor = visit(house.people.sato)
    assert "佐藤 花" in visitor.get("/inbox").text
    visitor.post("/language", {"language": "en"})
    assert "Hana Sato" in visitor.get("/inbox").text


def test_every_role_has_a_first_page_that_opens(house: House, visit: Visit) -> None:
    for role in ROLES:
        visitor = visit(house.people.having(role))
        assert visitor.follow(visitor.get("/")).status_code == 200


def test_a_page_that_is_not_there_is_told_kindly(house: House, visit: Visit) -> None:
    response = visit(house.people.sato).get("/nowhere")
    assert response.status_code == 404 and "見つかりません" in response.text and 'href="/"' in response.text


def test_a_wrong_method_is_refused_kindly(house: House, visit: Visit) -> None:
    response = visit(house.people.sato).get("/sign-out")
    assert response.status_code == 405 and "受け付けられませんでした" in response.text


def test_too_much_is_refused_kindly(house: House, visit: Visit) -> None:
    visitor = visit(house.people.sato)
    response = visitor.post("/cases/new/review", {"a-title": "x" * (5 * 1024 * 1024)})
    assert response.status_code == 413 and "大きすぎます" in response.text
