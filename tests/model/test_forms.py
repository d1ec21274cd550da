"""Answers against a form: what is taken, in which form, and what a tired person is told instead."""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.model.bundle import Condition, Field, FieldKind, Form, Option
from webapp.model.catalogue import Catalogue, amount_in_force, grades_in_force
from webapp.model.dates import read_date, read_integer
from webapp.model.forms import BEFORE_TODAY, TEXT_LIMIT, Answers, proposed, validate, visible_fields
from webapp.model.refusals import InvalidAnswers
from webapp.model.text import Text

TODAY = date(2026, 4, 1)
GRADES = {"grantee": {"C": (Option("c_low", Text("軽い", "Low")), Option("c_high", Text("重い", "High")))}}
CATALOGUE = Catalogue(GRADES, (Option("service-1", Text("サービス1")),))
CONTEXT = {"case": {"status": "grantee"}, "review": {"result": "complete", "types": ["leak", "loss"]}}


def field(kind: FieldKind = "text", id: str = "f", **about: Any) -> Field:
    return Field(id, kind, Text("項目", "Field"), **about)


def form(*fields: Field) -> Form:
    return Form("step", Text("題", "Title"), None, fields)


def answers(typed: dict[str, Any], *fields: Field) -> Answers:
    return validate(form(*fields), typed, CONTEXT, TODAY, CATALOGUE)


def refused(typed: dict[str, Any], *fields: Field) -> dict[str, Text]:
    with pytest.raises(InvalidAnswers) as caught:
        answers(typed, *fields)
    assert all(text.ja and text.en for text in caught.value.problems.values())
    return caught.value.problems


OPTIONS = (Option("a", Text("あ", "A")), Option("b", Text("い", "B")), Option("c", Text("う", "C")))


