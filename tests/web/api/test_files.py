"""Files over the API: sent, listed, fetched; refused as the pages refuse them."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from casework import BUNDLES, House
from papers import PDF, PNG, paper
from web.api.asking import Program, Programs, problem
from werkzeug.test import TestResponse

FIELD = {"id": "papers", "kind": "files", "label": {"ja": "資料", "en": "Documents"}}


@pytest.fixture
def papers(house: House, tmp_path: Path) -> House:
    """The review, with a field of files in its start form and in `write`."""
    folder = tmp_path / "review"
    shutil.copytree(BUNDLES / "review", folder)
    for name in ("start", "write"):
        path = folder / "forms" / f"{name}.json"
        form = json.loads(path.read_text())
        form["fields"].append(FIELD)
        path.write_text(json.dumps(form, ensure_ascii=False))
    house.publish(folder)
    return house


@pytest.fixture
def sato(papers: House, program: Programs) -> Program:
    return program(papers.people.sato)


def send(who: Program, path: str, content: bytes = PDF, name: str = "報告書.pdf", **words: str) -> TestResponse:
    parts: dict[str, Any] = {**words, "file": (io.BytesIO(content), name)}
    headers = {"Authorization": f"Bearer {who.token}"}
    return who.client.post(f"/api/v1{path}", data=parts, headers=headers, content_type="multipart/form-data")


def test_a_case_is_opened_with_a_file_that_was_sent_before(papers: House, sato: Program) -> None:
    sent = send(sato, "/processes/review/files", field="papers")
    assert sent.status_code == 201, sent.text
    made = sent.get_json()
    assert made["hash"] == hashlib.sha256(PDF).hexdigest() and made["media"] == "application/pdf"
    answers = {"title": "案件", "service": papers.service_id, "papers": [made["id"]]}
    case_id = sato.post("/cases", {"process": "review", "answers": answers}).get_json()["id"]
    listed = sato.get(f"/cases/{case_id}/files").get_json()["files"]
    assert [(one["id"], one["step"], one["field"], one["name"]) for one in listed] == [
        (made["id"], "start", "papers", "報告書.pdf")
    ]
    fetched = sato.get(sent.headers["Location"].removeprefix("/api/v1"))
    assert fetched.data == PDF and fetched.headers["Content-Type"] == "application/pdf"
    assert fetched.headers["Content-Disposition"].startswith("attachment; ")


def test_a_task_is_completed_with_its_files(papers: House, sato: Program) -> None:
    case_id = papers.open().case_id
    task = papers.task(case_id, "write").id
    ids = [send(sato, f"/tasks/{task}/files", paper(n), field="papers").get_json()["id"] for n in (1, 2)]
    answers = {"summary": "何が起きたか", "urgent": "no", "papers": ids}
    revision = sato.get(f"/tasks/{task}").headers["ETag"]
    assert sato.post(f"/tasks/{task}/complete", {"answers": answers}, If_Match=revision).status_code == 200
    assert [one["task_id"] for one in sato.get(f"/cases/{case_id}/files").get_json()["files"]] == [task, task]


def test_a_file_is_attached_to_a_case(papers: House, sato: Program) -> None:
    case_id = papers.open().case_id
    assert send(sato, f"/cases/{case_id}/files", PNG, "画面.png", title="画面の写し").status_code == 201
    (one,) = sato.get(f"/cases/{case_id}/files").get_json()["files"]
    assert (one["title"], one["step"], one["who"]["name"]["ja"]) == ("画面の写し", None, papers.people.sato.name)


def test_what_is_refused_says_why(papers: House, sato: Program, program: Programs) -> None:
    case_id = papers.open().case_id
    path = f"/cases/{case_id}/files"
    body = problem(send(sato, path, b"MZ" + bytes(99), "x.pdf", title="x"), 422, "InvalidAnswers")
    (error,) = body["errors"]
    assert "中身が、名前の示す種類のファイルではありません" in error["detail"]
    assert "pointer" not in error, "there is no JSON to point into"
    problem(send(sato, path), 422, "BadFields")
    problem(send(sato, path, title="x", more="y"), 422, "BadFields")
    problem(send(sato, path, name="", title="x"), 400, "Unreadable")
    problem(sato.post(path, {"title": "x"}), 415, "NotMultipart")
    problem(send(sato, "/processes/review/files", field="title"), 422, "InvalidAnswers")
    problem(send(sato, "/processes/nothing/files", field="papers"), 404, "UnknownProcess")
    problem(send(program(papers.people.kobayashi), path, title="x"), 404, "NotFound")
    problem(send(program(papers.people.matsumoto), path, title="x"), 403, "NotAllowed")
    problem(sato.get("/files/" + "0" * 32), 404, "NotFound")


def test_a_part_whose_name_cannot_be_read_is_refused(papers: House, sato: Program) -> None:
    case_id = papers.open().case_id
    response = sato.client.post(
        f"/api/v1/cases/{case_id}/files",
        data=b'--x\r\nContent-Disposition: form-data; name="\x00%0D"\r\n\r\na\r\n'
        b"--x\r\nContent-Disposition: form-data\r\n\r\nb\r\n--x--\r\n",
        headers={"Authorization": f"Bearer {sato.token}"},
        content_type="multipart/form-data; boundary=x",
    )
    problem(response, 422, "BadFields")


@pytest.mark.parametrize("size", [25 * 1024 * 1024 + 1, 26 * 1024 * 1024])
def test_a_file_that_is_too_large_is_413(papers: House, sato: Program, size: int) -> None:
    boundary = b"--x\r\nContent-Disposition: form-data; name="
    body = b'%s"title"\r\n\r\nx\r\n%s"file"; filename="a.pdf"\r\n\r\n%s\r\n--x--\r\n' % (
        boundary,
        boundary,
        b"%PDF-1.7" + bytes(size - 8),
    )
    case_id = papers.open().case_id
    response = sato.client.post(
        f"/api/v1/cases/{case_id}/files",
        data=body,
        headers={"Authorization": f"Bearer {sato.token}"},
        content_type="multipart/form-data; boundary=x",
    )
    assert response.status_code == 413 and "25MB" in response.text
