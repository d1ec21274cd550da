"""The letters that correct another one and wait for a person to approve or send them. Must not know who is shown them
where."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.cases.letter_stages import Deed, offered
from webapp.model.may import reach
from webapp.store.reads.letters import LetterLine, corrections_on_their_way
from webapp.web.actor import current_actor, desk


@dataclass(frozen=True, slots=True)
class Waiting:
    """`deed`: approve or dispatch, what this person may do with it."""

    line: LetterLine
    deed: Deed


def letters_waiting() -> tuple[Waiting, ...]:
    """Those that the person at work may take further, the oldest first."""
    actor = current_actor()
    with desk().store.read() as unit:
        lines = corrections_on_their_way(unit, reach(actor))
    found = ((line, offered(desk(), actor, line.id)) for line in lines)
    return tuple(Waiting(line, deed) for line, deed in found if deed is not None)
