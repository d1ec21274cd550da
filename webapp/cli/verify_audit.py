"""`nintei verify-audit`: exit 0 when every chain holds, 1 with a line for each break."""

from __future__ import annotations

import argparse

from webapp.cli.house import opened
from webapp.model.settings import Settings
from webapp.store.verify import verify


def command(options: argparse.Namespace, settings: Settings) -> int:
    with opened(options, settings) as desk, desk.store.read() as unit:
        breaks = verify(unit, desk.keys)
    for found in breaks:
        place = found.chain if found.seq is None else f"{found.chain} #{found.seq}"
        print(f"{place}: {found.message.en}")
    if breaks:
        return 1
    print("every audit chain holds")
    return 0
