"""`nintei erased FILE`: the list of what was erased, to be kept beside the backups and given to `nintei restore`."""

from __future__ import annotations

import argparse

from webapp.cases.erase_again import list_of_erasures
from webapp.cli.house import opened
from webapp.model.settings import Settings


def command(options: argparse.Namespace, settings: Settings) -> int:
    with opened(options, settings) as desk:
        listed = list_of_erasures(desk)
    fresh = options.file.with_name(f".{options.file.name}.new")
    fresh.touch(0o600)
    fresh.write_bytes(listed)
    fresh.replace(options.file)
    print(f"written to {options.file}; give it to 'nintei restore --erased' with any backup made before now")
    return 0
