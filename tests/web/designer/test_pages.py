"""The pages of process owners: what they show, what they carry out, what they refuse."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from casework import House
from web.visiting import Clock, Visitor
from werkzeug.test import TestResponse

from webapp.bundle.pack import unpack
from webapp.design.save_draft import SaveDraft, save_draft
from webapp.model.actor import Actor
from webapp.store import design
from webapp.store.design import DraftRow

DRAFT = "/design/review/draft"
Visit = Callable[[Actor], Visitor]


def the_draft(house: House) -> DraftRow:
    with house.store.read() as unit:
        found = design.open_draft(unit, "review")
    assert found is not None
    return found


def diagram(house: House) -> str:
    return unpack(the_draft(house).files)["process.bpmn"].decode()


def renamed(house: House) -> str:
    before = diagram(house)
    after = before.replace('id="write" name="', 'id="write" name="改めて')
    assert before != after
    return after


def send(visitor: Visitor, body: object) -> TestResponse:
    """As the script of the editor does."""
    if not visitor.tokens:
        visitor.get("/design")
    headers = {"X-CSRFToken": visitor.tokens["csrf_token"], "Accept": "application/json"}
    return visitor.client.post(DRAFT, json=body, headers=headers)


def submitted(house: House, owner: Visitor) -> None:
    """yoshida has renamed a task and submitted the draft."""
    revision = the_draft(house).revision
    send(owner, {"xml": renamed(house), "revision": revision})
    answer = owner.post(f"{DRAFT}/submit", {"revision": the_draft(house).revision, "reason": "呼び名を改める"})
    assert answer.status_code == 303


# who may see them


@pytest.mark.parametrize("path", ["/design", "/design/review", DRAFT, "/design/review/steps", f"{DRAFT}/check"])
@pytest.mark.parametrize("login", ["sato", "sasaki", "yamaguchi", "matsumoto"])
def test_nobody_but_process_owners_sees_the_pages_of_design(house: House, visit: Visit, login: str, path: str) -> None:
    assert visit(house.people.by_login[login]).get(path).status_code == 403


def test_somebody_without_a_session_is_sent_to_sign_in(anonymous: Visitor) -> None:
    answer = anonymous.get("/design")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")


def test_a_process_that_is_not_live_is_not_found(owner: Visitor) -> None:
    assert owner.get("/design/nothing").status_code == 404
    assert owner.get("/design/body").status_code == 404
    assert owner.post("/design/nothing/draft/open", {}).status_code == 404
    assert owner.get("/design/review/versions/9.bpmn").status_code == 404


def test_a_draft_that_nobody_opened_is_not_found(house: House, visit: Visit) -> None:
    assert visit(house.people.yoshida).get(DRAFT).status_code == 404


# the list and the process


def test_the_list_tells_who_changed_the_draft(owner: Visitor) -> None:
    page = owner.get("/design").text
    assert "下書き中" in page
    assert "吉田 湊" in page


def test_the_page_of_a_process_shows_its_versions_and_steps(owner: Visitor) -> None:
    page = owner.get("/design/review").text
    assert "data-bpmn-viewer" in page
    assert "/design/review/versions/1.bpmn" in page
    assert "評価" in page  # the rule test.grade by its name


def test_the_diagram_of_a_version_is_served_as_xml(owner: Visitor) -> None:
    answer = owner.get("/design/review/versions/1.bpmn")
    assert answer.mimetype == "application/xml"
    assert b"definitions" in answer.data


# saving


def test_what_is_drawn_is_saved_and_answers_the_next_revision(house: House, owner: Visitor) -> None:
    revision = the_draft(house).revision
    answer = send(owner, {"xml": renamed(house), "revision": revision})
    assert answer.json is not None
    assert answer.json == {"revision": revision + 1, "at": "12:00"}
    assert "改めて" in diagram(house)


def test_what_is_drawn_later_than_another_save_is_refused_and_says_by_whom(
    house: House, owner: Visitor, visit: Visit
) -> None:
    revision = the_draft(house).revision
    send(visit(house.people.yamada), {"xml": renamed(house), "revision": revision})
    answer = send(owner, {"xml": diagram(house).replace("改めて", "再び"), "revision": revision})
    assert answer.status_code == 409
    assert answer.json is not None
    assert "山田 杏" in answer.json["message"]
    assert "再び" not in diagram(house)


def test_a_diagram_that_cannot_be_read_is_kept_and_named(house: House, owner: Visitor) -> None:
    revision = the_draft(house).revision
    answer = send(owner, {"xml": "<not", "revision": revision})
    assert answer.status_code == 200
    problems = owner.get(f"{DRAFT}/check").text
    assert "XML" in problems
    assert "data-bpmn-editor" not in owner.get(DRAFT).text


@pytest.mark.parametrize(
    "body", [[], {}, {"xml": 1, "revision": 1}, {"xml": "", "revision": "1"}, {"xml": "", "revision": True}]
)
def test_a_save_of_another_shape_is_refused(owner: Visitor, body: object) -> None:
    assert send(owner, body).status_code == 400


def test_a_save_without_a_token_is_refused_and_nothing_changes(house: House, owner: Visitor) -> None:
    before = the_draft(house)
    answer = owner.client.post(
        DRAFT, json={"xml": "", "revision": before.revision}, headers={"Accept": "application/json"}
    )
    assert answer.status_code in (400, 401)
    assert the_draft(house) == before


# problems


def test_problems_lead_to_their_element(house: House, owner: Visitor) -> None:
    broken = diagram(house).replace('id="test.grade"', 'id="test.grad"')
    send(owner, {"xml": broken, "revision": the_draft(house).revision})
    page = owner.get(f"{DRAFT}/check").text
    assert re.search(r'data-element="\w+" data-severity="error"', page)


def test_a_draft_with_errors_is_not_submitted_and_keeps_the_reason(house: House, owner: Visitor) -> None:
    broken = diagram(house).replace('id="test.grade"', 'id="test.grad"')
    send(owner, {"xml": broken, "revision": the_draft(house).revision})
    form = {"revision": the_draft(house).revision, "reason": "試しに直した"}
    answer = owner.post(f"{DRAFT}/submit", form)
    assert answer.status_code == 422
    assert "試しに直した" in answer.text
    assert the_draft(house).state == "draft"


def test_a_submission_without_a_reason_is_refused(house: House, owner: Visitor) -> None:
    answer = owner.post(f"{DRAFT}/submit", {"revision": the_draft(house).revision, "reason": " "})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


# approval


def test_the_page_of_approval_says_in_words_what_changes(house: House, owner: Visitor, visit: Visit) -> None:
    submitted(house, owner)
    page = visit(house.people.yamada).get(DRAFT).text
    assert "呼び名を改める" in page
    assert re.search(r"名前：.+ → 改めて", page)
    assert "承認して発効する" in page


def test_who_drafted_is_offered_no_approval_and_refused_one(house: House, owner: Visitor) -> None:
    submitted(house, owner)
    assert "承認して発効する" not in owner.get(DRAFT).text
    answer = owner.post(f"{DRAFT}/approve", {"revision": the_draft(house).revision})
    assert answer.status_code == 403


def test_a_second_person_approves_and_it_is_live(house: House, owner: Visitor, visit: Visit) -> None:
    submitted(house, owner)
    second = visit(house.people.yamada)
    answer = second.post(f"{DRAFT}/approve", {"revision": the_draft(house).revision})
    assert answer.status_code == 303
    page = second.get("/design/review").text
    assert "版数2" in page
    assert "山田 杏" in page
    assert "改めて" in second.get("/design/review/versions/2.bpmn").text
    assert "改めて" not in second.get("/design/review/versions/1.bpmn").text


def test_an_old_version_is_read_with_what_has_changed_since(house: House, owner: Visitor, visit: Visit) -> None:
    submitted(house, owner)
    second = visit(house.people.yamada)
    second.post(f"{DRAFT}/approve", {"revision": the_draft(house).revision})
    assert 'href="/design/review/versions/1"' in second.get("/design/review").text
    old = second.get("/design/review/versions/1").text
    assert re.search(r"名前：.+ → 改めて", old)
    assert old.count("data-bpmn-viewer") == 2
    assert "起案" in old and "必須" in old  # its steps and its forms
    assert '<form method="post"' not in old[old.index("<main") : old.index("</main")]
    live = second.get("/design/review/versions/2").text
    assert live.count("data-bpmn-viewer") == 1
    assert "発効中の版です" in live
    assert second.get("/design/review/versions/3").status_code == 404


def test_a_draft_is_returned_with_words_that_its_drafter_reads(house: House, owner: Visitor, visit: Visit) -> None:
    submitted(house, owner)
    second, revision = visit(house.people.yamada), the_draft(house).revision
    assert second.post(f"{DRAFT}/return", {"revision": revision, "comment": ""}).status_code == 422
    answer = second.post(f"{DRAFT}/return", {"revision": revision, "comment": "英語名も直してください"})
    assert answer.status_code == 303
    assert "英語名も直してください" in owner.get(DRAFT).text


def test_a_draft_is_discarded_and_the_live_version_stays(house: House, owner: Visitor) -> None:
    answer = owner.post(f"{DRAFT}/discard", {"revision": the_draft(house).revision})
    assert answer.status_code == 303
    assert owner.get(DRAFT).status_code == 404
    assert "版数1" in owner.get("/design/review").text


def test_a_form_without_a_revision_is_refused(owner: Visitor) -> None:
    assert owner.post(f"{DRAFT}/discard", {"revision": "x"}).status_code == 400


# files of other editors


def test_a_file_takes_the_place_of_the_drafts_diagram(house: House, owner: Visitor) -> None:
    form = {"revision": the_draft(house).revision, "file": (io.BytesIO(renamed(house).encode()), "mine.bpmn")}
    assert owner.post(f"{DRAFT}/import", form).status_code == 303
    assert "改めて" in diagram(house)


@pytest.mark.parametrize("content", [b"", b"\x89PNG", b"<!DOCTYPE x><x/>", b"<definitions/>"])
def test_a_file_that_is_no_diagram_is_refused_and_the_draft_stays(house: House, owner: Visitor, content: bytes) -> None:
    before = the_draft(house)
    form = {"revision": before.revision, "file": (io.BytesIO(content), "mine.bpmn")}
    answer = owner.post(f"{DRAFT}/import", form)
    assert answer.status_code == 422
    assert "取り込めませんでした" in answer.text
    assert the_draft(house) == before


def test_a_bare_file_with_another_id_says_what_was_done_to_it(house: House, owner: Visitor) -> None:
    bare = re.sub(r"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "", diagram(house), flags=re.S)
    bare = bare.replace('"review"', '"Process_1"')
    form = {"revision": the_draft(house).revision, "file": (io.BytesIO(bare.encode()), "mine.bpmn")}
    page = owner.follow(owner.post(f"{DRAFT}/import", form)).text
    assert "「Process_1」" in page
    assert "並べました" in page
    assert "BPMNShape" in diagram(house)
    assert "Process_1" not in diagram(house)


def test_a_draft_without_a_picture_is_served_with_one(house: House, owner: Visitor) -> None:
    bare = re.sub(r"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "", diagram(house), flags=re.S)
    send(owner, {"xml": bare, "revision": the_draft(house).revision})
    assert b"BPMNShape" in owner.get("/design/review/draft.bpmn").data
    assert "BPMNShape" not in diagram(house)


# tidying


def tidy(visitor: Visitor, body: object) -> TestResponse:
    visitor.get("/design")
    headers = {"X-CSRFToken": visitor.tokens["csrf_token"], "Accept": "application/json"}
    return visitor.client.post(f"{DRAFT}/tidy", json=body, headers=headers)


def test_tidying_answers_the_diagram_laid_out_and_saves_nothing(house: House, owner: Visitor) -> None:
    before = the_draft(house)
    answer = tidy(owner, {"xml": renamed(house)})
    assert answer.json is not None
    assert "改めて" in answer.json["xml"]
    assert "BPMNShape" in answer.json["xml"]
    assert the_draft(house) == before


@pytest.mark.parametrize(("body", "status"), [([], 400), ({"xml": 1}, 400), ({"xml": "<no"}, 422)])
def test_what_is_no_diagram_is_not_tidied(owner: Visitor, body: object, status: int) -> None:
    assert tidy(owner, body).status_code == status


# stories


def test_the_stories_are_played_and_the_result_stays_with_the_draft(house: House, owner: Visitor, visit: Visit) -> None:
    assert "まだシナリオを試していません" in owner.get(DRAFT).text
    put_story(house)
    page = owner.follow(owner.post(f"{DRAFT}/stories", {"revision": the_draft(house).revision})).text
    assert "1本のうち1本のシナリオが期待と違いました" in page
    assert "期待は「" in page  # what was expected and what came
    assert "どのシナリオも通らない流れ" in page
    assert "期待と違っても提出できます" in owner.get(DRAFT).text
    submitted(house, owner)
    assert "まだシナリオを試していません" in owner.get(DRAFT).text  # other files than those that were played
    second = visit(house.people.yamada)
    second.get(DRAFT)
    second.post(f"{DRAFT}/stories", {"revision": the_draft(house).revision})
    assert "期待は「" in second.get(DRAFT).text


def test_a_draft_that_cannot_run_is_not_played_and_says_why(house: House, owner: Visitor) -> None:
    broken = diagram(house).replace('id="test.grade"', 'id="test.grad"')
    send(owner, {"xml": broken, "revision": the_draft(house).revision})
    answer = owner.post(f"{DRAFT}/stories", {"revision": the_draft(house).revision})
    assert answer.status_code == 422
    assert "test.grad" in answer.text


def put_story(house: House) -> None:
    """A story of the process review that expects another end than comes."""
    story = """title: {ja: 起案まで, en: Until it is written}
