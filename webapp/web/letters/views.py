"""The pages of letters: the workbench, one letter with its correction, its papers and their preview. Must not know how a
paper is set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, cast

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webapp.cases import correct_letter as asking
from webapp.cases import dispatch_letter_correction as sending
from webapp.cases.approve_letter_correction import ApproveLetterCorrection, approve_letter_correction
from webapp.cases.correct_letter import CorrectLetter, correct_letter
from webapp.cases.dispatch_letter_correction import DispatchLetterCorrection, Proof, dispatch_letter_correction
from webapp.cases.letter_stages import Deed, offered
from webapp.letters import press
from webapp.letters.sheet import LANGUAGES, Sheet, fingerprint
from webapp.model.actor import STAFF_ROLES
from webapp.model.bundle import Bundle, Form
from webapp.model.catalogue import Catalogue
from webapp.model.may import reach
from webapp.model.refusals import InvalidAnswers, LetterChanged, NotFound
from webapp.model.text import Text
from webapp.store.reads.letters import LetterLine, LetterPage, Show, letter_list, letter_page, paper, sheet
from webapp.web import forms, kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.errors import status_of
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later, pick
from webapp.web.parts.dossier import put_before
from webapp.web.parts.letters_waiting import letters_waiting
from webapp.web.parts.reading import case_read
from webapp.web.parts.words import Words
from webapp.web.security import takes_files

blueprint = Blueprint("letters", __name__, url_prefix="/letters")

READERS: Final = (*STAFF_ROLES, "manager", "auditor")
CORRECTORS: Final = (*STAFF_ROLES, "manager")
OFFICE: Final = ("secretariat", "manager", "auditor")
SHOWS: Final[tuple[tuple[Show, str], ...]] = (
    ("prepared", later("承認待ち")),
    ("approved", later("発信待ち")),
    ("dispatched", later("発信済み")),
    ("settled", later("確定済み")),
    ("replaced", later("差し替え済み")),
    ("all", later("すべて")),
)


FORMS: Final[Mapping[Deed, Form]] = {"correct": asking.FORM, "dispatch": sending.FORM}


@dataclass(frozen=True, slots=True)
class Row:
    """A letter of the list in words; `tasks`: (id, name) of the open tasks of its own part of the process."""

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
    deed = offered(desk(), current_actor(), letter_id)
    if deed is None or deed not in FORMS:
        return _page(letter_id, deed)
    again = kept.look(current_actor().id)
    if again is None:
        return _page(letter_id, deed)
    return _page(letter_id, deed, forms.read(FORMS[deed], forms.posted(again)))


@blueprint.post("/<letter_id>/correct")
@kept.shown_again_on("letters.letter")
@require(*CORRECTORS)
def correct(letter_id: str) -> ResponseReturnValue:
    typed = forms.read(asking.FORM, request.form)
    try:
        made = correct_letter(desk(), current_actor(), CorrectLetter(letter_id, typed), now())
    except InvalidAnswers as refusal:
        return _page(letter_id, "correct", typed, refusal.problems), 422
    return _done(made, _("訂正の文書を作りました。別の人が承認し、さらに別の人が発信します。"))


@blueprint.post("/<letter_id>/approve")
@require(*CORRECTORS)
def approve(letter_id: str) -> ResponseReturnValue:
    approve_letter_correction(desk(), current_actor(), ApproveLetterCorrection(letter_id), now())
    return _done(letter_id, _("訂正の文書を承認しました。"))


@blueprint.post("/<letter_id>/dispatch")
@takes_files
@kept.shown_again_on("letters.letter")
@require(*CORRECTORS)
def dispatch(letter_id: str) -> ResponseReturnValue:
    typed = forms.read(sending.FORM, request.form)
    proofs = tuple(
        Proof(file.filename, cast(BinaryIO, file.stream))
        for file in request.files.getlist(sending.PROOFS)
        if file.filename
    )
    command = DispatchLetterCorrection(letter_id, typed, proofs)
    try:
        dispatch_letter_correction(desk(), current_actor(), command, now())
    except InvalidAnswers as refusal:
        return _page(letter_id, "dispatch", typed, refusal.problems), status_of(refusal)
    return _done(letter_id, _("訂正の文書の発信を記録しました。"))


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


def _page(
    letter_id: str,
    deed: Deed | None,
    typed: Mapping[str, Any] | None = None,
    problems: Mapping[str, Text] | None = None,
) -> str:
    """The page of a letter, with what the reader may do with it and what they typed for that."""
    page = _read(letter_id)
    sent_by = {option.value: pick(option.label) for option in sending.CHANNELS}
    words = Words(desk().bundle(page.line.version_id))
    form = None if deed is None else FORMS.get(deed)
    return render_template(
        "letters/letter.html",
        page=page,
        row=_row(page.line),
        channel=sent_by.get(page.channel or "") if page.line.corrects else words.plain(page.channel),
        draft=is_draft(page.line.state),
        deed=deed,
        form=form,
        shown=() if form is None else forms.show(form, typed or {}, {}, Catalogue(), problems or {}),
        wrong=bool(problems),
        problems=problems or {},
    )


def _done(letter_id: str, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("letters.letter", letter_id=letter_id), 303)


def _list(asked: MultiDict[str, str]) -> ResponseReturnValue:
    show: Show = next((known for known, _words in SHOWS if known == asked.get("show")), "prepared")
    number = asked.get("number", "")
    with desk().store.read() as unit:
        found = letter_list(unit, reach(current_actor()), show, number, asked.get("page", 1, int))
    shows = [(name, _(words), found.counts[name]) for name, words in SHOWS]
    rows = tuple(_row(line) for line in found.lines)
    return render_template(
        "letters/list.html",
        found=found,
        rows=rows,
        show=show,
        shows=shows,
        number=number,
        letters_waiting=letters_waiting(),
    )


def _row(line: LetterLine) -> Row:
    bundle = desk().bundle(line.version_id)
    words = Words(bundle)
    return Row(
        line, tuple((task_id, words.step(step)) for task_id, step in line.tasks if beside(bundle, line.step, step))
    )


def beside(bundle: Bundle, step: str, other: str) -> bool:
    """Whether two steps stand in the same part of the process. What is open elsewhere is not about the letter."""
    part, of_other = (bundle.steps[one].parent if one in bundle.steps else None for one in (step, other))
    return part == of_other


def _read(letter_id: str) -> LetterPage:
    with desk().store.read() as unit:
        page = letter_page(unit, reach(current_actor()), letter_id)
    if page is None or not put_before([page], case_read(page.line.case_id)):
        raise NotFound
    return page


def _sheet(letter_id: str) -> tuple[Sheet, str]:
    """The sheet and the state of a letter. Raises NotFound; LetterChanged when it is not the one that was prepared."""
    _read(letter_id)
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
