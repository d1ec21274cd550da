"""The language of a page: Japanese message ids, English from translations/. Must not know what the pages say."""

from __future__ import annotations

import gettext as stdlib
from functools import cache
from pathlib import Path
from typing import cast, get_args

from flask import Flask, g, has_request_context, request
from werkzeug.wrappers import Response

from webapp.model.text import Language, Text
from webapp.web.api import scope

LANGUAGES: tuple[Language, ...] = get_args(Language)
COOKIE = "nintei_language"
FOLDER = Path(__file__).parent / "translations"


def register(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_translate, _translate_plural, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters["t"] = pick
    app.context_processor(lambda: {"language": language()})


def language() -> Language:
    """The reader's language: what the person has set, else the browser's cookie, else what it asks for, else ja.
    A program says it with every request."""
    if not has_request_context():
        return "ja"
    if "language" not in g:
        g.language = _asked_for() if scope.asked() else _chosen() or _asked_for()
    return cast(Language, g.language)


def gettext(message: str, /, **facts: object) -> str:
    """The message in the reader's language; `%(name)s` places are filled from `facts`."""
    found = _translate(message)
    return found % facts if facts else found


def ngettext(one: str, many: str, number: int) -> str:
    """A message that counts; Japanese has one form. `%(n)s` is the number."""
    return _translate_plural(one, many, number) % {"n": number}


def later(message: str) -> str:
    """Marks a message that is looked up when a page is made; answers it unchanged."""
    return message


def pick(text: Text | None) -> str:
    """A text of both languages in the reader's."""
    return "" if text is None else text.pick(language())


def remember(response: Response, chosen: str, secure: bool) -> None:
    """Keeps the choice of somebody who has not signed in, in a cookie that says nothing else."""
    if chosen in LANGUAGES:
        response.set_cookie(COOKIE, chosen, max_age=365 * 86_400, secure=secure, httponly=True, samesite="Lax")


def _of_the_person() -> str | None:
    from flask_login import current_user  # only inside a request is there one

    return current_user.language if current_user.is_authenticated else None


def _chosen() -> Language | None:
    return _known(_of_the_person()) or _known(request.cookies.get(COOKIE))


def _asked_for() -> Language:
    return _known(request.accept_languages.best_match(LANGUAGES, "ja")) or "ja"


def _known(chosen: str | None) -> Language | None:
    return next((known for known in LANGUAGES if known == chosen), None)


def _translate(message: str) -> str:
    return _catalogue(language()).gettext(message)


def _translate_plural(one: str, many: str, number: int) -> str:
    return _catalogue(language()).ngettext(one, many, number)


@cache
def _catalogue(chosen: str) -> stdlib.NullTranslations:
    if chosen == "ja":
        return stdlib.NullTranslations()
    return stdlib.translation("messages", FOLDER, [chosen])
