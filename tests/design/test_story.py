"""Stories, read: what cannot be one is a located problem, and words stay words."""

from __future__ import annotations

from pathlib import Path

import pytest
from storytelling import CHECKED, HEAD, bundle_with

from webapp.bundle.read import read_files, read_folder
from webapp.bundle.shape import BundleProblems
from webapp.design.story import Act, Wait, read_story

SHELF = Path(__file__).resolve().parents[2] / "processes"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD.replace("grantee", "king"), 2),
        (HEAD.replace("2026-04-03 10:00", "tomorrow"), None),
        (HEAD.replace("2026-04-03 10:00", "2026-02-30 10:00"), None),
        (HEAD.replace("who: intake", "who: nobody"), None),
        (f"{HEAD}steps: 3\n", 9),
        (f"{HEAD}expect: {{paths: []}}\n", 9),
        (f"{HEAD}steps:{CHECKED.replace('2026-04-06', '2026-04-02')}", None),
        (f"{HEAD}steps:{CHECKED}    refused: {{a: 1}}\n", None),
        ("title: {ja: 試し}\nstatus: grantee\n", None),
        ("- 1\n", None),
    ],
)
def test_a_story_that_cannot_be_read_is_a_located_problem(
    shelf: dict[str, dict[str, bytes]], text: str, line: int | None
) -> None:
    with pytest.raises(BundleProblems) as refusal:
        read_story(bundle_with(shelf, trial=text), "trial")

    problem = refusal.value.problems[0]
    assert problem.file == "scenarios/trial.yaml"
    assert line is None or problem.line == line
    assert problem.message.ja
    assert problem.message.en


@pytest.mark.parametrize("said", ["status: grantee", "others: [under_review]", "earlier: []"])
def test_a_case_about_no_operator_has_no_status(said: str) -> None:
    bundle = read_folder(SHELF / "regulator")
    story = read_story(bundle, "report_in_time")
    assert (story.status, story.others, story.earlier) == (None, (), ())

    told = bundle.files["scenarios/report_in_time.yaml"].decode() + f"\n{said}\n"
    bundle = read_files({**bundle.files, "scenarios/report_in_time.yaml": told.encode()}, "regulator")
    with pytest.raises(BundleProblems) as refusal:
        read_story(bundle, "report_in_time")

    (problem,) = refusal.value.problems
    assert said.partition(":")[0] in problem.message.ja
    assert "about no operator" in problem.message.pick("en")


def test_words_of_a_story_are_not_taken_for_truth_values(shelf: dict[str, dict[str, bytes]]) -> None:
    text = f"{HEAD}steps:\n  - {{on: 2026-04-06 11:00, who: decider 2, step: decide, answers: {{a: no, b: 12, c: true, d: 2026-04-01}}}}\n  - wait_until: 2026-04-07 00:00\n"

    story = read_story(bundle_with(shelf, trial=text), "trial")

    act, wait = story.steps
    assert isinstance(act, Act)
    assert isinstance(wait, Wait)
    assert act.answers == {"a": "no", "b": "12", "c": True, "d": "2026-04-01"}
    assert (act.who.role, act.who.number) == ("decider", 2)
