"""What every answer carries, and what every changing request must show. Must not know any page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from itsdangerous import BadSignature, URLSafeTimedSerializer

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
CHANGING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
MAX_REQUEST: Final = 4 * 1024 * 1024
MAX_WITH_FILES: Final = 128 * 1024 * 1024
"""One form with its files; what is not text lies on the disk while it is read."""
MAX_FROM_NOBODY: Final = 30 * 1024 * 1024
"""The same from somebody whose session is over: their words are kept, their files are not."""
View = TypeVar("View", bound=Callable[..., Any])
_FILES: Final = "_nintei_files"


class ForeignOrigin(CSRFError):  # type: ignore[misc]  # Flask-WTF has no types
    """The request came from a page of another site."""


def register(app: Flask, secure: bool) -> CSRFProtect:
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST,
        WTF_CSRF_CHECK_DEFAULT=False,  # the door calls protect() after it has kept a lost form
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the session
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, which no-referrer leaves out; Origin is checked instead
    )

    def seal(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def close_files(_error: BaseException | None) -> None:
        request.close()  # what lies on the disk while a form is read

    app.after_request(seal)
    app.teardown_request(close_files)
    return CSRFProtect(app)


def takes_files(view: View) -> View:
    """Files may come with this view's form."""
    setattr(view, _FILES, True)
    return view


def make_room(view: Callable[..., Any], *, known: bool) -> None:
    """Lets a request be as large as its view takes. `known`: the sender is signed in."""
    if getattr(view, _FILES, False) and request.mimetype == "multipart/form-data":
        request.max_content_length = MAX_WITH_FILES if known else MAX_FROM_NOBODY


def check_origin() -> None:
    """Raises ForeignOrigin where the browser says that another site sent the request.

    Under `no-referrer` a form's Origin is "null"; Sec-Fetch-Site then tells. A client that sends neither is no
    browser that could be tricked; the token decides.
    """
    if request.method not in CHANGING:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        raise ForeignOrigin("foreign site")
    origin = request.headers.get("Origin")
    if origin in (None, "null"):
        return
    if urlsplit(origin).netloc != request.host:
        raise ForeignOrigin("foreign origin")


def author_token(secret_key: bytes, user_id: str) -> str:
    """A hidden field that says, sealed, for whom a form was made: a form kept over a lost session goes to them only."""
    return _author(secret_key).dumps(user_id)


def read_author(secret_key: bytes, token: str) -> str | None:
    try:
        return str(_author(secret_key).loads(token))
    except BadSignature:
        return None


def _author(secret_key: bytes) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt="nintei-author")
