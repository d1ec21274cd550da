"""The engine: a snapshot and what happened go in, an Advance comes out. Nothing is kept between two calls but the
programs.

Must not know the database, people or the wall clock: time, data and the way to ask a rule are arguments.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from threading import Lock
from typing import Any, Final
from uuid import UUID

import orjson
from SpiffWorkflow.bpmn import BpmnEvent

from handlers.determination import Determination, Rule
from webapp.engine.advance import Walk, concluded, faults_of_the_diagram, open_tasks, put_off, run, waits_of
from webapp.engine.faults import bad_state, fault
from webapp.engine.messages import MessageEvent
from webapp.engine.program import CASE, Program, compile_program
from webapp.engine.scripts import Environment, ScriptEngine
from webapp.engine.state import dump, load
from webapp.engine.tree import Ledger, Tree
from webapp.engine.values import BadExpression, bad, plain
from webapp.model.advance import Advance, Consult, EngineFault, Message, Snapshot, Standing
from webapp.model.bundle import Bundle, bundle_hash
from webapp.model.problem import Problem

MAX_PROGRAMS: Final = 64
BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)  # of a look at a state, which asks no clock
Data = Mapping[str, Any]


class Engine:
    """Executes diagrams. One instance serves all threads."""

    def __init__(self) -> None:
        self._programs: OrderedDict[tuple[str, str], Program] = OrderedDict()
        self._lock = Lock()

    def compile(self, bundle: Bundle, rules: Mapping[str, Rule]) -> Program:
        """The program of a bundle, parsed once per version. Raises EngineFault ("diagram", "expression")."""
        key = (bundle.id, bundle.hash or bundle_hash(bundle.files))
        with self._lock:
            if key in self._programs:
                self._programs.move_to_end(key)
                return self._programs[key]
        program = compile_program(bundle, rules)
        with self._lock:
            self._programs[key] = program
            while len(self._programs) > MAX_PROGRAMS:
                self._programs.popitem(last=False)
        return program

    def check(
        self, bundle: Bundle, rules: Mapping[str, Rule], body: Mapping[str, Any] | None = None
    ) -> tuple[Problem, ...]:
        """What keeps a bundle from running, or may surprise. `body`: what body.toml holds, None where it is
        not at hand or cannot be read."""
        from webapp.engine.check import cannot_run, check_bundle

        problems = check_bundle(bundle, rules, body)
        if any(problem.severity == "error" for problem in problems):
            return problems
        try:
            self.compile(bundle, rules)
        except EngineFault as refusal:
            return (cannot_run(bundle, refusal), *problems)
        return problems

    @faults_of_the_diagram()
    def start(
        self, program: Program, data: Data, now: datetime, consult: Consult, seeded_by: Data | None = None
    ) -> Advance:
        """Opens a case. `data`: {"case": {...}, "start": {...}}; ids of tasks follow from it and from `now`, so
        `case` must hold something that no other case has, such as its number. `seeded_by`: the data that the ids
        follow from instead, where a case is opened again with other answers."""
        records = _taken_in(data)
        engine = _script_engine(program, records, now, consult)
        seed = _seed(program, records if seeded_by is None else _taken_in(seeded_by), now)
        tree = Tree(program.spec, program.subprocesses, engine, Ledger(seed), now)
        tree.task_tree.data = {key: value for key, value in records.items() if key != CASE}
        walk = Walk()
        run(tree, walk)
        return concluded(tree, program, engine, walk, {})

    @faults_of_the_diagram()
    def complete(
        self, program: Program, snapshot: Snapshot, task_id: str, data: Data, now: datetime, consult: Consult
    ) -> Advance:
        """Completes an open user task. `data`: {step: {...}, "case": {...}}; a record replaces the one of the same
        step. Raises EngineFault; nothing has happened then."""
        records, engine, tree = _resumed(program, snapshot, data, now, consult)
        before = open_tasks(tree)
        if task_id not in before:
            raise bad_state("no such task is open")
        task = tree.get_task_from_id(UUID(task_id))
        task.data = {**task.data, **{key: value for key, value in records.items() if key != CASE}}
        walk = Walk()
        task.run()
        walk.after(task)
        run(tree, walk)
        return concluded(tree, program, engine, walk, before)

    @faults_of_the_diagram()
    def wake(self, program: Program, snapshot: Snapshot, data: Data, now: datetime, consult: Consult) -> Advance:
        """Fires the timers that are due by `now`; without one, nothing changes."""
        _records, engine, tree = _resumed(program, snapshot, data, now, consult)
        before = open_tasks(tree)
        walk = Walk()
        tree.refresh_timers()
        run(tree, walk)
        return concluded(tree, program, engine, walk, before)

    @faults_of_the_diagram()
    def deliver(
        self, program: Program, snapshot: Snapshot, message: Message, data: Data, now: datetime, consult: Consult
    ) -> Advance:
        """Hands a message to the steps that wait for its name. Raises EngineFault ("message") where none does."""
        _records, engine, tree = _resumed(program, snapshot, data, now, consult)
        before = open_tasks(tree)
        walk = Walk()
        event = BpmnEvent(MessageEvent(message.name), payload=_taken_in(message.payload))
        if not tree.event_manager.catch(event, internal=False):
            raise fault(
                "message",
                None,
                f"この案件はメッセージ「{message.name}」を待っていません。",
                f"This case is not waiting for the message “{message.name}”.",
            )
        run(tree, walk)
        return concluded(tree, program, engine, walk, before)

    def standing(self, program: Program, snapshot: Snapshot) -> Standing:
        """What a case waits for between two steps. Raises EngineFault ("state")."""
        tree = load(program, snapshot, None, BEGINNING)
        return Standing(tuple(open_tasks(tree).values()), tuple(waits_of(tree)))

    def renamed(self, program: Program, snapshot: Snapshot, name: str) -> Snapshot:
        """The same case with other ids, which follow from the old ones and `name`: what is opened in it again is not
        what was opened before. Raises EngineFault ("state")."""
        tree = load(program, snapshot, None, BEGINNING)
        tree.ledger.seed = blake2b(name.encode(), key=tree.ledger.seed, digest_size=16).digest()
        return dump(tree, program)

    def put_off(self, program: Program, snapshot: Snapshot, by: timedelta) -> Snapshot:
        """The same case with every length of time that runs ending that much later; timers at a fixed day stay. Raises
        EngineFault ("state")."""
        tree = load(program, snapshot, None, BEGINNING)
        put_off(tree, by)
        return dump(tree, program)

    def asked(self, program: Program, step: str, data: Data, now: datetime) -> dict[str, Any]:
        """What the service task `step` hands to its rule or effect where the case holds `data`. Raises BadExpression;
        EngineFault ("data")."""
        records = _taken_in(data)
        environment = Environment(records.get(CASE, {}), program.records, now)
        return {
            name: plain(environment.evaluate(expression, records)) for name, expression in program.inputs[step].items()
        }

    def ask(self, step: str, handler: str, inputs: Mapping[str, Any], consult: Consult) -> Determination:
        """What a rule answers to a step. Raises EngineFault ("handler"), as in an advance."""
        answer, _ = ScriptEngine(Environment({}, frozenset(), BEGINNING), consult).ask(step, handler, dict(inputs))
        return answer


def _resumed(
    program: Program, snapshot: Snapshot, data: Data, now: datetime, consult: Consult
) -> tuple[dict[str, Any], ScriptEngine, Tree]:
    records = _taken_in(data)
    engine = _script_engine(program, records, now, consult)
    return records, engine, load(program, snapshot, engine, now)


def _script_engine(program: Program, records: Data, now: datetime, consult: Consult) -> ScriptEngine:
    return ScriptEngine(Environment(records.get(CASE, {}), program.records, now), consult)


def _taken_in(data: Data) -> dict[str, Any]:
    """A deep copy of data from outside as JSON data. Raises EngineFault ("data")."""
    try:
        records: dict[str, Any] = plain(data)
        _refuse_reserved(records)
    except BadExpression as problem:
        raise fault(
            "data",
            None,
            f"この内容は案件に入れられません：{problem.message.ja}",
            f"This cannot be put into the case: {problem.message.en}",
        ) from problem
    return records


def _refuse_reserved(value: Any) -> None:
    """The key `typename` has a meaning of its own to SpiffWorkflow's serialiser, which others may use on our data."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if "typename" in part:
                raise bad("項目名「typename」は使えません。", "The name “typename” cannot be used.")
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def _seed(program: Program, records: Data, now: datetime) -> bytes:
    written = orjson.dumps([program.hash, now.astimezone(UTC).isoformat(), records], option=orjson.OPT_SORT_KEYS)
    return blake2b(written, digest_size=16).digest()