status: grantee
start:
  on: 2026-04-03 10:00
  who: intake
  answers: {title: 試し, received_on: 2026-04-03}
expect:
  end: nowhere
"""
    draft = the_draft(house)
    save_draft(
        house.desk,
        house.people.yoshida,
        SaveDraft(draft.id, draft.revision, {"scenarios/begin.yaml": story.encode()}),
        house.now,
    )


# steps without drawing


def test_a_step_is_changed_by_a_plain_form(house: House, owner: Visitor) -> None:
    page = "/design/review/steps/write"
    form = {"revision": the_draft(house).revision, "name": "まとめる", "name_en": "Sum up", "due": "4", "due_unit": "W"}
    assert owner.post(page, form).status_code == 303
    assert 'name="まとめる"' in diagram(house)
    assert 'nintei:due="P4W"' in diagram(house)
    assert "4週" in owner.get("/design/review/steps").text


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("due", "soon"), ("due", "0"), ("role", "king"), ("name_en", "x" * 201)]
)
def test_a_wrong_value_is_refused_at_its_place_and_what_was_typed_stays(
    house: House, owner: Visitor, field: str, value: str
) -> None:
    page, before = "/design/review/steps/write", the_draft(house)
    form = {"revision": before.revision, "name": "まとめる", "name_en": "", "due": "", "due_unit": "D", field: value}
    answer = owner.post(page, form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert value in answer.text or field == "role"  # a list shows only what can be chosen
    assert the_draft(house) == before


def test_another_rule_is_asked_for_its_own_inputs(house: House, owner: Visitor) -> None:
    step = next(
        id
        for id, found in house.desk.bundle(the_draft(house).base_version or "").steps.items()
        if found.handler == "test.grade"
    )
    page = f"/design/review/steps/{step}"
    shown = owner.get(page).text
    assert 'name="input.level"' in shown
    form = {
        "revision": the_draft(house).revision,
        "name": "発信",
        "name_en": "Dispatch",
        "handler": "effect.dispatch_letter",
    }
    answer = owner.post(page, {**form, "input.level": "judge_1.level"})
    assert answer.headers["Location"].endswith(page)
    assert 'name="input.proof"' in owner.get(page).text


def test_a_first_rule_is_asked_for_its_inputs_at_once(house: House, owner: Visitor) -> None:
    """Given a step whose rule was taken away, when a rule is chosen again, then the page that follows asks for its inputs."""
    found = house.desk.bundle(the_draft(house).base_version or "").steps
    page = f"/design/review/steps/{next(id for id, step in found.items() if step.handler == 'test.grade')}"
    form = {"name": "等級", "name_en": ""}
    owner.post(page, {**form, "revision": the_draft(house).revision, "handler": ""})
    answer = owner.post(page, {**form, "revision": the_draft(house).revision, "handler": "test.grade"})
    assert answer.headers["Location"].endswith(page)
    assert 'name="input.level"' in owner.get(page).text


def test_a_step_that_does_not_exist_is_not_found(owner: Visitor) -> None:
    assert owner.get("/design/review/steps/nowhere").status_code == 404


def test_a_stale_form_of_a_step_is_refused(house: House, owner: Visitor, visit: Visit, clock: Clock) -> None:
    page, revision = "/design/review/steps/write", the_draft(house).revision
    send(owner, {"xml": renamed(house), "revision": revision})
    clock.pass_by(minutes=1)
    answer = visit(house.people.yamada).post(page, {"revision": revision, "name": "古い", "name_en": ""})
    assert answer.status_code == 409
    assert "吉田 湊" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/design",
        "/design/review",
        "/design/review/versions/1",
        DRAFT,
        f"{DRAFT}/stories",
        "/design/review/steps",
        "/design/review/steps/write",
    ],
)
def test_every_page_speaks_english(owner: Visitor, path: str) -> None:
    """People keep their names, and a field holds what it is for; all else that is read is English: no kana is left."""
    owner.post("/language", {"language": "en", "back": "/design"})
    page = re.sub(r"<script.*?</script>|<input[^>]*>", "", owner.get(path).text, flags=re.S)
    assert 'lang="en"' in page
    assert re.findall(r"[^>]*[ぁ-ヶ][^<]*", page) == []
