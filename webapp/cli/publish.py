"""`nintei publish DIR… --reason`: the administrator's door to what is live."""

from __future__ import annotations

import argparse

from webapp.bundle.shape import BundleProblems
from webapp.cli.failure import Failure
from webapp.cli.house import administrator, opened
from webapp.cli.words import problem_lines
from webapp.design.publish import Publish, publish
from webapp.design.shelf import read_shelf
from webapp.model.clock import wall_clock
from webapp.model.refusals import CheckFailed, InvalidAnswers, ResolutionNeeded
from webapp.model.resolution import Resolution
from webapp.model.settings import Settings


def command(options: argparse.Namespace, settings: Settings) -> int:
    processes: dict[str, dict[str, bytes]] = {}
    for folder in options.folders:
        if not folder.is_dir():
            raise Failure(f"no folder '{folder}'")
        try:
            found = read_shelf(folder)
        except BundleProblems as unreadable:
            print(problem_lines(unreadable.problems))
            raise Failure(f"'{folder}' cannot be read; nothing was published") from None
        if not found:
            raise Failure(f"no process in '{folder}': a bundle has a process.bpmn")
        processes |= found
    with opened(options, settings) as desk:
        try:
            command = Publish(processes, options.reason, _resolution(options))
            versions = publish(desk, administrator(), command, wall_clock())
        except ResolutionNeeded as refused:
            raise Failure(f"{refused} Name it with --resolution and --resolved-on; nothing was published") from None
        except InvalidAnswers as refused:
            why = " ".join(problem.en for problem in refused.problems.values())
            raise Failure(f"{why} Nothing was published") from None
        except CheckFailed as refused:
            print(problem_lines(refused.problems))
            raise Failure("these processes cannot run; nothing was published") from None
    for version in versions:
        print(f"{version.process}: version {version.number} is live")
    unchanged = sorted(processes.keys() - {version.process for version in versions})
    if unchanged:
        print(f"live already, left alone: {', '.join(unchanged)}")
    return 0


def _resolution(options: argparse.Namespace) -> Resolution | None:
    """Raises Failure when only half of it is named."""
    if options.resolution is None and options.resolved_on is None:
        return None
    if options.resolution is None or options.resolved_on is None:
        raise Failure("a resolution has a document and a day: give --resolution and --resolved-on together")
    return Resolution(options.resolved_on, options.resolution.strip())
