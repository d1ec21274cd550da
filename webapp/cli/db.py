"""`nintei db upgrade`."""

from __future__ import annotations

import argparse

from webapp.cli.house import opened
from webapp.model.settings import Settings


def command(options: argparse.Namespace, settings: Settings) -> int:
    with opened(options, settings):
        print("the database is up to date")
    return 0
