"""A letter that was sent is put right by another one: who may, in which order, what stays, what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from casework import House
from letterwork import act, incident, plain, read_pdf, walked
from sqlalchemy import select, update

from webapp.cases.approve_letter_correction import ApproveLetterCorrection, approve_letter_correction
from webapp.cases.correct_letter import CorrectLetter, correct_letter
from webapp.cases.dispatch_letter_correction import DispatchLetterCorrection, dispatch_letter_correction
from webapp.cases.letter_stages import offered
from webapp.letters.sheet import as_text, fingerprint
from webapp.model.actor import Actor
from webapp.model.facts import CaseFacts, LetterFacts
from webapp.model.may import may
from webapp.model.refusals import InvalidAnswers, LetterChanged, LetterHands, LetterStage, NotAllowed, NotFound
from webapp.store import letters, recusals
from webapp.store.letters import Filed
from webapp.store.rows.case import Case
from webapp.store.rows.letters import LetterPaper, LetterSheet
from webapp.store.rows.work import Letter, Outbox

TYPED = {"wrong": "期間を「3か月」と記載した。", "right": "「2か月」が正しい。", "reason": "決定書と照合して分かった"}
SENT = {"dispatched_on": "2026-11-20", "channel": "certified_mail", "proof": "123-45"}


@pytest.fixture
def sent(house: House) -> str:
    """A letter that the decider Kato had prepared, approved and sent; its case has ended."""
    case_id = house.to_approval()
    house.approve(case_id)
    with house.store.read() as unit:
        assert unit.execute(select(Case.state).where(Case.id == case_id)).scalar_one() == "ended"
        return str(unit.execute(select(Letter.id).where(Letter.case_id == case_id)).scalar_one())


def ask(house: House, letter_id: str, who: Actor | None = None, **typed: str) -> str:
    return correct_letter(house.desk, who or house.people.kato, CorrectLetter(letter_id, {**TYPED, **typed}), house.now)


def approve(house: House, letter_id: str, who: Actor) -> None:
    approve_letter_correction(house.desk, who, ApproveLetterCorrection(letter_id), house.now)


def dispatch(house: House, letter_id: str, who: Actor, **typed: Any) -> None:
    given = {name: value for name, value in {**SENT, **typed}.items() if value is not None}
    dispatch_letter_correction(house.desk, who, DispatchLetterCorrection(letter_id, given), house.now)


def filed(house: House, letter_id: str) -> Filed:
    with house.store.read() as unit:
        found = letters.filed(unit, letter_id)
    assert found is not None
    return found


def verbs(house: House, case_id: str) -> list[str]:
    return [line.verb for line in house.history(case_id) if line.verb.startswith("letter_")]


def test_a_correction_is_made_approved_and_sent_by_three_people_and_the_first_letter_stays(
    house: House, sent: str
) -> None:
    before = filed(house, sent)
    made = ask(house, sent)
    approve(house, made, house.people.hayashi)
    dispatch(house, made, house.people.sasaki)
    new = filed(house, made)
    assert new.letter.state == "dispatched" and new.letter.dispatched_on == date(2026, 11, 20)
    assert (new.letter.channel, new.letter.proof) == ("certified_mail", "123-45")
    assert new.corrects == sent and new.number == "ERR-2026-0001" and fingerprint(dict(new.sheet)) == new.hash
    assert filed(house, sent) == before
    assert verbs(house, new.letter.case_id) == [
        "letter_corrected",
        "letter_correction_approved",
        "letter_correction_sent",
    ]
    with house.store.read() as unit:
        posted = unit.execute(select(Outbox).where(Outbox.key == f"letter:{made}")).one()
        assert posted.recipient == before.letter.addressee


def test_it_names_the_first_letter_and_goes_to_whom_that_one_went(house: House, sent: str) -> None:
    first, new = filed(house, sent), filed(house, ask(house, sent))
    for language in ("ja", "en"):
        words = as_text(dict(new.sheet), language)
        assert first.number in words and TYPED["wrong"] in words and TYPED["right"] in words
        assert TYPED["reason"] not in words
        assert new.sheet["pages"][language]["addressee"] == first.sheet["pages"][language]["addressee"]
    assert "2026年11月20日付け" in as_text(dict(new.sheet), "ja")
    assert first.letter.title_ja in as_text(dict(new.sheet), "ja")
    with house.store.read() as unit:
        pdf = unit.execute(
            select(LetterPaper.pdf).where(LetterPaper.letter_id == new.letter.id, LetterPaper.language == "ja")
        ).scalar_one()
    assert plain(TYPED["right"]) in plain(read_pdf(pdf))


def test_what_is_typed_is_never_read_as_a_place(house: House, sent: str) -> None:
    new = filed(house, ask(house, sent, wrong="{right}と記載した"))
    assert "{right}と記載した" in as_text(dict(new.sheet), "ja")


def test_only_a_letter_that_was_sent_is_corrected(house: House, sent: str) -> None:
    with house.store.write() as unit:
        unit.execute(update(Letter).where(Letter.id == sent).values(state="approved", dispatched_on=None))
    with pytest.raises(LetterStage):
        ask(house, sent)
    assert offered(house.desk, house.people.kato, sent) is None


def test_a_letter_of_the_process_is_neither_approved_nor_sent_here(house: House, sent: str) -> None:
    for state, deed in (("prepared", approve), ("approved", dispatch)):
        with house.store.write() as unit:
            unit.execute(update(Letter).where(Letter.id == sent).values(state=state, dispatched_on=None))
        with pytest.raises(LetterStage):
            deed(house, sent, house.people.hayashi)


def test_nobody_does_two_of_the_three(house: House, sent: str) -> None:
    made = ask(house, sent)
    with pytest.raises(LetterHands):
        approve(house, made, house.people.kato)
    with pytest.raises(LetterStage):
        dispatch(house, made, house.people.sasaki)
    approve(house, made, house.people.hayashi)
    for who in (house.people.kato, house.people.hayashi):
        with pytest.raises(LetterHands):
            dispatch(house, made, who)
    with pytest.raises(LetterStage):
        approve(house, made, house.people.hayashi)
    assert filed(house, made).letter.state == "approved"


def test_the_page_offers_what_the_verb_lets_do(house: House, sent: str) -> None:
    people = house.people
    assert offered(house.desk, people.kato, sent) == offered(house.desk, people.sasaki, sent) == "correct"
    assert offered(house.desk, people.suzuki, sent) is offered(house.desk, people.matsumoto, sent) is None
    made = ask(house, sent)
    assert [offered(house.desk, who, made) for who in (people.kato, people.hayashi, people.sasaki)] == [
        None,
        "approve",
        None,
    ]
    approve(house, made, people.hayashi)
    assert [offered(house.desk, who, made) for who in (people.kato, people.hayashi, people.sasaki)] == [
        None,
        None,
        "dispatch",
    ]


def test_who_has_another_role_asks_for_none(house: House, sent: str) -> None:
    for who in (house.people.suzuki, house.people.matsumoto):
        with pytest.raises(NotAllowed):
            ask(house, sent, who)
    with pytest.raises(NotFound):
        ask(house, sent, house.people.ito)
    with pytest.raises(NotFound):
        ask(house, "nowhere")
    assert offered(house.desk, house.people.kato, "nowhere") is None


def test_who_keeps_away_from_the_case_finds_no_letter(house: House, sent: str) -> None:
    made = ask(house, sent)
    with house.store.write() as unit:
        for who in (house.people.hayashi, house.people.sasaki):
            recusals.insert_recusal(unit, filed_case(unit, sent), who.id, "decided", "x", "x", house.now)
    with pytest.raises(NotFound):
        ask(house, sent, house.people.sasaki)
    with pytest.raises(NotFound):
        approve(house, made, house.people.hayashi)
    with pytest.raises(NotFound):
        dispatch(house, made, house.people.hayashi)


def filed_case(unit: Any, letter_id: str) -> str:
    found = letters.case_of(unit, letter_id)
    assert found is not None
    return found


@pytest.mark.parametrize("left_out", ["wrong", "right", "reason"])
def test_what_was_wrong_what_is_right_and_why_have_to_be_told(house: House, sent: str, left_out: str) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        ask(house, sent, None, **{left_out: " "})
    assert set(refused.value.problems) == {left_out}
    with house.store.read() as unit:
        assert len(letters.letters_of(unit, filed_case(unit, sent))) == 1


def test_it_is_not_dated_before_the_letter_went_out(house: House, sent: str) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        ask(house, sent, dated="2026-11-19")
    assert set(refused.value.problems) == {"dated"}
    assert filed(house, ask(house, sent, dated="2026-11-24")).dated == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"dispatched_on": "2026-11-21"}, "dispatched_on"),
        ({"dispatched_on": "2026-11-19"}, "dispatched_on"),
        ({"dispatched_on": None}, "dispatched_on"),
        ({"proof": None}, "proof"),
        ({"channel": "pigeon"}, "channel"),
        ({"received_on": "2026-11-19"}, "received_on"),
    ],
)
def test_a_dispatch_to_come_before_its_date_or_without_proof_is_refused(
    house: House, sent: str, typed: dict[str, Any], wrong: str
) -> None:
    made = ask(house, sent)
    approve(house, made, house.people.hayashi)
    with pytest.raises(InvalidAnswers) as refused:
        dispatch(house, made, house.people.sasaki, **typed)
    assert wrong in refused.value.problems
    assert filed(house, made).letter.state == "approved"


def test_a_dispatch_of_a_past_day_needs_its_reason(house: House, sent: str) -> None:
    made = ask(house, sent)
    approve(house, made, house.people.hayashi)
    house.now += timedelta(days=3)
    with pytest.raises(InvalidAnswers) as refused:
        dispatch(house, made, house.people.sasaki)
    assert set(refused.value.problems) == {"late_reason"}
    dispatch(house, made, house.people.sasaki, late_reason="休みが続いた")
    with house.store.read() as unit:
        reason = select(LetterSheet.late_reason).where(LetterSheet.letter_id == made)
        assert unit.execute(reason).scalar_one() == "休みが続いた"


def test_a_new_correction_takes_the_place_of_one_that_was_not_sent(house: House, sent: str) -> None:
    first = ask(house, sent)
    second = ask(house, sent, right="「1か月」が正しい。")
    assert filed(house, first).gone and not filed(house, second).gone and not filed(house, sent).gone
    with pytest.raises(LetterStage):
        approve(house, first, house.people.hayashi)


def test_a_correction_that_was_sent_is_corrected_in_its_turn(house: House, sent: str) -> None:
    made = ask(house, sent)
    approve(house, made, house.people.hayashi)
    dispatch(house, made, house.people.sasaki)
    again = filed(house, ask(house, made, house.people.sasaki))
    assert again.corrects == made and "ERR-2026-0001" in as_text(dict(again.sheet), "ja")
    assert not filed(house, made).gone


def test_a_process_that_goes_on_takes_its_own_letters_not_the_correction(house: House, sent: str) -> None:
    ask(house, sent)
    with house.store.read() as unit:
        assert letters.latest(unit, filed_case(unit, sent), "prepared") is None


def test_a_letter_whose_sheet_was_changed_is_not_corrected(house: House, sent: str) -> None:
    with house.store.write() as unit:
        unit.execute(update(LetterSheet).where(LetterSheet.letter_id == sent).values(hash="0" * 64))
    with pytest.raises(LetterChanged):
        ask(house, sent)


CASE = CaseFacts("opener", frozenset({"secretariat", "chair", "decider", "committee"}))


@pytest.mark.parametrize(
    ("role", "of_the_step", "deeds"),
    [
        ("secretariat", "secretariat", {"correct", "approve", "dispatch"}),
        ("secretariat", "decider", {"dispatch"}),
        ("decider", "decider", {"correct", "approve", "dispatch"}),
        ("manager", "decider", {"correct", "dispatch"}),
        ("manager", "chair", {"correct", "approve", "dispatch"}),
        ("manager", "committee", {"dispatch"}),
        ("manager", None, {"correct", "approve", "dispatch"}),
        ("decider", None, set()),
        ("assessor", "decider", set()),
        ("administrator", "administrator", set()),
    ],
)
def test_who_may_do_what_with_a_letter(role: str, of_the_step: str | None, deeds: set[str]) -> None:
    who = Actor("x", "x", frozenset({role}))
    case = CaseFacts("x", CASE.roles)
    facts = LetterFacts(case, of_the_step)
    assert {deed for deed in ("correct", "approve", "dispatch") if may(who, deed, "letter", facts)} == deeds
    with_hands = LetterFacts(case, of_the_step, frozenset({"x"}))
    assert not may(who, "approve", "letter", with_hands) and not may(who, "dispatch", "letter", with_hands)
    recused = LetterFacts(CaseFacts("x", CASE.roles, recused=frozenset({"x"})), of_the_step)
    assert not any(may(who, deed, "letter", recused) for deed in ("correct", "approve", "dispatch"))


def test_the_notice_of_an_incident_goes_by_the_roles_of_the_steps_that_made_it() -> None:
    with walked("grantee_1_5_caution", "dispatch") as (stage, entry):
        act(stage, entry)
        with stage.desk.store.read() as unit:
            (notice,) = [row for row in letters.letters_of(unit, stage.case_id) if row.step == "make_letter"]
            steps = letters.steps_behind(unit, stage.case_id, notice.id)
    assert steps == {"prepare": "prepare_letter", "approve": "approve_letter", "dispatch": "dispatch"}
    roles = {deed: incident().steps[step].role for deed, step in steps.items()}
    assert roles == {"prepare": "secretariat", "approve": "secretariat", "dispatch": "secretariat"}
