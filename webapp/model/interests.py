"""The kinds of interests that people declare: those of the rule `conflict.check` (a test compares them)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from webapp.model.text import Text

KINDS: Final[Mapping[str, Text]] = {
    "employment": Text("雇用・役職", "Employment or office"),
    "shareholding": Text("出資", "Shareholding"),
    "adviser": Text("助言・受託", "Advising or contracting"),
    "family": Text("親族", "Family"),
    "complainant": Text("申出人本人", "Being the complainant"),
    "other_business": Text("団体の他の業務での関与", "Involvement through the body's other business"),
    "other": Text("その他", "Other"),
}
