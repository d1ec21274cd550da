"""Files under the verbs: handed in in the commit of the answers, once, for good, and found out when they change."""

from __future__ import annotations

import io
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from casework import BUNDLES, House
from papers import PDF, paper
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from webapp.cases.attach_file import AttachFile, attach_file
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.upload_file import KEPT, MOST_WAITING, Uploaded, UploadFile, upload_file
from webapp.model.actor import Actor
from webapp.model.refusals import CaseFaulted, InvalidAnswers, Refusal, TooManyWaiting
from webapp.store import files
from webapp.store.backup import backup, restore
from webapp.store.rows.audit import AuditRow
from webapp.store.unit import Store, sqlite_url
from webapp.store.verify import verify

FIELD = {"id": "papers", "kind": "files", "label": {"ja": "資料", "en": "Documents"}}
ANSWERS = {"summary": "何が起きたか", "urgent": "no"}


@pytest.fixture
def papers(any_house: House, tmp_path: Path) -> House:
    return with_files(any_house, tmp_path)


@pytest.fixture
def on_sqlite(house: House, tmp_path: Path) -> House:
    return with_files(house, tmp_path)


def with_files(house: House, tmp_path: Path) -> House:
    """The review, with a field of files in its start form, in `write` and in `judge_1`."""
    folder = tmp_path / "review"
    shutil.copytree(BUNDLES / "review", folder)
    for name in ("start", "write", "judge_1"):
        path = folder / "forms" / f"{name}.json"
        form = json.loads(path.read_text())
        form["fields"].append(FIELD)
        path.write_text(json.dumps(form, ensure_ascii=False))
    house.publish(folder)
    return house


def upload(house: House, task: str, content: bytes = PDF, who: Actor | None = None) -> Uploaded:
    command = UploadFile(io.BytesIO(content), "報告書.pdf", "papers", task_id=task)
    return upload_file(house.desk, who or house.people.sato, command, house.now)


def handed_in(house: House) -> str:
    """A case in which `write` was completed with a file."""
    case_id = house.open().case_id
    task = house.task(case_id, "write").id
    file_id = upload(house, task).id
    complete_task(house.desk, house.people.sato, CompleteTask(task, {**ANSWERS, "papers": [file_id]}), house.now)
    return file_id


def waiting(house: House) -> int:
    with house.store.read() as unit:
        return files.count_waiting(unit, house.people.sato.id)


def broken(house: House) -> list[str]:
    with house.store.read() as unit:
        return [found.kind for found in verify(unit, house.desk.keys)]


def spoil(house: House, *statements: str) -> None:
    with house.store.write() as unit:
        for statement in statements:
            unit.execute(text(statement))


def test_a_file_belongs_to_the_case_with_its_answer_and_the_audit_knows_it(papers: House) -> None:
    file_id = handed_in(papers)
    with papers.store.read() as unit:
        row = unit.execute(text("select step, field, by from case_files")).one()
        told = list(unit.execute(select(AuditRow.detail)).scalars())
    assert tuple(row) == ("write", "papers", papers.people.sato.id)
    marks = [detail["files"] for detail in told if "files" in detail]
    assert [list(mark) for mark in marks] == [[file_id]]
    assert "報告書" not in json.dumps(told, ensure_ascii=False)
    assert broken(papers) == []


def test_a_case_that_cannot_move_on_leaves_the_file_waiting(papers: House) -> None:
    case_id = papers.open().case_id
    papers.write(case_id)
    papers.complete(case_id, "judge_2", papers.people.takahashi, level="7")
    task = papers.task(case_id, "judge_1").id
    file_id = upload(papers, task, who=papers.people.suzuki).id
    papers.grading.mode = "raises"
    command = CompleteTask(task, {"level": "7", "papers": [file_id]})
    with pytest.raises(CaseFaulted):
        complete_task(papers.desk, papers.people.suzuki, command, papers.now)
    with papers.store.read() as unit:
        assert unit.execute(text("select count(*) from case_files")).scalar_one() == 0
    papers.grading.mode = "well"
    complete_task(papers.desk, papers.people.suzuki, command, papers.now)
    with papers.store.read() as unit:
        assert unit.execute(text("select file_id from case_files")).scalars().all() == [file_id]


@pytest.mark.parametrize(
    "statement",
    [
        "update case_files set title = 'x'",
        "delete from case_files",
        "update files set name = 'x'",
        "delete from file_parts",
        "update file_parts set content = content",
    ],
)
def test_what_was_handed_in_is_neither_changed_nor_deleted(papers: House, statement: str) -> None:
    handed_in(papers)
    with pytest.raises(DatabaseError), papers.store.write() as unit:
        unit.execute(text(statement))


