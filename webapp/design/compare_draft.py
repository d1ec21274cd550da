"""What a draft changes against the version that it was opened from, in words. Must not judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from webapp.design.compare_forms import FormChange, compare_form
from webapp.diagram.compare import Change, compare
from webapp.diagram.door import DiagramRefused, open_diagram
from webapp.model.text import Text

DIAGRAM: Final = "process.bpmn"
_FOLDERS: Final = {
    "forms": Text("フォーム", "Form"),
    "letters": Text("文書", "Letter"),
    "tables": Text("表", "Table"),
    "scenarios": Text("シナリオ", "Scenario"),
}
_KINDS: Final = {
    "added": Text("追加", "added"),
    "removed": Text("削除", "removed"),
    "changed": Text("変更", "changed"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """`changes` of the diagram; `forms`: of the forms; `files`: what happened to the other files of the bundle, and to
    forms of which nothing more can be said. `readable` is False where one of the two diagrams cannot be read, and the
    changes are then unknown."""

    changes: tuple[Change, ...]
    files: tuple[Text, ...]
    readable: bool = True
    forms: tuple[FormChange, ...] = ()

    @property
    def empty(self) -> bool:
        return self.readable and not self.changes and not self.files and not self.forms


def compare_draft(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Comparison:
    """The changes from one folder of a process to another."""
    others = sorted({*before, *after} - {DIAGRAM})
    forms = {path: said for path in others if (said := compare_form(path, before.get(path), after.get(path)))}
    files = tuple(
        _in_words(path, kind)
        for path in others
        if path not in forms and (kind := _kind(before.get(path), after.get(path)))
    )
    try:
        old = open_diagram(before.get(DIAGRAM, b""))
        new = old if before.get(DIAGRAM) == after.get(DIAGRAM) else open_diagram(after.get(DIAGRAM, b""))
    except DiagramRefused:
        return Comparison((), files, readable=False, forms=tuple(forms.values()))
    changes = () if new is old else compare(old, new)
    return Comparison(changes, files, forms=tuple(forms.values()))


def _kind(before: bytes | None, after: bytes | None) -> str:
    if before == after:
        return ""
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def _in_words(path: str, kind: str) -> Text:
    folder = _FOLDERS.get(path.partition("/")[0], Text("ファイル", "File"))
    done = _KINDS[kind]
    return Text(f"{folder.ja} {path}：{done.ja}", f"{folder.en} {path}: {done.en}")
