"""Constants that are handed to a rule are judged by what it says that it takes; what it needs is there on the first
round of a loop, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.determination import Input, InputRefused, Rule
from handlers.registry import RULES
from tests.engine.check.asking import ask, errors
from tests.engine.drawing import bundle, choice, end, flow, path, service, start, user
from tests.handlers.conftest import SHELF, TODAY
from tests.handlers.test_registry import ANSWERED
from webapp.bundle.law import law_of_shelf
from webapp.bundle.read import folder_files, read_files
from webapp.engine.check import check_bundle, check_diagram
from webapp.model.problem import Problem

FILES = folder_files(Path(SHELF) / "incident")
LAW = law_of_shelf(SHELF, TODAY, "incident")
SIDE = "{'level': %s, 'measures': ['BAR']}"


def handing(rule: str, **inputs: str) -> list[Problem]:
    drawn = bundle(start(), user("q"), service("r", rule, **inputs), end(), path("begin", "q", "r", "done"))
    return [each for each in check_diagram(drawn.diagram, RULES) if each.severity == "error"]


@pytest.mark.parametrize(
    ("rule", "inputs", "said"),
    [
        ("incident.measure", {"level": "77", "status": "'grantee'"}, "from 0 to 10"),
        ("incident.measure", {"level": "-1", "status": "'grantee'"}, "from 0 to 10"),
        ("incident.measure", {"level": "7 + 4", "status": "'grantee'"}, "from 0 to 10"),
        ("incident.measure", {"level": "None", "status": "'grantee'"}, "needs a value"),
        ("incident.measure", {"level": "8", "status": "'guest'"}, "one of grantee"),
        ("incident.reports", {"known_on": "q.on", "days": "45"}, "one of 30, 60"),
        ("incident.quorum", {"organ": "'committee'", "members": "5", "recused": "-1", "present": "q.who"}, "0 to 1000"),
        ("periods.suspension", {"notice_date": "q.on", "months": "121"}, "from 1 to 120"),
        ("periods.bar", {"ground": "'3.2.3'", "event_date": "q.on", "readings": "{'note3': 'X'}"}, "note3"),
        ("periods.bar", {"ground": "'3.2.3'", "event_date": "q.on", "readings": "{'note9': 'X'}"}, "note9"),
        ("periods.bar", {"ground": "'3.2.3'", "event_date": "q.on", "readings": "['note3']"}, "a record"),
        (
            "incident.deviation",
            {"advised": SIDE % 11, "decided": SIDE % 9},
            "“level”: it must be a whole number from 0 to 10",
        ),
        ("incident.deviation", {"advised": "{'level': 9, 'measures': ['FINE']}", "decided": SIDE % 9}, "one of"),
        ("incident.measure", {"level": "8", "status": "'grantee'", "other_columns": "[{'why': 'x'}]"}, "“status”"),
        ("incident.measure", {"level": "8", "status": "'grantee'", "other_columns": "8"}, "a list"),
    ],
)
def test_a_constant_that_no_edition_allows(rule: str, inputs: dict[str, str], said: str) -> None:
    [problem] = handing(rule, **inputs)
    assert (problem.code, problem.element) == ("expression-wrong", "r")
    assert said in problem.message.en
    assert problem.message.ja != problem.message.en


@pytest.mark.parametrize(
    ("rule", "inputs"),
    [
        ("incident.measure", {"level": "10", "status": "'grantee'"}),
        ("incident.measure", {"level": "0", "status": "'grantee'", "other_columns": "None"}),
        ("incident.reports", {"known_on": "'2026-04-01'", "days": "60"}),
        ("incident.deviation", {"advised": SIDE % 10, "decided": SIDE % 9}),
        ("periods.suspension", {"notice_date": "q.on", "months": "120"}),
    ],
)
def test_a_constant_that_some_edition_allows(rule: str, inputs: dict[str, str]) -> None:
    assert handing(rule, **inputs) == []


def suspending(months: int, parameters: bytes) -> list[Problem]:
    """The shipped process, with a suspension of so many months in its diagram."""
    text = FILES["process.bpmn"].decode()
    a = text.index('id="months"', text.index('id="periods.suspension"'))
    a, b = text.index('value="', a) + len('value="'), text.index("/>", a)
    xml = f'{text[:a]}{months}"{text[b:]}'
    files = {**FILES, "process.bpmn": xml.encode(), "parameters.toml": parameters}
    found = check_bundle(read_files(files, "incident"), RULES)
    return [each for each in found if each.code == "expression-wrong"]


def test_a_dated_amount_bounds_a_constant_by_the_widest_of_its_days() -> None:
    """What one day's amount refuses, the rule says on that day; what none allows can never be asked."""
    today = FILES["parameters.toml"]
    more = b'\n[[suspension_months_maximum.values]]\nfrom = 2030-01-01\nvalue = 24\nours = true\nsource = "x"\n'
    at = today.index(b"[history_look_back_months]")
    later = today[:at] + more + today[at:]
    assert suspending(11, today) == []
    [problem] = suspending(12, today)
    assert "from 1 to 11" in problem.message.en
    assert suspending(24, later) == []
    [problem] = suspending(25, later)
    assert "from 1 to 24" in problem.message.en


