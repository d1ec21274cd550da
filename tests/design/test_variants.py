"""One story told of several cases; what a story may say besides: the same answers again, further services, the words of
letters, a status that ends by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from storytelling import bundle_with, line_of

from webapp.bundle.shape import BundleProblems
from webapp.design.scenario import Performance, play
from webapp.design.story import Act, Entry, Story, read_story, story_names
from webapp.engine import Engine

TABLE = """
title: {ja: "<地位>の案件", en: "A case of a <status>"}
status: <status>
variants:
  columns: [地位, status, persons, complies, why, due]
  rows:
    held:    [付与事業者, grantee, 12, false, 点検がない, 2026-04-06]
    applied: [審査中事業者, under_review, null, null, null, 2026-04-06]
start:
  on: 2026-04-03 10:00
  who: intake
  answers:
    {title: <地位>の名簿の漏えい, received_on: 2026-04-03, how_known: operator_report, operator_knew_on: 2026-04-03,
     channel: email, final_within: 30, types: [leak], location: own, description: 名簿を送った。, affected_persons: <persons>}
steps:
  - {on: 2026-04-06 11:00, who: secretariat, step: check_completeness, answers: {result: complete}}
  - on: 2026-04-07 10:00
    who: assessor
    step: judge_cause_1
    answers: {cause: negligence, reason: 手順がない, complies: <complies>, complies_reason: <why>}
  - {on: 2026-04-07 11:00, who: assessor 2, step: judge_cause_2, like: judge_cause_1, answers: {reason: 点検がない}}
expect:
  due: {check_completeness: <due>}
  service: {status: <status>}
  open: [agree_cause]
"""
REPORTED = """
title: {ja: 試し, en: A trial}
status: grantee
others: [under_review, prospective]
start:
  on: 2026-04-03 10:00
  who: intake
  answers:
    {title: 名簿の漏えい, received_on: 2026-04-03, how_known: operator_report, operator_knew_on: 2026-04-03,
     channel: email, final_within: 30, types: [leak], location: own, description: 名簿を送った。}
steps:
"""


@pytest.fixture
def told(engine: Engine, shelf: dict[str, dict[str, bytes]], rules: dict[str, Any]) -> Any:
    def tell(text: str) -> Performance:
        return play(bundle_with(shelf, trial=text), shelf["body"]["body.toml"], engine, rules)

    return tell


def wrong(performance: Performance) -> list[tuple[str, int | None, str]]:
    return [(story.name, said.line, said.message.en) for story in performance.stories for said in story.mismatches]


def test_each_line_of_the_table_is_a_story_by_its_own_name(told: Any) -> None:
    performance = told(TABLE)

    assert wrong(performance) == []
    assert [(story.name, story.title.ja) for story in performance.stories] == [
        ("trial/held", "付与事業者の案件"),
        ("trial/applied", "審査中事業者の案件"),
    ]


def test_the_variant_that_does_not_come_true_is_named_with_the_line_of_the_story(told: Any) -> None:
    text = TABLE.replace("null, null, null, 2026-04-06", "null, null, null, 2026-04-07")

    assert wrong(told(text)) == [
        (
            "trial/applied",
            line_of(text, "due: {"),
            "due.check_completeness: expected “2026-04-07”, found “2026-04-06”.",
        ),
    ]


def test_a_value_keeps_its_kind_and_an_empty_answer_is_left_out(shelf: dict[str, dict[str, bytes]]) -> None:
    bundle = bundle_with(shelf, trial=TABLE)
    held, applied = read_story(bundle, "trial/held"), read_story(bundle, "trial/applied")

    assert story_names(bundle) == ("trial/held", "trial/applied")
    assert held.start.answers["affected_persons"] == "12"
    assert "affected_persons" not in applied.start.answers
    assert said(held, "judge_cause_1")["complies"] is False
    assert said(applied, "judge_cause_1") == {"cause": "negligence", "reason": "手順がない"}


def test_the_same_answers_again_with_one_of_them_different(shelf: dict[str, dict[str, bytes]]) -> None:
    held = read_story(bundle_with(shelf, trial=TABLE), "trial/held")

    assert said(held, "judge_cause_2") == {**said(held, "judge_cause_1"), "reason": "点検がない"}


def said(story: Story, step: str) -> Mapping[str, Any]:
    return next(entry.answers for entry in story.steps if isinstance(entry, Act) and entry.step == step)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("<due>", "<dew>", "dew"),
        ("[付与事業者, grantee, 12, false, 点検がない, 2026-04-06]", "[付与事業者, grantee]", "6 values"),
        ("    held: ", "    上の:  ", "letters"),
        ("columns: [地位, status, persons, complies, why, due]", "columns: 3", "list"),
        ("like: judge_cause_1", "like: score_1", "like"),
        ("  columns:", "  colums:", "colums"),
    ],
)
def test_a_table_that_cannot_be_used_is_a_located_problem_in_both_languages(
    shelf: dict[str, dict[str, bytes]], was: str, becomes: str, says: str
) -> None:
    bundle = bundle_with(shelf, trial=TABLE.replace(was, becomes))

    with pytest.raises(BundleProblems) as refusal:
        read_story(bundle, story_names(bundle)[0])

    assert any(says in problem.message.en and problem.message.ja for problem in refusal.value.problems)
    assert {problem.file for problem in refusal.value.problems} == {"scenarios/trial.yaml"}


@pytest.mark.parametrize(
    "table", ["variants: 3", "variants: {columns: [a], rows: {}}", "variants: {columns: [a], rows: 1}"]
)
def test_a_table_without_a_line_fails_instead_of_passing_unplayed(told: Any, table: str) -> None:
    performance = told(REPORTED.replace("others:", f"{table}\nothers:") + "  []\n")

    assert [(story.name, story.ok) for story in performance.stories] == [("trial", False)]


def test_further_services_get_cases_of_their_own_whose_path_is_not_the_storys(told: Any) -> None:
    text = f"""{REPORTED}  - on: 2026-04-06 11:00
    who: secretariat
    step: check_completeness
    answers: {{result: complete, standings: [service 2]}}
