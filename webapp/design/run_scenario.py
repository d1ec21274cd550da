"""Play the stories of a draft in a sandbox. Must not change the draft, and touches no case."""

from __future__ import annotations

from webapp.bundle.pack import unpack
from webapp.bundle.read import read_files
from webapp.cases.desk import BODY, BODY_FILE, Desk
from webapp.design.draft import find
from webapp.design.examine import refuse_errors
from webapp.design.scenario import Performance, play
from webapp.model.actor import Actor
from webapp.people.allowed import require
from webapp.store import design


def run_scenario(desk: Desk, actor: Actor, draft_id: str) -> Performance:
    """How every story of the draft goes. Raises NotAllowed, NotFound; CheckFailed for a draft that cannot run."""
    require(actor, "process_owner")
    with desk.store.read() as unit:
        draft = find(unit, draft_id)
        body = design.live_version(unit, BODY)
        law = None if body is None else unpack(design.version_files(unit, body.id))[BODY_FILE]
    files = unpack(draft.files)
    refuse_errors(desk, draft.process, files)
    return play(read_files(files, draft.process), law, desk.engine, desk.rules)
