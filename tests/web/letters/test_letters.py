"""The workbench, the page of a letter, its papers: who may see which, what they say, what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from casework import House
from letterwork import read_pdf
from sqlalchemy import select, update
from web.visiting import Visitor

from webapp.bundle.read import read_folder
from webapp.model.actor import Actor
from webapp.store.rows.letters import LetterSheet
from webapp.store.rows.work import Letter
from webapp.web.letters.views import beside

INCIDENT = Path(__file__).resolve().parents[3] / "processes" / "incident"
Visit = Callable[[Actor], Visitor]


@pytest.fixture
def prepared(house: House, sent: str) -> str:
    """The same, as if it had not been approved yet."""
    with house.store.write() as unit:
        unit.execute(update(Letter).where(Letter.id == sent).values(state="prepared", dispatched_on=None))
    return sent


def test_the_list_shows_letters_by_state_with_their_case(house: House, visit: Visit, sent: str) -> None:
    visitor = visit(house.people.sasaki)
    page = visitor.get("/letters?show=dispatched").text
    assert f'href="/letters/{sent}"' in page and "DOC-2026-0001" in page
    assert re.search(r'class="number" href="/cases/\w+"', page)
    assert "DOC-2026-0001" not in visitor.get("/letters?show=prepared").text
    assert "ここに並ぶ文書はまだありません" in visitor.get("/letters").text
    assert "DOC-2026-0001" in visitor.get("/letters?show=all&page=99").text


def test_in_english_the_addressee_has_its_english_name_of_the_register(house: House, visit: Visit, sent: str) -> None:
    with house.store.write() as unit:
        unit.execute(update(Letter).where(Letter.id == sent).values(addressee="試験の事業者　管理者"))
    visitor = visit(house.people.sasaki)
    paths = ("/letters?show=all", f"/letters/{sent}")
    assert all("試験の事業者　管理者" in visitor.get(path).text for path in paths)
    visitor.post("/language", {"language": "en"})
    assert all("Test Operator, 管理者" in visitor.get(path).text for path in paths)


def test_a_prepared_letter_leads_to_the_task_that_it_waits_for(house: House, visit: Visit, prepared: str) -> None:
    open_case = house.to_approval()
    with house.store.write() as unit:
        unit.execute(update(Letter).where(Letter.id == prepared).values(case_id=open_case))
    page = visit(house.people.sasaki).get("/letters").text
    assert f'href="/tasks/{house.task(open_case, "approve").id}"' in page


@pytest.mark.parametrize(
    ("letter", "task", "its"),
    [
        ("make_letter", "approve_letter", True),
        ("make_letter", "judge_cause_1", False),
        ("gone", "judge_cause_1", False),
    ],
)
def test_only_tasks_of_its_own_part_of_the_process_stand_with_a_letter(letter: str, task: str, its: bool) -> None:
    assert beside(read_folder(INCIDENT), letter, task) is its


@pytest.mark.parametrize("number", ["DOC-2026-0001", "doc-2026", " 0001 ", "TST", "case"])
def test_it_is_found_by_the_number_of_the_letter_or_of_the_case(
    house: House, visit: Visit, sent: str, number: str
) -> None:
    wanted = house.case(_case_of(house, sent)).number if number == "case" else number
    page = visit(house.people.sasaki).post("/letters", {"show": "all", "number": wanted}).text
    assert (f'href="/letters/{sent}"' in page) == (number != "TST")


def test_signs_of_the_search_language_are_only_signs(house: House, visit: Visit, sent: str) -> None:
    page = visit(house.people.sasaki).post("/letters", {"show": "all", "number": "%_%"}).text
    assert "条件に合う文書はありません" in page


def test_a_letter_is_seen_by_whoever_may_read_its_case(house: House, visit: Visit, sent: str) -> None:
    paths = (f"/letters/{sent}", f"/letters/{sent}/ja.pdf", f"/letters/{sent}/ja-1.png")
    case = f"/cases/{_case_of(house, sent)}"
    for actor in house.people.by_login.values():
        visitor = visit(actor)
        allowed = visitor.get(case).status_code
        for path in paths:
            assert visitor.get(path).status_code == allowed, f"{actor.roles} at {path}"
    assert visit(house.people.ito).get(paths[0]).status_code == 404


def test_a_secretary_lists_only_letters_of_cases_within_reach(house: House, visit: Visit, sent: str) -> None:
    page = visit(house.people.ito).get("/letters?show=all")
    assert page.status_code == 200 and "DOC-2026-0001" not in page.text


def test_the_paper_is_handed_over_as_a_file(house: House, visit: Visit, sent: str) -> None:
    response = visit(house.people.sasaki).get(f"/letters/{sent}/en.pdf")
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="DOC-2026-0001-en.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert "DRAFT" not in read_pdf(response.data)


def test_before_the_approval_the_paper_has_the_mark_of_a_draft(house: House, visit: Visit, prepared: str) -> None:
    visitor = visit(house.people.sasaki)
    response = visitor.get(f"/letters/{prepared}/en.pdf")
    assert "draft" in response.headers["Content-Disposition"] and "DRAFT" in read_pdf(response.data)
    assert "まだ承認されていません" in visitor.get(f"/letters/{prepared}").text


def test_the_preview_is_a_picture_of_each_page_with_words_for_who_cannot_see_it(
    house: House, visit: Visit, sent: str
) -> None:
    visitor = visit(house.people.sasaki)
    page = visitor.get(f"/letters/{sent}").text
    assert re.findall(r'<img src="([^"]+)"', page).count(f"/letters/{sent}/ja-1.png") == 1
    assert 'alt="DOC-2026-0001 1ページ目の図"' in page and "本文を見る" in page
    picture = visitor.get(f"/letters/{sent}/ja-1.png")
    assert picture.mimetype == "image/png" and picture.data.startswith(b"\x89PNG")
    for wrong in ("ja-0.png", "ja-2.png", "fr-1.png", "fr.pdf", "ja.txt"):
        assert visitor.get(f"/letters/{sent}/{wrong}").status_code == 404, wrong


def test_a_sheet_that_was_changed_is_not_shown(house: House, visit: Visit, prepared: str) -> None:
    with house.store.write() as unit:
        unit.execute(update(LetterSheet).where(LetterSheet.letter_id == prepared).values(hash="0" * 64))
    response = visit(house.people.sasaki).get(f"/letters/{prepared}/ja.pdf")
    assert response.status_code == 409 and "一致しません" in response.text


def test_a_letter_older_than_the_setting_of_pages_has_its_words(house: House, visit: Visit, sent: str) -> None:
    case_id = _case_of(house, sent)
    with house.store.write() as unit:
        row = dict(unit.execute(select(*Letter.__table__.columns).where(Letter.id == sent)).mappings().one())
        unit.execute(Letter.__table__.insert().values({**row, "id": "older"}))
    visitor = visit(house.people.sasaki)
    page = visitor.get("/letters/older").text
    assert "紙面が作られるようになる前の文書です" in page and "番号なし" in page
    assert visitor.get("/letters/older/ja.pdf").status_code == 404
    assert 'href="/letters/older"' in visitor.get(f"/cases/{case_id}").text
    assert "番号なし" in visitor.get("/letters?show=all").text


def test_the_case_and_the_task_show_the_letter_at_hand(house: House, visit: Visit, prepared: str) -> None:
    open_case = house.to_approval()
    with house.store.write() as unit:
        unit.execute(update(Letter).where(Letter.id == prepared).values(case_id=open_case))
    visitor = visit(house.people.kato)
    task = visitor.get(f"/tasks/{house.task(open_case, 'approve').id}").text
    assert f"/letters/{prepared}/ja-1.png" in task and "下書きの印入り" in task and "下書き（PDF）" in task
    assert f'href="/letters/{prepared}"' in visitor.get(f"/cases/{open_case}").text


def _case_of(house: House, letter_id: str) -> str:
    with house.store.read() as unit:
        return str(unit.execute(select(Letter.case_id).where(Letter.id == letter_id)).scalar_one())


def test_advice_that_is_approved_is_final_and_waits_for_no_dispatch(house: House, visit: Visit, sent: str) -> None:
    with house.store.write() as unit:
        kept = unit.execute(select(LetterSheet.sheet).where(LetterSheet.letter_id == sent)).scalar_one()
        pages = {language: {**page, "layout": "advice"} for language, page in kept["pages"].items()}
        unit.execute(update(Letter).where(Letter.id == sent).values(state="approved"))
        unit.execute(update(LetterSheet).where(LetterSheet.letter_id == sent).values(sheet={**kept, "pages": pages}))
    page = visit(house.people.sasaki)
    assert sent in page.get("/letters?show=settled").text
    assert sent not in page.get("/letters?show=approved").text
