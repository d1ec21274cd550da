"""The pages of process owners: who sees them, what is drawn and saved, submitted, approved."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from casework import House
from web.designer.drawing import DRAFT, diagram, renamed, send, submitted, the_draft
from web.visiting import Visitor

from webapp.design.save_draft import SaveDraft, save_draft
from webapp.model.actor import Actor
from webapp.store import design

Visit = Callable[[Actor], Visitor]


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


def test_T74_a_draft_that_changes_rules_asks_for_the_resolution_and_its_version_shows_it(
    house: House, owner: Visitor, visit: Visit
) -> None:
    assert "決議の日" not in owner.get(DRAFT).text
    draft = the_draft(house)
    files = {"tables/note.toml": b"amount = 1\n"}
    saved = save_draft(house.desk, house.people.yoshida, SaveDraft(draft.id, draft.revision, files), house.now)
    assert "tables/note.toml" in owner.get(DRAFT).text
    form = {"revision": saved.revision, "reason": "改正"}
    refused = owner.post(f"{DRAFT}/submit", form)
    assert refused.status_code == 422 and "規則の改正は認定分科会が行います" in refused.text
    halfway = owner.post(f"{DRAFT}/submit", {**form, "resolution": "決議3号", "resolved_on": "秋"})
    assert halfway.status_code == 422 and "決議3号" in halfway.text and 'href="#submit-resolved_on"' in halfway.text
    said = {**form, "resolution": "決議3号", "resolved_on": "2026-11-10"}
    assert owner.post(f"{DRAFT}/submit", said).status_code == 303

    visitor = visit(house.people.yamada)
    shown = visitor.get(DRAFT).text
    assert "決議3号（認定分科会・" in shown and "変わる規則：tables/note.toml" in shown
    approval = {"revision": the_draft(house).revision, "comment": ""}
    assert visitor.post(f"{DRAFT}/approve", approval).status_code == 303
    for path in ("/design/review", "/design/review/versions/2"):
        assert "決議3号" in visitor.get(path).text
    assert "はじめの版" in visitor.get("/design/review/versions/1").text


def test_T74_the_page_of_approval_says_before_anybody_approves_that_the_resolution_is_missing(
    house: House, owner: Visitor, visit: Visit
) -> None:
    draft = the_draft(house)
    files = {"tables/note.toml": b"amount = 1\n"}
    saved = save_draft(house.desk, house.people.yoshida, SaveDraft(draft.id, draft.revision, files), house.now)
    said = {"revision": saved.revision, "reason": "改正", "resolution": "決議3号", "resolved_on": "2026-11-10"}
    assert owner.post(f"{DRAFT}/submit", said).status_code == 303
    with house.desk.store.write() as unit:  # as one that was submitted before resolutions were asked for
        design.update_draft(unit, draft.id, the_draft(house).revision, resolution=None)

    visitor = visit(house.people.yamada)
    shown = visitor.get(DRAFT).text
    assert "決議がまだ書かれていません" in shown and "決議の番号・議事録と決議の日が要ります" in shown
    assert "tables/note.toml" in shown and "承認して発効する" not in shown and "差し戻す" in shown
    approved = visitor.post(f"{DRAFT}/approve", {"revision": the_draft(house).revision})
    assert approved.status_code == 422
    visitor.post("/language", {"language": "en"})
    assert "number of the resolution (or its minutes) and its day" in visitor.get(DRAFT).text


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
