"""Forms of a draft: made, changed, removed by verbs; what would not be a form is refused at its place."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from casework import People

from webapp.bundle.pack import unpack
from webapp.cases.desk import Desk
from webapp.design.check_draft import check_draft
from webapp.design.compare_draft import compare_draft
from webapp.design.edit_form import EditForm, edit_form
from webapp.design.form_edits import FormChange, MoveField, PutField, PutWords, RemoveField
from webapp.design.make_form import MakeForm, make_form
from webapp.design.remove_form import RemoveForm, remove_form
from webapp.design.save_draft import SaveDraft, save_draft
from webapp.model.refusals import CheckFailed, InvalidAnswers, NotAllowed, NotFound, StaleRevision
from webapp.store.design import DraftRow

TASK = "check_completeness"
FILE = f"forms/{TASK}.json"
NEW = {"id": "page_count", "kind": "integer", "label": {"ja": "枚数", "en": "Pages"}, "minimum": 1}


def form_of(draft: DraftRow, task: str = TASK) -> Any:
    return json.loads(unpack(draft.files)[f"forms/{task}.json"])


def field_of(draft: DraftRow, id: str) -> dict[str, Any]:
    return dict(next(each for each in form_of(draft)["fields"] if each["id"] == id))


def edit(desk: Desk, people: People, draft: DraftRow, change: FormChange, now: datetime, form: str = TASK) -> DraftRow:
    return edit_form(desk, people.yoshida, EditForm(draft.id, draft.revision, form, change), now)


def without_form(desk: Desk, people: People, draft: DraftRow, now: datetime) -> DraftRow:
    return save_draft(desk, people.yoshida, SaveDraft(draft.id, draft.revision, {}, frozenset({FILE})), now)


# making and removing


def test_a_form_is_made_for_a_task_without_one_and_the_draft_can_run(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    bare = without_form(house, people, draft, now)
    assert "form-missing" in {problem.code for problem in check_draft(house, people.yoshida, draft.id)}
    made = make_form(house, people.yoshida, MakeForm(bare.id, bare.revision, TASK), now)
    assert made.revision == bare.revision + 1
    assert form_of(made) == {"title": {"ja": "報告を確かめる", "en": "Check the report"}, "fields": []}
    assert "form-missing" not in {problem.code for problem in check_draft(house, people.yoshida, draft.id)}


def test_a_form_that_is_there_is_not_made_anew(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    again = make_form(house, people.yoshida, MakeForm(draft.id, draft.revision, TASK), now)
    assert (again.revision, again.files) == (draft.revision, draft.files)


@pytest.mark.parametrize("form", ["nowhere", "level_by_scores", "../process"])
def test_only_tasks_of_people_get_a_form(
    house: Desk, people: People, draft: DraftRow, now: datetime, form: str
) -> None:
    with pytest.raises(NotFound):
        make_form(house, people.yoshida, MakeForm(draft.id, draft.revision, form), now)


def test_a_form_goes_once_no_task_has_it(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    stray = {"forms/long_gone.json": unpack(draft.files)[FILE]}
    saved = save_draft(house, people.yoshida, SaveDraft(draft.id, draft.revision, stray), now)
    removed = remove_form(house, people.yoshida, RemoveForm(saved.id, saved.revision, "long_gone"), now)
    assert unpack(removed.files) == unpack(draft.files)
    with pytest.raises(NotFound):
        remove_form(house, people.yoshida, RemoveForm(removed.id, removed.revision, "long_gone"), now)


@pytest.mark.parametrize("form", [TASK, "start"])
def test_a_form_that_is_needed_stays(house: Desk, people: People, draft: DraftRow, now: datetime, form: str) -> None:
    with pytest.raises(InvalidAnswers):
        remove_form(house, people.yoshida, RemoveForm(draft.id, draft.revision, form), now)


def test_a_form_that_cannot_be_read_may_go_and_cannot_be_edited(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    broken = save_draft(house, people.yoshida, SaveDraft(draft.id, draft.revision, {FILE: b"{"}), now)
    with pytest.raises(CheckFailed):
        edit(house, people, broken, PutWords({"ja": "題"}, None), now)
    removed = remove_form(house, people.yoshida, RemoveForm(broken.id, broken.revision, TASK), now)
    assert FILE not in unpack(removed.files)


# changing


def test_a_field_is_added_and_only_the_form_changes(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    saved = edit(house, people, draft, PutField(None, NEW), now)
    before, after = unpack(draft.files), unpack(saved.files)
    assert {path for path in after if after[path] != before[path]} == {FILE}
    assert form_of(saved)["fields"] == [*form_of(draft)["fields"], NEW]


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ({"id": ""}, {"id"}),
        ({"id": "枚数"}, {"id"}),
        ({"id": "result"}, {"id"}),
        ({"label": {"ja": " "}}, {"label.ja"}),
        ({"kind": "colour"}, {"kind"}),
        ({"minimum": "たくさん"}, {"minimum"}),
        ({"minimum": 9, "maximum": 1}, {"minimum"}),
        ({"kind": "choice", "options": []}, {"options"}),
        ({"kind": "choice", "options": [{"value": "a", "label": {"ja": ""}}]}, {"options.0.label.ja"}),
        ({"kind": "grade", "item": ""}, {"item"}),
        ({"when": {"field": "nothing", "in": ["a"]}}, {"when.field"}),
        ({"when": {"field": "result", "in": []}}, {"when.in"}),
    ],
)
def test_what_would_be_no_field_is_refused_at_its_place(
    house: Desk, people: People, draft: DraftRow, now: datetime, values: dict[str, Any], places: set[str]
) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        edit(house, people, draft, PutField(None, {**NEW, **values}), now)
    assert set(refused.value.problems) == places
    assert all(text.ja and text.en for text in refused.value.problems.values())


def test_an_id_of_a_later_field_is_refused_at_the_id(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        edit(house, people, draft, PutField("result", {**field_of(draft, "result"), "id": "missing"}), now)
    assert "id" in refused.value.problems


@pytest.mark.parametrize("change", [RemoveField("result"), MoveField("missing", -1)])
def test_a_field_that_a_condition_looks_at_stays_before_it(
    house: Desk, people: People, draft: DraftRow, now: datetime, change: FormChange
) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        edit(house, people, draft, change, now)
    assert "足りない点" in refused.value.problems["others"].ja


def test_a_stale_revision_and_strangers_are_refused(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    edit(house, people, draft, PutField(None, NEW), now)
    with pytest.raises(StaleRevision):
        edit(house, people, draft, PutField(None, {**NEW, "id": "other"}), now)
    with pytest.raises(NotAllowed):
        edit_form(house, people.sato, EditForm(draft.id, 2, TASK, RemoveField("result")), now)
    with pytest.raises(NotFound):
        edit_form(house, people.yoshida, EditForm(draft.id, 2, "nowhere", RemoveField("result")), now)
    with pytest.raises(NotFound):
        edit_form(house, people.yoshida, EditForm(draft.id, 2, TASK, RemoveField("nothing")), now)


# in words


def test_the_approver_reads_what_changed_in_a_form(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    words = PutWords({"ja": "揃いを確かめる", "en": "Check the report"}, None)
    saved = edit(house, people, draft, words, now)
    saved = edit(house, people, saved, PutField(None, NEW), now)
    relabelled = {**field_of(saved, "missing"), "label": {"ja": "不足", "en": "What is missing"}, "required": False}
    saved = edit(house, people, saved, PutField("missing", relabelled), now)
    compared = compare_draft(unpack(draft.files), unpack(saved.files))
    assert compared.changes == ()
    assert compared.files == ()
    (form,) = compared.forms
    said = [detail.ja for detail in form.details]
    assert "フォームの題名：報告が揃っているか確かめる → 揃いを確かめる" in said
    assert "項目「枚数」（整数）を追加" in said
    assert "項目「不足」：見出し：足りない点 → 不足" in said
    assert "項目「不足」：必須：はい → いいえ" in said
    assert all(detail.en for detail in form.details)


def test_a_form_that_came_or_went_is_one_sentence(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    bare = without_form(house, people, draft, now)
    gone = compare_draft(unpack(draft.files), unpack(bare.files)).forms
    come = compare_draft(unpack(bare.files), unpack(draft.files)).forms
    assert [(form.kind, form.form) for form in (*gone, *come)] == [("removed", TASK), ("added", TASK)]


def test_a_form_of_which_nothing_can_be_said_is_named_as_a_file(draft: DraftRow) -> None:
    before = unpack(draft.files)
    compared = compare_draft(before, before | {FILE: b"{"})
    assert compared.forms == ()
    assert [text.ja for text in compared.files] == [f"フォーム {FILE}：変更"]


# problems of the diagram beside those of a file


def test_the_errors_of_the_diagram_are_named_too_where_a_form_is_broken(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    files = unpack(draft.files)
    wrong = files["process.bpmn"].replace(b'id="incident.measure"', b'id="incident.mesure"')
    broken = {FILE: b"{", "process.bpmn": wrong}
    save_draft(house, people.yoshida, SaveDraft(draft.id, draft.revision, broken), now)
    problems = check_draft(house, people.yoshida, draft.id)
    assert {problem.file for problem in problems} == {FILE, "process.bpmn"}
    assert all(problem.severity == "error" for problem in problems)
