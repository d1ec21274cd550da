"""`nintei restore FILE`: into an empty data folder."""

from __future__ import annotations

import argparse

from webapp.cli.failure import Failure
from webapp.cli.house import in_folder
from webapp.model.settings import Settings
from webapp.store.backup import restore


def command(options: argparse.Namespace, settings: Settings) -> int:
    if settings.database_url:
        raise Failure("restoring into PostgreSQL is done with its own tools; unset NINTEI_DATABASE_URL")
    data = in_folder(options, settings).data
    restore(options.file, data)
    print(f"restored into {data}; put the secret of that installation there before the start")
    return 0
