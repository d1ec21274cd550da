"""The body cannot take the committee's members away once it is at work (TPDMS-2210 4.1(3)): they, or their own, say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from letterwork import act, incident, walked

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.name_members import NameMembers, name_members
from webapp.cases.recuse import LiftRecusal, Recuse, lift_recusal, recuse
from webapp.design.sandbox import Stage
from webapp.design.story import Act, read_story
from webapp.model.actor import ROLES, Actor
from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers, NotAllowed, NotFound, OrganDecides, Refusal
from webapp.store import history, letters, organs

MANAGER = Actor("manager", "manager", frozenset({"manager"}))


def member(stage: Stage, number: int, organ: str = "committee") -> Actor:
    person = stage.person(organ, number)
    assert person is not None
    return person


def acts(name: str, *steps: str) -> list[Act]:
    told = [entry for entry in read_story(incident(), name).steps if isinstance(entry, Act)]
    return [next(entry for entry in told if entry.step == step) for step in steps]


def able(stage: Stage, now: datetime, organ: str = "committee") -> frozenset[str]:
    with stage.desk.store.read() as unit:
        return organs.sitting(unit, stage.case_id, None, local_date(now))[organ].able


@contextmanager
def at_own_action() -> Iterator[tuple[Stage, Act]]:
    with walked("against_the_advice", "own_action") as (stage, entry):
        yield stage, entry


def test_T43_no_manager_takes_a_member_out_of_the_committee_at_work() -> None:
    with at_own_action() as (stage, entry):
        for number in (1, 2, 3):
            away = Recuse(stage.case_id, member(stage, number).id, "利害関係")
            with pytest.raises(OrganDecides) as refused:
                recuse(stage.desk, MANAGER, away, entry.on)
            assert "認定委員会" in refused.value.message.ja and "committee" in refused.value.message.en
        assert len(able(stage, entry.on)) == 3
        act(stage, entry)
        assert "own_action" not in {task.step for task in stage.open_tasks()}


def test_T43_nobody_else_of_the_body_does_either() -> None:
    with at_own_action() as (stage, entry):
        for role in sorted(set(ROLES) - {"committee"}):
            staff = Actor(f"staff of {role}", role, frozenset({role}))
            with pytest.raises(Refusal):
                recuse(stage.desk, staff, Recuse(stage.case_id, member(stage, 1).id, "利害関係"), entry.on)
        assert len(able(stage, entry.on)) == 3


def test_T43_between_advice_and_decision_the_committee_is_kept_whole_too() -> None:
    """No task of the committee is open then; whoever would be taken away now would be missing at its own action."""
    with walked("against_the_advice", "decide") as (stage, entry):
        assert not any(task.role == "committee" for task in stage.open_tasks())
        with pytest.raises(OrganDecides):
            recuse(stage.desk, MANAGER, Recuse(stage.case_id, member(stage, 1).id, "利害関係"), entry.on)


def test_before_the_committee_is_asked_the_manager_keeps_somebody_away() -> None:
    with walked("against_the_advice", "convene_committee") as (stage, entry):
        one = member(stage, 1)
        recuse(stage.desk, MANAGER, Recuse(stage.case_id, one.id, "利害関係"), entry.on)
        assert one.id not in able(stage, entry.on)
        lift_recusal(stage.desk, MANAGER, LiftRecusal(stage.case_id, one.id, "誤り"), entry.on)
        assert one.id in able(stage, entry.on)


def test_a_member_keeps_away_by_their_own_word_and_by_that_of_the_committee() -> None:
    with at_own_action() as (stage, entry):
        first, second, third = (member(stage, number) for number in (1, 2, 3))
        recuse(stage.desk, third, Recuse(stage.case_id, third.id, "親族"), entry.on)
        stage.declare(first, entry.on)
        recuse(stage.desk, first, Recuse(stage.case_id, second.id, "取引がある"), entry.on)
        assert able(stage, entry.on) == {first.id}
        back = LiftRecusal(stage.case_id, second.id, "取引は終わっていた")
        with pytest.raises(OrganDecides):
            lift_recusal(stage.desk, MANAGER, back, entry.on)
        lift_recusal(stage.desk, first, back, entry.on)
        assert able(stage, entry.on) == {first.id, second.id}
        with pytest.raises(NotFound):
            recuse(stage.desk, third, Recuse(stage.case_id, first.id, "仕返し"), entry.on)


def test_a_member_who_has_not_declared_keeps_nobody_else_away() -> None:
    with walked("against_the_advice", "open_meeting") as (stage, entry), pytest.raises(OrganDecides):
        recuse(stage.desk, member(stage, 2), Recuse(stage.case_id, member(stage, 1).id, "x"), entry.on)


def test_an_organ_decides_about_its_own_members_only() -> None:
    with at_own_action() as (stage, entry):
        one = member(stage, 1)
        stage.declare(one, entry.on)
        for organ in ("secretariat", "subcommittee"):
            with pytest.raises(NotAllowed):
                recuse(stage.desk, one, Recuse(stage.case_id, member(stage, 1, organ).id, "x"), entry.on)


def test_somebody_seated_for_the_case_is_of_the_committee_there() -> None:
    with at_own_action() as (stage, entry):
        guest = member(stage, 1, "promotion_committee")
        with stage.desk.store.write() as unit:
            organs.seat(unit, stage.case_id, "committee", guest.id, "test", entry.on)
        with pytest.raises(OrganDecides):
            recuse(stage.desk, MANAGER, Recuse(stage.case_id, guest.id, "利害関係"), entry.on)
        stage.declare(guest, entry.on)
        recuse(stage.desk, guest, Recuse(stage.case_id, member(stage, 3).id, "利害関係"), entry.on)
        assert member(stage, 3).id not in able(stage, entry.on) and guest.id in able(stage, entry.on)


def test_T43_the_committee_is_made_able_to_act_on_its_own_where_recusals_have_left_it_too_few() -> None:
    """The member who is left asks; the promotion committee names; whoever was named may decide with them."""
    with at_own_action() as (stage, entry):
        for number in (2, 3):
            away = member(stage, number)
            recuse(stage.desk, away, Recuse(stage.case_id, away.id, "利害関係"), entry.on)
        act(stage, entry, action="members", told=None, acted_on=None, secrecy_checked=None, documents=None)
        named = acts("heard_after_changed", "name_own_members")[0]
        act(stage, named, entry.on)
        guest = member(stage, 1, "promotion_committee")
        assert able(stage, entry.on) == {member(stage, 1).id, guest.id}
        stage.declare(guest, entry.on)
        task = next(task for task in stage.open_tasks() if task.step == "own_action")
        answers = {"action": "none", "decided_on": entry.on.date().isoformat(), "reasons": "行動するまでのことはない。"}
        complete_task(stage.desk, guest, CompleteTask(task.id, answers), entry.on)
        assert "own_action" not in {task.step for task in stage.open_tasks()}


@pytest.mark.parametrize(
    ("story", "step"), [("against_the_advice", "own_action"), ("against_the_advice", "open_meeting")]
)
def test_T43_where_nobody_of_the_committee_is_left_the_promotion_committee_names_who_goes_on(
    story: str, step: str
) -> None:
    """No member is left who could ask; the body has no hand in it."""
    with walked(story, step) as (stage, entry):
        namer = member(stage, 1, "promotion_committee")
        named = NameMembers(stage.case_id, "committee", (namer.id,), "全員に利害関係がある。")
        with pytest.raises(NotFound):
            name_members(stage.desk, namer, named, entry.on)
        for number in (1, 2, 3):
            away = member(stage, number)
            recuse(stage.desk, away, Recuse(stage.case_id, away.id, "利害関係"), entry.on)
        with pytest.raises(NotAllowed):
            name_members(stage.desk, MANAGER, named, entry.on)
        name_members(stage.desk, namer, named, entry.on)
        assert able(stage, entry.on) == {namer.id}
        stage.declare(namer, entry.on)
        (task,) = [task for task in stage.open_tasks() if task.step == step]
        claim_task(stage.desk, namer, ClaimTask(task.id), entry.on)


def test_T43_a_quorum_that_broke_during_the_deliberation_carries_no_advice() -> None:
    """Two of the three who were present have left when the vote is recorded: too few are left for any meeting."""
    with walked("grantee_8_9_suspension", "committee_deliberation") as (stage, entry):
        for number in (2, 3):
            away = member(stage, number)
            recuse(stage.desk, away, Recuse(stage.case_id, away.id, "利害関係"), entry.on)
        act(stage, entry)
        assert {task.step for task in stage.open_tasks()} == {"name_members"}
        with stage.desk.store.read() as unit:
            (found,) = history.latest_determined(unit, stage.case_id, ["quorum_held"])
        assert found.outcome == "out_of_reach" and found.value["present"] == 1


def test_T43_with_too_few_of_those_present_left_the_committee_is_convened_again() -> None:
    with walked("grantee_8_9_suspension", "open_meeting") as (stage, entry):
        act(stage, entry, present=["committee 1", "committee 2"])
        away = member(stage, 2)
        recuse(stage.desk, away, Recuse(stage.case_id, away.id, "利害関係"), entry.on)
        deliberation = acts("grantee_8_9_suspension", "committee_deliberation")[0]
        act(stage, deliberation, votes_for="2")
        assert {task.step for task in stage.open_tasks()} == {"convene_committee"}


def test_T43_who_was_not_there_may_recuse_without_harm_to_the_quorum() -> None:
    with walked("grantee_8_9_suspension", "open_meeting") as (stage, entry):
        act(stage, entry, present=["committee 1", "committee 2"])
        away = member(stage, 3)
        recuse(stage.desk, away, Recuse(stage.case_id, away.id, "利害関係"), entry.on)
        act(stage, acts("grantee_8_9_suspension", "committee_deliberation")[0], votes_for="2")
        assert {task.step for task in stage.open_tasks()} == {"hearing_notice"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"votes_for": "900", "votes_against": "1000"}, "votes_for"),
        ({"votes_for": "2", "votes_against": "2"}, "votes_against"),
        ({"votes_for": "2", "votes_against": "1", "abstained": "1"}, "abstained"),
        ({"votes_for": "4", "votes_against": "0"}, "votes_for"),
    ],
)
def test_T43_a_vote_that_cannot_be_is_refused_beside_its_number(wrong: dict[str, str], field: str) -> None:
    """Three are present: no more vote."""
    with walked("grantee_8_9_suspension", "committee_deliberation") as (stage, entry):
        with pytest.raises(InvalidAnswers) as refused:
            act(stage, entry, **wrong)
        assert field in refused.value.problems
        act(stage, entry, votes_for="2", votes_against="1")
        assert "committee_deliberation" not in {task.step for task in stage.open_tasks()}


@pytest.mark.parametrize(
    "votes",
    [
        {"votes_for": "1", "votes_against": "2"},
        {"votes_for": "1", "votes_against": "1", "abstained": "1"},
        {"votes_for": "0", "votes_against": "0", "abstained": "3"},
    ],
)
def test_what_the_share_does_not_carry_is_kept_as_a_vote_and_is_no_advice(votes: dict[str, str]) -> None:
    """The share is an amount: the rule alone knows it, and says why the committee is convened again."""
    with walked("grantee_8_9_suspension", "committee_deliberation") as (stage, entry):
        act(stage, entry, **votes)
        assert {task.step for task in stage.open_tasks()} == {"convene_committee"}
        with stage.desk.store.read() as unit:
            (found,) = history.latest_determined(unit, stage.case_id, ["quorum_held"])
            made = {letter.step for letter in letters.letters_of(unit, stage.case_id)}
        assert found.value["carried"] is False
        assert "make_advice" not in made
