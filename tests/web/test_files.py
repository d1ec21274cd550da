"""Files in the pages: attached to a form, kept through every refusal, handed in once, seen by whoever may."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from casework import BUNDLES, House
from papers import PDF, PNG, paper
from sqlalchemy import text
from web.visiting import Clock, Visitor
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from webapp.cases.recuse import Recuse, recuse
from webapp.model.actor import Actor
from webapp.store.files import count_waiting

Visit = Callable[[Actor], Visitor]
OPENING = re.compile(r'name="opening" value="([^"]+)"')
REVISION = re.compile(r'name="revision" value="(\d+)"')
LISTED = re.compile(r'href="/files/([0-9a-f]{32})"')
WAITING = re.compile(r'name="a-papers" value="([0-9a-f]{32})"( checked)?')
FIELD = {"id": "papers", "kind": "files", "label": {"ja": "資料", "en": "Documents"}, "required": False, "maximum": 2}


@pytest.fixture
def papers(house: House, tmp_path: Path) -> House:
    """The review, with a field of files in its start form, in `write` (needed there) and in the blind `judge_1`."""
    folder = tmp_path / "review"
    shutil.copytree(BUNDLES / "review", folder)
    for name, required in (("start", False), ("write", True), ("judge_1", False)):
        path = folder / "forms" / f"{name}.json"
        form = json.loads(path.read_text())
        form["fields"].append({**FIELD, "required": required})
        path.write_text(json.dumps(form, ensure_ascii=False))
    house.publish(folder)
    return house


def sent(content: bytes = PDF, name: str = "報告書.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def as_sent(value: Any) -> Any:
    """A file, or several, as the encoder takes them."""
    if isinstance(value, list):
        return [as_sent(one) for one in value]
    return FileStorage(*value) if isinstance(value, tuple) else value


class Start:
    """Satou before the start form."""

    def __init__(self, house: House, visitor: Visitor) -> None:
        self.house = house
        self.visitor = visitor
        self.page = visitor.get("/cases/new/review").text

    def send(self, **fields: Any) -> TestResponse:
        given = {
            "opening": OPENING.findall(self.page)[0],
            "a-title": "試験の案件",
            "a-service": self.house.service_id,
            **{name.replace("_", "-", 1): value for name, value in fields.items()},
        }
        response = self.visitor.post("/cases/new/review", given)
        self.page = response.text
        return response


class Task:
    """Satou at the task `write`, claimed."""

    def __init__(self, house: House, visitor: Visitor) -> None:
        self.house = house
        self.visitor = visitor
        self.case_id = house.open().case_id
        self.id = house.task(self.case_id, "write").id
        visitor.post(f"/tasks/{self.id}/claim")
        self.revision = REVISION.findall(visitor.get(f"/tasks/{self.id}").text)[0]

    def send(self, verb: str, **fields: Any) -> TestResponse:
        given = {"revision": self.revision, "a-summary": "何が起きたか", "a-urgent": "no"}
        more = {name.replace("_", "-", 1): value for name, value in fields.items()}
        # The client would write a large body into a file of its own, which nobody closes.
        fields = {**self.visitor.tokens, **given, **{name: as_sent(value) for name, value in more.items()}}
        boundary, body = encode_multipart(fields)
        kind = f"multipart/form-data; boundary={boundary}"
        return self.visitor.client.post(f"/tasks/{self.id}/{verb}", data=body, content_type=kind)


@pytest.fixture
def start(papers: House, visit: Visit) -> Start:
    return Start(papers, visit(papers.people.sato))


@pytest.fixture
def task(papers: House, visit: Visit) -> Task:
    return Task(papers, visit(papers.people.sato))


def kept(house: House) -> int:
    with house.store.read() as unit:
        return count_waiting(unit, house.people.sato.id)


def the_file(visitor: Visitor, case_id: str) -> str:
    found = LISTED.findall(visitor.get(f"/cases/{case_id}").text)
    assert len(found) == 1
    return str(found[0])


def test_a_case_is_opened_with_its_documents(start: Start) -> None:
    assert 'enctype="multipart/form-data"' in start.page and 'type="file"' in start.page
    response = start.send(f_papers=sent())
    page = start.visitor.follow(response).text
    assert "報告書.pdf" in page and hashlib.sha256(PDF).hexdigest() in page
    assert kept(start.house) == 0


def test_a_file_stays_attached_when_the_rest_is_refused(start: Start) -> None:
    response = start.send(f_papers=sent(), a_title="")
    assert response.status_code == 422
    ((file_id, checked),) = WAITING.findall(response.text)
    assert checked and "報告書.pdf" in response.text
    opened = start.visitor.follow(start.send(a_papers=file_id))
    assert LISTED.findall(opened.text) == [file_id]


def test_somebody_with_too_many_files_waiting_keeps_what_was_typed(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.cases.upload_file.MOST_WAITING", 0)
    response = start.send(a_title="長く書いた件名", f_papers=sent())
    assert response.status_code == 409 and 'value="長く書いた件名"' in response.text


def test_a_file_that_is_unchecked_is_not_handed_in(start: Start) -> None:
    start.send(f_papers=sent(), a_title="")
    opened = start.visitor.follow(start.send())
    assert LISTED.findall(opened.text) == []


def test_the_same_form_sent_twice_opens_one_case(start: Start) -> None:
    first = start.page
    one = start.send(f_papers=sent())
    start.page = first
    two = start.send(f_papers=sent())
    assert two.status_code == 303 and two.location == one.location


def test_a_second_page_of_the_same_form_with_another_file_is_told_so(start: Start) -> None:
    first = start.page
    start.send(f_papers=sent())
    start.page = first
    two = start.send(f_papers=sent(paper(2)))
    assert two.status_code == 409 and WAITING.findall(two.text)


@pytest.mark.parametrize(
    ("content", "name", "status", "words"),
    [
        (b"MZ" + bytes(99), "請求書.pdf", 422, "中身が、名前の示す種類のファイルではありません"),
        (b"<svg/>", "図.svg", 422, "この種類のファイルは添付できません"),
        (b"", "空.pdf", 422, "ファイルが空です"),
        (b"%PDF-1.7" + bytes(25 * 1024 * 1024), "大.pdf", 413, "1つのファイルは25MBまでです"),
    ],
)
def test_a_refused_file_is_named_and_the_rest_is_kept(
    task: Task, content: bytes, name: str, status: int, words: str
) -> None:
    response = task.send("complete", f_papers=[sent(), sent(content, name)])
    assert response.status_code == status
    assert f"「{name}」" in response.text and words in response.text
    assert "何が起きたか" in response.text
    assert [checked for _id, checked in WAITING.findall(response.text)] == [" checked"]
    assert task.house.task(task.case_id, "write").state == "open"


def test_a_refused_file_is_explained_in_english_too(task: Task) -> None:
    task.visitor.post("/language", {"language": "en", "back": "/"})
    response = task.send("complete", f_papers=sent(b"MZ" + bytes(99)))
    assert "Its content is not what its name says." in response.text


def test_what_is_larger_than_any_form_gets_a_page_that_says_how_large_it_may_be(task: Task) -> None:
    response = task.visitor.client.post(
        f"/tasks/{task.id}/complete",
        data=b"x",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(129 * 1024 * 1024)},
    )
    assert response.status_code == 413
    assert "1つのファイルは25MBまで、一度に送れるのは合計で120MBまでです" in response.text


def test_a_page_that_takes_no_files_takes_no_large_request(task: Task) -> None:
    response = task.visitor.client.post(
        f"/tasks/{task.id}/claim",
        data=b"x",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(5 * 1024 * 1024)},
    )
    assert response.status_code == 413


def test_a_draft_keeps_its_files_and_lets_them_go(task: Task) -> None:
    task.send("save", f_papers=sent())
    page = task.visitor.get(f"/tasks/{task.id}").text
    ((file_id, checked),) = WAITING.findall(page)
    assert checked
    task.send("save")
    assert WAITING.findall(task.visitor.get(f"/tasks/{task.id}").text) == [(file_id, "")]
    response = task.send("complete", a_papers=file_id)
    assert the_file(task.visitor, task.case_id) == file_id and response.status_code == 303


def test_a_needed_file_is_asked_for_where_it_is(task: Task) -> None:
    response = task.send("complete")
    assert response.status_code == 422
    assert "「資料」のファイルを添付してください。" in response.text
    assert 'href="#a-papers"' in response.text and 'id="a-papers"' in response.text


def test_no_more_files_than_the_field_takes(task: Task) -> None:
    three = [sent(paper(n), f"{n}.pdf") for n in range(3)]
    response = task.send("complete", f_papers=three)
    assert response.status_code == 422 and "ファイルは2件までです（いま3件）。" in response.text
    ids = [file_id for file_id, _ in WAITING.findall(response.text)]
    assert len(ids) == 3
    assert task.send("complete", a_papers=ids[:2]).status_code == 303
    assert kept(task.house) == 0, "the third goes with the task"


def test_files_of_two_pages_of_one_task_are_both_there(task: Task) -> None:
    task.send("save", f_papers=sent(paper(1), "一.pdf"))
    task.send("save", f_papers=sent(paper(2), "二.pdf"))
    page = task.visitor.get(f"/tasks/{task.id}").text
    assert "一.pdf" in page and "二.pdf" in page


def test_the_same_file_sent_again_waits_once(task: Task) -> None:
    for _ in range(3):
        task.send("save", f_papers=sent())
    assert kept(task.house) == 1


def test_nobody_hands_in_what_another_person_uploaded(papers: House, visit: Visit, task: Task) -> None:
    task.send("save", f_papers=sent())
    ((file_id, _),) = WAITING.findall(task.visitor.get(f"/tasks/{task.id}").text)
    other = Task(papers, visit(papers.people.tanaka))
    response = other.send("complete", a_papers=file_id)
    assert response.status_code == 422 and "もうここにありません" in response.text
    assert other.visitor.get(f"/files/{file_id}").status_code == 404
    assert task.visitor.get(f"/files/{file_id}").data == PDF


def test_whoever_keeps_away_does_not_find_what_they_uploaded_themselves(papers: House, task: Task) -> None:
    task.send("save", f_papers=sent())
    ((file_id, _),) = WAITING.findall(task.visitor.get(f"/tasks/{task.id}").text)
    assert task.visitor.get(f"/files/{file_id}").data == PDF
    sato, sasaki = papers.people.sato, papers.people.sasaki
    recuse(papers.desk, sasaki, Recuse(task.case_id, sato.id, "親族のため"), papers.now)
    assert task.visitor.get(f"/files/{file_id}").status_code == 404


def test_other_ways_to_ask_for_a_file_are_answered_like_the_first(papers: House, visit: Visit, task: Task) -> None:
    task.send("complete", f_papers=sent())
    file_id = the_file(task.visitor, task.case_id)
    for headers in ({"Range": "bytes=0-3"}, {"If-Modified-Since": "Mon, 01 Jan 2035 00:00:00 GMT"}):
        whole = task.visitor.get(f"/files/{file_id}", headers=headers)
        assert (whole.status_code, whole.data) == (200, PDF)
        assert "sandbox" in whole.headers["Content-Security-Policy"]
    head = task.visitor.client.head(f"/files/{file_id}")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Disposition"].startswith("attachment; ")
    head.close()
    assert visit(papers.people.kobayashi).client.head(f"/files/{file_id}").status_code == 404


def test_a_form_over_a_lost_session_keeps_what_came_before_and_says_that_new_files_did_not(
    task: Task, clock: Clock
) -> None:
    task.send("save", f_papers=sent())
    ((file_id, _),) = WAITING.findall(task.visitor.get(f"/tasks/{task.id}").text)
    task.visitor.client.delete_cookie("nintei")
    response = task.send("complete", a_papers=file_id, a_summary="長い文章", f_papers=sent(paper(2)))
    page = task.visitor.follow(response).text
    assert "入力した内容は残してあります" in page and "いま選んだファイルは届いていません" in page
    assert kept(task.house) == 1


def test_a_download_is_saved_and_never_run(task: Task) -> None:
    task.send("complete", f_papers=sent(PNG, "画面 \u202e図.png"))
    file_id = the_file(task.visitor, task.case_id)
    response = task.visitor.get(f"/files/{file_id}")
    assert response.data == PNG
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%E7%94%BB%E9%9D%A2%20%E5%9B%B3.png" in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"


def test_who_may_not_read_the_case_does_not_find_its_file(papers: House, visit: Visit, task: Task) -> None:
    task.send("complete", f_papers=sent())
    file_id = the_file(task.visitor, task.case_id)
    for person, status in (("sasaki", 200), ("matsumoto", 200), ("kobayashi", 404), ("yoshida", 403)):
        got = visit(getattr(papers.people, person)).get(f"/files/{file_id}").status_code
        assert got == status, person
    assert task.visitor.get("/files/" + "0" * 32).status_code == 404


def test_the_file_of_a_blind_answer_is_nobodys_until_all_are_finished(papers: House, visit: Visit) -> None:
    case_id = papers.open().case_id
    sato = visit(papers.people.sato)
    first = papers.task(case_id, "write").id
    sato.post(f"/tasks/{first}/claim")
    seen = REVISION.findall(sato.get(f"/tasks/{first}").text)[0]
    sato.post(f"/tasks/{first}/complete", {"revision": seen, "a-summary": "x", "a-urgent": "no", "f-papers": sent()})
    suzuki = visit(papers.people.suzuki)
    judging = papers.task(case_id, "judge_1").id
    suzuki.post(f"/tasks/{judging}/claim")
    seen = REVISION.findall(suzuki.get(f"/tasks/{judging}").text)[0]
    given = {"revision": seen, "a-level": "7", "f-papers": sent(PNG, "所見.png")}
    assert suzuki.post(f"/tasks/{judging}/complete", given).status_code == 303
    blind = next(found for found in LISTED.findall(suzuki.get(f"/cases/{case_id}").text))
    assert suzuki.get(f"/files/{blind}").status_code == 200
    ids = LISTED.findall(suzuki.get(f"/cases/{case_id}").text)
    hidden = next(file_id for file_id in ids if suzuki.get(f"/files/{file_id}").data == PNG)
    takahashi = visit(papers.people.takahashi)
    assert hidden not in takahashi.get(f"/cases/{case_id}").text
    assert takahashi.get(f"/files/{hidden}").status_code == 404
    assert visit(papers.people.sasaki).get(f"/files/{hidden}").status_code == 404
    papers.complete(case_id, "judge_2", papers.people.takahashi, level="7")
    assert takahashi.get(f"/files/{hidden}").status_code == 200


def test_a_changed_byte_is_found_and_named_instead_of_being_served(task: Task) -> None:
    task.send("complete", f_papers=sent())
    file_id = the_file(task.visitor, task.case_id)
    with task.house.store.write() as unit:
        unit.execute(text("DROP TRIGGER file_parts_no_update"))
        unit.execute(text("UPDATE file_parts SET content = X'00' WHERE file_id = :id"), {"id": file_id})
    response = task.visitor.get(f"/files/{file_id}")
    assert response.status_code == 409
    assert "受け取ったときのものと一致しません" in response.text and file_id in response.text


def test_a_file_is_attached_to_the_case_under_a_title(task: Task) -> None:
    page = task.visitor.get(f"/cases/{task.case_id}/attach")
    assert page.status_code == 200 and 'enctype="multipart/form-data"' in page.text
    response = task.visitor.post(
        f"/cases/{task.case_id}/attach", {"title": "電話の記録", "file": sent("記録".encode(), "電話.txt")}
    )
    shown = task.visitor.follow(response).text
    assert "電話の記録" in shown and "電話.txt" in shown and "案件にファイルを添付しました" in shown
    file_id = LISTED.findall(shown)[0]
    assert task.visitor.get(f"/files/{file_id}").headers["Content-Type"] == "text/plain; charset=utf-8"


def test_attaching_keeps_the_title_whatever_is_refused(task: Task) -> None:
    path = f"/cases/{task.case_id}/attach"
    nothing = task.visitor.post(path, {"title": "電話の記録"})
    assert (
        nothing.status_code == 422
        and 'value="電話の記録"' in nothing.text
        and "ファイルを選んでください" in nothing.text
    )
    wrong = task.visitor.post(path, {"title": "電話の記録", "file": sent(b"MZ", "x.pdf")})
    assert wrong.status_code == 422 and 'value="電話の記録"' in wrong.text
    untitled = task.visitor.post(path, {"title": " ", "file": sent()})
    assert untitled.status_code == 422 and "「題名」を入力してください" in untitled.text


def test_only_staff_of_the_case_attach(papers: House, visit: Visit, task: Task) -> None:
    for person, status in (("kobayashi", 404), ("sasaki", 403), ("matsumoto", 403)):
        visitor = visit(getattr(papers.people, person))
        assert visitor.post(f"/cases/{task.case_id}/attach", {"title": "x", "file": sent()}).status_code == status


def test_names_of_files_stand_in_no_address_and_no_log(task: Task, caplog: pytest.LogCaptureFixture) -> None:
    task.send("complete", f_papers=sent(PDF, "佐藤花の診断書.pdf"))
    page = task.visitor.get(f"/cases/{task.case_id}").text
    assert not re.search(r'href="[^"]*(診断書|%E8%A8%BA)', page)
    task.visitor.get(f"/files/{the_file(task.visitor, task.case_id)}")
    assert "診断書" not in caplog.text


def test_two_clicks_on_a_task_with_a_new_file_do_it_once_and_frighten_nobody(task: Task) -> None:
    """The browser sends the file both times; without a script nothing holds the second click back."""
    first = task.send("complete", f_papers=sent())
    again = task.send("complete", f_papers=sent())

    assert first.location == again.location and again.status_code == 303
    page = task.visitor.follow(again).text
    assert "二度は行われていません" in page and len(LISTED.findall(page)) == 1
    assert kept(task.house) == 0


def test_another_file_from_a_page_left_open_is_not_taken_for_the_second_click(task: Task) -> None:
    task.send("complete", f_papers=sent())
    for other in (sent(PNG, "別の資料.png"), [sent(), sent(PNG, "別の資料.png")]):
        refused = task.send("complete", f_papers=other)
        assert refused.status_code == 409 and "終えています" in refused.text
    assert kept(task.house) == 0
