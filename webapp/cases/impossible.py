"""What an effect says when it cannot do what the diagram asks. Must not know any effect."""

from __future__ import annotations

from datetime import date

from webapp.model.advance import Effect, EngineFault
from webapp.model.text import Text


def impossible(effect: Effect, ja: str, en: str, cause: str) -> EngineFault:
    return EngineFault("effect", Text(f"「{effect.step}」：{ja}", f"{effect.step}: {en}"), effect.step, cause)


def day_of(effect: Effect, name: str) -> date:
    """A parameter that must be a date. Raises EngineFault."""
    given = effect.parameters.get(name)
    try:
        return given if isinstance(given, date) else date.fromisoformat(str(given))
    except ValueError as bad:
        raise impossible(
            effect, f"「{name}」が日付ではありません。", f"“{name}” is not a date.", f"{name} is not a date"
        ) from bad
