"""The name that the Act protects stands in letters only of days on which the body is accredited (article 56)."""

from __future__ import annotations

from typing import Any

import pytest
from casework import BUNDLES, House, publish
from sqlalchemy import select, update

from handlers.registry import RULES
from webapp.bundle.letters import read_letter
from webapp.bundle.read import folder_files, read_files
from webapp.bundle.shape import BundleProblems
from webapp.cases.approve_letter_correction import ApproveLetterCorrection, approve_letter_correction
from webapp.cases.correct_letter import CorrectLetter, correct_letter
from webapp.cases.desk import BODY, BODY_FILE
from webapp.cases.dispatch_letter_correction import DispatchLetterCorrection, dispatch_letter_correction
from webapp.cases.letter_effects import dispatch_letter
from webapp.cases.proceedings import proceedings_of
from webapp.engine.check import check_bundle
from webapp.letters.fill import as_of
from webapp.letters.letterhead import letterhead_of, without_protected_name
from webapp.letters.naming import set_as
from webapp.letters.sheet import as_text
from webapp.model.actor import SYSTEM
from webapp.model.advance import Effect
from webapp.model.clock import local_date
from webapp.model.protected import NAME_JA, names_it, without_it
from webapp.model.refusals import NameLost
from webapp.store.cases import hold_case
from webapp.store.rows.letters import LetterSheet
from webapp.store.rows.work import Letter

NAME_EN = "Accredited personal information protection organization"
BODY_TOML = f"""
[name]
ja = "見本認定機構"
en = "Sample Body"

[letterhead]
ja = "{NAME_JA}　認定事務局"
en = "{NAME_EN}, Secretariat"
signed_by = {{ ja = "{NAME_JA}", en = "{NAME_EN}" }}

[capacities.accredited_organization]
ja = "{NAME_JA}"
en = "{NAME_EN}"
history = [{{ status = "active", from = 2022-04-01 }}, {{ status = "cancelled", from = 2026-11-20 }}]
"""


def noticing(*, marked: bool = True) -> dict[str, bytes]:
    """The process `review`; its letter says what the body is."""
    files = dict(folder_files(BUNDLES / "review"))
    paragraph = (
        f'\n[[paragraphs]]\nja = "当団体は{NAME_JA}です。"\nen = "We are an {NAME_EN.lower()}."\n'
        f"accredited = {'true' if marked else 'false'}\n"
    )
    return {**files, "letters/notice.toml": files["letters/notice.toml"] + paragraph.encode()}


def letters_of(house: House) -> list[str]:
    with house.store.read() as unit:
        sheets = unit.execute(select(LetterSheet.sheet).order_by(LetterSheet.number)).scalars()
        return [as_text(sheet, language) for sheet in sheets for language in ("ja", "en")]


def noticed(house: House, on: str) -> None:
    house.complete(house.to_approval(), "approve", house.people.kato, result="ok", on=on, measures=["CAUTION_LETTER"])


@pytest.mark.parametrize(("on", "named"), [("2026-11-19", True), ("2026-11-20", False)])
def test_a_letter_names_it_to_the_last_day_of_the_accreditation(house: House, on: str, named: bool) -> None:
    publish(house.store, "review", noticing())
    publish(house.store, BODY, {BODY_FILE: BODY_TOML.encode()})
    noticed(house, on)
    ja, en = letters_of(house)
    assert (NAME_JA in ja, NAME_EN.lower() in en.lower()) == (named, named)
    assert ("当団体は" in ja) == named
    assert "認定事務局" in ja and "Secretariat" in en and "通告します" in ja, "the rest of the letter stands"


def test_where_nothing_says_that_the_body_is_accredited_it_is_not_named(house: House) -> None:
    publish(house.store, "review", noticing())
    noticed(house, "2026-11-19")
    assert not any(names_it(words) for words in letters_of(house))


def test_a_letter_that_always_names_it_is_refused(house: House) -> None:
    rules = {**RULES, "test.grade": house.grading.rule}
    assert not [each for each in check_bundle(read_files(noticing(), "review"), rules) if each.severity == "error"]
    (found,) = [
        each for each in check_bundle(read_files(noticing(marked=False), "review"), rules) if each.severity == "error"
    ]
    assert (found.code, found.file) == ("protected-name", "letters/notice.toml")
    assert found.line is not None and "accredited = true" in found.remedy.en


@pytest.mark.parametrize("where", ["title", "organ", "to"])
def test_it_stands_in_no_title_organ_or_address(house: House, where: str) -> None:
    files = dict(folder_files(BUNDLES / "review"))
    words = files["letters/notice.toml"].decode()
    line = f'{where} = {{ ja = "{NAME_JA}", en = "x" }}\n'
    words = line + (words.split("\n", 1)[1] if where == "title" else words)
    bundle = read_files({**files, "letters/notice.toml": words.encode()}, "review")
    found = check_bundle(bundle, {**RULES, "test.grade": house.grading.rule})
    assert "protected-name" in {each.code for each in found}


