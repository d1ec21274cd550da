"""A form that arrived without a live session, or failed on our side, is kept and shown again; it is never carried out.

It stays in the server's session, sealed for the person for whom the form was made. Must not know what the forms ask.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import current_app, g, request, session, url_for

from webapp.web.security import author_token, read_author

View = TypeVar("View", bound=Callable[..., Any])
_PAGE: Final = "_nintei_page"
_KEPT: Final = "kept"
_NEXT: Final = "next"
AUTHOR_FIELD: Final = "written_by"
_SECRET_FIELDS: Final = frozenset({"csrf_token", AUTHOR_FIELD, "password", "present"})
LARGEST: Final = 1024 * 1024  # characters of a form; files are not kept


def shown_again_on(endpoint: str, form: str = "") -> Callable[[View], View]:
    """Names the page (with the same arguments) on which a lost form of this view is shown again. `form`: which of several
    forms of that page it is, arguments and fields filled in."""

    def mark(view: View) -> View:
        setattr(view, _PAGE, (endpoint, form))
        return view

    return mark


def is_kept(view: Callable[..., Any]) -> bool:
    return hasattr(view, _PAGE)


def keep_lost_form() -> str | None:
    """Keeps the form of this request, if it is ours and has a page; answers the address of that page."""
    page, form = getattr(current_app.view_functions[request.endpoint or ""], _PAGE, (None, ""))
    author = read_author(_secret(), request.form.get(AUTHOR_FIELD, ""))
    if page is None or author is None:
        return None
    where = _address(page)
    form = form.format_map(_Known({**request.form, **(request.view_args or {})}))
    fields = {name: values for name, values in request.form.lists() if name not in _SECRET_FIELDS}
    if sum(len(value) for values in fields.values() for value in values) > LARGEST:
        return None
    session[_KEPT] = {"where": where, "author": author, "form": form, "fields": fields}
    return where


def arrived() -> None:
    """A form has come in by somebody who is signed in: what was kept for its page is in it, or was given up for it."""
    page, _form = getattr(current_app.view_functions[request.endpoint or ""], _PAGE, (None, ""))
    kept = session.get(_KEPT)
    if kept is not None and page is not None and kept["where"] == _address(page):
        session.pop(_KEPT)


def form_author(user_id: str) -> str:
    return author_token(_secret(), user_id)


def look(user_id: str, **alike: str) -> dict[str, list[str]] | None:
    """The fields of the form that was kept for this page and this person; `alike`: only one with these values."""
    kept = session.get(_KEPT)
    if kept is None or kept["where"] != request.path or kept["author"] != user_id:
        return None
    fields: dict[str, list[str]] = kept["fields"]
    if any(fields.get(name, [""])[-1] != value for name, value in alike.items()):
        return None
    g.kept_form_shown = True
    return fields


def look_at_one(user_id: str) -> tuple[str, dict[str, str]]:
    """Which of several forms of this page was kept for this person, and its fields; ("", {}) for none."""
    fields = look(user_id)
    return ("", {}) if fields is None else (session[_KEPT]["form"], {name: each[-1] for name, each in fields.items()})


def shown_now() -> bool:
    """Whether the page that is being made shows a form that was kept."""
    return bool(g.get("kept_form_shown", False))


def discard(where: str, user_id: str) -> None:
    """Gives up the form that was kept for the page `where`, and for this person; any other stays."""
    kept = session.get(_KEPT)
    if kept is not None and (kept["where"], kept["author"]) == (where, user_id):
        session.pop(_KEPT)


def remember_way(path: str) -> None:
    """Where to go after the sign-in; a path of this house, kept on the server, so nobody can send people elsewhere."""
    session[_NEXT] = path


def carried(user_id: str) -> dict[str, Any]:
    """What of the sign-in page's session goes on into the person's own: the way, and a form that is theirs."""
    kept = session.get(_KEPT)
    going_on = {_NEXT: session.get(_NEXT), _KEPT: kept if kept is not None and kept["author"] == user_id else None}
    return {name: value for name, value in going_on.items() if value is not None}


def take_way() -> str | None:
    way: str | None = session.pop(_NEXT, None)
    return way


def _address(page: str) -> str:
    """Where a page is, with those of this request's arguments that it takes."""
    rule = next(current_app.url_map.iter_rules(page))
    return url_for(page, **{name: each for name, each in (request.view_args or {}).items() if name in rule.arguments})


class _Known(dict[str, Any]):
    """What is not known is left out."""

    def __missing__(self, name: str) -> str:
        return ""


def _secret() -> bytes:
    assert isinstance(current_app.secret_key, bytes)
    return current_app.secret_key
