"""What ships is in order: check finds nothing, every story comes true through the verbs, every flow has a story.

All stories are played once, on SQLite; a handful on PostgreSQL.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from replaying import both

from handlers.registry import RULES
from webapp.bundle.read import read_folder
from webapp.design import scenario
from webapp.design.compare import differences
from webapp.design.sandbox import Sandbox, Stage
from webapp.design.scenario import Performance, play, play_in
from webapp.design.story import story_names
from webapp.engine import Engine
from webapp.model.actor import STAFF_ROLES
from webapp.model.advance import Snapshot
from webapp.model.bundle import Bundle
from webapp.store.scratch import Template
from webapp.store.unit import Store

SHELF = Path(__file__).resolve().parents[2] / "processes"
BUNDLES = [read_folder(folder) for folder in sorted(SHELF.iterdir()) if folder.is_dir()]
BODY = (SHELF / "body.toml").read_bytes()
ON_POSTGRES = (
    "against_the_advice",
    "grantee_8_9_suspension",
    "heard_after_revoked",
    "real_suspended_while_renewing",
    "recusal_breaks_quorum",
    "table_2_levels_8_9/under_review_9",
)
of_every_bundle = pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle.id)


@of_every_bundle
def test_check_finds_nothing(bundle: Bundle) -> None:
    assert Engine().check(bundle, RULES) == ()


@dataclass
class Told:
    """Every story of a process, played once; `again`: the state of each case at its end, as it is stored and as doing
    the case again from what is recorded comes to it."""

    performance: Performance
    again: list[tuple[Snapshot, Snapshot]]


@cache
def performed(process: str) -> Told:
    again: list[tuple[Snapshot, Snapshot]] = []

    def compare(stage: Stage, *more: Any) -> Any:
        again.append(both(replace(stage.desk, engine=Engine()), stage.case_id))
        return differences(stage, *more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scenario, "differences", compare)
        performance = play(next(bundle for bundle in BUNDLES if bundle.id == process), BODY, Engine(), RULES)
    return Told(performance, again)


@pytest.mark.xdist_group("stories")
@pytest.mark.parametrize(("process", "name"), [(one.id, name) for one in BUNDLES for name in story_names(one)])
def test_a_story_comes_true(process: str, name: str) -> None:
    (story,) = (story for story in performed(process).performance.stories if story.name == name)

    assert [(said.line, said.message.en) for said in story.mismatches] == []


@pytest.mark.xdist_group("stories")
@of_every_bundle
def test_every_flow_has_a_story(bundle: Bundle) -> None:
    performance = performed(bundle.id).performance

    assert performance.uncovered == ()
    assert performance.flows > 0


@pytest.mark.xdist_group("stories")
@of_every_bundle
def test_every_case_done_again_comes_to_its_own_state(bundle: Bundle) -> None:
    """Byte by byte: tokens, data, due times and the ids of tasks."""
    told = performed(bundle.id)

    assert len(told.again) >= sum(story.ok for story in told.performance.stories) > 0
    for stored, replayed in told.again:
        assert replayed == stored


class OnPostgres(Template):
    """A database of its own for one story, prepared and used as it is."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def copy(self) -> Store:
        return self.store


@pytest.mark.postgres
@pytest.mark.parametrize("name", ON_POSTGRES)
def test_a_story_comes_true_on_postgres_too(postgres_store: Store, name: str) -> None:
    incident = next(bundle for bundle in BUNDLES if bundle.id == "incident")

    performance = play_in(Sandbox(OnPostgres(postgres_store), incident, BODY, Engine(), RULES), [name])

    assert [(said.line, said.message.en) for story in performance.stories for said in story.mismatches] == []
    assert len(performance.stories) == 1


@of_every_bundle
def test_every_task_has_a_form_a_role_and_a_due_time(bundle: Bundle) -> None:
    tasks = [step for step in bundle.steps.values() if step.kind == "userTask"]

    assert [step.id for step in tasks if step.id not in bundle.forms] == []
    assert [step.id for step in tasks if step.role not in STAFF_ROLES] == []
    assert [step.id for step in tasks if not step.due] == []
    assert sorted(bundle.forms) == sorted([*(step.id for step in tasks), "start"])


@of_every_bundle
def test_everything_that_people_read_is_there_in_both_languages(bundle: Bundle) -> None:
    texts = {f"letter {letter.name}": [letter.title, *letter.paragraphs] for letter in bundle.letters.values()}
    for form in bundle.forms.values():
        texts[f"form {form.id}"] = [
            form.title,
            *([form.guidance] if form.guidance else []),
            *(text for field in form.fields for text in (field.label, field.hint) if text),
            *(
                text
                for field in form.fields
                for option in field.options
                for text in (option.label, option.guidance)
                if text
            ),
        ]
    texts["steps"] = [step.name for step in bundle.steps.values() if step.name.ja != step.id]

    half = [(where, text.ja) for where, found in texts.items() for text in found if not (text.ja and text.en)]
    assert half == []


@pytest.mark.parametrize("measure", [outcome.value for outcome in RULES["incident.measure"].outcomes])
def test_every_measure_has_its_letter(measure: str) -> None:
    incident = next(bundle for bundle in BUNDLES if bundle.id == "incident")

    assert measure in incident.letters
    assert "{measure}" in "".join(paragraph.ja for paragraph in incident.letters[measure].paragraphs)


def test_whoever_assessed_or_heard_a_case_does_not_decide_it() -> None:
    steps = next(bundle for bundle in BUNDLES if bundle.id == "incident").steps
    assessing = {step.id for step in steps.values() if step.role == "assessor" and step.kind == "userTask"}
    hearing = {step.id for step in steps.values() if step.role == "chair" and step.kind == "userTask"}

    for decision in ("decide", "set_period"):
        assert assessing | hearing <= set(steps[decision].excludes)
    assert "prepare_letter" in steps["approve_letter"].excludes
    assert steps["judge_cause_1"].blind == steps["judge_cause_2"].blind is not None
    assert steps["score_1"].blind == steps["score_2"].blind is not None
