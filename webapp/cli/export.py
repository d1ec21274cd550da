"""`nintei export DIR`: the live bundles as folders."""

from __future__ import annotations

import argparse

from webapp.cli.house import administrator, opened
from webapp.design.export import export
from webapp.model.settings import Settings


def command(options: argparse.Namespace, settings: Settings) -> int:
    with opened(options, settings) as desk:
        written = export(desk, administrator(), options.folder)
    print(f"{len(written)} files written to {options.folder}")
    return 0
