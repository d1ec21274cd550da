"""Stories: what does not come true is named by story, line, what was expected and what was found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from casework import People
from drafting import broken
from storytelling import ASKED, CHECKED, HEAD, bundle_with, line_of

from webapp.bundle.read import read_files
from webapp.cases.desk import Desk
from webapp.design.coverage import covered_flows, drawn
from webapp.design.run_scenario import run_scenario
from webapp.design.save_draft import SaveDraft, save_draft
from webapp.design.scenario import Performance, Played, play
from webapp.engine import Engine
from webapp.model.advance import EngineFault
from webapp.model.refusals import CheckFailed
from webapp.model.text import Text
from webapp.store.design import DraftRow


@pytest.fixture
def told(engine: Engine, shelf: dict[str, dict[str, bytes]], rules: dict[str, Any]) -> Any:
    """Plays one story given as text."""

    def tell(text: str) -> Played:
        performance = play(bundle_with(shelf, trial=text), shelf["body"]["body.toml"], engine, rules)
        return performance.stories[0]

    return tell


def only(played: Played, line: int, *parts: str) -> None:
    """There is one mismatch, on that line, which says the parts in both languages."""
    (mismatch,) = played.mismatches
    assert mismatch.file == "scenarios/trial.yaml"
    assert mismatch.line == line
    for part in parts:
        assert part in mismatch.message.ja
        assert part in mismatch.message.en


def test_a_story_that_comes_true_says_nothing(told: Any) -> None:
    text = f"""{HEAD}steps:{CHECKED}expect:
  tasks: {{check_completeness: secretariat, judge_cause_1: assessor}}
  due: {{check_completeness: 2026-04-06, judge_cause_1: 2026-04-13}}
  letters: []
  service: {{status: grantee}}
  open: [judge_cause_2, judge_cause_1]
"""
    played = told(text)

    assert played.mismatches == ()
    assert played.ok


@pytest.mark.parametrize(
    ("entry", "expected", "found"),
    [
        ("path: [report_received, decide]", "path[2]", "decide"),
        ("path: [decide]", "decide", "report_received"),
        ("tasks: {check_completeness: intake}", "intake", "secretariat"),
        ("due: {judge_cause_1: 2026-04-14}", "2026-04-14", "2026-04-13"),
        ("letters: [CAUTION_LETTER]", "CAUTION_LETTER", "letters[1]"),
        ("service: {status: revoked}", "revoked", "grantee"),
        ("open: [judge_cause_1]", "judge_cause_1", "judge_cause_1, judge_cause_2"),
        ("end: ended_continued", "ended_continued", "end"),
        ("determinations: {measure: {outcome: NO_MEASURE}}", "determinations.measure.outcome", "NO_MEASURE"),
    ],
)
def test_a_difference_names_line_expected_and_found(told: Any, entry: str, expected: str, found: str) -> None:
    text = f"{HEAD}steps:{CHECKED}expect:\n  {entry}\n"

    only(told(text), line_of(text, entry), expected, found)


def test_a_task_that_is_not_open_names_those_that_are(told: Any) -> None:
    text = f"""{HEAD}steps:
  - {{on: 2026-04-06 11:00, who: decider, step: decide, answers: {{}}}}
"""
    only(told(text), line_of(text, "- {on"), "decide", "check_completeness")


def test_a_refusal_that_was_not_expected_is_told_in_its_words(told: Any) -> None:
    wrong_role = f"""{HEAD}steps:
  - {{on: 2026-04-06 11:00, who: chair, step: check_completeness, answers: {{result: complete}}}}
"""
    wrong_answer = f"""{HEAD}steps:
  - {{on: 2026-04-06 11:00, who: secretariat, step: check_completeness, answers: {{result: perhaps}}}}
"""
    only(told(wrong_role), line_of(wrong_role, "- {on"), "check_completeness")
    only(told(wrong_answer), line_of(wrong_answer, "- {on"), "InvalidAnswers", "result")


def test_an_expected_refusal_leaves_the_case_as_it_is(told: Any) -> None:
    text = f"""{HEAD}steps:
  - {{on: 2026-04-06 10:00, who: secretariat, step: check_completeness, answers: {{}}, refused: [result]}}
{CHECKED}  - on: 2026-04-07 10:00
    who: assessor
    step: judge_cause_1
    answers: &open {{cause: negligence, reason: 手順がない, complies: false, complies_reason: 手順がない}}
  - on: 2026-04-07 11:00
    who: assessor
    step: judge_cause_2
    answers: {{cause: negligence, reason: 手順がない, complies: false, complies_reason: 手順がない}}
    refused: SamePerson
expect:
  open: [judge_cause_2]
""".replace("&open ", "")
    assert told(text).mismatches == ()


@pytest.mark.parametrize("refused", ["[missing]", "SamePerson", "[result, title]"])
def test_a_refusal_of_another_kind_is_a_difference(told: Any, refused: str) -> None:
    text = f"""{HEAD}steps:
  - {{on: 2026-04-06 10:00, who: secretariat, step: check_completeness, answers: {{}}, refused: {refused}}}
