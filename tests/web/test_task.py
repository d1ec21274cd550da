"""A task at hand: claimed, filled in, finished; refused in every way without losing a word."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from casework import House
from sqlalchemy import update
from web.visiting import Visitor

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.model.actor import Actor
from webapp.store.rows.people import User

Visit = Callable[[Actor], Visitor]
REVISION = re.compile(r'name="revision" value="(\d+)"')
LONG = "事業者の報告では、名簿が社外の人に見えていた。"


class Desk:
    """Satou at the task `write` of a case of theirs, claimed."""

    def __init__(self, house: House, visitor: Visitor) -> None:
        self.house = house
        self.visitor = visitor
        self.case_id = house.open().case_id
        self.task = house.task(self.case_id, "write").id
        visitor.post(f"/tasks/{self.task}/claim")
        self.revision = REVISION.findall(visitor.get(f"/tasks/{self.task}").text)[0]

    def post(self, verb: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        given = {"revision": self.revision, "a-summary": LONG, "a-urgent": "no", **(data or {})}
        return self.visitor.post(f"/tasks/{self.task}/{verb}", given, **more)


@pytest.fixture
def at_work(house: House, visit: Visit) -> Desk:
    return Desk(house, visit(house.people.sato))


def test_an_unclaimed_task_can_be_claimed_and_asks_nothing_yet(house: House, visit: Visit) -> None:
    task = house.task(house.open().case_id, "write").id
    visitor = visit(house.people.sato)
    page = visitor.get(f"/tasks/{task}").text
    assert "引き受ける" in page and "<textarea" not in page
    response = visitor.post(f"/tasks/{task}/claim")
    assert response.location == f"/tasks/{task}#form-title", "where the answers are given, not the top"
    assert "<textarea" in visitor.follow(response).text


def test_who_only_reads_is_told_whose_task_it_is(house: House, visit: Visit) -> None:
    task = house.task(house.open().case_id, "write").id
    page = visit(house.people.sasaki).get(f"/tasks/{task}").text
    assert "の人が引き受けます。" in page and "引き受ける</button>" not in page


def test_who_has_no_inbox_is_led_back_to_the_cases(house: House, visit: Visit) -> None:
    task = house.task(house.open().case_id, "write").id
    page = visit(house.people.having("manager")).get(f"/tasks/{task}").text
    assert 'href="/inbox"' not in page and '<p class="crumbs"><a href="/cases">案件</a>' in page


def test_completing_moves_the_case_on_and_shows_it(at_work: Desk) -> None:
    response = at_work.post("complete")
    assert response.location == f"/cases/{at_work.case_id}"
    page = at_work.visitor.follow(response).text
    assert "「起案する」を終えました。" in page and LONG in page
    assert {task.step for task in at_work.house.tasks(at_work.case_id) if task.state == "open"} == {
        "judge_1",
        "judge_2",
    }


def test_wrong_answers_are_told_above_and_beside_the_fields_and_nothing_is_lost(at_work: Desk) -> None:
    response = at_work.post("complete", {"a-urgent": ""})
    assert response.status_code == 422
    assert 'href="#a-urgent"' in response.text and 'id="a-urgent"' in response.text
    assert 'id="a-urgent-error"' in response.text and 'aria-invalid="true"' in response.text
    assert LONG in response.text
    assert at_work.house.task(at_work.case_id, "write").state == "open"


def test_a_text_over_its_limit_is_refused_with_the_limit_and_kept(at_work: Desk) -> None:
    response = at_work.post("complete", {"a-summary": "長" * 4001})
    assert response.status_code == 422
    assert "4,000文字以内" in response.text and "長" * 4001 in response.text


def test_an_answer_that_was_not_offered_is_refused(at_work: Desk) -> None:
    assert at_work.post("complete", {"a-urgent": "perhaps"}).status_code == 422


def test_what_is_typed_is_shown_as_text_never_as_markup(at_work: Desk) -> None:
    response = at_work.post("complete", {"a-summary": "</textarea><script>alert(1)</script>", "a-urgent": ""})
    assert "<script>alert" not in response.text and "&lt;script&gt;" in response.text


def test_a_draft_is_kept_even_when_it_is_not_valid(at_work: Desk) -> None:
    response = at_work.post("save", {"a-urgent": ""})
    assert response.location == f"/tasks/{at_work.task}"
    assert LONG in at_work.visitor.follow(response).text


def test_a_draft_saved_by_the_page_answers_the_time(at_work: Desk) -> None:
    response = at_work.post("save", headers={"X-Nintei-Script": "1"})
    assert response.get_json() == {"saved": "12:00 に下書きを保存しました"}


def test_a_draft_is_not_shown_to_the_next_person(house: House, visit: Visit, at_work: Desk) -> None:
    at_work.post("save")
    response = at_work.post("release")
    assert "手放しました" in at_work.visitor.follow(response).text
    tanaka = visit(house.people.tanaka)
    tanaka.post(f"/tasks/{at_work.task}/claim")
    assert LONG not in tanaka.get(f"/tasks/{at_work.task}").text


def test_a_double_click_does_it_once_and_frightens_nobody(at_work: Desk) -> None:
    at_work.post("complete")
    again = at_work.post("complete")
    assert again.location == f"/cases/{at_work.case_id}"
    assert "二度は行われていません" in at_work.visitor.follow(again).text
    completed = [e for e in at_work.house.history(at_work.case_id) if e.verb == "completed"]
    assert len(completed) == 1


def test_other_answers_from_a_page_left_open_are_refused_and_kept(at_work: Desk) -> None:
    """The same person has the task open twice and finishes it in one page; the other says something else."""
    at_work.post("complete")
    response = at_work.post("complete", {"a-summary": "別の画面で書いた要約"})
    assert response.status_code == 409
    assert "終えています" in response.text and "別の画面で書いた要約" in response.text


def test_a_task_that_somebody_else_finished_says_who_and_keeps_the_text(house: House, visit: Visit) -> None:
    """Both had it open; the manager gave it to the other meanwhile."""
    case_id = house.open().case_id
    task = house.task(case_id, "write").id
    tanaka = visit(house.people.tanaka)
    tanaka.get(f"/tasks/{task}")
    house.write(case_id)
    response = tanaka.post(f"/tasks/{task}/complete", {"revision": "1", "a-summary": LONG, "a-urgent": "yes"})
    assert response.status_code == 409
    assert "佐藤 花" in response.text and LONG in response.text
    assert "Nintei" in response.text and "<textarea" not in response.text


def test_a_task_that_somebody_else_has_claimed_is_refused_and_keeps_the_text(house: House, visit: Visit) -> None:
    task = house.task(house.open().case_id, "write").id
    claim_task(house.desk, house.people.sato, ClaimTask(task), house.now)
    tanaka = visit(house.people.tanaka)
    response = tanaka.post(f"/tasks/{task}/complete", {"a-summary": LONG, "a-urgent": "no"})
    assert response.status_code == 409
    assert "佐藤 花さんが引き受けています" in response.text and LONG in response.text
    late = tanaka.post(f"/tasks/{task}/claim")
    assert late.status_code == 409
    assert "佐藤 花さんが引き受けています" in late.text and "これまでの回答" in late.text, (
        "on the task's page, as it is now"
    )


def test_an_english_refusal_names_people_as_english_readers_know_them(house: House, visit: Visit) -> None:
    task = house.task(house.open().case_id, "write").id
    claim_task(house.desk, house.people.sato, ClaimTask(task), house.now)
    with house.store.write() as unit:
        unit.execute(update(User).where(User.id == house.people.sato.id).values(name_en="Hana Sato"))
    tanaka = visit(house.people.tanaka)
    tanaka.post("/language", {"language": "en"})
    answer = tanaka.post(f"/tasks/{task}/complete", {"a-summary": LONG, "a-urgent": "no"})
    assert "Hana Sato has claimed this task." in answer.text


def test_a_page_out_of_date_says_who_changed_the_case_and_keeps_the_text(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    task = house.task(case_id, "approve").id
    kato = visit(house.people.kato)
    kato.post(f"/tasks/{task}/claim")
    given = {"a-result": "ok", "a-on": "2026-11-20", "a-measures": ["CAUTION_LETTER"]}
    response = kato.post(f"/tasks/{task}/complete", {**given, "revision": "1"})
    assert response.status_code == 409
    assert "さんが先に変更しました" in response.text and 'value="2026-11-20"' in response.text
    revision = REVISION.findall(response.text)[0]
    assert kato.post(f"/tasks/{task}/complete", {**given, "revision": revision}).status_code == 303


def test_two_who_are_blind_to_each_other_never_make_each_other_stale(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    house.write(case_id)
    task = house.task(case_id, "judge_2").id
    takahashi = visit(house.people.takahashi)
    takahashi.post(f"/tasks/{task}/claim")
    revision = REVISION.findall(takahashi.get(f"/tasks/{task}").text)[0]
    house.complete(case_id, "judge_1", house.people.suzuki, level="3")
    assert takahashi.post(f"/tasks/{task}/complete", {"revision": revision, "a-level": "4"}).status_code == 303


def test_what_is_blind_is_on_no_page_until_both_are_done(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    house.write(case_id, urgent="yes")
    house.complete(case_id, "judge_1", house.people.suzuki, level="3", why_urgent="カナリア4711")
    task = house.task(case_id, "judge_2").id
    paths = (f"/tasks/{task}", f"/cases/{case_id}")
    for login in ("takahashi", "sasaki", "matsumoto"):
        for path in paths:
            page = visit(house.people.by_login[login]).get(path).text
            assert "カナリア4711" not in page and "もう一人が終えるまで" in page
    assert "カナリア4711" in visit(house.people.suzuki).get(f"/cases/{case_id}").text
    house.complete(case_id, "judge_2", house.people.takahashi, level="7", why_urgent="急ぐ")
    assert "カナリア4711" in visit(house.people.takahashi).get(f"/cases/{case_id}").text


def test_whoever_did_an_excluded_step_cannot_do_this_one_and_is_told_why(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    house.write(case_id)
    house.complete(case_id, "judge_1", house.people.suzuki, level="7")
    task = house.task(case_id, "judge_2").id
    suzuki = visit(house.people.suzuki)
    assert "「評価1」を行ったため、この作業は担当できません" in suzuki.get(f"/tasks/{task}").text
    assert suzuki.post(f"/tasks/{task}/claim").status_code == 403
    response = suzuki.post(f"/tasks/{task}/complete", {"a-level": "9"})
    assert response.status_code == 403 and "評価1" in response.text


def test_a_refusal_speaks_the_reader_s_language(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    house.write(case_id)
    house.complete(case_id, "judge_1", house.people.suzuki, level="7")
    suzuki = visit(house.people.suzuki)
    suzuki.post("/language", {"language": "en"})
    page = suzuki.post(f"/tasks/{house.task(case_id, 'judge_2').id}/complete", {"a-level": "9"}).text
    assert "Whoever did “Judge 1” may not do this task." in page


def test_a_question_of_another_step_is_asked_only_where_it_applies(house: House, visit: Visit) -> None:
    for urgent, asked in (("yes", True), ("no", False)):
        case_id = house.open().case_id
        house.write(case_id, urgent=urgent)
        task = house.task(case_id, "judge_1").id
        suzuki = visit(house.people.suzuki)
        suzuki.post(f"/tasks/{task}/claim")
        assert ('name="a-why_urgent"' in suzuki.get(f"/tasks/{task}").text) is asked


def test_a_foreign_task_is_not_found(house: House, visit: Visit) -> None:
    """Whoever has nothing to do with the case learns not even that it exists."""
    task = house.task(house.open().case_id, "write").id
    kato = visit(house.people.kato)
    assert kato.get(f"/tasks/{task}").status_code == 404
    for verb in ("claim", "release", "save", "complete"):
        assert kato.post(f"/tasks/{task}/{verb}", {"a-summary": "x"}).status_code == 404
    assert kato.get("/tasks/no-such-task").status_code == 404


def test_whoever_only_reads_is_offered_nothing_to_press(house: House, visit: Visit) -> None:
    task = house.task(house.open().case_id, "write").id
    for login in ("sasaki", "matsumoto"):
        visitor = visit(house.people.by_login[login])
        page = visitor.get(f"/tasks/{task}").text
        assert "/claim" not in page and "<textarea" not in page
        assert visitor.post(f"/tasks/{task}/claim").status_code == 403


def test_a_case_that_cannot_move_says_so_and_keeps_the_text(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    house.write(case_id, urgent="yes")
    house.complete(case_id, "judge_1", house.people.suzuki, level="7", why_urgent="急ぐ")
    task = house.task(case_id, "judge_2").id
    takahashi = visit(house.people.takahashi)
    takahashi.post(f"/tasks/{task}/claim")
    house.grading.mode = "raises"

    response = takahashi.post(f"/tasks/{task}/complete", {"a-level": "6", "a-why_urgent": LONG})

    assert response.status_code == 409
    assert "案件は元のまま" in response.text and LONG in response.text
    page = takahashi.get(f"/cases/{case_id}").text
    assert "再試行" in page and "ZeroDivisionError" not in page
    fault = re.findall(rf"/cases/{case_id}/faults/(\w+)/retry", page)[0]

    failed_again = takahashi.post(f"/cases/{case_id}/faults/{fault}/retry")
    assert "まだ進められません" in takahashi.follow(failed_again).text
    house.grading.mode = "well"
    mended = takahashi.post(f"/cases/{case_id}/faults/{fault}/retry")
    assert "再試行がうまくいき" in takahashi.follow(mended).text
    assert house.task(case_id, "approve").state == "open"


def test_the_second_of_two_people_never_overwrites(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    task = house.task(case_id, "write").id
    complete_task(house.desk, house.people.sato, CompleteTask(task, {"summary": "先", "urgent": "no"}), house.now)
    response = visit(house.people.tanaka).post(
        f"/tasks/{task}/save", {"a-summary": "後"}, headers={"X-Nintei-Script": "1"}
    )
    assert response.status_code == 409
    assert response.get_json()["refused"] == "TaskClosed"
