"""The pages of letters: the workbench, one letter, its papers and their preview. Must not know how a paper is set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webapp.letters import press
from webapp.letters.sheet import LANGUAGES, Sheet, fingerprint
from webapp.model.actor import STAFF_ROLES
from webapp.model.may import reach
from webapp.model.refusals import LetterChanged, NotFound
from webapp.store.reads.letters import LetterLine, LetterPage, Show, letter_list, letter_page, paper, sheet
from webapp.web.actor import current_actor, desk, require
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later
from webapp.web.parts.words import Words

blueprint = Blueprint("letters", __name__, url_prefix="/letters")

READERS: Final = (*STAFF_ROLES, "manager", "auditor")
OFFICE: Final = ("secretariat", "manager", "auditor")
SHOWS: Final[tuple[tuple[Show, str], ...]] = (
    ("prepared", later("承認待ち")),
    ("approved", later("発信待ち")),
    ("dispatched", later("発信済み")),
    ("settled", later("確定済み")),
    ("replaced", later("差し替え済み")),
    ("all", later("すべて")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A letter of the list in words; `tasks`: (id, name) of the open tasks that it waits for."""

    line: LetterLine
    tasks: tuple[tuple[str, str], ...]


@blueprint.get("")
@require(*OFFICE)
def workbench() -> ResponseReturnValue:
    return _list(request.args)


@blueprint.post("")
@require(*OFFICE)
def search() -> ResponseReturnValue:
    """The same list searched by number."""
    return _list(request.form)


@blueprint.get("/<letter_id>")
@require(*READERS)
def letter(letter_id: str) -> ResponseReturnValue:
    page = _read(letter_id)
    channel = Words(desk().bundle(page.line.version_id)).plain(page.channel)
    draft = is_draft(page.line.state)
    return render_template("letters/letter.html", page=page, row=_row(page.line), channel=channel, draft=draft)


@blueprint.get("/<letter_id>/<tongue>.pdf")
@require(*READERS)
def document(letter_id: str, tongue: str) -> ResponseReturnValue:
    """The paper to keep or send; before the approval, and after another took its place, with the mark of a draft."""
    if tongue not in LANGUAGES:
        raise NotFound
    found, state = _sheet(letter_id)
    if is_draft(state):
        return _attached(press.pdf(found, tongue, draft=True), f"{found['number']}-{tongue}-draft.pdf")
    with desk().store.read() as unit:
        kept = paper(unit, reach(current_actor()), letter_id, tongue)
    if kept is None:
        raise NotFound
    return _attached(kept, f"{found['number']}-{tongue}.pdf")


@blueprint.get("/<letter_id>/<tongue>-<int:number>.png")
@require(*READERS)
def picture(letter_id: str, tongue: str, number: int) -> ResponseReturnValue:
    """One page as a picture, for the eye; the words of it stand beside it on every page that shows one."""
    if tongue not in LANGUAGES:
        raise NotFound
    found, state = _sheet(letter_id)
    pages = press.pictures(found, tongue, draft=is_draft(state))
    if not 1 <= number <= len(pages):
        raise NotFound
    return Response(pages[number - 1], mimetype="image/png")


def is_draft(state: str) -> bool:
    return state in ("prepared", "replaced")


def _list(asked: MultiDict[str, str]) -> ResponseReturnValue:
    show: Show = next((known for known, _words in SHOWS if known == asked.get("show")), "prepared")
    number = asked.get("number", "")
    with desk().store.read() as unit:
        found = letter_list(unit, reach(current_actor()), show, number, asked.get("page", 1, int))
    shows = [(name, _(words), found.counts[name]) for name, words in SHOWS]
    rows = tuple(_row(line) for line in found.lines)
    return render_template("letters/list.html", found=found, rows=rows, show=show, shows=shows, number=number)


def _row(line: LetterLine) -> Row:
    words = Words(desk().bundle(line.version_id))
    return Row(line, tuple((task_id, words.step(step)) for task_id, step in line.tasks))


def _read(letter_id: str) -> LetterPage:
    with desk().store.read() as unit:
        page = letter_page(unit, reach(current_actor()), letter_id)
    if page is None:
        raise NotFound
    return page


def _sheet(letter_id: str) -> tuple[Sheet, str]:
    """The sheet and the state of a letter. Raises NotFound; LetterChanged when it is not the one that was prepared."""
    with desk().store.read() as unit:
        found = sheet(unit, reach(current_actor()), letter_id)
    if found is None:
        raise NotFound
    kept, written_down, state = found
    if fingerprint(dict(kept)) != written_down:
        raise LetterChanged(letter=letter_id)
    return dict(kept), state


def _attached(pdf: bytes, name: str) -> Response:
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
