"""What holds for every template."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "webapp" / "web" / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.IGNORECASE | re.DOTALL)
ON_EVENT = re.compile(r"\s(on[a-z]+|hx-on[a-z:-]*|style)\s*=", re.IGNORECASE)
VISIBLE = re.compile(r"[ぁ-んァ-ヶ一-龥]")
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
CODE = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(FOLDER))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_scripts_and_styles_come_from_files_only(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for attributes in SCRIPT.findall(text):
        assert "src=" in attributes or 'type="application/json"' in attributes, f"inline script in {name(path)}"
    assert "<style" not in text.lower()
    assert not ON_EVENT.search(CODE.sub("", text)), "styles and events as attributes break the content security policy"
    assert "javascript:" not in text.lower()
    assert "|safe" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_form_that_changes_something_carries_the_tokens(path: Path) -> None:
    for form in FORM.findall(path.read_text(encoding="utf-8")):
        assert "form_tokens()" in form, f"a form without tokens in {name(path)}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_word_can_be_translated(path: Path) -> None:
    bare = CODE.sub("", COMMENT.sub("", path.read_text(encoding="utf-8")))
    assert [line.strip() for line in bare.splitlines() if VISIBLE.search(line) and 'lang="ja"' not in line] == []