@pytest.mark.parametrize(
    ("asked", "typed", "answer"),
    [
        (field(), "  渡辺\u3000", "渡辺"),
        (field(), ["one"], "one"),
        (field(), "👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        (field(), unicodedata.normalize("NFD", "ガバナンス"), "ガバナンス"),
        (field("textarea"), "a\r\nb\rc", "a\nb\nc"),
        (field("integer"), "１２", 12),
        (field("integer"), "-3", -3),
        (field("integer"), "−3", -3),
        (field("integer"), "１，２３４", 1234),
        (field("integer"), 7, 7),
        (field("date"), "2026-04-01", "2026-04-01"),
        (field("date"), "2026/4/1", "2026-04-01"),
        (field("date"), "2026.4.1", "2026-04-01"),
        (field("date"), "2026年4月1日", "2026-04-01"),
        (field("date"), "２０２６年 ４月１日", "2026-04-01"),
        (field("date"), "令和8年4月1日", "2026-04-01"),
        (field("date"), "令和元年5月1日", "2019-05-01"),
        (field("date"), "R8.4.1", "2026-04-01"),
        (field("date"), "r8/4/1", "2026-04-01"),
        (field("date"), "平成31年4月30日", "2019-04-30"),
        (field("date"), "昭和64年1月7日", "1989-01-07"),
        (field("date", not_after_today=True), "2026-04-01", "2026-04-01"),
        (field("boolean"), "true", True),
        (field("boolean"), "いいえ", False),
        (field("boolean"), "on", True),
        (field("boolean"), False, False),
        (field("choice", options=OPTIONS), "b", "b"),
        (field("choices", options=OPTIONS), ["c", "a", "c"], ["a", "c"]),
        (field("choices", options=OPTIONS), "b", ["b"]),
        (field("grade", item="C"), "c_high", "c_high"),
        (field("operator"), "service-1", "service-1"),
    ],
)
def test_what_is_typed_becomes_a_normal_answer(asked: Field, typed: Any, answer: Any) -> None:
    assert answers({"f": typed}, asked) == {"f": answer}


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        (field(), "a\nb"),
        (field(), "a\x00b"),
        (field(), "報告\u202etxt.exe"),
        (field(required=True), "\u200b\u2060"),
        (field(), "\ud800"),
        (field(), {"typename": "x"}),
        (field(), 3),
        (field(), ["one", "two"]),
        (field(), "x" * (TEXT_LIMIT + 1)),
        (field(maximum=3), "四文字だ"),
        (field(minimum=3), "二文"),
        (field("textarea"), "x" * 4001),
        (field("integer"), "3.5"),
        (field("integer"), "1,2"),
        (field("integer"), "一"),
        (field("integer"), True),
        (field("integer"), 2.0),
        (field("integer"), "9" * 19),
        (field("integer", minimum=1), "0"),
        (field("integer", maximum=11), "12"),
        (field("date"), "2026-02-30"),
        (field("date"), "4/1"),
        (field("date"), "20260401"),
        (field("date"), "1026-04-01"),
        (field("date"), "令和1年4月1日"),
        (field("date"), "平成32年1月1日"),
        (field("date"), 20260401),
        (field("date", not_after_today=True), "2026-04-02"),
        (field("boolean"), "perhaps"),
        (field("boolean"), 1),
        (field("choice", options=OPTIONS), "d"),
        (field("choice", options=OPTIONS), ["a", "b"]),
        (field("choices", options=OPTIONS), ["a", "d"]),
        (field("choices", options=OPTIONS), [{"a": 1}]),
        (field("grade", item="C"), "b_low"),
        (field("grade", item="B"), "c_low"),
        (field("operator"), "service-2"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_at_its_field(asked: Field, typed: Any) -> None:
    problem = refused({"f": typed}, asked)["f"]
    assert "項目" in problem.ja
    assert "Field" in problem.en


@pytest.mark.parametrize(
    "kind", ["text", "textarea", "date", "integer", "choice", "choices", "boolean", "grade", "operator"]
)
def test_required_fields_want_an_answer_and_others_do_not(kind: FieldKind) -> None:
    for nothing in ("", "\u3000 ", None, [], [""], ["", "  "]):
        assert set(refused({"f": nothing}, field(kind, required=True))) == {"f"}
        assert answers({"f": nothing}, field(kind)) == {}
    assert set(refused({}, field(kind, required=True))) == {"f"}


def test_the_limit_and_the_length_are_told_but_never_the_words() -> None:
    problem = refused({"f": "秘密の話" * 60}, field())["f"]
    assert "200文字以内" in problem.ja
    assert "240文字" in problem.ja
    assert "200" in problem.en
    assert "秘密" not in problem.ja + problem.en


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    assert set(refused({"a": "x", "c": "13 July"}, field("integer", "a"), field("text", "b", required=True), field("date", "c"))) == {
        "a", "b", "c",
    }  # fmt: skip


def test_fields_that_the_form_does_not_have() -> None:
    assert set(refused({"f": "x", "status": "grantee"}, field())) == {"status"}


CHOOSE = field("choices", "types", options=(Option("leak", Text("漏えい")), Option("other", Text("その他"))))
WHY = field("text", "why", required=True, when=Condition("types", ("other",)))


def test_a_field_that_is_not_asked_is_dropped() -> None:
    assert answers({"types": ["leak"], "why": "typed before"}, CHOOSE, WHY) == {"types": ["leak"]}
    assert answers({"types": ["leak", "other"], "why": "so"}, CHOOSE, WHY) == {"types": ["leak", "other"], "why": "so"}
    assert set(refused({"types": ["other"]}, CHOOSE, WHY)) == {"why"}


def test_a_field_behind_one_that_is_not_asked_is_not_asked_either() -> None:
    deeper = field("text", "deeper", when=Condition("why", ("so",)))
    assert answers({"types": ["leak"], "why": "so", "deeper": "x"}, CHOOSE, WHY, deeper) == {"types": ["leak"]}


@pytest.mark.parametrize(
    ("path", "values", "asked"),
    [
        ("review.result", ("complete",), True),
        ("review.result", ("incomplete",), False),
        ("review.types", ("loss",), True),
        ("review.nothing", ("x",), False),
        ("nowhere.nothing", ("x",), False),
        ("case.status", ("grantee", "prospective"), True),
        ("case.status", ("prospective",), False),
    ],
)
def test_conditions_on_the_case_and_on_finished_steps(path: str, values: tuple[str, ...], asked: bool) -> None:
    only = field(when=Condition(path, values))
    assert bool(visible_fields(form(only), CONTEXT, {})) is asked
    assert answers({"f": "x"}, only) == ({"f": "x"} if asked else {})


@pytest.mark.parametrize(
    ("kind", "typed", "value"), [("boolean", "on", "true"), ("boolean", "いいえ", "false"), ("integer", "１２", "12")]
)
def test_conditions_compare_what_was_meant(kind: FieldKind, typed: str, value: str) -> None:
    asked = visible_fields(form(field(kind, "a"), field(when=Condition("a", (value,)))), {}, {"a": typed})
    assert [each.id for each in asked] == ["a", "f"]


def test_a_scale_that_is_not_in_force_offers_nothing() -> None:
    with pytest.raises(InvalidAnswers) as caught:
        validate(form(field("grade", item="C")), {"f": "c_low"}, {"case": {"status": "prospective"}}, TODAY, CATALOGUE)
    assert "管理者" in caught.value.problems["f"].ja


def test_the_edition_of_the_scale_that_is_in_force() -> None:
    def edition(first: date, grade: str) -> dict[str, Any]:
        return {"from": first, "profiles": {"grantee": {"C": {"grades": [{"id": grade, "ja": "軽い", "en": "Low"}]}}}}

    scale = {"editions": [edition(date(2026, 5, 1), "new"), edition(date(2019, 6, 26), "old")]}

    assert grades_in_force(scale, date(2019, 6, 25)) == {}
    assert grades_in_force(scale, TODAY)["grantee"]["C"] == (Option("old", Text("軽い", "Low")),)
    assert grades_in_force(scale, date(2026, 5, 1))["grantee"]["C"][0].value == "new"


@given(st.dates(date(1927, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    assert read_date(day.isoformat()) == day
    assert read_date(f"{day.year}年{day.month}月{day.day}日") == day
    first = next((name, year) for name, year, begin in ERAS if day >= begin)
    assert read_date(f"{first[0]}{day.year - first[1]}年{day.month}月{day.day}日") == day


ERAS = (("令和", 2018, date(2019, 5, 1)), ("平成", 1988, date(1989, 1, 8)), ("昭和", 1925, date(1926, 12, 25)))


@given(st.integers(-(10**12), 10**12))
def test_every_number_is_read_as_it_is_written(number: int) -> None:
    assert read_integer(str(number)) == number
    assert read_integer(f"{number:,}") == number


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "c", "d", "e", "f"]), VALUES))
def test_anything_typed_is_answered_or_refused_and_answers_stay_what_they_are(typed: dict[str, Any]) -> None:
    asked = (
        field("integer", "a"),
        field("date", "b", not_after_today=True),
        field("boolean", "c"),
        field("choices", "d", options=OPTIONS),
        field("textarea", "e", when=Condition("c", ("true",))),
    )
    try:
        given_back = answers(typed, *asked)
    except InvalidAnswers as refusal:
        assert refusal.problems
    else:
        assert answers(given_back, *asked) == given_back
        assert set(given_back) <= set(typed)


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        ("2026-03-31", True),
        ("令和8年3月31日", True),
        ("2026-04-01", False),
        ("2026-04-02", False),
        ("", False),
        ("x", False),
    ],
)
def test_a_question_may_be_asked_only_of_days_before_today(day: str, asked: bool) -> None:
    why = field("textarea", "why", required=True, when=Condition("on", (BEFORE_TODAY,)))
    asks = form(field("date", "on"), why)
    assert ("why" in {each.id for each in visible_fields(asks, {}, {"on": day}, TODAY)}) == asked
    assert "why" not in {each.id for each in visible_fields(asks, {}, {"on": day})}
    if asked:
        assert set(refused({"on": day}, *asks.fields)) == {"why"}
        assert answers({"on": day, "why": "遅れた"}, *asks.fields)["why"] == "遅れた"