expect:
  path: [report_received, obtain_begins, regulator_dues, timeliness, report_obtained, report_check_begins, in_scope,
         check_completeness, report_complete, open_related, cause_begins]
  related:
    service 2: {{status: under_review, open: [check_completeness], told: 0}}
"""
    assert wrong(told(text)) == []
    missed = text.replace("told: 0", "told: 1").replace("status: under_review, open", "status: grantee, open")
    assert len(wrong(told(missed))) == 2
    other = wrong(told(text.replace("    service 2:", "    service 3:")))
    assert {line for _, line, _ in other} == {line_of(text, "related:")}


def test_the_words_of_a_letter_are_looked_for(told: Any) -> None:
    asked = f"""{REPORTED}  - on: 2026-04-06 11:00
    who: secretariat
    step: check_completeness
    answers: {{result: incomplete, missing: 人数}}
  - on: 2026-04-07 11:00
    who: secretariat
    step: request_supplement
    answers: {{letter_date: 2026-04-07, addressee: 個人情報保護管理者, request: 人数を示してください。}}
expect:
"""
    right = asked + "  wording: {request_supplement: [人数を示してください。, 名簿の漏えい]}\n"
    poor = asked + "  wording: {request_supplement: 年齢を示してください。, reinstatement: 再開}\n"

    assert wrong(told(right)) == []
    assert [line for _, line, _ in wrong(told(poor))] == [line_of(poor, "wording:")] * 2


@pytest.mark.parametrize("wording", ["[再開]", "再開", "{request_supplement: }", "{request_supplement: [{a: b}]}"])
def test_words_that_name_no_letter_or_no_phrase_are_a_difference(told: Any, wording: str) -> None:
    text = f"{REPORTED}  []\nexpect:\n  wording: {wording}\n"

    assert [line for _, line, _ in wrong(told(text))] == [line_of(text, "wording:")]


def test_a_status_may_end_while_the_case_goes_on(told: Any, shelf: dict[str, dict[str, bytes]]) -> None:
    text = f"{REPORTED}  - {{on: 2026-04-05 00:00, status: prospective}}\nexpect:\n  service: {{status: prospective, from: 2026-04-05}}\n"

    assert wrong(told(text)) == []
    entry = read_story(bundle_with(shelf, trial=text), "trial").steps[0]
    assert isinstance(entry, Entry)
    with pytest.raises(BundleProblems):
        read_story(
            bundle_with(shelf, trial=text.replace("status: prospective}\nexpect", "status: gone}\nexpect")), "trial"
        )
