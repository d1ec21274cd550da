"""The way of a correction in the browser: asked for, approved and sent on the pages of letters, told in words."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from casework import House
from sqlalchemy import select
from web.visiting import Visitor

from webapp.model.actor import Actor
from webapp.store.rows.letters import LetterSheet
from webapp.store.rows.work import Letter

Visit = Callable[[Actor], Visitor]
TYPED = {"a-wrong": "期間を「3か月」と記載した。", "a-right": "「2か月」が正しい。", "a-reason": "決定書と違う"}
SENT = {"a-dispatched_on": "2026-11-20", "a-channel": "certified_mail", "a-proof": "123-45"}


@pytest.fixture
def made(house: House, visit: Visit, sent: str) -> str:
    visit(house.people.kato).post(f"/letters/{sent}/correct", TYPED)
    with house.store.read() as unit:
        return str(unit.execute(select(LetterSheet.letter_id).where(LetterSheet.corrects == sent)).scalar_one())


def test_the_three_deeds_are_done_on_the_pages(house: House, visit: Visit, sent: str) -> None:
    asking = visit(house.people.kato)
    assert f'action="/letters/{sent}/correct"' in asking.get(f"/letters/{sent}").text
    response = asking.post(f"/letters/{sent}/correct", TYPED)
    page = asking.follow(response).text
    made = str(response.headers["Location"]).rpartition("/")[2]
    assert "訂正の文書を作りました" in page and "訂正の対象" in page and "決定書と違う" in page
    assert f'action="/letters/{made}/approve"' not in page
    approving = visit(house.people.hayashi)
    assert f'action="/letters/{made}/approve"' in approving.get(f"/letters/{made}").text
    assert "承認しました" in approving.follow(approving.post(f"/letters/{made}/approve", {})).text
    sending = visit(house.people.sasaki)
    assert f'action="/letters/{made}/dispatch"' in sending.get(f"/letters/{made}").text
    page = sending.follow(sending.post(f"/letters/{made}/dispatch", SENT)).text
    assert "発信済み" in page and "配達証明郵便" in page and "123-45" in page
    assert "訂正した文書" in sending.get(f"/letters/{sent}").text


def test_both_letters_name_each_other_wherever_they_are_listed(
    house: House, visit: Visit, sent: str, made: str
) -> None:
    with house.store.read() as unit:
        case_id = unit.execute(select(Letter.case_id).where(Letter.id == sent)).scalar_one()
    visitor = visit(house.people.sasaki)
    for path in ("/letters?show=all", f"/cases/{case_id}"):
        page = visitor.get(path).text
        assert "訂正の対象: " in page and "訂正の文書（まだ発信されていません）: " in page, path
    assert "DOC-2026-0001" in visitor.get("/letters?show=prepared").text


def test_the_history_of_the_case_and_the_audit_tell_it_in_words(
    house: House, visit: Visit, sent: str, made: str
) -> None:
    with house.store.read() as unit:
        case_id = unit.execute(select(Letter.case_id).where(Letter.id == sent)).scalar_one()
    visitor = visit(house.people.sasaki)
    page = visitor.get(f"/cases/{case_id}").text
    assert "文書DOC-2026-0001を訂正する文書を作りました" in page and "決定書と違う" in page
    visitor.post("/language", {"language": "en"})
    assert "A letter that corrects DOC-2026-0001 was made" in visitor.get(f"/cases/{case_id}").text
    audit = visit(house.people.matsumoto).get("/audit").text
    assert "発信した文書を訂正する文書を作った" in audit and "ERR-2026-0001" in audit


def test_what_is_missing_is_said_where_it_belongs_and_what_was_typed_stays(
    house: House, visit: Visit, sent: str
) -> None:
    response = visit(house.people.kato).post(f"/letters/{sent}/correct", {**TYPED, "a-right": ""})
    assert response.status_code == 422
    assert "「正しい記載」を入力してください" in response.text and TYPED["a-wrong"] in response.text
    assert "<details open>" in response.text


def test_a_dispatch_to_come_is_refused_on_the_page(house: House, visit: Visit, made: str) -> None:
    visit(house.people.hayashi).post(f"/letters/{made}/approve", {})
    response = visit(house.people.sasaki).post(f"/letters/{made}/dispatch", {**SENT, "a-dispatched_on": "2026-11-21"})
    assert response.status_code == 422 and "今日（2026年11月20日）まで" in response.text


@pytest.mark.parametrize(("login", "status"), [("kato", 403), ("suzuki", 403), ("ito", 404), ("matsumoto", 403)])
def test_who_may_not_approve_is_told(house: House, visit: Visit, made: str, login: str, status: int) -> None:
    response = visit(house.people[login]).post(f"/letters/{made}/approve", {})
    assert response.status_code == status
    if login == "kato":
        assert "訂正の文書を作った人は承認できず" in response.text


def test_nobody_is_offered_what_the_process_does_itself(house: House, visit: Visit, sent: str) -> None:
    page = visit(house.people.sasaki).get(f"/letters/{sent}").text
    assert "/approve" not in page and "/dispatch" not in page
    assert "/correct" not in visit(house.people.matsumoto).get(f"/letters/{sent}").text


def test_who_may_take_a_correction_further_finds_it_waiting_with_their_count(
    house: House, visit: Visit, made: str
) -> None:
    waits = "あなたを待つ訂正の文書"
    asking, approving, manager = visit(house.people.kato), visit(house.people.hayashi), visit(house.people.sasaki)
    page = approving.get("/inbox").text
    assert f'{waits} <span class="count">1</span>' in page and f'href="/letters/{made}"' in page
    assert "承認を待っています" in page and "ERR-2026-0001" in page
    assert waits not in asking.get("/inbox").text, "who prepared it does not approve it"
    assert waits not in visit(house.people.suzuki).get("/inbox").text
    etag = approving.get("/inbox").headers["ETag"]

    approving.post(f"/letters/{made}/approve", {})
    assert waits not in approving.get("/inbox", headers={"If-None-Match": etag}).text
    assert "発信を待っています" in manager.get("/letters").text
    manager.post(f"/letters/{made}/dispatch", SENT)
    assert waits not in manager.get("/letters").text


def test_the_proof_of_its_dispatch_is_a_file_of_the_case(house: House, visit: Visit, made: str) -> None:
    visit(house.people.hayashi).post(f"/letters/{made}/approve", {})
    sending = visit(house.people.sasaki)
    assert 'enctype="multipart/form-data"' in sending.get(f"/letters/{made}").text
    bad = {**SENT, "documents": (BytesIO(b"MZ"), "receipt.exe")}
    refused = sending.post(f"/letters/{made}/dispatch", bad, content_type="multipart/form-data")
    assert refused.status_code == 422 and 'id="documents-error"' in refused.text
    good = {**SENT, "documents": [(BytesIO(b"tracking 1\n"), "a.txt"), (BytesIO(b"tracking 2\n"), "b.txt")]}
    assert sending.post(f"/letters/{made}/dispatch", good, content_type="multipart/form-data").status_code == 303
    with house.store.read() as unit:
        case_id = unit.execute(select(Letter.case_id).where(Letter.id == made)).scalar_one()
    page = sending.get(f"/cases/{case_id}").text
    assert "発信の証拠（ERR-2026-0001）" in page and "a.txt" in page and "b.txt" in page
