"""What waits for me, and the task at hand: take it, fill it in, finish it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webapp.model.actor import STAFF_ROLES
from webapp.model.clock import TOKYO, local_date
from webapp.model.may import reach
from webapp.store.reads.inbox import Filter, Inbox, Tab, TaskLine, inbox
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.conditional import etag_of, marked, unchanged
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later, pick
from webapp.web.moments import Due, due
from webapp.web.parts.letters_waiting import letters_waiting
from webapp.web.parts.to_name import to_name
from webapp.web.parts.words import Words

blueprint = Blueprint("inbox", __name__)

TABS: Final[tuple[tuple[Tab, str], ...]] = (
    ("all", later("すべて")),
    ("mine", later("引き受けた作業")),
    ("group", later("グループの作業")),
    ("substitute", later("代理の作業")),
)
DUE: Final = (
    ("overdue", later("期限切れ")),
    ("today", later("今日まで")),
    ("week", later("7日以内")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A task of the inbox in words. `barred` names the step whose performer may not do this one."""

    line: TaskLine
    step: str
    process: str
    role: str
    due: Due | None
    barred: str


@blueprint.get("/inbox")
@require(*STAFF_ROLES)
def tasks() -> ResponseReturnValue:
    return _list(request.args)


@blueprint.post("/inbox")
@require(*STAFF_ROLES)
def search() -> ResponseReturnValue:
    """The same list searched by text, which stays out of the address."""
    return _list(request.form)


def _list(asked: MultiDict[str, str]) -> ResponseReturnValue:
    actor = current_actor()
    with desk().store.read() as unit:
        found = inbox(unit, reach(actor), actor.id, actor.roles, local_date(now()), _filter(asked))
    rows, waiting, unmanned = _rows(found), letters_waiting(), to_name()
    etag = etag_of((rows, found.counts, found.total, waiting, unmanned))
    if request.method == "GET" and (short := unchanged(etag)) is not None:
        return short
    page = render_template(
        "inbox/tasks.html",
        found=found,
        rows=rows,
        letters_waiting=waiting,
        to_name=unmanned,
        tabs=[(tab, _(words), getattr(found.counts, tab)) for tab, words in TABS],
        places=_places(found),
        dues=[(name, _(words)) for name, words in DUE],
        asked=asked,
        etag=etag,
    )
    return marked(page, etag)


def _filter(asked: MultiDict[str, str]) -> Filter:
    process, _slash, step = asked.get("at", "").partition("/")

    return Filter(
        tab=next((known for known, _words in TABS if known == asked.get("tab")), "all"),
        process=process,
        step=step,
        due_before=_due_before(asked.get("due", ""), now()),
        text=asked.get("text", ""),
        page=asked.get("page", 1, int),
    )


def _due_before(name: str, instant: datetime) -> datetime | None:
    """A time limit at midnight belongs to the day before, so that "today" reaches into the first second of tomorrow."""
    if name == "overdue":
        return instant
    days = {"today": 1, "week": 8}.get(name)
    if days is None:
        return None
    midnight = datetime.combine(local_date(instant) + timedelta(days=days), datetime.min.time(), TOKYO)
    return midnight + timedelta(seconds=1)


def _rows(found: Inbox) -> tuple[Row, ...]:
    rows = []
    for line in found.lines:
        words = Words(desk().bundle(line.version_id))
        done = found.done.get(line.case_id, frozenset())
        barred = next((words.step(other) for other in words.bundle.never_with(line.step) if other in done), "")
        rows.append(Row(line, words.step(line.step), words.process, words.role(line.role), _due(line), barred))
    return tuple(rows)


def _due(line: TaskLine) -> Due | None:
    """Nothing runs out while a case is on hold."""
    return None if line.held else due(line.due_at, now())


def _places(found: Inbox) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices of the filter: each process with the steps at which something waits."""
    places: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for here in found.steps:
        words = Words(desk().bundle(here.version_id))
        group = places.setdefault(here.process, (pick(words.bundle.title), [(f"{here.process}/", _("すべての工程"))]))
        group[1].append((f"{here.process}/{here.step}", words.step(here.step)))
    return list(places.values())
