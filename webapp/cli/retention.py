"""`nintei retention`: which ended cases may be erased, or soon may. It only shows them.

Nothing is erased from here: an erasure is asked for by one person and approved by another, and whoever holds the command
line is one person, whom no sign-in tells from the other.
"""

from __future__ import annotations

import argparse
from datetime import timedelta

from webapp.cases.falling_due import falling_due
from webapp.cli.house import opened
from webapp.model.clock import local_date, wall_clock
from webapp.model.may import Reach
from webapp.model.settings import Settings


def command(options: argparse.Namespace, settings: Settings) -> int:
    until = local_date(wall_clock()) + timedelta(days=options.within)
    with opened(options, settings) as desk, desk.store.read() as unit:
        everything = falling_due(desk, unit, Reach(everything=True))
    due = [one for one in everything if one.is_due(until)]
    for one in due:
        ended = local_date(one.case.ended_at).isoformat()
        asked = ", erasure asked for" if one.case.asked_by else ""
        print(f"{one.case.number}  ended {ended}  may be erased from {one.due_on}{asked}")
    print(f"{len(due)} of {len(everything)} ended cases; two people erase them at /manage/retention")
    return 0