def test_what_only_waits_may_go(papers: House) -> None:
    task = papers.task(papers.open().case_id, "write").id
    file_id = upload(papers, task).id
    with papers.store.write() as unit:
        files.remove_waiting(unit, [file_id])
    assert waiting(papers) == 0
    with pytest.raises(InvalidAnswers):
        command = CompleteTask(task, {**ANSWERS, "papers": [file_id]})
        complete_task(papers.desk, papers.people.sato, command, papers.now)


def test_what_was_handed_in_is_not_removed_as_waiting(papers: House) -> None:
    file_id = handed_in(papers)
    with papers.store.write() as unit:
        files.remove_waiting(unit, [file_id])
        assert b"".join(files.content(unit, file_id)) == PDF


@pytest.mark.sqlite
def test_a_changed_byte_and_a_lost_file_are_each_named(on_sqlite: House) -> None:
    handed_in(on_sqlite)
    spoil(on_sqlite, "drop trigger file_parts_no_update", "update file_parts set content = X'00'")
    assert broken(on_sqlite) == ["file_changed"]
    spoil(on_sqlite, "drop trigger file_parts_no_delete", "delete from file_parts")
    assert broken(on_sqlite) == ["file_missing"]


def test_a_file_that_no_deed_handed_in_is_named(papers: House) -> None:
    handed_in(papers)
    upload(papers, papers.task(papers.open().case_id, "write").id, paper(2))
    spoil(
        papers,
        "insert into case_files (file_id, case_id, seq, by, at) "
        "select f.id, c.id, 1, 'x', f.uploaded_at from files f, cases c "
        "where f.id not in (select file_id from case_files) limit 1",
    )
    assert broken(papers) == ["file_unknown"]


def test_two_uploads_of_one_field_at_once_both_wait_and_two_of_the_same_wait_once(papers: House) -> None:
    task = papers.task(papers.open().case_id, "write").id
    contents = [paper(1), paper(2), paper(1), paper(2)]
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda content: upload(papers, task, content).id, contents))
    assert len(set(ids)) == 2 and waiting(papers) == 2


def test_one_file_is_handed_in_once_however_many_send_it_at_once(papers: House) -> None:
    case_id = papers.open().case_id
    task = papers.task(case_id, "write").id
    file_id = upload(papers, task).id
    command = CompleteTask(task, {**ANSWERS, "papers": [file_id]})

    def finish(_: int) -> str:
        try:
            complete_task(papers.desk, papers.people.sato, command, papers.now)
        except Refusal as refusal:
            return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(4) as pool:
        ends = sorted(pool.map(finish, range(4)))
    assert ends == ["TaskClosed", "TaskClosed", "TaskClosed", "done"]
    assert broken(papers) == []


def test_a_person_has_so_many_files_waiting_and_no_more(papers: House) -> None:
    task = papers.task(papers.open().case_id, "write").id
    for number in range(MOST_WAITING):
        upload(papers, task, paper(number))
    with pytest.raises(TooManyWaiting):
        upload(papers, task, paper(MOST_WAITING))


def test_what_waited_too_long_at_a_start_form_goes_with_the_next_upload(papers: House) -> None:
    old = UploadFile(io.BytesIO(PDF), "古.pdf", "papers", process="review")
    upload_file(papers.desk, papers.people.sato, old, papers.now)
    new = UploadFile(io.BytesIO(paper(2)), "新.pdf", "papers", process="review")
    upload_file(papers.desk, papers.people.sato, new, papers.now + KEPT + timedelta(seconds=1))
    assert waiting(papers) == 1


@pytest.mark.sqlite
def test_a_backup_holds_the_files_and_the_restored_one_verifies(on_sqlite: House, tmp_path: Path) -> None:
    file_id = handed_in(on_sqlite)
    case_id = on_sqlite.open().case_id
    attached = AttachFile(case_id, "大きな資料", io.BytesIO(b"%PDF-1.7" + bytes(3_000_000) + b"%%EOF"), "大.pdf")
    attach_file(on_sqlite.desk, on_sqlite.people.sato, attached, on_sqlite.now)
    backup(on_sqlite.store, tmp_path / "all.nintei")
    restore(tmp_path / "all.nintei", tmp_path / "elsewhere")
    again = Store(sqlite_url(tmp_path / "elsewhere"))
    with again.read() as unit:
        assert b"".join(files.content(unit, file_id)) == PDF
        assert verify(unit, on_sqlite.desk.keys) == []
    again.close()
