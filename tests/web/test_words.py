"""What the rows hold as ids is said in the words of the bundle."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.bundle.read import read_folder
from webapp.model.text import Text
from webapp.web.parts import sources, words
from webapp.web.parts.words import Words

INCIDENT = Path(__file__).resolve().parents[2] / "processes" / "incident"


def said_in_japanese(text: Text) -> str:
    return text.ja


@pytest.fixture(autouse=True)
def _body_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "desk", lambda: None)
    monkeypatch.setattr(words, "published_body", lambda _desk: {})


@pytest.mark.parametrize(("name", "said"), [("scale", "欠格レベルの配点表"), ("unheard_of", "unheard_of")])
def test_what_a_rule_used_bears_its_title(monkeypatch: pytest.MonkeyPatch, name: str, said: str) -> None:
    monkeypatch.setattr(words, "pick", said_in_japanese)
    assert Words(read_folder(INCIDENT)).parameter(name) == said


@pytest.mark.parametrize(
    ("source", "beside"),
    [
        ("この設置の既定値（法第53条は「迅速」とのみ定める）", "法第53条は「迅速」とのみ定める"),
        ("Default of this installation (the Act says (only) “prompt”)", "the Act says (only) “prompt”"),
        ("この設置の既定値", ""),
        ("認定委員会の定め（2026年）", "認定委員会の定め（2026年）"),
    ],
)
def test_beside_its_label_a_default_says_only_where_it_comes_from(source: str, beside: str) -> None:
    assert sources.beside_its_label(source) == beside


def test_where_an_amount_comes_from_is_said_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Words(read_folder(INCIDENT))
    monkeypatch.setattr(words, "language", lambda: "en")
    assert (
        known.source("scale", "2019-06-26", "日本語")
        == "Default of this installation (TPDMS-2210 publishes no points per item)"
    )
    assert known.source("hearing_required_from_level", "2019-06-26", "日本語").startswith(
        "Default of this installation"
    )
    assert known.source("hearing_required_from_level", "2001-01-01", "日本語") == "日本語"
    assert known.source("unheard_of", "2019-06-26", "日本語") == "日本語"
    monkeypatch.setattr(words, "language", lambda: "ja")
    assert known.source("scale", "2019-06-26", "日本語") == "日本語"


def test_large_numbers_have_separators() -> None:
    assert Words(read_folder(INCIDENT)).plain(120000) == "120,000"
