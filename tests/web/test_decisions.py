"""What the page of a case opens with, and what a rule has computed in labelled lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from casework import House
from flask import Flask, g
from web.visiting import Visitor

from handlers.registry import RULES
from webapp.bundle.law import law_of_shelf
from webapp.bundle.read import read_folder
from webapp.model.actor import Actor
from webapp.web.parts import sources, values
from webapp.web.parts.decisions import Decision, decided
from webapp.web.parts.words import Words

Visit = Callable[[Actor], Visitor]
ROOT = Path(__file__).resolve().parents[2]
INCIDENT = ROOT / "processes" / "incident"
LAW = law_of_shelf(ROOT / "processes", date(2026, 11, 21), "incident")
RECORDED = [
    json.loads(line)
    for file in (ROOT / "tests" / "handlers" / "corpus").glob("*.jsonl")
    for line in file.read_text("utf-8").splitlines()
]
JAPANESE = re.compile("[\u3041-\u30f6\u4e00-\u9fa5、。・（）「」]")
COMPUTED = sorted(name for name, rule in RULES.items() if not rule.outcomes)


@pytest.fixture(params=["ja", "en"])
def language(request: pytest.FixtureRequest, app: Flask) -> object:
    with app.test_request_context():
        g.language = request.param
        yield request.param


def decision(rule: str, seq: int, leads: bool) -> Decision:
    return Decision(str(seq), f"decision-{seq}", rule, rule, "x", (), (), (), (), (), None, date(2026, 11, 20), leads)


def test_the_newest_answer_of_each_leading_rule_stands_first_and_the_rest_is_folded() -> None:
    measure, level, points, early = (
        decision("measure", 4, True),
        decision("level", 3, True),
        decision("points", 2, False),
        decision("level", 1, True),
    )
    found = decided([measure, level, points, early], ())
    assert found.leading == (measure, level) and found.further == (points, early)


def test_where_no_rule_leads_the_newest_of_all_is_open() -> None:
    newest, older = decision("b", 2, False), decision("a", 1, False)
    assert decided([newest, older], ()).leading == (newest,)
    assert decided([], ()).leading == ()


def test_the_incident_opens_with_its_level_and_its_measure() -> None:
    assert {name for name, rule in RULES.items() if rule.leads} == {
        "incident.level",
        "incident.measure",
        "application.eligibility",
    }


def test_a_page_says_first_what_people_decided(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    house.approve(case_id)
    page = visit(house.people.sato).get(f"/cases/{case_id}").text
    page = page[page.index('id="decisions-title"') :]
    assert page.index("decision--people") < page.index('id="decision-grade"')
    said = page[page.index("decision--people") : page.index('id="decision-grade"')]
    assert "承認する" in said and "加藤" in said and "2026年11月20日" in said


def test_claims_are_folded_in_the_history_and_the_rest_is_told(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    visitor = visit(house.people.sato)
    assert "history__fold" not in visitor.get(f"/cases/{case_id}").text
    visitor.post(f"/tasks/{house.task(case_id, 'write').id}/claim")
    page = visitor.get(f"/cases/{case_id}").text
    assert "引き受け・手放しも表示する（1）" in page
    assert '<li class="history__minor"><p>「起案する」を引き受けました</p>' in page
    assert "<li><p>案件を開きました</p>" in page


@pytest.mark.parametrize("name", COMPUTED)
def test_what_a_rule_computes_is_said_with_labels(language: str, name: str) -> None:
    words = Words(read_folder(INCIDENT))
    for line in (each for each in RECORDED if each["rule"] == name and "refused" not in each["answer"]):
        value = line["answer"]["value"]
        said = values.lines(value, words)
        assert said, value
        expected = set(value) - {"scores", "scale"}
        assert len(said) == len(expected) + (len(value["scores"]) + 1 if "scores" in value else 0), value
        assert not any(label in value for label, _part in said), said


def test_points_are_called_by_their_item(language: str) -> None:
    said = dict(values.lines({"scores": {"C": 2, "D": 1}}, Words(read_folder(INCIDENT))))
    assert said["C 内容による重大性" if language == "ja" else "C Gravity of the content"] == "2"
    assert said["合計" if language == "ja" else "Total"] == "3"


@pytest.mark.parametrize(
    ("ja", "en"),
    [
        ("第143条第2項", "Article 143, paragraph 2"),
        ("第26条の2第1項第3号", "Article 26-2, paragraph 1, item 3"),
        ("4.2 b)①", "4.2 b)①"),
        ("表2 8, 9", "Table 2 8, 9"),
        ("注3", "note 3"),
    ],
)
def test_a_clause_is_found_in_either_language(language: str, ja: str, en: str) -> None:
    assert sources.clause(ja) == (ja if language == "ja" else en)


def test_everything_that_rules_cite_has_an_english_name(language: str) -> None:
    cited = {tuple(cite[:3]) for line in RECORDED for cite in line["answer"].get("cites", ())}
    for name, edition, clause in cited:
        said = (sources.document(name), sources.edition(edition), sources.clause(clause))
        assert said == (name, edition, clause) if language == "ja" else not JAPANESE.search("".join(said)), said