def test_a_mark_that_is_neither_true_nor_false_is_refused() -> None:
    toml = 'title = {ja = "x", en = "x"}\n[[paragraphs]]\nja = "x"\nen = "x"\naccredited = "yes"\n'
    with pytest.raises(BundleProblems) as refused:
        read_letter(toml.encode(), "x", "letters/x.toml")
    assert [each.code for each in refused.value.problems] == ["value-wrong"]


def test_only_the_marked_paragraphs_are_left_out() -> None:
    toml = 'title = {ja = "x", en = "x"}\n' + "".join(
        f'[[paragraphs]]\nja = "{number}"\nen = "{number}"\naccredited = {number in (1, 3)}\n'.lower()
        for number in range(4)
    )
    letter = read_letter(toml.encode(), "x", "letters/x.toml")
    assert [text.ja for text in as_of(letter, accredited=True).paragraphs] == ["0", "1", "2", "3"]
    assert [text.ja for text in as_of(letter, accredited=False).paragraphs] == ["0", "2"]


def test_a_letterhead_loses_the_name_and_the_lines_that_were_nothing_else() -> None:
    body: dict[str, Any] = {
        "name": {"ja": "見本", "en": "Sample"},
        "address": {"ja": "東京都", "en": "Tokyo"},
        "letterhead": {"ja": NAME_JA, "en": NAME_EN, "signed_by": {"ja": "代表理事", "en": "Director"}},
    }
    head = without_protected_name(letterhead_of(body))
    assert [line.ja for line in head.contact] == ["東京都"]
    assert (head.name.ja, head.signed_by.ja, head.seal) == ("見本", "代表理事", letterhead_of(body).seal)


@pytest.mark.parametrize(
    "words", [NAME_JA, f"（{NAME_JA}）", NAME_EN, "accredited  personal information protection\norganisations"]
)
def test_the_name_is_known_in_both_languages(words: str) -> None:
    assert names_it(words) and not names_it(without_it(words))


@pytest.mark.parametrize("words", ["認定団体", "個人情報保護委員会", "an accredited body", "  two  spaces "])
def test_other_names_are_left_as_they_are(words: str) -> None:
    assert without_it(words) == words


@pytest.fixture
def named(house: House) -> str:
    """A letter of the last day of the accreditation, which was sent on that day."""
    publish(house.store, "review", noticing())
    publish(house.store, BODY, {BODY_FILE: BODY_TOML.encode()})
    noticed(house, "2026-11-19")
    with house.store.read() as unit:
        return str(unit.execute(select(LetterSheet.letter_id)).scalar_one())


def send_again(house: House, letter_id: str, on: str) -> None:
    """The effect of a diagram, for a letter that is approved and not sent yet."""
    sent = {"dispatched_on": on, "channel": "mail", "proof": "x", "late_reason": "x"}
    with house.store.write() as unit:
        unit.execute(update(Letter).where(Letter.id == letter_id).values(state="approved"))
        case_id = unit.execute(select(Letter.case_id).where(Letter.id == letter_id)).scalar_one()
        held = hold_case(unit, case_id, local_date(house.now))
        assert held is not None
        proceedings = proceedings_of(house.desk, unit, SYSTEM, house.now, held)
        dispatch_letter(proceedings, Effect("send", "effect.dispatch_letter", sent))


def test_a_letter_with_the_name_is_not_sent_once_the_accreditation_is_lost(house: House, named: str) -> None:
    """Approved before and sent after: M-24 asks what the body is on the day of dispatch."""
    send_again(house, named, "2026-11-19")
    with pytest.raises(NameLost) as refused:
        send_again(house, named, "2026-11-20")
    assert "作り直してください" in refused.value.message.ja and "prepared anew" in refused.value.message.en


def test_a_letter_prepared_without_the_name_is_sent_whatever_a_person_wrote_in_it(house: House, named: str) -> None:
    with house.store.write() as unit:
        sheet = unit.execute(select(LetterSheet.sheet)).scalar_one()
        unit.execute(update(LetterSheet).values(sheet=set_as(sheet, False)))
    send_again(house, named, "2026-11-20")


def test_nor_is_a_correction_with_the_name_which_is_then_made_anew(house: House, named: str) -> None:
    people, now = house.people, house.now
    typed = {"wrong": "甲", "right": "乙", "reason": "誤り"}
    sent = {"dispatched_on": "2026-11-20", "channel": "handed", "proof": "受領書"}

    def approved(dated: str) -> str:
        made = correct_letter(house.desk, people.kato, CorrectLetter(named, {**typed, "dated": dated}), now)
        approve_letter_correction(house.desk, people.hayashi, ApproveLetterCorrection(made), now)
        return made

    lost = approved("2026-11-19")
    with pytest.raises(NameLost):
        dispatch_letter_correction(house.desk, people.sasaki, DispatchLetterCorrection(lost, sent), now)
    anew = approved("2026-11-20")
    dispatch_letter_correction(house.desk, people.sasaki, DispatchLetterCorrection(anew, sent), now)
    with house.store.read() as unit:
        state = {row.id: row.state for row in unit.execute(select(Letter.id, Letter.state))}
    assert (state[lost], state[anew]) == ("approved", "dispatched")
