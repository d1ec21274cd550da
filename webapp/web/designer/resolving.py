"""The sub-committee's resolution as a page asks for it, of whoever submits a draft that changes the rules."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.bundle.pack import unpack
from webapp.design.resolutions import changed_rules
from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers
from webapp.model.resolution import Resolution
from webapp.store.reads.designer import DraftPage
from webapp.web.actor import now
from webapp.web.parts.days import Days


def resolution_typed(typed: Mapping[str, str]) -> Resolution | None:
    """None where nothing was typed. Raises InvalidAnswers for a day that is none, or a document without its day."""
    document, days = typed.get("resolution", "").strip(), Days(typed)
    if not document and not typed.get("resolved_on", "").strip():
        return None
    on = days.day("resolved_on", local_date(now()))
    if days.problems:
        raise InvalidAnswers(days.problems)
    return Resolution(on, document)


def rules_of(page: DraftPage) -> tuple[str, ...]:
    """The files of a draft in which rules change."""
    return changed_rules(unpack(page.base_files) if page.base_files else None, unpack(page.files))
