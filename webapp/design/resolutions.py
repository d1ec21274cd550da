"""A version that changes the rules needs the sub-committee's resolution (TPDMS-2210 6).

The rules of a bundle are its tables and its amounts; what is said about them in comments is none. Must not know what they
mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from webapp.bundle.body import BODY
from webapp.bundle.formats import read_toml
from webapp.bundle.shape import BundleProblems
from webapp.model.refusals import InvalidAnswers, ResolutionNeeded
from webapp.model.resolution import LONGEST, Resolution
from webapp.model.text import Text

_AMOUNTS: Final = "parameters.toml"
_TABLES: Final = "tables/"


def changed_rules(before: Mapping[str, bytes] | None, after: Mapping[str, bytes]) -> tuple[str, ...]:
    """The paths whose tables or amounts differ. A process that was never live changes none: what the criteria say is set
    down for the first time."""
    if before is None:
        return ()
    paths = sorted(path for path in {*before, *after} if path in (BODY, _AMOUNTS) or path.startswith(_TABLES))
    return tuple(path for path in paths if _rules(path, before.get(path)) != _rules(path, after.get(path)))


def refuse_unresolved(
    before: Mapping[str, bytes] | None, after: Mapping[str, bytes], resolution: Resolution | None, today: date
) -> None:
    """Raises ResolutionNeeded where rules change without one; InvalidAnswers for one without a document, or of a day
    to come."""
    changed = changed_rules(before, after)
    if changed and resolution is None:
        raise ResolutionNeeded(files="、".join(changed), files_en=", ".join(changed))
    if resolution is None:
        return
    problems: dict[str, Text] = {}
    if not resolution.document.strip() or len(resolution.document) > LONGEST:
        problems["resolution"] = Text(
            f"決議の番号か議事録の名を{LONGEST}文字以内で書いてください。",
            f"Write the number of the resolution, or which minutes hold it, in at most {LONGEST} characters.",
        )
    if resolution.on > today:
        problems["resolved_on"] = Text("決議の日は今日までの日にしてください。", "The resolution is of a day to come.")
    if problems:
        raise InvalidAnswers(problems)


def resolved(resolution: Resolution | None) -> dict[str, Any]:
    """What the deed of publishing says of it."""
    return {} if resolution is None else {"resolution": resolution.as_json()}


def _rules(path: str, content: bytes | None) -> Any:
    """What a file says about rules; its bytes where it cannot be read. Of the body's file only the amounts."""
    try:
        said = {} if content is None else read_toml(content, path)
    except BundleProblems:
        return content
    return said.get("parameters", {}) if path == BODY else said
