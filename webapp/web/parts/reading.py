"""A case as the reader who asks may see it. Must not know any page."""

from __future__ import annotations

from webapp.model.clock import local_date
from webapp.model.may import reach
from webapp.model.refusals import NotFound
from webapp.store.reads.case import CasePage, case_page
from webapp.web.actor import current_actor, desk, now


def case_read(case_id: str) -> CasePage:
    """Raises NotFound, for a case too that the reader may not see; DeclareFirst."""
    with desk().store.read() as unit:
        page = case_page(unit, reach(current_actor()), case_id, local_date(now()))
    if page is None:
        raise NotFound
    return page
