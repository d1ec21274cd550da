"""What of a case a reader sees: without what is still blind, and without what was not put before members. Must not know how
it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.cases.desk import Desk
from webapp.cases.said import Said
from webapp.model.actor import Actor
from webapp.model.blind import Closed, still_blind
from webapp.model.bundle import Bundle
from webapp.model.clock import local_date
from webapp.model.dossier import Withheld, withheld_from
from webapp.model.may import Reach, reach
from webapp.model.refusals import NotFound
from webapp.model.text import Text
from webapp.store.deadlines import HoldRow, NewExtension, extensions_of, holds_of
from webapp.store.reads.case import CasePage, Decided, Given, case_page
from webapp.store.reads.files import FileLine, files_of_case
from webapp.store.reads.letters import LetterPage, letters_of_case
from webapp.store.reads.people import names_of
from webapp.store.reads.services import services_by_operator
from webapp.store.unit import Unit

APPROVED: Final = frozenset({"approved", "settled", "dispatched"})
"""Where a letter stands that has been approved."""


@dataclass(frozen=True, slots=True)
class View:
    """A case as it leaves the house for its reader: nothing that is blind, for whoever gave it neither, since others read
    it; of letters those that were approved (`drafts`: there are others)."""

    unit: Unit
    reach: Reach
    page: CasePage
    bundle: Bundle
    given: Sequence[Given]
    decided: Sequence[Decided]
    letters: Sequence[LetterPage]
    drafts: bool
    files: Sequence[FileLine]
    holds: tuple[HoldRow, ...]
    extensions: tuple[NewExtension, ...]
    blind: frozenset[str]
    out: Withheld
    said: Said


def view_of(desk: Desk, unit: Unit, actor: Actor, case_id: str, now: datetime) -> View:
    """Raises NotFound, DeclareFirst."""
    within, today = reach(actor), local_date(now)
    page = case_page(unit, within, case_id, today)
    if page is None:
        raise NotFound
    bundle = desk.bundle(page.head.version_id)
    blind, out = blind_tasks(page, bundle), withheld_from(actor, bundle, page.given)
    found = files_of_case(unit, within, case_id)
    letters = put_before(letters_of_case(unit, within, case_id), out)
    holds, extensions = holds_of(unit, case_id), extensions_of(unit, case_id)
    others = {one.by for one in extensions} | {who for hold in holds for who in (hold.held_by, hold.resumed_by) if who}
    people: dict[str, Text] = {**page.people, **found.people, **names_of(unit, others)}
    services = {one.id: one.name for group in services_by_operator(unit, today) for one in group.services}
    return View(
        unit=unit,
        reach=within,
        page=page,
        bundle=bundle,
        given=[one for one in page.given if one.task_id not in blind and not out.covers(one.step, one.at)],
        decided=[one for one in page.decided if not out.covers(one.step, one.at)],
        letters=[letter for letter in letters if letter.line.state in APPROVED],
        drafts=any(letter.line.state not in APPROVED for letter in letters),
        files=[one for one in found.lines if one.task_id not in blind and not out.covers(one.step, one.at)],
        holds=holds,
        extensions=extensions,
        blind=blind,
        out=out,
        said=Said(bundle, people, services, found.names),
    )


def blind_tasks(page: CasePage, bundle: Bundle) -> frozenset[str]:
    """The finished tasks whose answers stay with whoever gave them for now."""
    if page.head.state == "ended":
        return frozenset()
    over = [task for task in page.tasks if task.closed_at is not None]
    over.sort(key=lambda task: (task.closed_at or task.opened_at, task.id))
    closed = (Closed(task.id, task.step, task.laid_aside_by) for task in over)
    backs = [str(line.detail["correction"]) for line in page.history if line.verb == "went_back"]
    return still_blind(bundle.steps, closed, backs)


def put_before(letters: Iterable[LetterPage], out: Withheld) -> list[LetterPage]:
    """The letters that a reader may look into; one that puts another right goes with it."""
    return [
        letter
        for letter in letters
        if not out.covers(letter.line.step, letter.prepared_at)
        and not (letter.line.corrects is not None and letter.line.step in out.steps)
    ]
