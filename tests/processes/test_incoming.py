"""What outside people say comes in through forms that all ask the same: the day, the way, and what was sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from webapp.bundle.read import read_folder
from webapp.model.bundle import Field, Form
from webapp.model.catalogue import Catalogue
from webapp.model.forms import validate
from webapp.model.refusals import InvalidAnswers

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
        validate(FORMS["written_defence"], said | {"statement": "x"}, {}, TODAY, Catalogue({}, ()))
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
    ],
)
def test_the_way_is_asked_only_where_something_came(step: str, said: dict[str, str], asked: bool) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        validate(FORMS[step], said, {}, TODAY, Catalogue({}, ()))
    assert ("channel" in refused.value.problems) is asked


def test_no_form_names_a_document_in_words_where_it_can_be_attached() -> None:
    named = [(step, each.id) for step, form in FORMS.items() for each in form.fields if each.id == "document"]
    assert named == []
    assert field(FORMS["own_action"], "documents").required
