"""What check reports about a diagram or a bundle. Must not know how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from webapp.model.text import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One located problem: `file` inside the bundle, BPMN `element` id and `line` where there are any."""

    severity: Literal["error", "warning"]
    code: str
    message: Text
    remedy: Text
    file: str | None = None
    element: str | None = None
    line: int | None = None

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
