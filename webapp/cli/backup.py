"""`nintei backup FILE`."""

from __future__ import annotations

import argparse

from webapp.cli.house import opened
from webapp.model.settings import Settings
from webapp.store.backup import backup


def command(options: argparse.Namespace, settings: Settings) -> int:
    with opened(options, settings) as desk:
        backup(desk.store, options.file)
    print(f"written to {options.file}; the secret is not in it: keep it apart")
    return 0
