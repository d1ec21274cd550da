"""A process bundle: the diagram with its forms, tables, parameters, letters and stories, as one immutable thing.

Must not know where bundles are kept or how a diagram is executed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from webapp.model.figures import NOTHING_ASKED, Asked
from webapp.model.retention import NEVER_DUE, Retention
from webapp.model.text import Text

FieldKind = Literal[
    "text",
    "textarea",
    "date",
    "integer",
    "choice",
    "choices",
    "boolean",
    "grade",
    "operator",
    "standings",
    "members",
    "files",
]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be chosen; `guidance` describes when to choose it."""

    value: str
    label: Text
    guidance: Text | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A field is asked only where another field of the form (`field`) or of a finished step (`step.field`) has one
    of the values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. `maximum`/`minimum`: characters of a text, the value of an integer.

    `grade` offers the described grades of a scale item (`item`, e.g. "C"); the answer is the grade's id. `standings`
    offers the other services of the operator's group; the answer is a list of their ids. `members` offers the people
    able to sit today in this case in an `organ`; the answer is a list of their ids.
    `files` takes up to `maximum` files; the answer is a list of their ids.
    `personal` marks personal data; `purpose` says why it is asked. A date with `not_before` is refused where it comes
    before the date in that field: an earlier one of the form, `step.field`, or `step.value.name` of a rule's answer;
    several stand apart by spaces; where one is open, nothing is compared with it.
    Integers with the same `within` share one total: together they are at most what it names, `step.field`, a number or
    as many as were chosen there. An integer with `less_than` is below that of an earlier field of the form.
    `proposed` names what stands in the field before anybody has typed: `step.field` of an earlier answer or
    `step.value.name` of a rule's, which is then shown beside it with its reasons; of several apart by spaces the first
    that is known. Whoever answers may choose otherwise. A hint may hold `{name}` of an amount of the process: the value
    in force stands there.
    """

    id: str
    kind: FieldKind
    label: Text
    hint: Text | None = None
    required: bool = False
    minimum: int | None = None
    maximum: int | None = None
    options: tuple[Option, ...] = ()
    item: str | None = None
    when: Condition | None = None
    personal: bool = False
    purpose: str = "case"
    not_after_today: bool = False
    not_before: str | None = None
    organ: str | None = None
    within: str | None = None
    less_than: str | None = None
    proposed: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one user task, or the start form (`start`)."""

    id: str
    title: Text
    guidance: Text | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """Words of a letter: paragraphs in both languages with {field} places from a closed list.

    `series`: the letters before the year in its reference number. `layout`: `letter` to the operator, `advice` of an
    organ to the body, `record` of what was said. `organ`: who speaks where it is not the body.
    `to`: to whom it always goes, where that is not the operator. `accredited`: the places (from 0) of the paragraphs
    that stand in it only while the body is accredited under the Act: those with the name that the Act protects.
    """

    name: str
    title: Text
    paragraphs: tuple[Text, ...]
    fields: tuple[str, ...]
    series: str = "DOC"
    layout: str = "letter"
    organ: Text | None = None
    to: Text | None = None
    accredited: frozenset[int] = frozenset()


START: Final = "start"
"""The form that opens a case; what was answered in it is a record of this name."""
SECOND_PERSON: Final = "second_person"
"""Of a step (`nintei:correction`): a correction of its answers holds only once another person has confirmed it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A node of the diagram, as people see it."""

    id: str
    kind: str  # BPMN local name: userTask, serviceTask, exclusiveGateway, startEvent …
    name: Text
    lane: str | None
    role: str | None
    due: str | None  # ISO 8601 duration from the opening of the task
    handler: str | None
    excludes: tuple[str, ...]  # steps whose performers may not perform this one: see `never_with`
    blind: str | None  # steps of one blind group do not see each other's answers until all are finished
    parent: str | None  # enclosing sub-process
    line: int | None = None
    correction: str | None = None  # SECOND_PERSON or None
    qualification: str | None = None  # what its performer must be qualified for


@dataclass(frozen=True, slots=True)
class Lane:
    id: str
    name: Text
    role: str | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """How the operator's other cases of the process are told (`case.earlier`). `days`: dates of the start form; the first
    that was answered is the day of a case. `without_ends`: end events after which a case does not count."""

    days: tuple[str, ...] = ()
    without_ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """Where it is said which parts of a case are put before the members of an organ: the field `asks`, of several choices, of
    the task `step`. `parts`: choice -> steps whose answers, determinations, letters and files members see only where it was
    chosen; every other step is always seen."""

    step: str = ""
    asks: str = ""
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Bundle:
    """A process folder, read. `files` holds every file of the folder by its path inside it; the rest is read from
    them. Equal hashes mean equal bundles. `purpose`: the business in which its cases learn what they hold, one of
    model.purpose.PURPOSES; "" in versions that went live before a process had to say so, which check refuses. `own_action`: the task at
    which an organ acts against the decision of the body, "" where there is none."""

    id: str
    title: Text
    number: str  # the letters before the year in a case number, e.g. INC
    owner: str
    start_roles: tuple[str, ...]
    legal_basis: tuple[str, ...]
    documents: tuple[str, ...]
    files: Mapping[str, bytes]
    forms: Mapping[str, Form] = field(default_factory=dict)
    letters: Mapping[str, Letter] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # tables/<name>.toml, as read
    parameters: Mapping[str, Any] = field(default_factory=dict)  # parameters.toml, as read
    scenarios: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # scenarios/<name>.yaml, as read
    steps: Mapping[str, Step] = field(default_factory=dict)
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    earlier: Earlier = Earlier()
    dossier: Dossier = Dossier()
    retention: Retention = NEVER_DUE
    figures: Asked = NOTHING_ASKED
    purpose: str = ""
    own_action: str = ""
    hash: str = ""

    @property
    def diagram(self) -> bytes:
        return self.files["process.bpmn"]

    def never_with(self, step: str) -> tuple[str, ...]:
        """The steps that nobody does beside this one, whichever comes first: those that it excludes, and those that
        exclude it. None for a step that is not drawn."""
        found = self.steps.get(step)
        if found is None:
            return ()
        others = (one.id for one in self.steps.values() if step in one.excludes and one.id not in found.excludes)
        return (*found.excludes, *others)


def bundle_hash(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the paths and contents of a folder, independent of the order of reading."""
    digest = hashlib.sha256()
    for path in sorted(files):
        for part in (path.encode(), files[path]):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()
