"""Every story that ships, taken through the engine alone: real diagram, real rules, no verbs and no database.

When a story fails through the verbs but not here, the fault lies above the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from handlers.determination import Determination
from handlers.registry import RULES
from webapp.bundle.body import read_body
from webapp.bundle.law import law_from
from webapp.bundle.read import read_folder
from webapp.cases.sitting import COUNTED
from webapp.design.sandbox import OF_EACH_ROLE
from webapp.design.story import STATUSES, Act, Entry, Leave, Story, Wait, read_story, story_names
from webapp.engine import Engine, Program
from webapp.model.advance import Advance, Consulted, Effect
from webapp.model.bundle import Bundle
from webapp.model.clock import local_date

SHELF = Path(__file__).resolve().parents[2] / "processes"
PROCESSES = sorted(path.parent.name for path in SHELF.glob("*/process.bpmn"))
LEFT_OUT = ("Gateway", "subProcess")
ROWS = {
    ("10",): ("REVOKE_GRANT", "TERMINATE_REVIEW", "BAR"),
    ("8", "9"): ("SUSPEND_GRANT", "HALT_REVIEW", "BAR"),
    ("6", "7"): ("RECOMMENDATION_LETTER", "CONTINUE_REVIEW", "MAY_APPLY"),
    ("1", "2", "3", "4", "5"): ("CAUTION_LETTER", "CONTINUE_REVIEW", "MAY_APPLY"),
    ("0",): ("NO_MEASURE", "CONTINUE_REVIEW", "MAY_APPLY"),
}
"""Table 2 of TPDMS-2210 4.3: levels -> the measure for grantees, those under review, those who think of applying."""
TABLE_2 = {
    (status, level, measure)
    for levels, measures in ROWS.items()
    for level in levels
    for status, measure in zip(STATUSES, measures, strict=True)
}


@cache
def shipped(process: str) -> tuple[Bundle, Engine, Program]:
    bundle = read_folder(SHELF / process)
    engine = Engine()
    return bundle, engine, engine.compile(bundle, RULES)


STORIES = [(process, name) for process in PROCESSES for name in story_names(shipped(process)[0])]


def earlier_case(number: int, act: Act) -> dict[str, Any]:
    """A case that was opened before, as the store tells of it."""
    day = act.answers.get("occurred_on") or act.answers["received_on"]
    return {"id": f"INC-{act.on.year}-{number:04d}", "date": day, "operator": None}


class Playing:
    """One case on the engine, with everything that it did."""

    def __init__(self, process: str, story: Story) -> None:
        self.bundle, self.engine, self.program = shipped(process)
        self.status = story.status
        self.recused = [*story.recused]
        self.earlier = [earlier_case(number, act) for number, act in enumerate(story.earlier, start=1)]
        self.passed: list[str] = []
        self.effects: list[Effect] = []
        self.consulted: list[Consulted] = []
        self.now = story.start.on
        self.advance = self._note(
            self.engine.start(self.program, self._data("start", story.start.answers), self.now, self._consult)
        )

    def act(self, act: Act) -> None:
        self._until(act.on)
        waiting = {wait.step: wait.id for wait in self.advance.waits if wait.kind == "task"}
        assert act.step in waiting, f"line {act.line}: {act.step} is not open, but {sorted(waiting)}"
        self.advance = self._note(
            self.engine.complete(
                self.program,
                self.advance.snapshot,
                waiting[act.step],
                self._data(act.step, act.answers),
                self.now,
                self._consult,
            )
        )

    def wait(self, wait: Wait) -> None:
        self._until(wait.until)

    def _until(self, moment: datetime) -> None:
        self.now = moment
        if any(timer.due_at <= moment for timer in self.advance.timers):
            self.advance = self._note(
                self.engine.wake(self.program, self.advance.snapshot, self._case(), moment, self._consult)
            )

    def _case(self) -> dict[str, dict[str, Any]]:
        about = {"number": "INC-2026-0001", "opened_on": "2026-04-01", "status": self.status}
        return {
            "case": {
                **about,
                "earlier": self.earlier,
                "other_columns": [],
                **{organ: self._sitting(organ) for organ in COUNTED},
            }
        }

    def _sitting(self, organ: str) -> dict[str, Any]:
        seats = [effect.parameters for effect in self.effects if effect.name == "effect.seat_members"]
        seated = {member for seat in seats if seat["organ"] == organ for member in seat["members"]}
        recused = sum(who.role == organ for who in self.recused)
        away = {f"{who.role} {who.number}" for who in self.recused}
        sitting = {f"{organ} {number}" for number in range(1, OF_EACH_ROLE + 1)} - away | seated
        return {"members": OF_EACH_ROLE, "recused": recused, "able": len(sitting), "sitting": sorted(sitting)}

    def _data(self, step: str, typed: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        kinds = {field.id: field.kind for field in self.bundle.forms[step].fields}
        answers = {name: int(said) if kinds[name] == "integer" else said for name, said in typed.items()}
        return {**self._case(), step: answers}

    def _consult(self, handler: str, inputs: Mapping[str, Any]) -> Determination:
        law = law_from(read_body(SHELF), self.bundle.parameters, self.bundle.tables, local_date(self.now))
        return RULES[handler].function(inputs, law)

    def _note(self, advance: Advance) -> Advance:
        self.passed += advance.passed
        self.effects += advance.effects
        self.consulted += advance.consulted
        return advance


@pytest.mark.parametrize(("process", "name"), STORIES)
def test_a_story_comes_true_on_the_engine(process: str, name: str) -> None:
    story = read_story(shipped(process)[0], name)

    case = Playing(process, story)
    for entry in story.steps:
        if isinstance(entry, Wait):
            case.wait(entry)
        elif isinstance(entry, Entry):
            case.status = entry.status
        elif isinstance(entry, Leave):
            case.recused += entry.who
        elif entry.refused is None:
            case.act(entry)

    kinds = {step.id: step.kind for step in case.bundle.steps.values()}
    path = [step for step in case.passed if step in kinds and not kinds[step].endswith(LEFT_OUT)]
    assert path == story.expect.get("path", path)
    assert case.advance.end == story.expect.get("end")
    assert case.advance.ended is ("end" in story.expect)
    assert [effect.parameters["letter"] for effect in case.effects if effect.name == "effect.prepare_letter"] == (
        story.expect["letters"]
    )
    outcomes = {said.step: said.determination.outcome for said in case.consulted}
    for step, expected in story.expect["determinations"].items():
        if "outcome" in expected:
            assert outcomes[step] == expected["outcome"], step


def test_there_is_a_story_for_every_cell_of_table_2_and_every_short_circuit() -> None:
    cells, short = set(), set()
    for process, name in STORIES:
        story = read_story(shipped(process)[0], name)
        said = story.expect.get("determinations", {})
        level = said.get("level_by_scores", {}).get("outcome")
        cells.add((story.status, level, said.get("measure", {}).get("outcome")))
        short.add(said.get("level_by_cause", {}).get("short_circuit"))

    assert TABLE_2 - cells == set()
    assert {"intent", "force_majeure", "complies"} <= short
