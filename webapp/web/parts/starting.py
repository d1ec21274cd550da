"""The processes of which a person may open a case. Must not know any page."""

from __future__ import annotations

from webapp.model.actor import Actor
from webapp.model.bundle import Bundle
from webapp.model.facts import ProcessFacts
from webapp.model.may import may
from webapp.store.reads.processes import LiveProcess, live_processes
from webapp.web.actor import desk


def live_bundles() -> tuple[tuple[LiveProcess, Bundle], ...]:
    with desk().store.read() as unit:
        live = live_processes(unit)
    return tuple((found, desk().bundle(found.version_id)) for found in live)


def may_start(actor: Actor, bundle: Bundle) -> bool:
    return may(actor, "open_case", "process", ProcessFacts(frozenset(bundle.start_roles)))
