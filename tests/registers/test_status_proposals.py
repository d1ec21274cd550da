"""A status that a measure brought, or that reads like one, is corrected by two people."""

from __future__ import annotations

from datetime import date

import pytest
from casework import House
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from webapp.model.actor import SYSTEM, Actor
from webapp.model.refusals import (
    CorrectionSettled,
    NotAllowed,
    NotFound,
    OwnProposal,
    ProposalWaits,
    ReasonNeeded,
    SecondPersonNeeded,
    StaleRevision,
)
from webapp.registers.bars import bars_on
from webapp.registers.propose_status import AnswerProposal, answer_proposal, propose_status
from webapp.registers.set_status import SetStatus, enter_status, set_status
from webapp.store import registers
from webapp.store.registers import StatusRow
from webapp.store.rows.status_proposals import StatusProposal
from webapp.store.rows.work import Outbox
from webapp.store.status_proposals import waiting_for

NOTICE = date(2026, 11, 20)
UNTIL, RIGHT = date(2027, 11, 20), date(2027, 5, 20)


def rows(house: House) -> tuple[StatusRow, ...]:
    with house.store.read() as unit:
        return registers.statuses(unit, house.service_id)


@pytest.fixture
def revoked(house: House) -> str:
    """A revocation as a notice enters it, with its bar."""
    with house.store.write() as unit:
        command = SetStatus(house.service_id, "revoked", NOTICE, "措置", UNTIL)
        return enter_status(unit, house.desk.keys, SYSTEM, command, house.now)


def propose(
    house: House, status_id: str, status: str = "revoked", who: Actor | None = None, reason: str = "誤記"
) -> str:
    command = SetStatus(house.service_id, status, NOTICE, reason, RIGHT, corrects=status_id)
    if status == "grantee":
        command = SetStatus(house.service_id, status, NOTICE, reason, corrects=status_id)
    return propose_status(house.store, house.desk.keys, who or house.people.ito, command, house.now)


def answer(house: House, proposal_id: str, who: Actor, agree: bool = True, why: str = "") -> None:
    answer_proposal(house.store, house.desk.keys, who, AnswerProposal(proposal_id, agree, why), house.now)


@pytest.mark.parametrize(
    ("before", "after"),
    [("grantee", "suspended"), ("revoked", "grantee"), ("revoked", "revoked"), ("barred", "barred")],
)
def test_nobody_alone_corrects_what_a_measure_brings(house: House, before: str, after: str) -> None:
    """Given a status, when one person corrects it and a measure is concerned, then it is refused and nothing changes."""
    with house.store.write() as unit:
        wrong = enter_status(unit, house.desk.keys, SYSTEM, SetStatus(house.service_id, before, NOTICE, "x"), house.now)
    was = rows(house)
    with pytest.raises(SecondPersonNeeded):
        command = SetStatus(house.service_id, after, NOTICE, "誤記", corrects=wrong)
        set_status(house.store, house.desk.keys, house.people.ito, command, house.now)
    assert rows(house) == was


def test_nor_what_a_case_entered_whatever_it_is(house: House) -> None:
    opened = house.open()
    with house.store.write() as unit:
        command = SetStatus(house.service_id, "prospective", NOTICE, "措置", case_id=opened.case_id)
        wrong = enter_status(unit, house.desk.keys, SYSTEM, command, house.now)
    with pytest.raises(SecondPersonNeeded):
        command = SetStatus(house.service_id, "under_review", NOTICE, "誤記", corrects=wrong)
        set_status(house.store, house.desk.keys, house.people.ito, command, house.now)


def test_a_second_person_confirms_and_the_bar_follows(house: House, revoked: str) -> None:
    proposal_id = propose(house, revoked)
    assert rows(house)[0].last_day == UNTIL, "nothing changes before it is confirmed"
    with house.store.read() as unit:
        told = unit.execute(select(Outbox.recipient).where(Outbox.key.startswith("status-proposal:"))).scalars().all()
    assert sorted(told) == ["role:manager", "role:secretariat"]

    with pytest.raises(OwnProposal):
        answer(house, proposal_id, house.people.ito)
    with pytest.raises(NotAllowed):
        answer(house, proposal_id, house.people.kato)
    answer(house, proposal_id, house.people.sasaki)

    new, old = rows(house)[:2]
    assert (new.status, new.last_day, new.how, new.reason) == ("revoked", RIGHT, "correction", "誤記")
    assert (old.id, old.corrected_by) == (revoked, new.id)
    with house.store.read() as unit:
        assert [bar.last_day for bar in bars_on(unit, house.operator_id, NOTICE)] == [RIGHT]
        assert waiting_for(unit, house.operator_id) == ()
    with pytest.raises(CorrectionSettled):
        answer(house, proposal_id, house.people.sasaki)


def test_it_is_declined_with_a_reason_and_taken_back_by_whoever_asked(house: House, revoked: str) -> None:
    first = propose(house, revoked)
    with pytest.raises(ProposalWaits):
        propose(house, revoked)
    with pytest.raises(ReasonNeeded):
        answer(house, first, house.people.sasaki, agree=False, why=" ")
    answer(house, first, house.people.sasaki, agree=False, why="通告書のとおり")
    second = propose(house, revoked)
    answer(house, second, house.people.ito, agree=False, why="思い違い")
    assert rows(house)[0].id == revoked


def test_what_is_asked_for_is_looked_at_first(house: House, revoked: str) -> None:
    with pytest.raises(ReasonNeeded):
        propose(house, revoked, reason=" ")
    with pytest.raises(NotFound):
        propose(house, "nothing")
    with pytest.raises(NotAllowed):
        propose(house, revoked, who=house.people.kato)


def test_what_was_corrected_meanwhile_is_not_corrected_again(house: House, revoked: str) -> None:
    waits = propose(house, revoked)
    with house.store.write() as unit:
        command = SetStatus(house.service_id, "grantee", NOTICE, "案件の訂正", corrects=revoked)
        enter_status(unit, house.desk.keys, SYSTEM, command, house.now)
    with pytest.raises(StaleRevision):
        answer(house, waits, house.people.sasaki)
    with house.store.read() as unit:
        assert [found.id for found in waiting_for(unit, house.operator_id)] == [waits], "it can still be declined"
    with pytest.raises(StaleRevision):
        propose(house, revoked)


def test_the_database_itself_wants_two_people(house: House, revoked: str) -> None:
    proposal_id = propose(house, revoked)
    with pytest.raises(IntegrityError), house.store.write() as unit:
        alone = {"standing": "entered", "answered_by": house.people.ito.id, "answered_at": house.now}
        unit.execute(update(StatusProposal).where(StatusProposal.id == proposal_id).values(**alone))