KNEW = Field("knew", "date", Text("知った日", "Knew on"), not_before="occurred")
OCCURRED = Field("occurred", "date", Text("起きた日", "Occurred on"))


@pytest.mark.parametrize("knew", ["2026-03-10", "2026-03-11"])
def test_a_day_may_be_the_one_that_it_is_compared_with_or_later(knew: str) -> None:
    assert answers({"occurred": "令和8年3月10日", "knew": knew}, OCCURRED, KNEW)["knew"] == knew


def test_a_day_before_the_one_that_it_is_compared_with_is_refused_beside_its_field() -> None:
    problems = refused({"occurred": "2026-03-10", "knew": "2026-03-09"}, OCCURRED, KNEW)
    assert set(problems) == {"knew"}
    assert "「起きた日」（2026年3月10日）より前" in problems["knew"].ja
    assert "before “Occurred on” (10 Mar 2026)" in problems["knew"].en


@pytest.mark.parametrize("occurred", [{}, {"occurred": ""}])
def test_where_the_other_day_is_open_nothing_is_compared(occurred: dict[str, str]) -> None:
    assert answers({**occurred, "knew": "2026-03-09"}, OCCURRED, KNEW) == {"knew": "2026-03-09"}


def test_a_day_is_compared_with_the_one_of_an_earlier_step() -> None:
    held = field("date", "held", not_before="notice.notified_on")
    context = {**CONTEXT, "notice": {"notified_on": "2026-03-10"}}
    given = {"held": "2026-03-09"}
    with pytest.raises(InvalidAnswers) as caught:
        validate(form(held), given, context, TODAY, CATALOGUE)
    assert "2026年3月10日" in caught.value.problems["held"].ja
    assert validate(form(held), given, CONTEXT, TODAY, CATALOGUE) == given


