"""The browser's session: a cookie with a token, everything else on the server. Must not know what is kept in it."""

from __future__ import annotations

from typing import Any, cast

import flask
from flask import Flask, Request, Response
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from flask_login import LoginManager
from werkzeug.datastructures import CallbackDict

from webapp.model.actor import Actor
from webapp.people import sessions
from webapp.people.sessions import BrowserSession
from webapp.people.sign_in import SignedIn as Granted
from webapp.web.actor import House, SignedIn, now
from webapp.web.api import scope

REFRESH = "X-Nintei-Refresh"  # a page that refreshes itself is no sign of life of its reader
USER = "_user_id"  # Flask-Login's name for whom a session belongs to
_JSON = TaggedJSONSerializer()


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """What the edge keeps for one browser. `loaded` is None until there is something to keep."""

    def __init__(self, loaded: BrowserSession | None) -> None:
        def changed(_self: object) -> None:
            self.modified = True

        kept = _JSON.loads(loaded.data.decode()) if loaded and loaded.data else {}
        # Whose session it is says the row, not what is kept in it.
        kept.pop(USER, None)
        if loaded is not None and loaded.actor is not None:
            kept[USER] = loaded.actor.id
        super().__init__(kept, changed)
        self.loaded = loaded
        self.modified = False
        self.renewed = False

    @property
    def owner(self) -> Actor | None:
        return None if self.loaded is None else self.loaded.actor

    @property
    def language(self) -> str:
        return (self.loaded and self.loaded.language) or "ja"

    @property
    def token(self) -> str:
        return "" if self.loaded is None else self.loaded.token

    def begin(self, granted: Granted) -> None:
        """A sign-in: another token, and nothing of what was kept before it."""
        self.clear()
        instant = now()
        self.loaded = BrowserSession(granted.token, granted.actor, granted.language, b"", instant, instant)
        self.renewed = True

    def end(self) -> None:
        self.clear()
        self.loaded = None

    def packed(self) -> bytes:
        return _JSON.dumps(dict(self)).encode()


class ServerSessions(SessionInterface):
    """Opens and saves sessions with the verbs of people."""

    def __init__(self, house: House) -> None:
        self.store = house.desk.store
        self.secure = house.settings.secure
        self.cookie = "__Host-nintei" if self.secure else "nintei"

    def open_session(self, _app: Flask, request: Request) -> ServerSession:
        token = request.cookies.get(self.cookie)
        if token is None or _without_session():
            return ServerSession(None)
        return ServerSession(sessions.load_session(self.store, token, now()))

    def save_session(self, _app: Flask, session: SessionMixin, response: Response) -> None:
        kept = cast(ServerSession, session)
        if _without_session():
            return
        if kept.loaded is not None:
            self._keep(kept.loaded, kept)
            if kept.renewed:
                self._give(response, kept.token)
        elif kept:
            self._give(response, sessions.create_session(self.store, None, now(), kept.packed()))
        elif self.cookie in flask.request.cookies:
            response.delete_cookie(self.cookie, path="/", secure=self.secure, httponly=True, samesite="Lax")

    def _keep(self, loaded: BrowserSession, session: ServerSession) -> None:
        if REFRESH in flask.request.headers:
            return
        if session.modified:
            sessions.touch_session(self.store, loaded.token, now(), session.packed())
        elif now() - loaded.seen_at >= sessions.TOUCH_EVERY:
            sessions.touch_session(self.store, loaded.token, now())

    def _give(self, response: Response, token: str) -> None:
        response.set_cookie(self.cookie, token, path="/", secure=self.secure, httponly=True, samesite="Lax")


def _without_session() -> bool:
    """Static files need none, and the API looks at no cookie."""
    return flask.request.endpoint == "static" or scope.asked()


def current() -> ServerSession:
    return cast(ServerSession, flask.session._get_current_object())  # type: ignore[attr-defined]


def register(app: Flask, house: House) -> None:
    app.session_interface = ServerSessions(house)
    manager = LoginManager()
    manager.session_protection = None  # a session can be revoked; an address that changes is no theft
    manager.init_app(app)
    manager.user_loader(_person)


def as_person(actor: Actor, language: str) -> SignedIn:
    return SignedIn.of(actor, language)


def _person(user_id: str) -> SignedIn | None:
    session = current()
    owner = session.owner
    return as_person(owner, session.language) if owner is not None and owner.id == user_id else None
