"""What every page shows around its own content. Must not know any page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Flask, current_app, g, request, url_for
from flask_login import current_user
from markupsafe import Markup

from webapp.files.kinds import ACCEPTED, SAID
from webapp.model.actor import ROLE_TITLES, STAFF_ROLES
from webapp.model.text import Text
from webapp.registers.status import SHOWN
from webapp.store.reads.people import names_of
from webapp.web import kept
from webapp.web.actor import current_actor, desk, house, now, signed_in
from webapp.web.i18n import gettext as _
from webapp.web.i18n import language, later, pick
from webapp.web.parts.sources import cited
from webapp.web.parts.starting import live_bundles, may_start

ETERNITY: Final = 365 * 86_400
NEW_CASE: Final = "/cases/new"


KIND_TITLES: Final = {
    "letter": Text("文書", "Letter"),
    "notice": Text("知らせ", "Notice"),
    "message": Text("メッセージ", "Message"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the navigation."""

    path: str
    words: str
    roles: tuple[str, ...]
    within: tuple[str, ...] = ()  # other addresses that belong to it


NAVIGATION: Final = (
    Way("/inbox", later("受信箱"), STAFF_ROLES, ("/tasks",)),
    Way(NEW_CASE, later("新規案件"), STAFF_ROLES),
    Way("/cases", later("案件"), (*STAFF_ROLES, "manager", "auditor")),
    Way("/committee", later("委員"), ("subcommittee", "committee", "promotion_committee")),
    Way("/registers", later("登録簿"), (*STAFF_ROLES, "manager", "auditor", "administrator")),
    Way("/manage", later("管理"), ("manager",)),
    Way("/figures", later("件数"), ("manager", "decider", "auditor")),
    Way("/design", later("設計"), ("process_owner",)),
    Way("/letters", later("文書"), ("secretariat", "manager", "auditor")),
    Way("/post", later("発送室"), ("secretariat", "manager", "auditor")),
    Way("/organs", later("機関・委員"), ("secretariat", "manager", "auditor", "administrator")),
    Way("/users", later("利用者"), ("administrator",)),
    Way("/audit", later("監査"), ("administrator", "auditor")),
)


def register(app: Flask) -> None:
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = ETERNITY
    app.jinja_env.globals.update(asset=asset, form_tokens=form_tokens, page_address=page_address)
    app.jinja_env.globals.update(accepted_files=ACCEPTED, file_kinds=SAID)
    app.jinja_env.filters["role"] = role
    app.jinja_env.filters["status"] = status
    app.jinja_env.filters["kind"] = kind
    app.jinja_env.filters["recipient"] = recipient
    app.jinja_env.filters["cited"] = cited
    app.jinja_env.tests["isodate"] = is_iso_date
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_around)


def asset(name: str) -> str:
    """The address of a file in static/; it changes with the content, so that browsers may keep it for ever."""
    return url_for("static", filename=name, v=_version(Path(str(current_app.static_folder)) / name))


def form_tokens() -> Markup:
    """The hidden fields of every form that changes something: the token, and for whom the form was made."""
    from flask_wtf.csrf import generate_csrf

    hidden = Markup('<input type="hidden" name="{}" value="{}">')
    fields = hidden.format("csrf_token", generate_csrf())
    if signed_in():
        fields += hidden.format(kept.AUTHOR_FIELD, kept.form_author(current_user.id))
    return fields


def page_address(number: int) -> str:
    """The address of another page of the list that is shown, its filters kept."""
    asked = {**request.args.to_dict(), "page": number}
    return f"{quote(request.path)}?{urlencode(asked)}"


def is_iso_date(text: str) -> bool:
    """Whether a browser's date field can hold the text; what was typed otherwise is shown as it is."""
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def status(name: str) -> Text:
    return SHOWN.get(name, Text(name))


def kind(name: str) -> Text:
    return KIND_TITLES.get(name, Text(name))


def recipient(name: str) -> Text:
    """A role is shown by its title; anything else as it stands."""
    return ROLE_TITLES.get(name.removeprefix("role:"), Text(name))


def role(name: str) -> Text:
    return ROLE_TITLES.get(name, Text(name))


def _around() -> dict[str, Any]:
    return {
        "now": now(),
        "demo": house().settings.demo,
        "person": current_user if signed_in() else None,
        "own_name": _own_name() if signed_in() else "",
        "form_was_kept": kept.shown_now(),
        "may_start_any": may_start_any,
        "navigation": _navigation() if signed_in() else (),
    }


def may_start_any() -> bool:
    """Whether there is a process of which this person may open a case."""
    if "may_start_any" not in g:
        actor = current_actor()
        g.may_start_any = actor.has(*STAFF_ROLES) and any(may_start(actor, bundle) for _live, bundle in live_bundles())
    return bool(g.may_start_any)


def _own_name() -> str:
    """The person's name as the reader's language writes it."""
    if language() == "ja":
        return str(current_user.name)
    with desk().store.read() as unit:
        return pick(names_of(unit, {current_user.id}).get(current_user.id)) or str(current_user.name)


def _navigation() -> list[dict[str, object]]:
    shown = [way for way in NAVIGATION if not current_user.roles.isdisjoint(way.roles)]
    if not may_start_any():
        shown = [way for way in shown if way.path != NEW_CASE]
    here = max((way.path for way in shown if any(map(_within, (way.path, *way.within)))), key=len, default=None)
    return [{"path": way.path, "words": _(way.words), "here": way.path == here} for way in shown]


def _within(path: str) -> bool:
    return request.path == path or request.path.startswith(path + "/")


@cache
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else "0"
