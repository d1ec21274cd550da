"""What check reports about a diagram or a bundle. Must not know how it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from webapp.model.text import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One located problem: `file` inside the bundle, BPMN `element` id and `line` where there are any. `because`: the
    element of the problem that it follows from; it goes when that one is mended."""

    severity: Literal["error", "warning"]
    code: str
    message: Text
    remedy: Text
    file: str | None = None
    element: str | None = None
    line: int | None = None
    because: str | None = None

    def as_json(self) -> dict[str, object]:
        """The shape that `nintei check --json` prints."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "element": self.element,
            "line": self.line,
            "message_ja": self.message.ja,
            "message_en": self.message.en,
            "remedy": {"ja": self.remedy.ja, "en": self.remedy.en},
        }


@dataclass(frozen=True, slots=True)
class Told:
    """A problem with those that follow from it, as people are told."""

    problem: Problem
    follows: tuple[Problem, ...] = ()

    @property
    def further(self) -> Text | None:
        """What follows, in a sentence; None where nothing does."""
        lost = len({problem.element for problem in self.follows if problem.code == "unreachable"})
        others = sum(problem.code != "unreachable" for problem in self.follows)
        said: list[Text] = []
        if lost:
            said.append(
                Text(f"このため、ほかに{lost}か所にたどり着けません。", f"And so {_further(lost)} cannot be reached.")
            )
        if others:
            said.append(Text(f"そこから生じる問題が{others}件あります。", f"{_problems(others)} from it."))
        return Text("".join(one.ja for one in said), " ".join(one.en for one in said)) if said else None


def fold(problems: Iterable[Problem]) -> tuple[Told, ...]:
    """The problems in their order, each that follows from another told with it."""
    listed = tuple(problems)
    causes = {(p.file, p.element): p for p in reversed(listed) if p.because is None and p.code in _CAUSES}
    of = {p: causes.get((p.file, p.because)) for p in listed if p.because is not None}
    return tuple(
        Told(problem, tuple(p for p, cause in of.items() if cause is problem))
        for problem in listed
        if of.get(problem) is None
    )


_CAUSES: Final = frozenset({"dead-end", "unreachable"})


def _further(count: int) -> str:
    return "one further step" if count == 1 else f"{count} further steps"


def _problems(count: int) -> str:
    return "One more problem follows" if count == 1 else f"{count} more problems follow"
