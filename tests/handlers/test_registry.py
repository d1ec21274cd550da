"""What holds for every rule, over every recorded question."""

from __future__ import annotations

import inspect
import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from handlers.citing import OUTLINE
from handlers.determination import InputRefused, Law
from handlers.editions import TPDMS
from handlers.registry import RULES
from tools.corpus import answered

CORPUS = [
    json.loads(line)
    for file in sorted((Path(__file__).parent / "corpus").glob("*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]
ANSWERED = [line for line in CORPUS if "refused" not in line["answer"]]
NAMED_BY_THE_ISSUE = {
    "periods.bar",
    "periods.officer",
    "periods.correction",
    "periods.suspension",
    "periods.breach_report",
    "application.eligibility",
    "application.bars",
    "incident.level",
    "incident.points",
    "incident.measure",
    "incident.hearing_required",
    "incident.organs",
    "complaint.scope",
    "complaint.refusal",
    "complaint.closure_allowed",
    "complaint.deadlines",
    "conflict.check",
    "rules.edition",
}


def question(line: dict[str, Any]) -> str:
    return f"{line['rule']} {json.dumps(line['inputs'], ensure_ascii=False)[:60]}"


def test_every_name_that_diagrams_may_use_is_there() -> None:
    assert set(RULES) >= NAMED_BY_THE_ISSUE
    assert all(name == rule.name for name, rule in RULES.items())


def lines(name: str, corpus: list[dict[str, Any]] = ANSWERED) -> list[dict[str, Any]]:
    return [line for line in corpus if line["rule"] == name]


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_published_edition_never_changes_its_determinations(name: str) -> None:
    for line in lines(name, CORPUS):
        asked = {key: line[key] for key in ("rule", "on", "inputs")}
        assert json.loads(json.dumps(answered(asked))) == line["answer"], question(line)


@pytest.mark.parametrize("name", sorted(RULES))
def test_the_corpus_asks_every_rule_and_every_rule_refuses_something(name: str) -> None:
    answers = [line["answer"] for line in CORPUS if line["rule"] == name]
    assert any("refused" not in answer for answer in answers)
    assert any("refused" in answer for answer in answers)


@pytest.mark.parametrize("name", sorted(RULES))
def test_the_corpus_meets_every_outcome(name: str) -> None:
    met = {line["answer"]["outcome"] for line in ANSWERED if line["rule"] == name}
    assert met == {outcome.value for outcome in RULES[name].outcomes} or (met == {None} and not RULES[name].outcomes)


@pytest.mark.parametrize("name", sorted(RULES))
def test_answers_are_whole_plain_and_repeatable(name: str, law: Law) -> None:
    for line in lines(name):
        # given inputs that are watched for changes
        inputs = deepcopy(line["inputs"])
        # when the rule is asked twice
        first, second = RULES[name].function(inputs, law), RULES[name].function(inputs, law)
        # then it answers the same, in JSON, in both languages, and quotes every clause of the two documents
        assert inputs == line["inputs"]
        assert first == second
        assert json.loads(json.dumps(first.as_json())) == first.as_json()
        assert first.because
        assert first.cites
        for reason in first.because:
            assert reason.ja.endswith("。")
            assert reason.en.endswith(".")
            assert not re.search(r"[ぁ-んァ-ヶ]", reason.en.replace("申請の前日1年以内", ""))
        for cite in first.cites:
            assert (cite.quote is not None) == (cite.document in (TPDMS, OUTLINE)), cite.clause
            assert cite.edition
        for record in first.parameters.values():
            assert set(record) >= {"value", "from", "source", "ours"}


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_says_in_one_place_what_it_does_and_where_it_stands(name: str) -> None:
    rule = RULES[name]
    words = inspect.getdoc(rule.function) or ""
    sentence, _, cites = words.partition("Cites:")
    assert sentence.strip().endswith(".")
    assert "TPDMS-2210" in cites or "個人情報の保護に関する法律" in cites or "民法" in cites
    assert rule.ja
    assert rule.en
    assert len({asked.name for asked in rule.inputs}) == len(rule.inputs)
    assert len({outcome.value for outcome in rule.outcomes}) == len(rule.outcomes)


@pytest.mark.parametrize("name", sorted(RULES))
def test_an_unknown_input_is_refused_with_those_that_are_known(name: str, law: Law) -> None:
    example = next(line["inputs"] for line in ANSWERED if line["rule"] == name)
    with pytest.raises(InputRefused) as refused:
        RULES[name].function({**example, "extra_field": 1}, law)
    assert refused.value.field == "extra_field"
    assert all(asked.name in refused.value.en for asked in RULES[name].inputs)


@pytest.mark.parametrize(
    ("name", "field"), [(name, asked.name) for name, rule in sorted(RULES.items()) for asked in rule.inputs]
)
@pytest.mark.parametrize(
    "value", [object(), 3.5, "\ud800", [[]], {"a": {}}], ids=("object", "number", "surrogate", "list", "record")
)
def test_a_value_of_a_wrong_type_is_refused_by_its_field(name: str, field: str, value: Any, law: Law) -> None:
    takes_any_text = next(asked.type for asked in RULES[name].inputs if asked.name == field) == "text"
    if takes_any_text and isinstance(value, str):
        return
    for line in ANSWERED:
        if line["rule"] != name:
            continue
        try:
            RULES[name].function({**line["inputs"], field: value}, law)
        except InputRefused as refused:
            if refused.field.split(".")[0].split("[")[0] == field:
                return
    pytest.fail(f"{name} never refused {field} = {value!r}")


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_required_input_is_missed_by_its_name(name: str, law: Law) -> None:
    for line in ANSWERED:
        if line["rule"] == name:
            for asked in RULES[name].inputs:
                if asked.required:
                    for absent in ({}, {asked.name: None}):
                        inputs = {k: v for k, v in line["inputs"].items() if k != asked.name} | absent
                        with pytest.raises(InputRefused) as refused:
                            RULES[name].function(inputs, law)
                        assert refused.value.field.split(".")[0] == asked.name


@pytest.mark.parametrize("name", sorted(RULES))
def test_an_optional_input_that_is_none_counts_as_absent(name: str, law: Law) -> None:
    function = RULES[name].function
    for line in lines(name):
        absent = {asked.name: None for asked in RULES[name].inputs if asked.name not in line["inputs"]}
        assert function({**line["inputs"], **absent}, law) == function(line["inputs"], law), question(line)


def test_a_refusal_never_repeats_what_was_given(law: Law) -> None:
    secret = "山田太郎"
    for rule in RULES.values():
        for asked in rule.inputs:
            with pytest.raises(InputRefused) as refused:
                rule.function({asked.name: secret}, law)
            assert secret not in refused.value.ja + refused.value.en + refused.value.expected


ISO = re.compile(r"\d{4}-\d\d-\d\d")
ENGLISH_DAY = re.compile(
    r"\d (January|February|March|April|May|June|July|August|September|October|November|December) \d"
)


@pytest.mark.parametrize("name", sorted(RULES))
def test_days_stand_in_sentences_as_the_language_writes_them(name: str, law: Law) -> None:
    """An edition's name is a name, not a day."""
    for line in lines(name):
        answer = RULES[name].function(line["inputs"], law)
        for reason in answer.because:
            said = [text.replace("2019-06-26", "") for text in (reason.ja, reason.en)]
            assert not any(ISO.search(text) for text in said), said
            assert not ENGLISH_DAY.search(reason.ja) and not re.search(r"\d年\d", reason.en), (reason.ja, reason.en)
