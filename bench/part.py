"""The parts of the measurement, each in its own shape, brought to one. Run as a module it measures one part and prints
its lines as JSON: a part has a process of its own, so that none slows, breaks or outlives another.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from inspect import signature
from typing import Any, Final

# part -> the arguments of its `measure` that make the sizes full; the short sizes are its own defaults.
FULL: Final[Mapping[str, Mapping[str, Any]]] = {
    "engine": {"samples": 1_000},
    "verbs": {"samples": 1_000},
    "lists": {"full": True},
    "api": {"full": True},
    "rule": {"asked": 10_000},
    "pages": {"asked": 1_000},
    "check": {"starts": 200, "samples": 1_000},
    "commands": {"rounds": 200, "starts": 20},
}
MADE_OF: Final = ("rounds", "database", "clients", "open", "finished", "cases")  # what tells two lines of a name apart
# The floors that the ratios of a part are taken against, where its records do not say.
AGAINST: Final[Mapping[str, str]] = {"engine": "step in memory", "verbs": "step in memory + bare commit"}


def there(part: str) -> bool:
    return find_spec(f"bench.{part}") is not None


def measure(part: str, full: bool) -> list[dict[str, Any]]:
    """The lines of a part: `{"part", "name", "median_ms", "p95_ms", "n"}` and whatever else it measured (`ratio`,
    `against`, `growth`, `bytes_growth`, `statements`, `commits`, `must`, …). Raises what its `measure` raises."""
    function = import_module(f"bench.{part}").measure
    known = signature(function).parameters
    sizes = {name: value for name, value in FULL[part].items() if full and name in known}
    return [line(part, record) for record in function(**sizes)]


def line(part: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """One record in the common shape: milliseconds, `n`, a name that says what was measured."""
    kept = {key: value for key, value in record.items() if key not in ("name", "samples", *MADE_OF)}
    for figure in ("median", "p95", "worst"):
        microseconds = kept.pop(f"{figure}_us", None)
        if microseconds is not None:
            kept[f"{figure}_ms"] = microseconds / 1_000
    if "ratio" in kept and part in AGAINST:
        kept.setdefault("against", AGAINST[part])
    if record.get("rounds") == 0:  # fresh against fresh says nothing
        kept = {key: value for key, value in kept.items() if key not in ("growth", "bytes_growth")}
    made_of = {key: record[key] for key in MADE_OF if key in record}
    n = record.get("n", record.get("samples"))
    named = {"part": part, "name": _name(record["name"], made_of), "median_ms": None, "p95_ms": None, "n": n}
    return {**named, **kept, **made_of}


def _name(name: str, made_of: Mapping[str, Any]) -> str:
    said = [
        value if isinstance(value, str) else f"{value:,} {key.removesuffix('s') if value == 1 else key}"
        for key, value in made_of.items()
    ]
    return ", ".join([name, *said])


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], "--full" in sys.argv), ensure_ascii=False))
