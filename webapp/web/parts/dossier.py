"""A case without what was not put before the members of its organs, where a member reads it. Must not know any page."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.cases import seen
from webapp.model.dossier import Withheld, withheld_from
from webapp.store.reads.case import CasePage
from webapp.store.reads.letters import LetterPage
from webapp.web.actor import current_actor, desk


def withheld(page: CasePage) -> Withheld:
    """What of the case this reader does not look into."""
    return withheld_from(current_actor(), desk().bundle(page.head.version_id), page.given)


def put_before(letters: Iterable[LetterPage], page: CasePage) -> list[LetterPage]:
    """The letters of a case that this reader may look into; one that puts another right goes with it."""
    return seen.put_before(letters, withheld(page))
