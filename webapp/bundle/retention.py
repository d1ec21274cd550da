"""`[retention]` of process.toml: how long ended cases are kept. Must not know which ends are drawn: check does."""

from __future__ import annotations

from typing import Final

from webapp.bundle.shape import Shape
from webapp.model.retention import NEVER_DUE, Period, Retention, read_period
from webapp.model.text import Text

_KNOWN: Final = ("period", "outcomes", "source", "source_en", "ours")


def retention_of(shape: Shape, told: object) -> Retention:
    """What is said, with a problem for everything that cannot be meant."""
    if told is None:
        return NEVER_DUE
    given = shape.record(told, "retention", _KNOWN)
    outcomes = shape.record(given.get("outcomes", {}), "retention.outcomes")
    periods = {str(end): _period(shape, told, f"retention.outcomes.{end}") for end, told in outcomes.items()}
    return Retention(
        _period(shape, given.get("period"), "retention.period"),
        {end: period for end, period in periods.items() if period is not None},
        Text(
            shape.string(given.get("source"), "retention.source"),
            shape.string(given.get("source_en", ""), "retention.source_en", True),
        ),
        shape.boolean(given.get("ours"), "retention.ours"),
    )


def _period(shape: Shape, written: object, where: str) -> Period | None:
    period = read_period(written) if isinstance(written, str) else None
    if period is None:
        shape.wrong(
            where,
            "P5Y（5年）、P6M（6か月）、P1Y6Mの形の長さ（100年まで）",
            "a length of time such as P5Y (five years), P6M or P1Y6M, at most 100 years",
        )
    return period
