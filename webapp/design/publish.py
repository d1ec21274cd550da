"""Publish folders without a draft: the first start's way, and the administrator's door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from webapp.bundle.pack import unpack
from webapp.cases.desk import BODY, Desk
from webapp.design.chain import record
from webapp.design.examine import packed, refuse_errors
from webapp.design.resolutions import changed_rules, refuse_unresolved, resolved
from webapp.design.shelf import read_shelf
from webapp.model.actor import SYSTEM, Actor
from webapp.model.bundle import bundle_hash
from webapp.model.clock import local_date
from webapp.model.refusals import ReasonNeeded
from webapp.model.resolution import Resolution
from webapp.people.allowed import require
from webapp.store import design
from webapp.store.design import VersionRow


@dataclass(frozen=True, slots=True)
class Publish:
    """`processes`: the files of each process by its id ("body" for the body's file). `resolution`: the sub-committee's,
    where the rules of one that is live change."""

    processes: Mapping[str, Mapping[str, bytes]]
    reason: str
    resolution: Resolution | None = None


def publish(desk: Desk, actor: Actor, command: Publish, now: datetime) -> tuple[VersionRow, ...]:
    """Makes all of them live in one commit, or none; what is live already is left alone. Answers the new versions.

    Raises NotAllowed, ReasonNeeded; ResolutionNeeded and InvalidAnswers (see `refuse_unresolved`); CheckFailed where a
    process has errors.
    """
    require(actor, "administrator")
    if not command.reason.strip():
        raise ReasonNeeded
    with desk.store.read() as unit:
        live = {version.process: version for version in design.live_versions(unit)}
        changed = {
            name: files
            for name, files in command.processes.items()
            if name not in live or live[name].hash != bundle_hash(files)
        }
        before = {name: unpack(design.version_files(unit, live[name].id)) for name in changed if name in live}
    for name, files in changed.items():
        refuse_errors(desk, name, files, command.processes.get(BODY))
        refuse_unresolved(before.get(name), files, command.resolution, local_date(now))
    published = []
    with desk.store.write() as unit:
        for name, files in changed.items():
            resolution = command.resolution if changed_rules(before.get(name), files) else None
            version = design.insert_live_version(
                unit,
                name,
                bundle_hash(files),
                packed(files),
                command.reason.strip(),
                actor.id,
                actor.id,
                now,
                resolution,
            )
            facts = {"process": name, "version": version.id, "hash": version.hash}
            record(unit, desk.keys, actor, "publish", now, **facts, **resolved(resolution))
            published.append(version)
    return tuple(published)


def publish_shelf(desk: Desk, folder: Path, now: datetime) -> tuple[str, ...]:
    """The first start: publishes what lies on the shelf and has never been live. Answers the processes published."""
    shelf = read_shelf(folder)
    with desk.store.read() as unit:
        live = {version.process for version in design.live_versions(unit)}
    new = {name: files for name, files in shelf.items() if name not in live}
    command = Publish(new, "はじめの発効（同梱のプロセス） / First publication of what ships")
    return tuple(version.process for version in publish(desk, SYSTEM, command, now))
