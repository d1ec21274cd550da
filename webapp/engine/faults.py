"""Faults in plain words: every way in which an advance or a diagram can fail, said to a person. Must not know why a
verb asked for the advance."""

from __future__ import annotations

import traceback
from pathlib import Path

from webapp.engine.values import BadExpression
from webapp.model.advance import EngineFault
from webapp.model.text import Text


def fault(kind: str, step: str | None, ja: str, en: str, cause: str = "") -> EngineFault:
    return EngineFault(kind, Text(ja, en), step, cause)


def bad_state(cause: str, step: str | None = None) -> EngineFault:
    return fault(
        "state",
        step,
        "案件の保存状態を読めません。管理者に知らせてください。",
        "The stored state of the case cannot be read. Tell the administrator.",
        cause,
    )


def bad_expression(step: str | None, source: str, problem: BadExpression) -> EngineFault:
    return fault(
        "expression",
        step,
        f"「{step}」の式「{_short(source)}」を計算できません：{problem.message.ja}",
        f"The expression “{_short(source)}” at “{step}” has no answer: {problem.message.en}",
        str(problem),
    )


def bad_diagram(step: str | None, ja: str, en: str, cause: str = "") -> EngineFault:
    return fault("diagram", step, ja, en, cause)


def breach(step: str | None, ja: str, en: str) -> EngineFault:
    return fault(
        "bounds",
        step,
        f"処理が止まりました：{ja}。図に終わりのないくり返しがないか確かめてください。",
        f"The case was stopped: {en}. Look for a repetition without an end in the diagram.",
        en,
    )


def where(problem: BaseException) -> str:
    """The kind of an exception and the line that raised it. Its text is left out: it may quote an answer."""
    frames = traceback.extract_tb(problem.__traceback__)
    if not frames:
        return type(problem).__name__
    last = frames[-1]
    return f"{type(problem).__name__} in {last.name} ({Path(last.filename).name}:{last.lineno})"


def _short(source: str) -> str:
    return source if len(source) <= 80 else source[:79] + "…"
