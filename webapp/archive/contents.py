"""What an archive of a case holds, as data in words. Whoever fills it has left out what is not to be seen: nothing here
knows what that was. Must not know how it reads nor how it is packed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO

from webapp.model.text import Text


@dataclass(frozen=True, slots=True)
class Row:
    """A question and its answer, or the name of a value and the value."""

    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered at one step, at once. `aside`: the case went back behind it; `corrected`: some of it was put
    right later, and stands here as it was put right."""

    step: Text
    who: Text
    at: datetime
    rows: tuple[Row, ...]
    aside: bool = False
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    document: str
    edition: str
    clause: str
    quote: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A rule's answer with its reasons and clauses. `parameters`: the dated amounts that it used."""

    step: Text
    rule: Text
    outcome: Text
    computed: tuple[Row, ...]
    reasons: tuple[Text, ...]
    clauses: tuple[Clause, ...]
    inputs: tuple[Row, ...]
    parameters: tuple[Row, ...]
    decided_on: date


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """`last`: the day that is shown from then on; None while the time stands still."""

    what: Text
    on: date
    ground: Text
    who: Text
    last: date | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """`last` and `lines` are empty where they are not told."""

    name: Text
    state: Text
    last: date | None
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of the archive. `name`: its path in it, made by us; `title`: what people call it; `open` gives its bytes
    from the beginning."""

    name: str
    title: Text
    media: str
    open: Callable[[], IO[bytes]] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    number: str
    title: Text
    addressee: Text
    state: Text
    dated: date | None
    dispatched_on: date | None
    papers: tuple[Enclosure, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """`where`: the step with which it came, or the title under which it was attached."""

    where: Text
    who: Text
    at: datetime
    file: Enclosure


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the history."""

    seq: int
    at: datetime
    who: Text
    what: Text
    step: Text
    reason: Text


@dataclass(frozen=True, slots=True)
class AuditHead:
    """Where the audit chain of the case stood when the archive was made."""

    chain: str
    seq: int
    mac: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    what: Text
    ground: Text


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the case that can be put into an archive, and whether it was."""

    id: str
    name: Text
    chosen: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """Which case it is, who made the archive for whom, and for what."""

    body: Text
    number: str
    title: Text
    process: Text
    process_id: str
    version: int
    operator: Text
    service: Text
    state: Text
    opened_at: datetime
    ended_at: datetime | None
    purpose: Text
    recipients: tuple[str, ...]
    note: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Contents:
    cover: Cover
    parts: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]
    head: AuditHead
    answers: tuple[Answers, ...] = ()
    decisions: tuple[Decision, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    letters: tuple[Letter, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    history: tuple[Line, ...] = ()

    @property
    def enclosures(self) -> tuple[Enclosure, ...]:
        """The files beside the dossier, in their order."""
        papers = (paper for letter in self.letters for paper in letter.papers)
        return (*papers, *(attachment.file for attachment in self.attachments))
