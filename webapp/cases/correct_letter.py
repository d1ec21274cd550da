"""Ask for the letter that corrects one that was sent, with a reason: an error is found after a case has ended, too.

The letter that was sent stays as it is. Must not know any process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from webapp.cases.desk import Desk
from webapp.cases.letter_effects import body_of, next_reference, papers_of
from webapp.cases.letter_stages import TakenUp, take_up
from webapp.cases.proceedings import Proceedings, proceedings_of
from webapp.letters.correction import CORRECTION, correction_of
from webapp.letters.fill import fill
from webapp.letters.letterhead import letterhead_of, without_protected_name
from webapp.letters.naming import set_as
from webapp.letters.press import NotSet
from webapp.letters.sheet import LANGUAGES, Matter, day_words, fingerprint
from webapp.model.actor import Actor
from webapp.model.bundle import Field, Form
from webapp.model.catalogue import Catalogue
from webapp.model.clock import local_date
from webapp.model.forms import validate
from webapp.model.refusals import InvalidAnswers, LetterChanged
from webapp.model.text import Text
from webapp.registers.capacities import is_accredited
from webapp.store import letters
from webapp.store.letters import Filed, NewLetter, NewSheet

FORM: Final = Form(
    "correct_letter",
    Text("発信した文書を訂正する", "Correct a letter that was sent"),
    Text(
        "先の文書はそのまま残り、誤りと正しい記載を知らせる新しい文書ができます。別の人が承認し、さらに別の人が発信します。",
        "The letter stays as it is. A new one tells its addressee what was wrong and what is right: another person "
        "approves it, and a third one dispatches it.",
    ),
    (
        Field(
            "wrong",
            "textarea",
            Text("誤っていた記載", "What was wrong"),
            Text("先の文書のどこに何と書いてあったかを書きます。", "Where the letter says what."),
            required=True,
            maximum=2000,
        ),
        Field("right", "textarea", Text("正しい記載", "What is right"), required=True, maximum=2000),
        Field(
            "dated",
            "date",
            Text("文書の日付", "Date of the letter"),
            Text("書かないときは今日です。", "Today, if nothing is entered."),
            not_before="letter.dispatched_on",
        ),
        Field(
            "reason",
            "textarea",
            Text("訂正する理由", "Why it is corrected"),
            Text("案件の経過に残ります。文書には入りません。", "For the history of the case; not in the letter."),
            required=True,
            maximum=400,
        ),
    ),
)
NOT_SET: Final = Text(
    "文書を紙面に組めませんでした。文を短く平易に直すか、システム管理者に知らせてください。",
    "The letter could not be set. Make the words plainer, or tell the administrator.",
)


@dataclass(frozen=True, slots=True)
class CorrectLetter:
    """`typed`: the answers of `FORM`."""

    letter_id: str
    typed: Mapping[str, Any]


def correct_letter(desk: Desk, actor: Actor, command: CorrectLetter, now: datetime) -> str:
    """Answers the id of the new letter; it takes the place of one for the same letter that was not sent yet. Raises
    NotFound, DeclareFirst, LetterStage unless the letter was sent, NotAllowed, InvalidAnswers, LetterChanged."""
    today = local_date(now)
    with desk.store.write() as unit:
        taken = take_up(desk, unit, actor, command.letter_id, "correct", now)
        first = taken.filed
        if fingerprint(dict(first.sheet)) != first.hash:
            raise LetterChanged(letter=first.letter.id)
        sent = first.letter.dispatched_on
        known = {"letter": {"dispatched_on": None if sent is None else sent.isoformat()}}
        answers = validate(FORM, command.typed, known, today, Catalogue())
        dated = date.fromisoformat(answers["dated"]) if "dated" in answers else today
        proceedings = proceedings_of(desk, unit, actor, now, taken.held)
        letter_id, number = _prepare(proceedings, taken, answers, dated)
        detail = {"letter": letter_id, "corrects": first.letter.id, "number": first.number}
        proceedings.note("letter_corrected", detail={**detail, "reason": answers["reason"]})
        proceedings.write("correct_letter", letter=letter_id, corrects=first.letter.id, reference=number)
    return letter_id


def _prepare(proceedings: Proceedings, taken: TakenUp, answers: Mapping[str, Any], dated: date) -> tuple[str, str]:
    unit, case, first, by, now = (
        proceedings.unit,
        proceedings.case,
        taken.filed,
        proceedings.actor.id,
        proceedings.now,
    )
    body = body_of(proceedings)
    accredited, head = is_accredited(body, dated), letterhead_of(body)
    matter = Matter(
        number=next_reference(proceedings, CORRECTION.series, dated),
        dated=dated,
        operator=None,
        office=None,
        case_number=case.number,
        places=_places(first, case.number, answers),
    )
    words, head = fill(CORRECTION, matter.places), head if accredited else without_protected_name(head)
    sheet = set_as(correction_of(dict(first.sheet), matter, head), accredited)
    try:
        papers = papers_of(proceedings, sheet)
    except NotSet as failed:
        raise InvalidAnswers({"wrong": NOT_SET}) from failed
    letter_id = letters.insert_letter(
        unit,
        NewLetter(
            case_id=case.id,
            step=first.letter.step,
            name=CORRECTION.name,
            title_ja=words.title.ja,
            title_en=words.title.en,
            body_ja=words.body.ja,
            body_en=words.body.en,
            addressee=first.letter.addressee,
        ),
        by,
        now,
    )
    new = NewSheet(matter.number, dated, sheet, fingerprint(sheet), first.letter.id, answers["reason"])
    letters.insert_sheet(unit, letter_id, new, papers)
    proceedings.prepared[letter_id] = new.hash
    letters.replace_unsent(unit, case.id, first.letter.step, letter_id, by, now, corrects=first.letter.id)
    return letter_id, matter.number


def _places(first: Filed, case_number: str, answers: Mapping[str, Any]) -> dict[str, Text]:
    return {
        "number": Text(case_number, case_number),
        "first_number": Text(first.number, first.number),
        "first_date": Text(*(day_words(first.dated, language) for language in LANGUAGES)),
        "first_title": Text(first.letter.title_ja, first.letter.title_en),
        "wrong": Text(answers["wrong"], answers["wrong"]),
        "right": Text(answers["right"], answers["right"]),
    }
