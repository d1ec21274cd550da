"""Who keeps away from a case: no row, hit, claim, completion or duty; tasks go back; history without reasons."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from casework import House
from sqlalchemy import select, update

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.declare_for_case import DeclareForCase, declare_for_case
from webapp.cases.let_go import let_go
from webapp.cases.reassign_task import ReassignTask, reassign_task
from webapp.cases.recuse import LiftRecusal, Recuse, lift_recusal, recuse
from webapp.cases.request_material import AnswerRequest, RequestMaterial, answer_request, request_material
from webapp.cases.save_typed import SaveTyped, save_typed
from webapp.cases.settle_recusals import settle_recusals
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.may import may, reach
from webapp.model.refusals import DeclareFirst, InvalidAnswers, NotAllowed, NotFound, ReasonNeeded, Recused
from webapp.people.disable_user import DisableUser
from webapp.people.interests import CorrectInterest, DeclareInterest, correct_interest, declare_interest
from webapp.people.standing import standing
from webapp.store import organs, people, records, registers, terms
from webapp.store.reads.case import case_page
from webapp.store.reads.cases import case_list
from webapp.store.reads.inbox import Filter, inbox
from webapp.store.reads.people import names_of
from webapp.store.rows.case import Case
from webapp.store.rows.work import Outbox
from webapp.store.visibility import case_facts

REASON = "親族が相手方の役員のため"


def today(house: House) -> date:
    return local_date(house.now)


def now_is(house: House, who: Actor) -> Actor:
    """The person as a request would find them."""
    with house.store.read() as unit:
        return standing(unit, who, today(house))


def sees(house: House, who: Actor, case_id: str) -> dict[str, bool]:
    """In which ways a person comes across a case."""
    actor = now_is(house, who)
    with house.store.read() as unit:
        listed = case_list(unit, reach(actor), "all", "", 1)
        found = case_list(unit, reach(actor), "all", house.case(case_id).number, 1)
        waiting = inbox(unit, reach(actor), actor.id, actor.roles, today(house), Filter())
        page = case_page(unit, reach(actor), case_id, today(house))
    return {
        "row": case_id in {line.id for line in listed.lines},
        "hit": case_id in {line.id for line in found.lines},
        "task": case_id in {line.case_id for line in waiting.lines},
        "count": waiting.counts.all > 0,
        "page": page is not None,
    }


NOTHING = dict.fromkeys(("row", "hit", "task", "count", "page"), False)
ALL = dict.fromkeys(NOTHING, True)


@pytest.fixture
def judged(house: House) -> str:
    """A case in which suzuki has claimed the first judgement."""
    case_id = house.open().case_id
    house.write(case_id)
    claim_task(house.desk, house.people.suzuki, ClaimTask(house.task(case_id, "judge_1").id), house.now)
    return case_id


def interest(house: House, who: Actor, operator_id: str | None = None, **more: Any) -> str:
    command = DeclareInterest(operator_id or house.operator_id, "family", **more)
    return declare_interest(house.store, house.desk.keys, who, command, house.now)


def test_a_recusal_takes_everything_away_and_the_task_goes_back(house: House, judged: str) -> None:
    suzuki, sasaki = house.people.suzuki, house.people.sasaki
    assert sees(house, suzuki, judged) == ALL
    task = house.task(judged, "judge_1")
    recuse(house.desk, sasaki, Recuse(judged, suzuki.id, REASON), house.now)
    assert sees(house, suzuki, judged) == NOTHING
    assert house.task(judged, "judge_1").assignee_id is None
    for deed in (
        lambda: claim_task(house.desk, suzuki, ClaimTask(task.id), house.now),
        lambda: save_typed(house.desk, suzuki, SaveTyped(task.id, {"level": "1"}), house.now),
        lambda: complete_task(house.desk, suzuki, CompleteTask(task.id, {"level": "1"}), house.now),
    ):
        with pytest.raises(NotFound):
            deed()
    with pytest.raises(Recused, match="鈴木"):
        reassign_task(house.desk, sasaki, ReassignTask(task.id, suzuki.id, "試す"), house.now)


def test_the_history_says_that_and_not_why(house: House, judged: str) -> None:
    recuse(house.desk, house.people.suzuki, Recuse(judged, house.people.suzuki.id, REASON), house.now)
    told = [(entry.verb, dict(entry.detail)) for entry in house.history(judged)[-2:]]
    suzuki = house.people.suzuki.id
    assert told == [("recused", {"to": suzuki}), ("returned", {"from": suzuki})]
    assert REASON not in str(house.history(judged))


def test_a_recusal_needs_a_reason_and_a_manager(house: House, judged: str) -> None:
    suzuki, takahashi, sasaki = house.people.suzuki, house.people.takahashi, house.people.sasaki
    with pytest.raises(NotAllowed):
        recuse(house.desk, takahashi, Recuse(judged, suzuki.id, REASON), house.now)
    with pytest.raises(ReasonNeeded):
        recuse(house.desk, sasaki, Recuse(judged, suzuki.id, " "), house.now)
    with pytest.raises(NotFound):
        recuse(house.desk, sasaki, Recuse(judged, "nobody", REASON), house.now)
    assert sees(house, suzuki, judged) == ALL


def test_a_lifted_recusal_keeps_nobody_away(house: House, judged: str) -> None:
    suzuki, sasaki = house.people.suzuki, house.people.sasaki
    recuse(house.desk, sasaki, Recuse(judged, suzuki.id, REASON), house.now)
    with pytest.raises(ReasonNeeded):
        lift_recusal(house.desk, sasaki, LiftRecusal(judged, suzuki.id, ""), house.now)
    with pytest.raises(NotAllowed):
        lift_recusal(house.desk, house.people.takahashi, LiftRecusal(judged, suzuki.id, "x"), house.now)
    lift_recusal(house.desk, sasaki, LiftRecusal(judged, suzuki.id, "誤り"), house.now)
    assert sees(house, suzuki, judged) == ALL
    with pytest.raises(NotFound):
        lift_recusal(house.desk, sasaki, LiftRecusal(judged, suzuki.id, "誤り"), house.now)


@pytest.mark.parametrize("role", ["suzuki", "sasaki", "matsumoto", "sato"])
def test_an_interest_keeps_everybody_away_at_once(house: House, judged: str, role: str) -> None:
    """Manager, auditor and opener too, before anything has been written into the case."""
    who = house.people[role]
    interest(house, who)
    assert sees(house, who, judged) == NOTHING
    with pytest.raises(NotFound):
        complete_task(house.desk, who, CompleteTask(house.task(judged, "judge_1").id, {"level": "1"}), house.now)


def test_an_interest_counts_between_its_days_only(house: House, judged: str) -> None:
    tomorrow = today(house) + timedelta(days=1)
    interest(house, house.people.suzuki, first_day=tomorrow)
    interest(house, house.people.suzuki, last_day=today(house) - timedelta(days=1))
    assert sees(house, house.people.suzuki, judged) == ALL
    interest(house, house.people.suzuki, first_day=today(house), last_day=today(house))
    assert sees(house, house.people.suzuki, judged) == NOTHING


def test_an_interest_in_a_deemed_identical_operator_counts(house: House, judged: str) -> None:
    with house.store.write() as unit:
        other = registers.insert_operator(unit, None, "別の名の会社", "Other Name", "別の名の会社", "", house.now)
    interest(house, house.people.suzuki, other)
    assert sees(house, house.people.suzuki, judged) == ALL
    with house.store.write() as unit:
        first, second = sorted((other, house.operator_id))
        records.insert_identity(
            unit, (first, second), "deemed", ["ownership"], today(house), "同じ会社", "x", house.now
        )
    assert sees(house, house.people.suzuki, judged) == NOTHING


def test_interests_are_written_into_open_cases_once_and_taken_out_again(house: House, judged: str) -> None:
    suzuki = house.people.suzuki
    interest_id = interest(house, suzuki)
    assert settle_recusals(house.desk, house.now) == 1
    assert [entry.verb for entry in house.history(judged)][-2:] == ["recused", "returned"]
    assert settle_recusals(house.desk, house.now) == 0
    correct_interest(
        house.store, house.desk.keys, suzuki, CorrectInterest(interest_id, None, "誤って申告した"), house.now
    )
    assert sees(house, suzuki, judged)["page"]
    assert settle_recusals(house.desk, house.now) == 1
    assert house.history(judged)[-1].verb == "readmitted"
    assert settle_recusals(house.desk, house.now) == 0


def test_a_recused_substitute_has_no_duty(house: House, judged: str) -> None:
    suzuki, takahashi = house.people.suzuki, house.people.takahashi
    with house.store.write() as unit:
        people.insert_absence(unit, suzuki.id, takahashi.id, today(house), today(house), "x", house.now)
    assert sees(house, takahashi, judged)["task"]
    recuse(house.desk, house.people.sasaki, Recuse(judged, takahashi.id, REASON), house.now)
    assert sees(house, takahashi, judged) == NOTHING
    with pytest.raises(NotFound):
        claim_task(house.desk, takahashi, ClaimTask(house.task(judged, "judge_1").id), house.now)


def test_a_chain_of_substitutes_may_claim(house: House, judged: str) -> None:
    suzuki, takahashi, tanaka = house.people.suzuki, house.people.takahashi, house.people.tanaka
    task = house.task(judged, "judge_1")
    with house.store.write() as unit:
        people.insert_absence(unit, suzuki.id, takahashi.id, today(house), today(house), "x", house.now)
        people.insert_absence(unit, takahashi.id, tanaka.id, today(house), today(house), "x", house.now)
    claim_task(house.desk, tanaka, ClaimTask(task.id), house.now)
    assert house.task(judged, "judge_1").assignee_id == tanaka.id


def test_a_member_declares_before_the_dossier_is_seen(house: House) -> None:
    case_id = house.to_approval()
    _seat(house, case_id, house.people.nakamura)
    nakamura = house.people.nakamura
    with house.store.read() as unit:
        assert [line.id for line in case_list(unit, reach(nakamura), "all", "", 1).lines] == [case_id]
        with pytest.raises(DeclareFirst):
            case_page(unit, reach(nakamura), case_id, today(house))
    assert declare_for_case(house.desk, nakamura, DeclareForCase(case_id, "none"), house.now).opens
    assert sees(house, nakamura, case_id)["page"]
    with pytest.raises(InvalidAnswers):
        declare_for_case(house.desk, nakamura, DeclareForCase(case_id, "perhaps"), house.now)
    with pytest.raises(ReasonNeeded):
        declare_for_case(house.desk, nakamura, DeclareForCase(case_id, "recuse"), house.now)


@pytest.mark.parametrize(
    "command",
    [("interest", "shareholding", "株式"), ("recuse", "", REASON)],
)
def test_whoever_declares_an_interest_sees_nothing(house: House, command: tuple[str, str, str]) -> None:
    case_id = house.to_approval()
    nakamura = house.people.nakamura
    _seat(house, case_id, nakamura)
    said, kind, note = command
    declared = DeclareForCase(case_id, said, kind, note=note)
    assert not declare_for_case(house.desk, nakamura, declared, house.now).opens
    assert sees(house, nakamura, case_id) == NOTHING
    assert "株式" not in str(house.history(case_id)) and REASON not in str(house.history(case_id))


def _seat(house: House, case_id: str, who: Actor) -> None:
    with house.store.write() as unit:
        organs.seat(unit, case_id, "committee", who.id, "test", house.now)


def test_a_temporary_member_works_in_that_case_only(house: House) -> None:
    """Seated as a decider for one case, somebody of another organ has its tasks there, and nowhere else."""
    inoue = house.people.inoue
    case_id, other = house.to_approval(), house.to_approval()
    with house.store.write() as unit:
        organs.seat(unit, case_id, "decider", inoue.id, "test", house.now)
    with house.store.read() as unit:
        found = inbox(unit, reach(inoue), inoue.id, inoue.roles, today(house), Filter())
    assert [line.case_id for line in found.lines] == [case_id]
    declare_for_case(house.desk, inoue, DeclareForCase(case_id, "none"), house.now)
    claim_task(house.desk, inoue, ClaimTask(house.task(case_id, "approve").id), house.now)
    assert house.task(case_id, "approve").assignee_id == inoue.id
    with pytest.raises(NotFound):
        claim_task(house.desk, inoue, ClaimTask(house.task(other, "approve").id), house.now)


def test_a_seat_ends_with_the_case(any_house: House) -> None:
    """What a temporary member was shown was put before them for that case: after its end they see nothing of it and ask
    for nothing, while those who belong to the organ go on seeing it. Who sat there stays on record."""
    house = any_house
    inoue, kato = house.people.inoue, house.people.kato
    case_id, still_open = house.to_approval(), house.to_approval()
    with house.store.write() as unit:
        for one in (case_id, still_open):
            organs.seat(unit, one, "decider", inoue.id, "test", house.now)
    for one in (case_id, still_open):
        declare_for_case(house.desk, inoue, DeclareForCase(one, "none"), house.now)
    assert sees(house, inoue, case_id) == ALL
    request_material(house.desk, inoue, RequestMaterial(case_id, "契約書の写し"), house.now)

    house.approve(case_id)

    assert house.case(case_id).state == "ended"
    with house.store.read() as unit:
        facts = case_facts(unit, case_id, house.case(case_id).opened_by)
        assert not may(now_is(house, inoue), "read", "case", facts)
        assert organs.seats_of(unit, case_id, inoue.id) == frozenset()
        assert organs.seats_of(unit, still_open, inoue.id) == {(inoue.id, "decider")}
        assert inoue.id in organs.sitting(unit, case_id, None, today(house))["decider"].able
        assert case_page(unit, reach(now_is(house, inoue)), case_id, today(house)) is None
    found = sees(house, inoue, case_id)
    assert not found["row"] and not found["hit"] and not found["page"] and not found["task"]
    assert sees(house, inoue, still_open) == ALL
    assert sees(house, kato, case_id)["page"]
    with pytest.raises(NotFound):
        request_material(house.desk, inoue, RequestMaterial(case_id, "もう一つ"), house.now)
    with pytest.raises(NotFound):
        declare_for_case(house.desk, inoue, DeclareForCase(case_id, "none"), house.now)


def test_a_request_stays_open_until_it_is_answered(house: House) -> None:
    case_id = house.to_approval()
    nakamura, ito = house.people.nakamura, house.people.ito
    _seat(house, case_id, nakamura)
    ask = RequestMaterial(case_id, "契約書の写し")
    with pytest.raises(NotAllowed):
        request_material(house.desk, nakamura, ask, house.now)  # has not declared
    declare_for_case(house.desk, nakamura, DeclareForCase(case_id, "none"), house.now)
    with pytest.raises(InvalidAnswers):
        request_material(house.desk, nakamura, RequestMaterial(case_id, " "), house.now)
    request_id = request_material(house.desk, nakamura, ask, house.now)
    with pytest.raises(NotFound):
        answer_request(
            house.desk, ito, AnswerRequest(case_id, request_id, "渡しました"), house.now
        )  # sees no such case
    with pytest.raises(NotAllowed):
        answer_request(house.desk, house.people.kato, AnswerRequest(case_id, request_id, "渡しました"), house.now)
    answer_request(house.desk, house.people.sasaki, AnswerRequest(case_id, request_id, "渡しました"), house.now)
    with pytest.raises(NotFound):
        answer_request(house.desk, house.people.sasaki, AnswerRequest(case_id, request_id, "もう一度"), house.now)
    assert [entry.verb for entry in house.history(case_id)][-2:] == ["requested", "answered_request"]
    assert "契約書" not in str(house.history(case_id))


def test_the_tasks_of_a_leaver_go_back_and_the_manager_is_told(house: House, judged: str) -> None:
    left = let_go(house.desk, house.people.yamaguchi, DisableUser(house.people.suzuki.id), house.now)
    assert left == 1
    assert house.task(judged, "judge_1").assignee_id is None
    assert house.history(judged)[-1].verb == "returned"
    with house.store.read() as unit:
        names = names_of(unit, {house.people.suzuki.id})
        told = unit.execute(select(Outbox.recipient, Outbox.payload).where(Outbox.key.like("leaver:%"))).one()
    assert told.recipient == "role:manager"
    assert names[house.people.suzuki.id].ja in told.payload["ja"] and "1件" in told.payload["ja"]


def test_a_member_whose_term_has_ended_meets_nothing_and_their_claim_goes_back(house: House) -> None:
    case_id = house.to_approval()
    hayashi = house.people.hayashi  # of the intake, too
    with house.store.write() as unit:
        unit.execute(update(Case).where(Case.id == case_id).values(opened_by="somebody"))
        people.replace_roles(unit, hayashi.id, ["decider", "chair"])
    hayashi = Actor(hayashi.id, hayashi.name, frozenset({"decider", "chair"}))
    task = house.task(case_id, "approve")
    claim_task(house.desk, hayashi, ClaimTask(task.id), house.now)
    assert sees(house, hayashi, case_id) == ALL
    with house.store.write() as unit:
        (term,) = terms.terms_of(unit, hayashi.id)
        terms.end_term(unit, term.id, today(house) - timedelta(days=1), "任期満了", "x", house.now)

    out = now_is(house, hayashi)
    assert sees(house, hayashi, case_id) == NOTHING
    for refused in (
        lambda: save_typed(house.desk, out, SaveTyped(task.id, {"result": "ok"}), house.now),
        lambda: complete_task(house.desk, out, CompleteTask(task.id, {"result": "again"}), house.now),
        lambda: claim_task(house.desk, out, ClaimTask(task.id), house.now),
    ):
        with pytest.raises(NotFound):
            refused()

    assert settle_recusals(house.desk, house.now) == 1
    assert house.task(case_id, "approve").assignee_id is None
    assert settle_recusals(house.desk, house.now) == 0