BOUNDED = [(rule, asked) for rule in RULES.values() for asked in rule.inputs if asked.numbers is not None]


@pytest.mark.parametrize(("rule", "asked"), BOUNDED, ids=lambda each: each.name)
def test_what_a_rule_says_of_its_numbers_is_what_it_does(rule: Rule, asked: Input) -> None:
    questions = [line["inputs"] for line in ANSWERED if line["rule"] == rule.name]
    given = [question for question in questions if question.get(asked.name) is not None]
    assert given and asked.numbers is not None
    assert {question[asked.name] for question in given} <= set(asked.numbers)
    for beyond in (min(asked.numbers) - 1, max(asked.numbers) + 1):
        with pytest.raises(InputRefused) as refused:
            rule.function({**given[0], asked.name: beyond}, LAW)
        assert refused.value.field == asked.name


def looping(value: str, operator: str = "test.ask") -> dict[str, str | None]:
    """The rule is asked, then somebody answers in `later`, and perhaps it is asked again."""
    return errors(
        ask(
            start(),
            user("q"),
            service("r", operator, level=value),
            user("later"),
            choice("x", "d"),
            end(),
            path("begin", "q", "r", "later", "x"),
            flow("x", "r", "later.again == 1"),
            flow("x", "done", id="d"),
        )
    )


def test_an_input_that_only_a_later_step_sets_is_missing_on_the_first_round() -> None:
    assert looping("later.level") == {"set-only-later": "r"}
    assert looping("r.value") == {"set-only-later": "r"}


@pytest.mark.parametrize("value", ["later.level if later.level != None else 1", "q.level", "len([later.level])"])
def test_an_input_that_says_what_it_takes_on_the_first_round_is_let_alone(value: str) -> None:
    assert looping(value) == {}


def test_a_step_that_may_come_before_by_one_of_two_ways_is_not_judged() -> None:
    drawn = ask(
        start(),
        user("q"),
        choice("x", "d"),
        user("also"),
        service("r", "test.ask", level="also.level"),
        end(),
        path("begin", "q", "x"),
        flow("x", "also", "q.more == 1"),
        flow("x", "r", id="d"),
        path("also", "r", "done"),
    )
    assert errors(drawn) == {}


def test_what_an_input_does_not_need_may_come_later() -> None:
    drawn = ask(
        start(),
        service("r", "test.ask", level="start.level", kind="later.kind"),
        user("later"),
        choice("x", "d"),
        end(),
        path("begin", "r", "later", "x"),
        flow("x", "r", "later.again == 1"),
        flow("x", "done", id="d"),
    )
    assert errors(drawn) == {}
