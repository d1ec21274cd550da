"""What is not touched stays as it was written: by the shipped forms, and by whatever is done to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from drafting import SHELF
from hypothesis import given
from hypothesis import strategies as st

from webapp.bundle.forms import FIELD, read_form, wrong_places
from webapp.design.form_edits import MoveField, PutField, PutWords, RemoveField, written

FORMS = sorted(SHELF.glob("*/forms/*.json"))
FULL: dict[str, Any] = {
    "title": {"ja": "確かめる", "en": "Check"},
    "fields": [
        {
            "id": "result",
            "kind": "choice",
            "label": {"ja": "結果"},
            "options": [{"value": "ok", "label": {"ja": "可"}}],
        },
        {"kind": "text", "id": "why", "required": False, "label": {"en": "Why", "ja": "理由"}, "hint": None},
        {"id": "more", "kind": "text", "label": {"ja": "ほか"}, "when": {"field": "result", "in": ["ok"]}},
    ],
}


def field(form: dict[str, Any], id: str) -> dict[str, Any]:
    return dict(next(each for each in form["fields"] if each["id"] == id))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_shipped_form_is_written_as_its_file_is(path: Path) -> None:
    assert written(json.loads(path.read_bytes())) == path.read_bytes()


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_saying_again_what_a_field_says_changes_nothing(path: Path) -> None:
    form = json.loads(path.read_bytes())
    for each in form["fields"]:
        same = {name: each.get(name) for name in FIELD}
        assert written(PutField(each["id"], same).apply(form)) == path.read_bytes()


def test_a_new_entry_stands_where_such_entries_stand() -> None:
    values = {**field(FULL, "result"), "hint": {"ja": "選ぶ"}, "required": True}
    after = PutField("result", values).apply(FULL)
    assert list(after["fields"][0]) == ["id", "kind", "label", "hint", "required", "options"]


def test_order_and_what_is_written_out_for_nothing_stay() -> None:
    values = {"id": "why", "kind": "textarea", "label": {"ja": "訳", "en": "Why"}, "required": False, "hint": None}
    after = PutField("why", values).apply(FULL)
    expected = {"kind": "textarea", "id": "why", "required": False, "label": {"en": "Why", "ja": "訳"}, "hint": None}
    assert json.dumps(after["fields"][1]) == json.dumps(expected)


def test_what_is_not_said_any_more_goes() -> None:
    after = PutField("more", {**field(FULL, "more"), "when": None}).apply(FULL)
    assert "when" not in after["fields"][2]


def test_conditions_follow_a_new_id() -> None:
    after = PutField("result", {**field(FULL, "result"), "id": "outcome"}).apply(FULL)
    assert after["fields"][2]["when"] == {"field": "outcome", "in": ["ok"]}


def test_earliest_days_of_the_form_follow_a_new_id() -> None:
    days = [{"id": name, "kind": "date", "label": {"ja": name}} for name in ("begun", "sent")]
    ended = {"id": "ended", "kind": "date", "label": {"ja": "ended"}, "not_before": "start.begun begun sent"}
    after = PutField("begun", {**days[0], "id": "opened"}).apply({"title": {"ja": "日"}, "fields": [*days, ended]})
    assert after["fields"][2]["not_before"] == "start.begun opened sent"
    assert wrong_places(after) == {}


def test_words_of_the_form_are_put_and_taken_away() -> None:
    guided = PutWords({"ja": "確認", "en": ""}, {"ja": "よく見る", "en": ""}).apply(FULL)
    assert list(guided) == ["title", "guidance", "fields"]
    assert (guided["title"], guided["guidance"]) == ({"ja": "確認"}, {"ja": "よく見る"})
    assert "guidance" not in PutWords({"ja": "確認"}, None).apply(guided)


@pytest.mark.parametrize("by", [-1, 1])
def test_a_field_moves_by_one_place_and_no_further_than_the_end(by: int) -> None:
    ids = ["result", "why", "more"]
    end = ids[0] if by < 0 else ids[-1]
    assert MoveField(end, by).apply(FULL) == FULL
    moved = [each["id"] for each in MoveField("why", by).apply(FULL)["fields"]]
    assert moved.index("why") == 1 + by
    assert sorted(moved) == sorted(ids)


@pytest.mark.parametrize("change", [PutField("no", {"id": "no"}), MoveField("no", 1), RemoveField("no")])
def test_a_field_that_is_not_there_is_named(change: Any) -> None:
    with pytest.raises(LookupError):
        change.apply(FULL)


@given(st.lists(st.sampled_from(["up", "down"]), max_size=8), st.sampled_from(["result", "why", "more"]))
def test_whatever_is_moved_nothing_else_changes(moves: list[str], id: str) -> None:
    form = FULL
    for move in moves:
        form = MoveField(id, -1 if move == "up" else 1).apply(form)
    others = [each for each in form["fields"] if each["id"] != id]
    assert others == [each for each in FULL["fields"] if each["id"] != id]
    assert field(form, id) == field(FULL, id)


def test_places_name_what_is_wrong_and_nothing_where_nothing_is() -> None:
    assert wrong_places(FULL) == {}
    bad = {"title": {}, "fields": [{"id": "1", "kind": "choice", "label": {"ja": ""}, "options": []}]}
    assert set(wrong_places(bad)) == {
        "title.ja",
        "fields[0].id",
        "fields[0].label.ja",
        "fields[0].options",
    }
    read_form(written(FULL), "check", "forms/check.json")
