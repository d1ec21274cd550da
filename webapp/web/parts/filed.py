"""The files of a case as a person may see them, and one of them on its way out. Must not know any page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import IO, Final

from flask import Response

from webapp.files.names import disposition
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.may import reach
from webapp.model.refusals import NotFound
from webapp.store.body_records import KeptFile
from webapp.store.reads.case import CasePage, case_page
from webapp.store.reads.files import CaseFiles, FileLine, WaitingFile, content_of, file_line, waiting_file
from webapp.web.actor import current_actor, desk, now
from webapp.web.i18n import gettext as _
from webapp.web.parts.answers import blind_tasks
from webapp.web.parts.dossier import withheld
from webapp.web.parts.words import Words, named

POLICY: Final = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
CHUNK: Final = 1 << 18


@dataclass(frozen=True, slots=True)
class Filed:
    """A file of a case in words. `where`: the step with which it came, or the title under which it was attached."""

    id: str
    name: str
    where: str
    size: str
    hash: str
    who: str
    at: datetime


def filed(found: CaseFiles, page: CasePage, words: Words, actor: Actor) -> tuple[Filed, ...]:
    """Without those of answers that are still blind for this person, and of those that were not put before them."""
    return tuple(
        Filed(
            id=line.id,
            name=line.name,
            where=line.title or words.step(line.step),
            size=size_words(line.size),
            hash=line.hash,
            who=named(found.people, line.by),
            at=line.at,
        )
        for line in visible(found, page, words, actor)
    )


def visible(found: CaseFiles, page: CasePage, words: Words, actor: Actor) -> tuple[FileLine, ...]:
    """The same as they are."""
    hidden, out = blind_tasks(page, words), withheld(page)
    return tuple(line for line in found.lines if not _blind(line, hidden, actor) and not out.covers(line.step, line.at))


def size_words(size: int) -> str:
    if size < 1000:
        return _("%(n)sバイト", n=size)
    if size < 1_000_000:
        return _("%(n)s KB", n=f"{size / 1000:.0f}")
    return _("%(n)s MB", n=f"{size / 1_000_000:.1f}")


def download_of(file_id: str) -> Response:
    """The file, to be saved. Raises NotFound for one that this person may not read; FileChanged where the bytes are not
    those that came in."""
    actor = current_actor()
    with desk().store.read() as unit:
        line = file_line(unit, reach(actor), file_id)
        page = None if line is None else case_page(unit, reach(actor), line.case_id, local_date(now()))
        waiting = waiting_file(unit, reach(actor), file_id) if line is None else None
        file = _shown(line, page, actor) or waiting
        if file is None:
            raise NotFound
        stream = content_of(unit, file)
    return sent_out(file, stream)


def sent_out(file: FileLine | WaitingFile | KeptFile, stream: IO[bytes]) -> Response:
    """The bytes of a file, to be saved."""

    def pieces() -> object:
        with stream:
            while piece := stream.read(CHUNK):
                yield piece

    response = Response(pieces(), content_type=file.media)  # type: ignore[arg-type]
    response.call_on_close(stream.close)  # nobody reads it where the head alone is asked for
    response.headers["Content-Disposition"] = disposition(file.name)
    response.headers["Content-Length"] = str(file.size)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _shown(line: FileLine | None, page: CasePage | None, actor: Actor) -> FileLine | None:
    """A file of a case, unless it is still blind for this person or was not put before them."""
    if line is None or page is None or withheld(page).covers(line.step, line.at):
        return None
    hidden = blind_tasks(page, Words(desk().bundle(page.head.version_id)))
    return None if _blind(line, hidden, actor) else line


def _blind(line: FileLine, hidden: frozenset[str], actor: Actor) -> bool:
    return line.task_id in hidden and line.by != actor.id
