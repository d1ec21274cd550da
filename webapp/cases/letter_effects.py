"""The effects that make a letter, approve it and record its dispatch. Must not know any process, nor how a page looks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from webapp.bundle.shape import BundleProblems
from webapp.cases.impossible import day_of, impossible
from webapp.cases.letter_places import Given, given_to, letter_named
from webapp.cases.proceedings import Proceedings
from webapp.letters import press
from webapp.letters.fill import EmptyPlace, as_of, fill
from webapp.letters.letterhead import letterhead_of, without_protected_name
from webapp.letters.naming import names_the_body, set_as
from webapp.letters.sheet import LANGUAGES, Matter, Sheet, compose, fingerprint, other_than_operator
from webapp.model.advance import Effect
from webapp.model.bundle import Letter
from webapp.model.clock import fiscal_year, local_date
from webapp.model.refusals import NameLost
from webapp.model.text import Text
from webapp.registers.capacities import is_accredited
from webapp.store import cases, letters, outbox
from webapp.store.letters import Dispatched, LetterRow, NewLetter, NewPaper, NewSheet


def prepare_letter(proceedings: Proceedings, effect: Effect) -> dict[str, str]:
    """The letter with its words, its number, its sheet and its papers; it takes the place of those of the same step
    that were never sent."""
    unit, case, by, now = proceedings.unit, proceedings.case, proceedings.actor.id, proceedings.now
    name = str(effect.parameters.get("letter"))
    words = letter_named(proceedings.bundle, name)
    if words is None:
        raise impossible(effect, f"文書「{name}」がありません。", f"There is no letter “{name}”.", "unknown letter")
    given = given_to(proceedings, name, effect.parameters)
    dated = local_date(now) if effect.parameters.get("date") is None else day_of(effect, "date")
    body = body_of(proceedings)
    accredited = is_accredited(body, dated)
    words, head = as_of(words, accredited), letterhead_of(body)
    try:
        filled = fill(words, given.places)
        matter = _matter(proceedings, words, given, dated)
        sheet = set_as(compose(words, matter, head if accredited else without_protected_name(head)), accredited)
    except EmptyPlace as empty:
        raise impossible(
            effect,
            f"文書「{name}」の差し込み{{{empty.place}}}に入れる値がありません。",
            f"Nothing is known to put into the place {{{empty.place}}} of the letter “{name}”.",
            f"empty place {empty.place}",
        ) from empty
    letter = NewLetter(
        case_id=case.id,
        step=effect.step,
        name=words.name,
        title_ja=filled.title.ja,
        title_en=filled.title.en,
        body_ja=filled.body.ja,
        body_en=filled.body.en,
        addressee=(other_than_operator(words, head) or given.places.get("addressee", Text(""))).ja,
    )
    letter_id = letters.insert_letter(unit, letter, by, now)
    new = NewSheet(sheet["number"], dated, sheet, fingerprint(sheet))
    letters.insert_sheet(unit, letter_id, new, _papers(proceedings, effect, sheet))
    proceedings.prepared[letter_id] = new.hash
    letters.replace_unsent(unit, case.id, effect.step, letter_id, by, now)
    return {"letter": letter_id, "name": words.name, "number": new.number, "hash": new.hash}


def approve_letter(proceedings: Proceedings, effect: Effect) -> dict[str, str]:
    letter = letters.latest(proceedings.unit, proceedings.case.id, "prepared", effect.parameters.get("letter"))
    if letter is None:
        raise impossible(effect, "承認する文書がありません。", "There is no letter to approve.", "no prepared letter")
    letters.approve(proceedings.unit, letter.id, proceedings.actor.id, proceedings.now)
    return {"letter": letter.id, "name": letter.name}


def dispatch_letter(proceedings: Proceedings, effect: Effect) -> dict[str, str]:
    letter = letters.latest(proceedings.unit, proceedings.case.id, "approved", effect.parameters.get("letter"))
    if letter is None:
        raise impossible(
            effect, "発信できる承認済みの文書がありません。", "There is no approved letter.", "no approved letter"
        )
    sent = _sent(proceedings, effect)
    refuse_lost_name(proceedings, letter.id, sent.on)
    letters.dispatch(proceedings.unit, letter.id, sent, proceedings.actor.id, proceedings.now)
    hand_to_post(proceedings, letter, sent)
    return {"letter": letter.id, "name": letter.name}


def refuse_lost_name(proceedings: Proceedings, letter_id: str, on: date) -> None:
    """Raises NameLost for a letter with the protected name that is sent on a day on which the body is not accredited."""
    found = letters.filed(proceedings.unit, letter_id)
    if found is not None and not is_accredited(body_of(proceedings), on) and names_the_body(dict(found.sheet)):
        raise NameLost(number=found.number)


def _sent(proceedings: Proceedings, effect: Effect) -> Dispatched:
    """The day of dispatch is never later than today; an earlier one has its reason, where the diagram hands one over.
    A form says so first, in its own words; here stands the wall behind it."""
    on, today = day_of(effect, "dispatched_on"), local_date(proceedings.now)
    if on > today:
        raise impossible(
            effect, "発信の日が今日より後です。", "The day of dispatch is after today.", "dispatched in the future"
        )
    late_reason = effect.parameters.get("late_reason") or None
    if on < today and "late_reason" in effect.parameters and late_reason is None:
        raise impossible(
            effect,
            "発信の日が今日より前なのに、その理由がありません。",
            "The day of dispatch is before today, and no reason is given.",
            "dispatched in the past without a reason",
        )
    received_on = None if effect.parameters.get("received_on") is None else day_of(effect, "received_on")
    if received_on is not None and not on <= received_on <= today:
        raise impossible(
            effect,
            "届いた日が、発信の日より前か、今日より後です。",
            "The day of arrival is before the day of dispatch or after today.",
            "received before it was sent, or in the future",
        )
    return Dispatched(on, effect.parameters.get("channel"), effect.parameters.get("proof"), late_reason, received_on)


def hand_to_post(proceedings: Proceedings, letter: LetterRow, sent: Dispatched) -> None:
    payload = {
        "case": proceedings.case.id,
        "number": proceedings.case.number,
        "letter": letter.id,
        "title_ja": letter.title_ja,
        "title_en": letter.title_en,
        "body_ja": letter.body_ja,
        "body_en": letter.body_en,
        "dispatched_on": sent.on.isoformat(),
        "channel": sent.channel,
    }
    outbox.post(
        proceedings.unit,
        f"letter:{letter.id}",
        proceedings.case.id,
        "letter",
        letter.addressee,
        payload,
        proceedings.now,
    )


def next_reference(proceedings: Proceedings, series: str, dated: date) -> str:
    """The number of a letter: the next one of its series in the fiscal year of its date."""
    year = fiscal_year(dated)
    # Case numbers count in the same table; no case has a prefix with a colon.
    number = cases.next_number(proceedings.unit, f"letter:{series}", year)
    return f"{series}-{year}-{number:04d}"


def _matter(proceedings: Proceedings, words: Letter, given: Given, dated: date) -> Matter:
    return Matter(
        number=next_reference(proceedings, words.series, dated),
        dated=dated,
        operator=given.operator,
        office=given.office,
        case_number=proceedings.case.number,
        places=given.places,
        cited=given.cited,
    )


def body_of(proceedings: Proceedings) -> Mapping[str, Any]:
    if proceedings.body_id is None:
        return {}
    try:
        return proceedings.desk.body(proceedings.body_id)
    except BundleProblems:
        return {}  # a body that cannot be read stops the rules, which say so; a letter goes without its head


def papers_of(proceedings: Proceedings, sheet: Sheet) -> list[NewPaper]:
    """Raises press.NotSet."""
    papers = {language: proceedings.desk.paper(sheet, language) for language in LANGUAGES}
    return [_paper(language, made) for language, made in papers.items()]


def _papers(proceedings: Proceedings, effect: Effect, sheet: Sheet) -> list[NewPaper]:
    try:
        return papers_of(proceedings, sheet)
    except press.NotSet as failed:
        raise impossible(
            effect,
            "文書を紙面に組めませんでした。入力した文を短く平易に直すか、システム管理者に知らせてください。",
            "The letter could not be set. Make the words that were typed plainer, or tell the administrator.",
            "typst could not set the letter",
        ) from failed


def _paper(language: str, made: press.Paper) -> NewPaper:
    return NewPaper(language, made.pages, hashlib.sha256(made.pdf).hexdigest(), made.pdf)
