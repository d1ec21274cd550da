"""The rule conflict.check in a case: asked, kept with its reasons and clauses, and what the verbs refuse by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from casework import BUNDLES, House, publish
from letterwork import act, incident, walked
from sqlalchemy import event

from webapp.bundle.read import folder_files
from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.declare_for_case import DeclareForCase, declare_for_case
from webapp.cases.reassign_task import ReassignTask, reassign_task, who_may_take
from webapp.cases.save_typed import SaveTyped, save_typed
from webapp.cases.settle_recusals import settle_recusals
from webapp.cases.upload_file import UploadFile, upload_file
from webapp.design.sandbox import Stage
from webapp.design.story import Act, read_story
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import DeclareFirst, NotFound, NotQualified, RolesApart
from webapp.people.interests import DeclareInterest, declare_interest
from webapp.people.qualifications import AddQualification, StrikeQualification, add_qualification, strike_qualification
from webapp.store import organs, people, terms
from webapp.store.reads.organs import declared_in, kept_away


def seat(house: House) -> str:
    case_id = house.to_approval()
    with house.store.write() as unit:
        organs.seat(unit, case_id, "committee", house.people.nakamura.id, "test", house.now)
    return case_id


@pytest.fixture
def seated(house: House) -> str:
    """A case in which nakamura sits as a member of the committee."""
    return seat(house)


def declares(house: House, who: Actor, case_id: str, said: str, **more: Any) -> Any:
    return declare_for_case(house.desk, who, DeclareForCase(case_id, said, **more), house.now)


def test_what_the_rule_says_to_a_declaration_is_kept(any_house: House) -> None:
    house, seated = any_house, seat(any_house)
    made = declares(house, house.people.nakamura, seated, "none")
    assert made.opens and made.answer.outcome == "clear"
    with house.store.read() as unit:
        (word,) = declared_in(unit, seated)
    assert word.outcome == "none" and word.checked is not None
    assert word.checked.outcome == "clear"
    assert [reason.ja for reason in word.checked.reasons] == ["認定委員会の委員を務める妨げはない。"]
    assert "TPDMS-2210 4.1(4)" in word.checked.clauses


def test_an_interest_that_is_declared_is_a_conflict_with_reason_and_clause(house: House, seated: str) -> None:
    made = declares(house, house.people.nakamura, seated, "interest", kind="family")
    assert not made.opens and made.answer.outcome == "conflict"
    assert settle_recusals(house.desk, house.now) == 1
    with house.store.read() as unit:
        (kept,) = kept_away(unit, seated)
    assert kept.recusal.ground == "interest" and kept.checked is not None
    assert "試験の事業者" in kept.checked.reasons[0].ja and "親族" in kept.checked.reasons[0].ja
    assert "TPDMS-2210 4.1(4)" in kept.checked.clauses
    told = str(house.history(seated))
    assert "親族" not in told and "conflict" not in told


def test_of_a_role_that_the_rule_does_not_know_nothing_is_asked(house: House) -> None:
    case_id = house.open().case_id
    command = DeclareInterest(house.operator_id, "family")
    declare_interest(house.store, house.desk.keys, house.people.ito, command, house.now)
    settle_recusals(house.desk, house.now)
    with house.store.read() as unit:
        (kept,) = kept_away(unit, case_id)
    assert kept.checked is None


def test_whoever_assessed_does_not_sit_even_if_they_declare_no_interest(house: House) -> None:
    """The rule says that they lose access; the recusal says so with its words, and quorum is without them."""
    case_id = house.to_approval()
    suzuki = house.people.suzuki
    with house.store.write() as unit:
        people.replace_roles(unit, suzuki.id, ["assessor", "committee"])
        terms.insert_term(unit, suzuki.id, "committee", date(2020, 1, 1), None, "test", "x", house.now)
    both = Actor(suzuki.id, suzuki.name, frozenset({"assessor", "committee"}))
    made = declares(house, both, case_id, "none")
    assert not made.opens and made.answer.outcome == "conflict"
    with house.store.read() as unit:
        sitting = organs.sitting(unit, case_id, house.operator_id, local_date(house.now))["committee"]
        (kept,) = kept_away(unit, case_id)
    assert suzuki.id in sitting.recused and suzuki.id not in sitting.able
    assert "事故評価者" in kept.recusal.reason


def test_whose_term_is_over_is_not_asked_as_a_member(house: House) -> None:
    """An assessor who once sat in the committee, and now in the committee from which temporary members come."""
    case_id = house.to_approval()
    suzuki = house.people.suzuki
    with house.store.write() as unit:
        people.replace_roles(unit, suzuki.id, ["assessor", "committee", "promotion_committee"])
        terms.insert_term(unit, suzuki.id, "committee", date(2020, 1, 1), date(2025, 12, 31), "test", "x", house.now)
        terms.insert_term(unit, suzuki.id, "promotion_committee", date(2026, 1, 1), None, "test", "x", house.now)
    today = Actor(suzuki.id, suzuki.name, frozenset({"assessor", "promotion_committee"}))
    made = declares(house, today, case_id, "none")
    assert made.opens and made.answer.outcome == "clear"
    with house.store.read() as unit:
        assert kept_away(unit, case_id) == ()


def test_an_assessor_does_not_decide(house: House) -> None:
    case_id = house.to_approval()
    both = Actor(house.people.takahashi.id, "高橋", frozenset({"assessor", "decider"}))
    with pytest.raises(RolesApart, match=r"TPDMS-2210 4\.1\(4\)"):
        claim_task(house.desk, both, ClaimTask(house.task(case_id, "approve").id), house.now)


def test_the_rule_costs_no_statement(house: House) -> None:
    """Claiming is as many statements for somebody of whom the rule is asked as for somebody else."""

    def statements(who: Actor) -> int:
        case_id = house.to_approval()
        task = house.task(case_id, "approve")
        with Counted(house) as asked:
            try:
                claim_task(house.desk, who, ClaimTask(task.id), house.now)
            except RolesApart:
                asked.append("refused")
        assert "refused" in asked or house.task(case_id, "approve").assignee_id == who.id
        return len(asked)

    assert statements(Actor(house.people.suzuki.id, "鈴木", frozenset({"assessor", "decider"}))) <= statements(
        house.people.kato
    )


class Counted:
    """The statements that are carried out meanwhile."""

    def __init__(self, house: House) -> None:
        self.engine = house.store.engine
        self.asked: list[str] = []

    def __enter__(self) -> list[str]:
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self.asked

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, _c: Any, _k: Any, statement: str, *_more: Any) -> None:
        self.asked.append(statement)


@pytest.fixture(scope="module")
def meeting() -> Iterator[tuple[Stage, Any]]:
    with walked("grantee_10_revocation", "open_meeting") as found:
        yield found


def _claim(stage: Stage, who: Actor, task: str, now: datetime) -> None:
    claim_task(stage.desk, who, ClaimTask(task), now)


def _save(stage: Stage, who: Actor, task: str, now: datetime) -> None:
    save_typed(stage.desk, who, SaveTyped(task, {}), now)


def _complete(stage: Stage, who: Actor, task: str, now: datetime) -> None:
    complete_task(stage.desk, who, CompleteTask(task, {}), now)


def _upload(stage: Stage, who: Actor, task: str, now: datetime) -> None:
    upload_file(stage.desk, who, UploadFile(BytesIO(b"%PDF-1.7\n%%EOF\n"), "a.pdf", "x", task_id=task), now)


@pytest.mark.parametrize("deed", [_claim, _save, _complete, _upload])
def test_a_member_declares_before_they_act(
    meeting: tuple[Stage, Any], deed: Callable[[Stage, Actor, str, datetime], None]
) -> None:
    stage, entry = meeting
    member = stage.person("committee", 2)
    task = next(task for task in stage.open_tasks() if task.step == "open_meeting")
    assert member is not None
    with pytest.raises(DeclareFirst):
        deed(stage, member, task.id, entry.on)


TRAINED = "事故評価者研修"


@pytest.fixture
def trained(house: House) -> str:
    """A case whose first judgement asks for a qualification."""
    files = dict(folder_files(BUNDLES / "review"))
    plain = '<bpmn:userTask id="judge_1"'
    diagram = files["process.bpmn"].decode()
    assert plain in diagram
    files["process.bpmn"] = diagram.replace(plain, f'{plain} nintei:qualification="{TRAINED}"').encode()
    publish(house.store, "review", files, house.now + timedelta(minutes=1))
    case_id = house.open().case_id
    house.write(case_id)
    return case_id


def qualify(house: House, who: Actor, first: date, last: date | None) -> str:
    command = AddQualification(who.id, TRAINED, first, last, "修了証")
    return add_qualification(house.store, house.desk.keys, house.people.sasaki, command, house.now)


def tries(house: House, who: Actor, case_id: str) -> tuple[Callable[[], object], ...]:
    task, manager = house.task(case_id, "judge_1").id, house.people.sasaki
    return (
        lambda: reassign_task(house.desk, manager, ReassignTask(task, who.id, "空いている"), house.now),
        lambda: claim_task(house.desk, who, ClaimTask(task), house.now),
        lambda: complete_task(house.desk, who, CompleteTask(task, {"level": "1"}), house.now),
    )


@pytest.mark.parametrize("what", ["none", "over", "to come", "struck"])
def test_nobody_takes_a_task_without_its_qualification_today(house: House, trained: str, what: str) -> None:
    today, suzuki = local_date(house.now), house.people.suzuki
    if what == "over":
        qualify(house, suzuki, today - timedelta(days=9), today - timedelta(days=1))
    if what == "to come":
        qualify(house, suzuki, today + timedelta(days=1), None)
    if what == "struck":
        row = qualify(house, suzuki, today, None)
        strike_qualification(
            house.store, house.desk.keys, house.people.sasaki, StrikeQualification(row, "誤り"), house.now
        )
    for deed in tries(house, suzuki, trained):
        with pytest.raises(NotQualified, match=TRAINED):
            deed()
    assert house.task(trained, "judge_1").assignee_id is None


def test_only_those_who_may_take_a_task_are_offered_it(house: House, trained: str) -> None:
    """Qualified, of the role, not kept away, and not somebody who has done what keeps them apart."""
    today, task = local_date(house.now), house.task(trained, "judge_1").id
    for login in ("suzuki", "takahashi", "tanaka", "ito"):
        qualify(house, house.people[login], today, None)
    assert who_may_take(house.desk, task, today) == {
        house.people[login].id for login in ("suzuki", "takahashi", "tanaka")
    }
    declare_interest(
        house.store, house.desk.keys, house.people.tanaka, DeclareInterest(house.operator_id, "family"), house.now
    )
    house.complete(trained, "judge_2", house.people.takahashi, level="1")
    assert who_may_take(house.desk, task, today) == {house.people.suzuki.id}


def test_whoever_is_qualified_on_the_first_and_on_the_last_day_does_it(house: House, trained: str) -> None:
    today, suzuki = local_date(house.now), house.people.suzuki
    qualify(house, suzuki, today, today)
    for deed in tries(house, suzuki, trained):
        deed()


def test_temporary_members_sit_in_that_case_and_nowhere_else() -> None:
    """effect.seat_members of the shipped process, after two recusals have left too few."""
    steps = [entry for entry in read_story(incident(), "recusal_breaks_quorum").steps if isinstance(entry, Act)]
    naming = next(entry for entry in steps if entry.step == "name_members")
    with walked("recusal_breaks_quorum", "open_meeting") as (stage, entry):
        away = [stage.person("committee", number) for number in (2, 3)]
        for member in away:
            assert member is not None
            stage.recuse(member, entry.on)
        act(stage, entry)
        act(stage, naming)
        temporary = stage.person("promotion_committee", 1)
        assert temporary is not None
        with stage.desk.store.read() as unit:
            here = organs.sitting(unit, stage.case_id, None, local_date(naming.on))["committee"]
            elsewhere = organs.sitting(unit, "another case", None, local_date(naming.on))["committee"]
        assert (len(here.members), len(here.recused), len(here.able)) == (3, 2, 3)
        assert temporary.id in here.able and temporary.id not in elsewhere.able
        later = next(entry for entry in steps if entry.on > naming.on and entry.step == "convene_committee")
        act(stage, later)
        task = next(task for task in stage.open_tasks() if task.step == "open_meeting")
        stage.declare(temporary, later.on)
        claim_task(stage.desk, temporary, ClaimTask(task.id), later.on)


@pytest.mark.parametrize("organ", ["committee", "subcommittee"])
def test_somebody_is_seated_once_and_a_leaver_not_at_all(any_house: House, organ: str) -> None:
    house = any_house
    case_id, inoue = house.open().case_id, house.people.inoue
    with house.store.write() as unit:
        organs.seat(unit, case_id, organ, inoue.id, "a", house.now)
        organs.seat(unit, case_id, organ, inoue.id, "b", house.now)
        assert inoue.id in organs.sitting(unit, case_id, None, local_date(house.now))[organ].able
        assert organs.seats_of(unit, case_id, inoue.id) == {(inoue.id, organ)}
        people.update_user(unit, inoue.id, disabled_at=house.now)
        assert inoue.id not in organs.sitting(unit, case_id, None, local_date(house.now))[organ].able


def test_a_case_that_somebody_keeps_away_from_is_not_found_by_the_rule(house: House, seated: str) -> None:
    """Whoever has an interest is told nothing, not even the rule's reason: the case is not there."""
    declares(house, house.people.nakamura, seated, "interest", kind="adviser")
    with pytest.raises(NotFound):
        declares(house, house.people.nakamura, seated, "none")
