"""What the rows hold as ids is said in the words of the bundle."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.bundle.read import read_folder
from webapp.model.text import Text
from webapp.web.parts import words
from webapp.web.parts.words import Words

INCIDENT = Path(__file__).resolve().parents[2] / "processes" / "incident"


def said_in_japanese(text: Text) -> str:
    return text.ja


@pytest.mark.parametrize(("name", "said"), [("scale", "欠格レベルの配点表"), ("unheard_of", "unheard_of")])
def test_what_a_rule_used_bears_its_title(monkeypatch: pytest.MonkeyPatch, name: str, said: str) -> None:
    monkeypatch.setattr(words, "pick", said_in_japanese)
    assert Words(read_folder(INCIDENT)).parameter(name) == said
