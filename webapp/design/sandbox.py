"""A sealed world for stories: its own database, people and services, a clock that only the story moves, no post.

The engine, the rules and the verbs are the real ones. Must not know what a story expects.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from handlers.determination import Rule
from webapp.bundle.pack import pack
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.desk import BODY, BODY_FILE, Desk
from webapp.cases.fire_timer import FireTimer, fire_timer
from webapp.cases.inside import INSIDE, hand_over
from webapp.cases.open_case import OpenCase, open_case
from webapp.cases.upload_file import UploadFile, upload_file
from webapp.crypto.keys import keyring
from webapp.design.recorder import Recorder
from webapp.engine import Engine
from webapp.letters import press
from webapp.letters.sheet import Sheet
from webapp.model.actor import ORGANS, ROLES, SYSTEM, Actor
from webapp.model.bundle import Bundle, Form, bundle_hash
from webapp.model.clock import local_date
from webapp.model.may import DECLARING
from webapp.model.refusals import CaseFaulted
from webapp.store import declarations, design, due, outbox, people, recusals, registers, tasks, terms
from webapp.store.scratch import Template
from webapp.store.tasks import TaskRow
from webapp.store.unit import Store, Unit

OF_EACH_ROLE: Final = 3
FIRST_DAY: Final = date(2000, 1, 1)
_BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)
_PAPER: Final = b"%PDF-1.7\n%%EOF\n"
_KEYS: Final = keyring("the key of a sandbox protects nothing")


@dataclass
class Stage:
    """The world of one story. `passed` and `end` grow with the case; `case_id` is empty until it is open. `house`: where
    the other cases are moved, whose path is not the story's; `others`: "service 2" and so on -> a further service of
    the operator."""

    desk: Desk
    recorder: Recorder
    bundle: Bundle
    service_id: str
    people: Mapping[tuple[str, int], Actor]
    house: Desk
    others: Mapping[str, str] = field(default_factory=dict)
    case_id: str = ""
    declared: set[str] = field(default_factory=set)

    def person(self, role: str, number: int) -> Actor | None:
        return self.people.get((role, number))

    def open(self, actor: Actor, answers: Mapping[str, Any], now: datetime) -> None:
        """Opens the case with the story's service where the start form asks for one. Raises what the verb refuses."""
        said = self._said_at_the_start(actor, answers, now)
        try:
            self.case_id = open_case(self.desk, actor, OpenCase(self.bundle.id, said), now).case_id
        except CaseFaulted as faulted:
            self.case_id = str(faulted.facts["case"])  # it is open, with the fault that says why it did not start
            raise

    def open_earlier(self, actor: Actor, answers: Mapping[str, Any], now: datetime) -> None:
        """Opens another case about the story's service, before its own. Raises what the verb refuses."""
        open_case(self.house, actor, OpenCase(self.bundle.id, self._said_at_the_start(actor, answers, now)), now)

    def _said_at_the_start(self, actor: Actor, answers: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
        form = self.bundle.forms["start"]
        chosen = {field.id: self.service_id for field in form.fields if field.kind == "operator"}
        return {**chosen, **self.with_files(actor, form, answers, now, process=self.bundle.id)}

    def complete(self, actor: Actor, task: TaskRow, answers: Mapping[str, Any], now: datetime) -> None:
        """Raises what the verb refuses."""
        form = self.bundle.forms.get(task.step)
        kinds = {field.id: field.kind for field in form.fields} if form is not None else {}
        self.declare(actor, now)
        said = {name: self._called(kinds.get(name, ""), value) for name, value in answers.items()}
        given = said if form is None else self.with_files(actor, form, said, now, task_id=task.id)
        complete_task(self.desk, actor, CompleteTask(task.id, given), now)
        self._hand_over(now)

    def declare(self, actor: Actor, now: datetime) -> None:
        """Members say once, before they act, that they have no interest in the parties."""
        if not actor.has(*DECLARING) or actor.id in self.declared:
            return
        with self.desk.store.write() as unit:
            declarations.put(unit, self.case_id, actor.id, "none", now)
        self.declared.add(actor.id)

    def with_files(
        self, actor: Actor, form: Form, answers: Mapping[str, Any], now: datetime, **where: str
    ) -> Mapping[str, Any]:
        """A story calls files by names; papers with nothing in them are uploaded for it."""
        named = {field.id: answers[field.id] for field in form.fields if field.kind == "files" and field.id in answers}
        uploaded = {
            field: [
                upload_file(self.desk, actor, UploadFile(BytesIO(_PAPER), str(name), field, **where), now).id
                for name in (names if isinstance(names, list) else [names])
            ]
            for field, names in named.items()
        }
        return {**answers, **uploaded}

    def recuse(self, actor: Actor, now: datetime) -> None:
        """Somebody keeps away from the case."""
        with self.desk.store.write() as unit:
            recusals.insert_recusal(unit, self.case_id, actor.id, "declared", "story", SYSTEM.id, now)

    def enter_status(self, status: str, now: datetime) -> None:
        """The register says another status of the service from the day on."""
        with self.desk.store.write() as unit:
            _give_status(unit, self.service_id, status, local_date(now))

    def _called(self, kind: str, answer: Any) -> Any:
        """A story calls a person "committee 1" and a further service "service 2"; the answer is an id."""
        people = {f"{role} {number}": actor.id for (role, number), actor in self.people.items()}
        known = {"members": people, "standings": self.others}.get(kind)
        return answer if known is None or not isinstance(answer, list) else [known.get(name, name) for name in answer]

    def _hand_over(self, now: datetime) -> None:
        """What the case asks of other cases is done at once; what goes out of the house is gone."""
        with self.desk.store.read() as unit:
            leaving = [row for row in due.fallen_due(unit, now, 100) if row.kind == "outbox"]
            parcels = [outbox.outbox_row(unit, row.ref) for row in leaving]
        for parcel in parcels:
            if parcel is not None and parcel.kind in INSIDE:
                hand_over(self.house, parcel, now)
        with self.desk.store.write() as unit:
            for row in leaving:
                due.finish(unit, row.id, now)

    def wait(self, until: datetime) -> None:
        """Fires every timer that is due by then, each at its own time. Raises CaseFaulted when that fails."""
        while True:
            with self.desk.store.read() as unit:
                waiting = [row for row in due.fallen_due(unit, until, 100) if row.kind == "timer"]
            if not waiting:
                return
            first = waiting[0]
            desk = self.desk if first.case_id == self.case_id else self.house
            if not fire_timer(desk, SYSTEM, FireTimer(first.id), first.due_at):
                return
            self._hand_over(until)

    def open_tasks(self) -> tuple[TaskRow, ...]:
        return tuple(task for task in self.all_tasks() if task.state == "open")

    def all_tasks(self) -> tuple[TaskRow, ...]:
        with self.desk.store.read() as unit:
            return tasks.tasks_of(unit, self.case_id)


class Proofs:
    """Sets the first letter of each kind in each language, to see that it can be set; the others stay a blank paper."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str, str]] = set()

    def paper(self, sheet: Sheet, language: str) -> press.Paper:
        """Raises NotSet."""
        kind = (str(sheet["number"]).split("-")[0], sheet["pages"][language]["title"], language)
        if kind in self._seen:
            return press.Paper(_PAPER, 1)
        made = press.paper(sheet, language)
        self._seen.add(kind)
        return made


class Sandbox:
    """Makes a fresh stage for each story of one bundle."""

    def __init__(
        self, template: Template, bundle: Bundle, body: bytes | None, engine: Engine, rules: Mapping[str, Rule]
    ) -> None:
        self.bundle = bundle
        self.engine = engine
        self.template = template
        self.desk = Desk(self.template.store, engine, rules, _KEYS)
        self.proofs = Proofs()
        self.people = _people(self.template.store)
        self.operator_id, self.service_id = _service(self.template.store)
        _publish(self.template.store, bundle, body)

    @contextmanager
    def stage(self, status: str | None, others: Sequence[str] = ()) -> Iterator[Stage]:
        """A world in which the operator's service has `status` (None: no case is about it), and further ones have `others`. One at a time: the next begins with the first over."""
        store = self.template.copy()
        recorder = Recorder(self.engine)
        try:
            with store.write() as unit:
                if status is not None:
                    _give_status(unit, self.service_id, status)
                further = {f"service {number}": self._further(unit, one) for number, one in enumerate(others, start=2)}
            desk = self.desk.on_copy(store, recorder, self.proofs.paper)
            house = self.desk.on_copy(store, self.engine, self.proofs.paper)
            yield Stage(desk, recorder, self.bundle, self.service_id, self.people, house, further)
        finally:
            store.close()

    def _further(self, unit: Unit, status: str) -> str:
        service_id = registers.insert_service(
            unit, self.operator_id, "物語の別のサービス", "Further service of the story", _BEGINNING
        )
        _give_status(unit, service_id, status)
        return service_id


def _give_status(unit: Unit, service_id: str, status: str, first_day: date = FIRST_DAY) -> None:
    registers.insert_status(unit, service_id, status, first_day, None, None, "story", SYSTEM.id, _BEGINNING)


@contextmanager
def sandbox(bundle: Bundle, body: bytes | None, engine: Engine, rules: Mapping[str, Rule]) -> Iterator[Sandbox]:
    """`body`: body.toml, for calendars and targets; None leaves them out."""
    with tempfile.TemporaryDirectory(prefix="nintei-story-") as folder:
        template = Template(Path(folder))
        try:
            yield Sandbox(template, bundle, body, engine, rules)
        finally:
            template.close()


def _people(store: Store) -> dict[tuple[str, int], Actor]:
    found: dict[tuple[str, int], Actor] = {}
    with store.write() as unit:
        for role in ROLES:
            for number in range(1, OF_EACH_ROLE + 1):
                name = f"{role} {number}"
                user_id = people.insert_user(unit, f"{role}-{number}", name, name, "nobody signs in", "ja", _BEGINNING)
                people.replace_roles(unit, user_id, [role])
                if role in ORGANS:
                    terms.insert_term(unit, user_id, role, FIRST_DAY, None, "story", SYSTEM.id, _BEGINNING)
                found[role, number] = Actor(user_id, name, frozenset({role}))
    return found


def _service(store: Store) -> tuple[str, str]:
    with store.write() as unit:
        operator = registers.insert_operator(
            unit, None, "物語の事業者", "Operator of the story", "物語の事業者", "", _BEGINNING
        )
        return operator, registers.insert_service(unit, operator, "物語のサービス", "Service of the story", _BEGINNING)


def _publish(store: Store, bundle: Bundle, body: bytes | None) -> None:
    processes = {bundle.id: bundle.files} if body is None else {BODY: {BODY_FILE: body}, bundle.id: bundle.files}
    with store.write() as unit:
        for process, files in processes.items():
            design.insert_live_version(
                unit, process, bundle_hash(files), pack(files), "story", SYSTEM.id, SYSTEM.id, _BEGINNING
            )
