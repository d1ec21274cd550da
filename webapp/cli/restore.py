"""`nintei restore FILE`: into an empty data folder."""

from __future__ import annotations

import argparse

from webapp.cli.failure import Failure
from webapp.cli.house import in_folder
from webapp.model.settings import Settings
from webapp.store.backup import keep_list, restore


def command(options: argparse.Namespace, settings: Settings) -> int:
    if settings.database_url:
        raise Failure("restoring into PostgreSQL is done with its own tools; unset NINTEI_DATABASE_URL")
    data = in_folder(options, settings).data
    if options.erased is not None and not options.erased.is_file():
        raise Failure(f"there is no list '{options.erased}'; nothing was restored")
    restore(options.file, data)
    if options.erased is None:
        print("cases that were erased after this backup are back in it, unless a list is given with --erased")
    else:
        keep_list(options.erased, data)
    print(f"restored into {data}; put the secret of that installation there before the start")
    return 0