"""
    only(told(text), line_of(text, "- {on"), "InvalidAnswers")


def test_a_refusal_that_does_not_come_is_a_difference(told: Any) -> None:
    text = f"{HEAD}steps:{CHECKED}    refused: SamePerson\n"

    only(told(text), line_of(text, "- on"), "SamePerson")


def test_timers_fire_at_their_own_time_while_nobody_does_anything(told: Any) -> None:
    before = f"{HEAD}steps:{ASKED}  - wait_until: 2026-04-21 10:59\nexpect:\n  open: [receive_supplement]\n"
    after = f"{HEAD}steps:{ASKED}  - wait_until: 2026-05-30 09:00\nexpect:\n  open: [note_no_supplement]\n  due: {{note_no_supplement: 2026-04-24}}\n"

    assert told(before).mismatches == ()
    assert told(after).mismatches == ()


def test_a_timer_that_fails_is_a_difference_and_no_crash(
    shelf: dict[str, dict[str, bytes]], rules: dict[str, Any]
) -> None:
    class Sleeper(Engine):
        def wake(self, *arguments: Any) -> Any:
            raise EngineFault("expression", Text("目覚めません。", "It does not wake."), "supplement_late", "asleep")

    text = f"{HEAD}steps:{ASKED}  - wait_until: 2026-05-30 09:00\n"
    played = play(bundle_with(shelf, trial=text), None, Sleeper(), rules).stories[0]

    only(played, line_of(text, "- wait_until"), "asleep")


def test_each_role_has_three_people(told: Any) -> None:
    text = f"{HEAD}steps:{CHECKED.replace('secretariat', 'secretariat 4')}"

    only(told(text), line_of(text, "- on"), "secretariat 4")


def test_a_rule_that_fails_shows_as_the_fault_that_it_is(
    engine: Engine, shelf: dict[str, dict[str, bytes]], rules: dict[str, Any]
) -> None:
    from dataclasses import replace

    def fail(_inputs: object, _law: object) -> Any:
        raise ZeroDivisionError

    poor = rules | {"incident.level": replace(rules["incident.level"], function=fail)}
    name = "grantee_force_majeure"
    files = {f: raw for f, raw in shelf["incident"].items() if not f.startswith("scenarios/") or name in f}

    performance = play(read_files(files, "incident"), shelf["body"]["body.toml"], engine, poor)

    (mismatch,) = performance.stories[0].mismatches
    assert "CaseFaulted" in mismatch.message.en
    assert "ZeroDivisionError" in mismatch.message.en


def test_a_story_that_cannot_be_read_fails_and_the_others_are_played(
    engine: Engine, shelf: dict[str, dict[str, bytes]], rules: dict[str, Any]
) -> None:
    bundle = bundle_with(shelf, bad=HEAD.replace("grantee", "king"), good=HEAD)

    performance = play(bundle, None, engine, rules)

    assert [(story.name, story.ok) for story in performance.stories] == [("bad", False), ("good", True)]


def test_of_a_choice_only_the_flow_taken_is_covered(shelf: dict[str, dict[str, bytes]]) -> None:
    diagram = drawn(bundle_with(shelf))
    passed = [
        "hearing_required",
        "hearing_choice",
        "hearing_question_answered",
        "hearing_wanted",
        "hearing",
        "decision",
    ]

    covered = covered_flows(diagram, passed)

    assert "flow_hearing_required_hearing_choice" in covered
    assert "flow_hearing_wanted_hearing" in covered
    assert "flow_hearing_required_hearing_question_answered" not in covered
    assert "flow_hearing_wanted_decision" not in covered


def test_a_flow_to_where_the_case_waits_is_covered(shelf: dict[str, dict[str, bytes]]) -> None:
    diagram = drawn(bundle_with(shelf))
    ways = diagram.into("cause")
    (first,) = diagram.out("cause_begins")

    assert {into.source for into in ways} == {"open_related", "decided"}
    for into in ways:
        covered = covered_flows(diagram, [into.source, "cause_begins", first.target])

        assert first.id in covered
        assert covered & {way.id for way in ways} == {into.id}


def test_the_stories_of_a_draft_are_played_and_nothing_is_changed(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    stories = {f"scenarios/{name}.yaml" for name in house.bundle(str(draft.base_version)).scenarios}
    changed = {"scenarios/trial.yaml": f"{HEAD}expect: {{end: ended_continued}}\n".encode()}
    saved = save_draft(house, people.yoshida, SaveDraft(draft.id, 1, changed, frozenset(stories)), now)

    performance = run_scenario(house, people.yamada, saved.id)

    assert isinstance(performance, Performance)
    assert [(story.name, story.ok) for story in performance.stories] == [("trial", False)]
    save_draft(house, people.yoshida, SaveDraft(draft.id, saved.revision, broken(draft)), now)
    with pytest.raises(CheckFailed):
        run_scenario(house, people.yamada, draft.id)
