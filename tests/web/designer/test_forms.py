"""The pages of the forms of a draft: read and changed without a script, refused at the input, seen as staff will."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, get_args

import pytest
from casework import House
from web.visiting import Clock, Visitor

from webapp.bundle.pack import unpack
from webapp.design.compare_forms import KINDS
from webapp.design.save_draft import SaveDraft, save_draft
from webapp.model.actor import Actor
from webapp.model.bundle import FieldKind
from webapp.store import design
from webapp.store.design import DraftRow

Visit = Callable[[Actor], Visitor]
FORMS = "/design/review/forms"
WRITE = f"{FORMS}/write"
FIELD = {
    "kind": "choice",
    "label.ja": "色",
    "label.en": "Colour",
    "id": "colour",
    "hint.ja": "",
    "hint.en": "",
    "required": "true",
    "options.0.value": "red",
    "options.0.label.ja": "赤",
    "options.0.label.en": "Red",
    "options.0.guidance.ja": "",
    "options.0.guidance.en": "",
    "options.1.value": "",
    "options.1.label.ja": "",
    "options.1.label.en": "",
    "options.1.guidance.ja": "",
    "options.1.guidance.en": "",
    "when.field": "",
    "when.in": "",
    "purpose": "case",
}
RED = {"value": "red", "label": {"ja": "赤", "en": "Red"}}


def the_draft(house: House) -> DraftRow:
    with house.store.read() as unit:
        found = design.open_draft(unit, "review")
    assert found is not None
    return found


def form_of(house: House, form: str = "write") -> Any:
    return json.loads(unpack(the_draft(house).files)[f"forms/{form}.json"])


def seen(house: House, **more: Any) -> dict[str, Any]:
    """What a page sends, with the revision that it was made from."""
    return {"revision": the_draft(house).revision, **more}


def put(house: House, files: dict[str, bytes], *removed: str) -> None:
    draft = the_draft(house)
    save_draft(
        house.desk, house.people.yoshida, SaveDraft(draft.id, draft.revision, files, frozenset(removed)), house.now
    )


# the list


def test_every_task_and_the_opening_of_a_case_is_listed_with_its_form(owner: Visitor) -> None:
    page = owner.get(FORMS).text
    for form in ("start", "judge_1", "judge_2", "write", "approve", "note_late"):
        assert f'href="{FORMS}/{form}"' in page
    assert page.index("/start") < page.index("/write")
    assert "この作業のフォームを作る" not in page


def test_a_task_without_a_form_gets_one_and_the_problem_leads_there(house: House, owner: Visitor) -> None:
    put(house, {}, "forms/write.json")
    assert f'href="{WRITE}"' in owner.get("/design/review/draft/check").text
    assert "フォームがない" in owner.get(FORMS).text
    page = owner.get(WRITE).text
    assert "この作業のフォームを作る" in page
    answer = owner.post(f"{WRITE}/make", seen(house))
    assert answer.headers["Location"].endswith(WRITE)
    assert form_of(house)["fields"] == []
    assert "項目はまだありません" in owner.get(WRITE).text


def test_a_form_without_a_task_is_removed_by_its_page(house: House, owner: Visitor) -> None:
    put(house, {"forms/gone.json": unpack(the_draft(house).files)["forms/write.json"]})
    assert "図に作業がない" in owner.get(FORMS).text
    assert "フォームを取り除く" in owner.get(f"{FORMS}/gone").text
    assert owner.post(f"{FORMS}/gone/remove", seen(house)).status_code == 303
    assert owner.get(f"{FORMS}/gone").status_code == 404


def test_a_form_that_cannot_be_read_says_why_and_may_be_removed(house: House, owner: Visitor) -> None:
    put(house, {"forms/write.json": b'{"title": '})
    assert "読み取れない" in owner.get(FORMS).text
    page = owner.get(WRITE)
    assert page.status_code == 200
    assert "JSON" in page.text
    assert owner.post(f"{WRITE}/remove", seen(house)).status_code == 303
    assert "この作業のフォームを作る" in owner.get(WRITE).text


def test_a_form_that_is_needed_is_not_removed(house: House, owner: Visitor) -> None:
    before = the_draft(house)
    answer = owner.post(f"{WRITE}/remove", seen(house))
    assert answer.status_code == 422
    assert "取り除けません" in answer.text
    assert the_draft(house) == before


# a form


def test_title_and_guidance_are_saved(house: House, owner: Visitor) -> None:
    words = {"title.ja": "まとめる", "title.en": "Sum up", "guidance.ja": "短く\r\n書く", "guidance.en": ""}
    assert owner.post(WRITE, seen(house, **words)).status_code == 303
    assert form_of(house)["title"] == {"ja": "まとめる", "en": "Sum up"}
    assert form_of(house)["guidance"] == {"ja": "短く\n書く"}


def test_a_form_without_a_title_is_refused_at_its_input(house: House, owner: Visitor) -> None:
    before = the_draft(house)
    answer = owner.post(WRITE, seen(house, **{"title.ja": " ", "guidance.ja": "残る言葉"}))
    assert answer.status_code == 422
    assert 'id="title.ja-error"' in answer.text
    assert "残る言葉" in answer.text
    assert the_draft(house) == before


def test_staff_would_see_what_the_preview_shows(house: House, owner: Visitor) -> None:
    owner.post(f"{WRITE}/add", seen(house, **FIELD))
    page = owner.get(WRITE).text
    preview = page[page.index("form-preview") :]
    assert 'name="a-colour" value="red"' in preview
    assert "必須" in preview


def test_fields_are_moved_and_removed(house: House, owner: Visitor) -> None:
    owner.post(f"{WRITE}/add", seen(house, **FIELD))
    ids = [field["id"] for field in form_of(house)["fields"]]
    moved = owner.post(f"{WRITE}/order", seen(house, up="colour"))
    assert moved.location == f"{WRITE}?saved=colour#field-colour"
    assert owner.follow(moved).text.count("保存しました") == 1
    assert [field["id"] for field in form_of(house)["fields"]] == [*ids[:-2], "colour", ids[-2]]
    owner.post(f"{WRITE}/order", seen(house, down="colour"))
    assert [field["id"] for field in form_of(house)["fields"]] == ids
    owner.post(f"{WRITE}/order", seen(house, remove="colour"))
    assert [field["id"] for field in form_of(house)["fields"]] == ids[:-1]


def test_every_kind_that_a_form_may_have_is_offered_in_words(house: House, owner: Visitor) -> None:
    page = owner.get(f"{WRITE}/add").text
    offered = dict(re.findall(r'<option value="(\w+)"[^>]*>([^<]+)</option>', page[: page.index('name="again"')]))
    assert offered == {kind: KINDS[kind].ja for kind in get_args(FieldKind)}


GREEN = {"options.1.value": "green", "options.1.label.ja": "緑", "options.1.label.en": "Green"}


def test_an_option_changes_places_and_nothing_is_saved_until_it_is_saved(house: House, owner: Visitor) -> None:
    owner.post(f"{WRITE}/add", seen(house, **FIELD | GREEN))
    before = the_draft(house)
    edit = f"{WRITE}/fields/colour"
    for button in ({"option_down": "0"}, {"option_up": "1"}):
        shown = owner.post(edit, seen(house, **FIELD | GREEN, **button))
        assert re.findall(r'name="options\.\d\.value" type="text" value="(\w+)"', shown.text) == ["green", "red"]
    assert the_draft(house) == before
    for nowhere in ({"option_up": "0"}, {"option_down": "1x"}, {"option_down": "99"}):
        shown = owner.post(edit, seen(house, **FIELD | GREEN, **nowhere))
        assert re.findall(r'name="options\.\d\.value" type="text" value="(\w+)"', shown.text) == ["red", "green"]


def test_a_date_names_the_date_that_it_cannot_come_before(house: House, owner: Visitor) -> None:
    day = {**FIELD, "kind": "date", "id": "begun", "label.ja": "始めた日"}
    owner.post(f"{WRITE}/add", seen(house, **day))
    assert '<option value="begun"' in owner.get(f"{WRITE}/add?kind=date").text
    later = {**day, "id": "ended", "label.ja": "終えた日", "not_before": "begun", "not_after_today": "true"}
    assert owner.post(f"{WRITE}/add", seen(house, **later)).status_code == 303
    field = form_of(house)["fields"][-1]
    assert (field["not_before"], field["not_after_today"]) == ("begun", True)
    assert '<option value="begun" selected>' in owner.get(f"{WRITE}/fields/ended").text
    owner.post(f"{WRITE}/fields/ended", seen(house, **later | {"kind": "text"}))
    assert "not_before" not in form_of(house)["fields"][-1]


def test_a_date_may_come_before_none_of_several(house: House, owner: Visitor) -> None:
    """Given two days of the form, when a third names both and then one of them is renamed, then both stay chosen."""
    day = {**FIELD, "kind": "date", "id": "begun", "label.ja": "始めた日"}
    sent = {**day, "id": "sent", "label.ja": "送った日"}
    later = {**day, "id": "ended", "label.ja": "終えた日", "not_before": ["begun", "sent", "", "begun"]}
    for each in (day, sent, later):
        owner.post(f"{WRITE}/add", seen(house, **each))
    assert form_of(house)["fields"][-1]["not_before"] == "begun sent"
    owner.post(f"{WRITE}/fields/begun", seen(house, **{**day, "id": "started"}))
    page = owner.get(f"{WRITE}/fields/ended").text
    assert 'value="started" selected' in page
    assert 'value="sent" selected' in page
    assert "見つかりません" not in page


def test_numbers_are_held_against_each_other_and_against_a_total(house: House, owner: Visitor) -> None:
    """Given a number of the form, when another stays below it and both share a total, then the file says so; another kind
    cannot say it; a number that comes later is refused where it was chosen."""
    number = {**FIELD, "kind": "integer", "id": "votes_for", "label.ja": "賛成", "within": "judge_1.level"}
    fewer = {**number, "id": "against", "label.ja": "反対", "less_than": "votes_for"}
    shown = owner.get(f"{WRITE}/add?kind=integer").text
    assert '<option value="judge_1.level">' in shown and 'name="less_than"' in shown
    for each in (number, fewer):
        assert owner.post(f"{WRITE}/add", seen(house, **each)).status_code == 303
    said = form_of(house)["fields"][-1]
    assert (said["within"], said["less_than"]) == ("judge_1.level", "votes_for")
    page = owner.get(f"{WRITE}/fields/against").text
    assert 'value="judge_1.level" selected' in page and 'value="votes_for" selected' in page

    refused = owner.post(f"{WRITE}/fields/against", seen(house, **fewer | {"less_than": "judged"}))
    assert refused.status_code == 422
    assert 'id="less_than-error"' in refused.text and 'value="judged" selected>judged（見つかりません）' in refused.text

    owner.post(f"{WRITE}/fields/against", seen(house, **fewer | {"kind": "text"}))
    assert not {"within", "less_than"} & set(form_of(house)["fields"][-1])


def test_members_are_those_of_an_organ(house: House, owner: Visitor) -> None:
    """Given a field for members, when no organ is chosen, then it is refused there; with one, the file names it, and
    another kind no longer does."""
    members = {**FIELD, "kind": "members", "id": "present"}
    refused = owner.post(f"{WRITE}/add", seen(house, **members))
    assert refused.status_code == 422
    assert 'id="organ-error"' in refused.text
    owner.post(f"{WRITE}/add", seen(house, **members, organ="committee"))
    assert form_of(house)["fields"][-1]["organ"] == "committee"
    assert 'value="committee" selected' in owner.get(f"{WRITE}/fields/present").text
    owner.post(f"{WRITE}/fields/present", seen(house, **{**members, "kind": "text"}, organ="committee"))
    assert "organ" not in form_of(house)["fields"][-1]


def test_a_field_that_another_asks_for_is_not_removed_and_the_page_says_why(house: House, owner: Visitor) -> None:
    owner.post(f"{WRITE}/add", seen(house, **FIELD))
    shade = {**FIELD, "kind": "text", "id": "shade", "label.ja": "濃さ", "when.field": "colour", "when.in": "red"}
    assert owner.post(f"{WRITE}/add", seen(house, **shade)).status_code == 303
    answer = owner.post(f"{WRITE}/order", seen(house, remove="colour"))
    assert answer.status_code == 422
    assert "「濃さ」の条件" in answer.text


@pytest.mark.parametrize(
    "send",
    [
        lambda owner, old: owner.post(WRITE, {"title.ja": "古い", "revision": old}),
        lambda owner, old: owner.post(f"{WRITE}/add", {**FIELD, "id": "old", "revision": old}),
        lambda owner, old: owner.post(f"{WRITE}/order", {"remove": "colour", "revision": old}),
    ],
    ids=["words", "field", "order"],
)
def test_a_stale_page_is_refused_and_says_who_was_first(
    house: House, owner: Visitor, visit: Visit, clock: Clock, send: Callable[[Visitor, int], Any]
) -> None:
    old = the_draft(house).revision
    owner.post(f"{WRITE}/add", seen(house, **FIELD))
    clock.pass_by(minutes=1)
    answer = send(visit(house.people.yamada), old)
    assert answer.status_code == 409
    assert "吉田 湊" in answer.text


# a field


def test_a_field_is_added_with_all_that_it_says(house: House, owner: Visitor) -> None:
    more = {"hint.ja": "見た色", "personal": "true", "purpose": "statistics", "when.field": "case.status"}
    answer = owner.post(f"{WRITE}/add", seen(house, **{**FIELD, **more, "when.in": "grantee\r\n\r\nunder_review"}))
    assert answer.status_code == 303
    assert form_of(house)["fields"][-1] == {
        "id": "colour",
        "kind": "choice",
        "label": {"ja": "色", "en": "Colour"},
        "hint": {"ja": "見た色"},
        "required": True,
        "options": [RED],
        "when": {"field": "case.status", "in": ["grantee", "under_review"]},
        "personal": True,
        "purpose": "statistics",
    }


def test_what_a_kind_cannot_say_is_not_written(house: House, owner: Visitor) -> None:
    sent = {**FIELD, "kind": "date", "not_after_today": "true", "minimum": "3", "item": "C"}
    owner.post(f"{WRITE}/add", seen(house, **sent))
    assert form_of(house)["fields"][-1] == {
        "id": "colour",
        "kind": "date",
        "label": {"ja": "色", "en": "Colour"},
        "required": True,
        "not_after_today": True,
    }


def test_numbers_are_read_as_people_type_them(house: House, owner: Visitor) -> None:
    sent = {**FIELD, "kind": "integer", "minimum": "１", "maximum": "1,000"}
    owner.post(f"{WRITE}/add", seen(house, **sent))
    field = form_of(house)["fields"][-1]
    assert (field["minimum"], field["maximum"]) == (1, 1000)


def test_a_field_is_changed_in_its_place_and_saying_it_again_changes_nothing(house: House, owner: Visitor) -> None:
    owner.post(f"{WRITE}/add", seen(house, **FIELD))
    page, before = f"{WRITE}/fields/colour", the_draft(house)
    assert owner.post(page, seen(house, **FIELD)).status_code == 303
    assert the_draft(house) == before
    owner.post(page, seen(house, **{**FIELD, "label.ja": "色合い", "label.en": ""}))
    assert form_of(house)["fields"][-1]["label"] == {"ja": "色合い"}
    assert 'value="色合い"' in owner.get(page).text


@pytest.mark.parametrize(
    ("name", "value"),
    [("id", "色"), ("label.ja", " "), ("options.0.label.ja", ""), ("when.field", "nothing"), ("kind", "colour")],
)
def test_a_wrong_input_is_refused_at_its_place_and_what_was_typed_stays(
    house: House, owner: Visitor, name: str, value: str
) -> None:
    before = the_draft(house)
    answer = owner.post(f"{WRITE}/add", seen(house, **{**FIELD, "hint.ja": "残る言葉", "when.in": "x", name: value}))
    assert answer.status_code == 422
    assert "残る言葉" in answer.text
    assert the_draft(house) == before
    if name != "kind":
        assert 'value="赤"' in answer.text or name.startswith("options")
        assert f'id="{name}-error"' in answer.text


def test_another_kind_shows_its_inputs_and_saves_nothing(house: House, owner: Visitor) -> None:
    before = the_draft(house)
    answer = owner.post(f"{WRITE}/add", seen(house, **{**FIELD, "kind": "integer", "again": "1"}))
    assert answer.status_code == 200
    assert 'name="minimum"' in answer.text
    assert 'name="options.0.value"' not in answer.text
    assert 'value="色"' in answer.text
    assert the_draft(house) == before


def test_a_condition_offers_the_answers_given_before(house: House, owner: Visitor) -> None:
    owner.post(f"{WRITE}/add", seen(house, **FIELD))
    page = owner.get(f"{WRITE}/add").text
    assert '<option value="colour">' in page
    assert '<option value="case.status">' in page
    assert re.search(r'<option value="judge_1\.\w+">', page)
    assert '<option value="colour">' not in owner.get(f"{WRITE}/fields/colour").text  # not itself


@pytest.mark.parametrize("path", [f"{FORMS}/nowhere", f"{FORMS}/nowhere/add", f"{WRITE}/fields/nothing"])
def test_what_is_not_there_is_not_found(owner: Visitor, path: str) -> None:
    assert owner.get(path).status_code == 404


def test_the_approver_reads_what_changed_in_a_form(house: House, owner: Visitor, visit: Visit) -> None:
    owner.post(f"{WRITE}/add", seen(house, **FIELD))
    answer = owner.post("/design/review/draft/submit", seen(house, reason="色も尋ねる"))
    assert answer.status_code == 303
    assert "項目「色」（1つ選ぶ）を追加" in visit(house.people.yamada).get("/design/review/draft").text


def test_what_was_typed_survives_a_lost_session(house: House, owner: Visitor, visit: Visit) -> None:
    owner.get(f"{WRITE}/add")
    form = {**owner.tokens, **seen(house, **FIELD)}
    again = visit(house.people.yoshida)
    answer = again.client.post(f"{WRITE}/add", data=form)
    assert answer.headers["Location"].endswith(f"{WRITE}/add")
    assert 'value="色"' in again.get(f"{WRITE}/add").text
    assert form_of(house)["fields"][-1]["id"] != "colour"


@pytest.mark.parametrize("path", [FORMS, WRITE, f"{WRITE}/add?kind=choice", f"{WRITE}/fields/summary", f"{FORMS}/gone"])
def test_every_page_speaks_english(house: House, owner: Visitor, path: str) -> None:
    put(house, {"forms/gone.json": b"{"})
    owner.post("/language", {"language": "en", "back": "/design"})
    answer = owner.get(path)
    assert answer.status_code == 200
    page = re.sub(r"<script.*?</script>|<input[^>]*>|<textarea.*?</textarea>", "", answer.text, flags=re.S)
    assert 'lang="en"' in page
    assert re.findall(r"[^>]*[ぁ-ヶ][^<]*", page) == []
