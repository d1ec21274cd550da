"""The committee's own evidence (TPDMS-2210 4.1(3)): asked for by one member, checked for secrets by another; the body neither
sees what is asked for nor stands in its way."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from letterwork import act, walked

from webapp.archive.verify import verify
from webapp.cases.ask_evidence import AskEvidence, Recipient, ask_evidence
from webapp.cases.check_evidence import CheckEvidence, check_evidence, mark_of
from webapp.cases.collect import PARTS, Wanted, collect
from webapp.cases.take_evidence import TakeEvidence, take_evidence
from webapp.design.sandbox import Stage
from webapp.model.actor import ROLES, Actor
from webapp.model.facts import CaseFacts, EvidenceFacts
from webapp.model.may import Reach, may
from webapp.model.refusals import (
    DeclareFirst,
    EvidenceMoved,
    EvidenceSettled,
    InvalidAnswers,
    NoOwnAction,
    NotAllowed,
    NotFound,
    OwnCheck,
)
from webapp.store import archives, cases, evidence, history
from webapp.store import verify as chains
from webapp.store.evidence import EvidenceRow
from webapp.store.reads.audit import Wanted as Deeds
from webapp.store.reads.audit import audit_page

SECRET = "委託先との共有設定を誰も点検していなかった。"  # of a business, in the story


At = tuple[Stage, datetime, tuple[Actor, Actor]]


@pytest.fixture(scope="module")
def committee() -> Iterator[At]:
    """The committee at its own step, with two of its members who have declared. Each test asks anew."""
    with walked("against_the_advice", "own_action") as (stage, entry):
        yield stage, entry.on, declared(stage, entry.on)


def declared(stage: Stage, now: datetime) -> tuple[Actor, Actor]:
    first, second = stage.person("committee", 1), stage.person("committee", 2)
    assert first is not None and second is not None
    stage.declare(first, now)
    stage.declare(second, now)
    return first, second


def wish(stage: Stage, **other: Any) -> AskEvidence:
    asked: dict[str, Any] = {
        "recipients": (Recipient("authority", "個人情報保護委員会"),),
        "reason": "是正が確かめられていない。",
        "parts": frozenset(PARTS),
        "left_out": {},
    }
    return AskEvidence(stage.case_id, **{**asked, **other})


def row(stage: Stage, evidence_id: str) -> EvidenceRow:
    with stage.desk.store.read() as unit:
        found = evidence.one(unit, evidence_id)
    assert found is not None
    return found


def content(stage: Stage, archive_id: str) -> bytes:
    with stage.desk.store.read() as unit:
        return b"".join(archives.content(unit, archive_id))


def verbs(stage: Stage) -> list[str]:
    with stage.desk.store.read() as unit:
        return [entry.verb for entry in history.history_of(unit, stage.case_id)]


def revision(stage: Stage) -> int:
    with stage.desk.store.read() as unit:
        case = cases.case(unit, stage.case_id)
    assert case is not None
    return case.revision


def test_T43_two_members_make_evidence_that_is_noted_at_their_step_and_in_the_audit(committee: At) -> None:
    stage, now, (first, second) = committee
    asked = ask_evidence(stage.desk, first, wish(stage), now)
    archive_id = check_evidence(stage.desk, second, CheckEvidence(stage.case_id, asked, agree=True), now)
    assert archive_id is not None
    taken = take_evidence(stage.desk, first, TakeEvidence(stage.case_id, asked), now)
    found = row(stage, asked)
    assert (found.standing, found.asked_by, found.checked_by) == ("made", first.id, second.id)
    assert found.recipients == [{"kind": "authority", "name": "個人情報保護委員会"}]
    bytes_ = content(stage, archive_id)
    verdict = verify(io.BytesIO(bytes_), taken.hash)
    assert verdict.differences == () and verdict.told is not None
    assert verdict.told["recipients"] == ["個人情報保護委員会（関係行政機関）"]
    with stage.desk.store.read() as unit:
        line = history.history_of(unit, stage.case_id)[-1]
        deeds = audit_page(unit, Reach(everything=True), Deeds(), 1).deeds
        assert [one.by for one in archives.made_in(unit, stage.case_id)[archive_id].takings] == [first.id]
        assert chains.verify(unit, stage.desk.keys) == []
    assert (line.verb, line.step, line.detail["hash"]) == ("evidence_made", "own_action", taken.hash)
    made = next(deed for deed in deeds if deed.verb == "make_evidence")
    assert (made.detail["hash"], made.detail["asked_by"], made.actor.ja) == (taken.hash, first.id, second.name)
    assert "take_evidence" in {deed.verb for deed in deeds}


def test_T43_until_it_is_made_nothing_tells_the_body_that_it_was_asked_for(committee: At) -> None:
    stage, now, (first, second) = committee
    before, seen = verbs(stage), revision(stage)
    asked = ask_evidence(stage.desk, first, wish(stage), now)
    back = CheckEvidence(stage.case_id, asked, agree=False, reason="宛先を確かめてほしい。")
    assert check_evidence(stage.desk, second, back, now) is None
    assert verbs(stage) == before and revision(stage) == seen
    with stage.desk.store.read() as unit:
        assert not {deed.verb for deed in audit_page(unit, Reach(everything=True), Deeds(), 1).deeds} & {
            "ask_evidence",
            "check_evidence",
        }
    assert (row(stage, asked).standing, row(stage, asked).check_reason) == ("sent_back", "宛先を確かめてほしい。")


def test_T43_nobody_of_the_body_asks_checks_or_takes(committee: At) -> None:
    stage, now, (first, second) = committee
    asked = ask_evidence(stage.desk, first, wish(stage), now)
    check_evidence(stage.desk, second, CheckEvidence(stage.case_id, asked, agree=True), now)
    for role in sorted(set(ROLES) - {"committee"}):
        staff = Actor(f"staff of {role}", role, frozenset({role}))
        for deed in (
            lambda staff=staff: ask_evidence(stage.desk, staff, wish(stage), now),
            lambda staff=staff: check_evidence(stage.desk, staff, CheckEvidence(stage.case_id, asked, True), now),
            lambda staff=staff: take_evidence(stage.desk, staff, TakeEvidence(stage.case_id, asked), now),
        ):
            with pytest.raises((NotAllowed, NotFound, DeclareFirst)):
                deed()


def test_T43_whoever_asks_does_not_check_and_nothing_is_checked_twice(committee: At) -> None:
    stage, now, (first, second) = committee
    asked = ask_evidence(stage.desk, first, wish(stage), now)
    agree = CheckEvidence(stage.case_id, asked, agree=True)
    with pytest.raises(OwnCheck):
        check_evidence(stage.desk, first, agree, now)
    with pytest.raises(InvalidAnswers):
        check_evidence(stage.desk, second, CheckEvidence(stage.case_id, asked, agree=False, reason=" "), now)
    check_evidence(stage.desk, second, agree, now)
    for late in (agree, CheckEvidence(stage.case_id, asked, agree=False, reason="遅い")):
        with pytest.raises(EvidenceSettled):
            check_evidence(stage.desk, second, late, now)


def test_T43_the_check_leaves_out_more_and_never_less(committee: At) -> None:
    stage, now, (first, second) = committee
    left_out = {"answer:agree_cause.reason": "secret", "answer:judge_cause_1.reason": "secret"}
    asked = ask_evidence(stage.desk, first, wish(stage, left_out=left_out), now)
    also = {"answer:judge_cause_2.reason": "secret", "answer:agree_cause.reason": ""}
    command = CheckEvidence(stage.case_id, asked, agree=True, left_out={k: v for k, v in also.items() if v})
    archive_id = check_evidence(stage.desk, second, command, now)
    assert archive_id is not None
    assert SECRET.encode() not in content(stage, archive_id)
    assert set(row(stage, asked).left_out) == {*left_out, "answer:judge_cause_2.reason"}


def test_T43_what_changed_since_it_was_looked_at_is_looked_at_again_but_a_claim_delays_nothing(committee: At) -> None:
    stage, now, (first, second) = committee
    asked = ask_evidence(stage.desk, first, wish(stage), now)
    wanted = Wanted(stage.case_id, frozenset(PARTS), {})
    with stage.desk.store.read() as unit:
        old = mark_of(collect(stage.desk, unit, second, wanted, now))
    with pytest.raises(EvidenceMoved):
        check_evidence(stage.desk, second, CheckEvidence(stage.case_id, asked, agree=True, seen=f"{old}0"), now)
    assert row(stage, asked).standing == "asked"


def test_T43_it_is_asked_for_while_the_committee_acts_and_taken_afterwards_too() -> None:
    with walked("against_the_advice", "own_action") as (stage, entry):
        first, second = declared(stage, entry.on)
        undeclared = Actor("new", "new", frozenset({"committee"}))
        with pytest.raises(DeclareFirst):
            ask_evidence(stage.desk, undeclared, wish(stage), entry.on)
        asked = ask_evidence(stage.desk, first, wish(stage), entry.on)
        act(stage, entry)
        with pytest.raises(NoOwnAction):
            ask_evidence(stage.desk, first, wish(stage), entry.on)
        check_evidence(stage.desk, second, CheckEvidence(stage.case_id, asked, agree=True), entry.on)
        assert take_evidence(stage.desk, second, TakeEvidence(stage.case_id, asked), entry.on).size > 0


def test_T43_what_is_missing_is_named(committee: At) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"recipients": ()}, "recipients"),
        ({"recipients": (Recipient("friend", "だれか"),)}, "recipients"),
        ({"recipients": (Recipient("authority", " "),)}, "recipients"),
        ({"reason": ""}, "reason"),
        ({"parts": frozenset()}, "parts"),
        ({"left_out": {"answer:start.title": "because"}}, "left_out"),
    ]
    stage, now, (first, _) = committee
    for other, named in wrong:
        with pytest.raises(InvalidAnswers) as refused:
            ask_evidence(stage.desk, first, wish(stage, **other), now)
        assert set(refused.value.problems) == {named}


def test_T43_a_member_who_is_also_of_the_office_gets_no_more_than_the_committee(committee: At) -> None:
    stage, now, (first, second) = committee
    both = Actor(first.id, first.name, first.roles | {"secretariat", "manager"})
    asked = ask_evidence(stage.desk, both, wish(stage), now)
    archive_id = check_evidence(stage.desk, second, CheckEvidence(stage.case_id, asked, agree=True), now)
    assert archive_id is not None
    verdict = verify(io.BytesIO(content(stage, archive_id)))
    assert verdict.told is not None
    assert "委員に示されなかった資料" in {one["what"] for one in verdict.told["left_out"]}


def test_T43_a_member_who_keeps_away_meets_none_of_it(committee: At) -> None:
    stage, now, (first, _) = committee
    third = stage.person("committee", 3)
    assert third is not None
    stage.declare(third, now)
    asked = ask_evidence(stage.desk, first, wish(stage), now)
    stage.recuse(third, now)
    for deed in (
        lambda: ask_evidence(stage.desk, third, wish(stage), now),
        lambda: check_evidence(stage.desk, third, CheckEvidence(stage.case_id, asked, agree=True), now),
        lambda: take_evidence(stage.desk, third, TakeEvidence(stage.case_id, asked), now),
    ):
        with pytest.raises(NotFound):
            deed()


def test_T43_a_temporary_member_of_the_committee_asks_and_checks_too() -> None:
    seated = Actor("seated", "seated", frozenset({"promotion_committee"}))
    case = CaseFacts("x", seats=frozenset({("seated", "committee")}), declared=frozenset({"seated"}))
    for facts, asks, checks in (
        (EvidenceFacts(case, "committee", acts=True), True, False),
        (EvidenceFacts(case, "committee", by="another"), False, True),
        (EvidenceFacts(case, "committee", acts=True, by="seated"), True, False),
        (EvidenceFacts(CaseFacts("x", declared=frozenset({"seated"})), "committee", True, "another"), False, False),
        (EvidenceFacts(case, None, acts=True, by="another"), False, False),
    ):
        assert (may(seated, "ask", "evidence", facts), may(seated, "check", "evidence", facts)) == (asks, checks)