def test_a_day_is_compared_with_the_one_that_a_rule_came_to() -> None:
    checked = field("date", "checked", not_before="suspension.value.usable_again")
    context = {**CONTEXT, "suspension": {"outcome": None, "value": {"usable_again": "2026-03-10"}}}
    with pytest.raises(InvalidAnswers):
        validate(form(checked), {"checked": "2026-03-09"}, context, TODAY, CATALOGUE)
    assert validate(form(checked), {"checked": "2026-03-10"}, context, TODAY, CATALOGUE)
    for nothing in ({"value": None}, {"value": {}}, {}):
        other = {**CONTEXT, "suspension": nothing}
        assert validate(form(checked), {"checked": "2026-03-09"}, other, TODAY, CATALOGUE)


def test_a_date_may_be_compared_with_several_days() -> None:
    held = Field("held", "date", Text("開催日", "Held on"), not_before="start.received_on report.received_on")
    asked = Form("hearing", Text("聴聞", "Hearing"), None, (held,))
    context = {"start": {"received_on": "2026-04-01"}, "report": {"received_on": "2026-04-10"}}

    for day in ("2026-03-31", "2026-04-09"):
        with pytest.raises(InvalidAnswers):
            validate(asked, {"held": day}, context, date(2026, 5, 1), CATALOGUE)
    assert validate(asked, {"held": "2026-04-10"}, context, date(2026, 5, 1), CATALOGUE) == {"held": "2026-04-10"}
    late = {"held": "2026-04-09"}
    assert validate(asked, late, {"start": context["start"]}, date(2026, 5, 1), CATALOGUE) == late


def test_of_what_is_proposed_the_first_that_is_known_stands_in_the_field() -> None:
    told = Field("told", "date", Text("通知した日"), proposed="report.told start.told")
    grade = Field("grade", "choice", Text("段階"), proposed="response.value.grade")
    asked = Form("score", Text("評価"), None, (told, grade, field("date")))
    start, report = {"start": {"told": "2026-04-01"}}, {"report": {"told": "2026-04-02"}}
    assert proposed(asked, start) == {"told": "2026-04-01"}
    assert proposed(asked, {**start, **report})["told"] == "2026-04-02"
    assert proposed(asked, {"response": {"outcome": "proper", "value": {"grade": "f_proper"}}}) == {"grade": "f_proper"}
    assert proposed(asked, {"response": {"outcome": "proper", "value": {"grade": None}}}) == {}


def test_nothing_proposed_is_an_answer_before_somebody_gives_it() -> None:
    told = field("date", "told", required=True, proposed="start.told")
    with pytest.raises(InvalidAnswers):
        validate(form(told), {}, {**CONTEXT, "start": {"told": "2026-03-01"}}, TODAY, CATALOGUE)


def test_a_hint_says_an_amount_as_it_is_in_force() -> None:
    values = [{"from": date(2026, 4, 1), "value": 66}, {"from": date(2019, 6, 26), "value": 50}]
    amounts = {"share": {"values": values}}
    votes = Field(
        "votes", "integer", Text("賛成"), hint=Text("{share}％を超える", "More than {share} per cent {other}")
    )
    for day, said in ((date(2026, 3, 31), "50"), (date(2026, 4, 1), "66"), (date(2019, 1, 1), "50")):
        offered = Catalogue(amount=partial(amount_in_force, amounts, on=day))
        hint = offered.hint(votes)
        assert hint == Text(f"{said}％を超える", f"More than {said} per cent {{other}}")
    assert Catalogue().hint(votes) == votes.hint


def test_sentences_write_days_as_people_do() -> None:
    said = refused({"f": "2026-04-02"}, field("date", not_after_today=True))["f"]
    assert "2026年4月1日" in said.ja and "1 Apr 2026" in said.en
