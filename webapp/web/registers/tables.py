"""A list of the registers as a table that any spreadsheet opens. Must not know which list."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from flask import Response

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def taken_along(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """CSV under this file name: UTF-8 with its mark, a comma between, no cell a formula."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(head)
    table.writerows([_cell(value) for value in row] for row in rows)
    return Response(
        "\ufeff" + out.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _cell(value: str) -> str:
    """A name that a spreadsheet would take for a formula stays a name."""
    return f"'{value}" if value.startswith(_STARTS_A_FORMULA) else value
