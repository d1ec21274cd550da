"""The edge: Flask lives here. May ask verbs and store.reads, never the engine or the rest of the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import Flask

from webapp.model.clock import Clock, wall_clock
from webapp.model.settings import Settings
from webapp.web import actor, door, errors, i18n, moments, pages, security, sessions
from webapp.web.admin import views as admin
from webapp.web.api.routes import blueprint as api_v1
from webapp.web.body import views as body
from webapp.web.cases import corrections, deadlines, erasure, evidence, handovers
from webapp.web.cases import views as cases
from webapp.web.certificates import views as certificates
from webapp.web.designer import blueprint as designer
from webapp.web.figures import views as figures
from webapp.web.files import views as files
from webapp.web.home import views as home
from webapp.web.inbox import tasks
from webapp.web.inbox import views as inbox
from webapp.web.letters import views as letters
from webapp.web.manager import blueprint as manager
from webapp.web.me import views as me
from webapp.web.people import blueprint as people
from webapp.web.post import views as post
from webapp.web.registers import blueprint as registers
from webapp.web.signin import views as signin
from webapp.web.signin.demo import DemoSignIn

if TYPE_CHECKING:
    from webapp.cases.desk import Desk


def register(
    app: Flask,
    desk: Desk,
    settings: Settings,
    *,
    clock: Clock = wall_clock,
    demo_sign_ins: Sequence[DemoSignIn] = (),
) -> None:
    """Puts the edge on a Flask application. `demo_sign_ins` are shown on the sign-in page of a demo."""
    house = actor.House(desk=desk, settings=settings, clock=clock, demo_sign_ins=tuple(demo_sign_ins))
    app.extensions[actor.KEY] = house
    app.secret_key = desk.keys.derive("web")
    sessions.register(app, house)
    csrf = security.register(app, settings.secure)
    door.register(app, csrf)
    errors.register(app)
    i18n.register(app)
    moments.register(app)
    pages.register(app)
    for part in (
        home,
        signin,
        inbox,
        tasks,
        cases,
        corrections,
        deadlines,
        handovers,
        evidence,
        erasure,
        body,
        certificates,
        figures,
        files,
        letters,
        post,
        admin,
        me,
    ):
        app.register_blueprint(part.blueprint)
    app.register_blueprint(api_v1)
    app.register_blueprint(designer)
    app.register_blueprint(manager)
    app.register_blueprint(people)
    app.register_blueprint(registers)
