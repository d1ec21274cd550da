"""Dated amounts that the documents leave open, as the process owner keeps them in parameters.toml.

Must not know any rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.determination import Law
from handlers.inputs import refusal


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount in force: its value, and where it comes from as a determination records it."""

    name: str
    value: Any
    provenance: Mapping[str, Any]

    @property
    def record(self) -> dict[str, Mapping[str, Any]]:
        return {self.name: self.provenance}


def amount(law: Law, name: str) -> Amount:
    """The amount in force on the day of the decision; before its first date, its first value.

    Raises InputRefused, naming `parameters.<name>`, where the process has no such amount.
    """
    entry = law.parameters.get(name)
    values = entry.get("values") if isinstance(entry, Mapping) else None
    if not values:
        raise refusal(
            f"parameters.{name}", "parameters.toml に日付つきで定めた値", "an amount with a date in parameters.toml"
        )
    value = dated(values, law.on) or min(values, key=first_day)
    if "value" not in value:
        raise refusal(f"parameters.{name}", "値（value）を持つ記載", "an entry with a value")
    return Amount(name, value["value"], provenance(value, value["value"]))


def whole_number(law: Law, name: str, low: int, high: int) -> Amount:
    """An amount that must be a whole number within bounds. Raises InputRefused, naming `parameters.<name>`."""
    found = amount(law, name)
    if isinstance(found.value, bool) or not isinstance(found.value, int) or not low <= found.value <= high:
        raise refusal(f"parameters.{name}", f"{low}から{high}までの整数", f"a whole number from {low} to {high}")
    return found


def dated(values: Sequence[Mapping[str, Any]], on: date) -> Mapping[str, Any] | None:
    """The entry whose `from` is the latest that is not after a day; None before the first."""
    begun = [value for value in values if value["from"] <= on]
    if len(begun) < 2:
        return begun[0] if begun else None
    return max(begun, key=first_day)


def first_day(value: Mapping[str, Any]) -> date:
    day: date = value["from"]
    return day


def provenance(entry: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """How a determination records an amount: {"value", "from", "source", "ours"}."""
    return {
        "value": value,
        "from": first_day(entry).isoformat(),
        "source": entry.get("source", ""),
        "ours": bool(entry.get("ours", False)),
    }
