"""What outside people say comes in through forms that all ask the same: the day, the way, and what was sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from letterwork import act, incident, walked

from webapp.bundle.read import read_folder
from webapp.design.story import Act, read_story
from webapp.model.bundle import Field, Form
from webapp.model.catalogue import Catalogue
from webapp.model.forms import validate
from webapp.model.refusals import InvalidAnswers
from webapp.store.history import latest_determined
from webapp.store.letters import latest

FORMS = read_folder(Path(__file__).resolve().parents[2] / "processes" / "incident").forms
INCOMING = [
    "start",
    "receive_report",
    "receive_final",
    "note_overdue_final",
    "receive_supplement",
    "receive_reply",
    "written_defence",
    "corrective_plan",
    "hearing_request",
    "later_reply",
    "later_defence",
]
WORDS = {option.value: option.label for option in FORMS["receive_final"].fields[1].options}
WRITTEN = {"written_defence", "later_defence"}
TODAY = date(2026, 11, 22)


def field(form: Form, name: str) -> Field:
    return next(each for each in form.fields if each.id == name)


@pytest.mark.parametrize("step", INCOMING)
def test_a_form_for_what_came_in_asks_for_day_way_and_documents(step: str) -> None:
    form = FORMS[step]
    day, channel, documents = field(form, "received_on"), field(form, "channel"), field(form, "documents")
    assert (day.kind, day.required, day.not_after_today) == ("date", True, True)
    assert (channel.kind, channel.required) == ("choice", True)
    assert documents.kind == "files" and documents.hint is not None
    offered = {option.value: option.label for option in channel.options}
    assert offered == {value: label for value, label in WORDS.items() if step not in WRITTEN or value != "phone"}
    assert list(offered) == [value for value in WORDS if value in offered]


def test_a_writing_does_not_come_by_telephone_but_word_of_one_does() -> None:
    assert list(WORDS) == ["mail", "email", "web_form", "fax", "phone", "in_person"]
    said = {"received_on": "2026-11-20", "channel": "phone"}
    with pytest.raises(InvalidAnswers) as refused:
        validate(FORMS["written_defence"], said | {"came": True, "statement": "x"}, {}, TODAY, Catalogue({}, ()))
    assert set(refused.value.problems) == {"channel"}
    reply = said | {"manner": "in_person"}
    assert validate(FORMS["receive_reply"], reply, {}, TODAY, Catalogue({}, ())) == reply


@pytest.mark.parametrize(
    ("step", "said", "asked"),
    [
        ("start", {"how_known": "operator_report"}, True),
        ("start", {"how_known": "authority"}, True),
        ("start", {"how_known": "press"}, False),
        ("corrective_plan", {"submitted": "no"}, False),
        ("hearing_request", {"asked_by": "operator"}, True),
        ("hearing_request", {"asked_by": "body"}, False),
        ("note_overdue_final", {"result": "came"}, True),
        ("note_overdue_final", {"result": "missing"}, False),
        ("written_defence", {"came": "true"}, True),
        ("written_defence", {"came": "false"}, False),
        ("later_defence", {"came": "true"}, True),
        ("later_defence", {"came": "false"}, False),
    ],
)
def test_the_way_is_asked_only_where_something_came(step: str, said: dict[str, str], asked: bool) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        validate(FORMS[step], said, {}, TODAY, Catalogue({}, ()))
    assert ("channel" in refused.value.problems) is asked


def test_T62_a_written_defence_that_never_comes_does_not_stop_the_case() -> None:
    """The operator said that it would write, and did not: that is recorded, and the report follows."""
    with walked("grantee_intent", "written_defence") as (stage, entry):
        nothing = dict.fromkeys(entry.answers)
        act(stage, entry, **{**nothing, "came": False, "missing": "期限の後に二度催促したが、届かなかった。"})
        assert [task.step for task in stage.open_tasks()] == ["chair_report"]
        told = [each for each in read_story(incident(), "grantee_intent").steps if isinstance(each, Act)]
        (report,) = (each for each in told if each.step == "chair_report")
        act(stage, report)
        assert [task.step for task in stage.open_tasks()] == ["decide"]


def test_no_form_names_a_document_in_words_where_it_can_be_attached() -> None:
    named = [(step, each.id) for step, form in FORMS.items() for each in form.fields if each.id == "document"]
    assert named == []
    assert field(FORMS["own_action"], "documents").required


@pytest.mark.parametrize("step", ["hearing_record", "later_record"])
@pytest.mark.parametrize(
    ("appeared", "asked", "not_asked"), [(True, "statement", "absence"), (False, "absence", "statement")]
)
def test_T62_who_does_not_appear_is_not_asked_what_they_said(
    step: str, appeared: bool, asked: str, not_asked: str
) -> None:
    said = {"held_on": "2026-11-20", "appeared": appeared, "attendees": "主宰者"}
    with pytest.raises(InvalidAnswers) as refused:
        validate(FORMS[step], said, {}, TODAY, Catalogue({}, ()))
    assert set(refused.value.problems) == {asked}
    both = said | {"statement": "認める。", "absence": "来なかった。"}
    assert not_asked not in validate(FORMS[step], both, {}, TODAY, Catalogue({}, ()))


def test_T62_the_record_says_that_the_operator_did_not_appear_and_the_decisions_cite_it() -> None:
    with walked("did_not_appear", "decide_again") as (stage, _), stage.desk.store.read() as unit:
        records = [
            latest(unit, stage.case_id, "approved", step) for step in ("make_hearing_record", "make_later_record")
        ]
        found = {row.step: row for row in latest_determined(unit, stage.case_id)}
    for record, held_ja, held_en, invited in (
        (records[0], "2026年8月21日", "21 August 2026", "2026年7月30日"),
        (records[1], "2026年9月25日", "25 September 2026", "2026年9月9日"),
    ):
        assert record is not None
        for words in (
            f"期日：{held_ja}",
            f"{invited}に発信した通知",
            "事業者は、期日に出頭しなかった。",
            "一時間待った",
        ):
            assert words in record.body_ja
        assert "did not appear" in record.body_en and held_en in record.body_en
    for step, on in (("hearing_followed", "2026-08-21"), ("after_hearing", "2026-09-25")):
        assert {"absent_on": on} in [reason["facts"] for reason in found[step].because]
        assert "4.3" in [cite["clause"] for cite in found[step].cites]
