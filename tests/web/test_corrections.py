"""Corrections on the pages and through the API: offered to whoever may, nothing lost, the old beside the new."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from casework import BUNDLES, House
from correcting import variant
from papers import PDF
from web.visiting import Visitor

from webapp.cases.correct_answer import CorrectAnswer, correct_answer
from webapp.cases.decide_correction import DecideCorrection, decide_correction
from webapp.cases.enter_correction import Corrected
from webapp.cases.open_case import OpenCase, open_case
from webapp.cases.upload_file import UploadFile, upload_file
from webapp.model.actor import Actor
from webapp.model.effects import EFFECTS
from webapp.store import people
from webapp.web.parts import correcting

Visit = Callable[[Actor], Visitor]
REVISION = re.compile(r'name="revision" value="(\d+)"')


def done(house: House, case_id: str, step: str) -> str:
    return next(t.id for t in house.tasks(case_id) if t.step == step and t.state == "done")


def level_corrected(house: House, case_id: str) -> Corrected:
    """Undecided: the case would have been rejected."""
    command = CorrectAnswer(case_id, done(house, case_id, "judge_1"), {"level": "3"}, "転記の誤り")
    return correct_answer(house.desk, house.people.suzuki, command, house.now)


def test_it_is_offered_to_who_did_the_step_and_the_manager_alone(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    own = f"/cases/{case_id}/corrections/new?task={done(house, case_id, 'write')}"
    judged = f"/cases/{case_id}/corrections/new?task={done(house, case_id, 'judge_1')}"
    offered = {
        who: {path for path in (own, judged) if path in visit(house.people[who]).get(f"/cases/{case_id}").text}
        for who in ("sato", "sasaki", "suzuki", "matsumoto")
    }
    assert offered == {"sato": {own}, "sasaki": {own}, "suzuki": {judged}, "matsumoto": set()}
    assert visit(house.people.sasaki).get(judged).status_code == 404
    assert visit(house.people.matsumoto).get(own).status_code == 403


def test_it_is_not_offered_to_whoever_may_not_do_the_step(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    house.approve(case_id)
    with house.store.write() as unit:
        people.replace_roles(unit, house.people.sato.id, ("intake", "manager"))
    path = f"/cases/{case_id}/corrections/new?task={done(house, case_id, 'approve')}"
    sato, manager = visit(house.people.sato), visit(house.people.sasaki)
    assert path in manager.get(f"/cases/{case_id}").text and manager.get(path).status_code == 200
    assert path not in sato.get(f"/cases/{case_id}").text
    refused = sato.get(path)
    assert refused.status_code == 403 and "を行った人は" in refused.text


def test_whoever_put_a_step_right_is_told_that_they_may_not_do_what_excludes_it(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    with house.store.write() as unit:
        people.replace_roles(unit, house.people.kato.id, ("decider", "manager"))
    task = house.task(case_id, "approve").id
    kato, hayashi = visit(house.people.kato), visit(house.people.hayashi)
    assert "行ったため" not in kato.get(f"/tasks/{task}").text + kato.get("/inbox").text
    sent = {"task": done(house, case_id, "write"), "a-summary": "正しい概要", "a-urgent": "no", "reason": "聞き違い"}
    assert kato.post(f"/cases/{case_id}/corrections/new", sent).status_code == 303

    page = kato.get(f"/tasks/{task}").text
    assert "「起案する」を行ったため、この作業は担当できません" in page and "訂正に関わった" in page
    assert "「起案する」を行ったため" in kato.get("/inbox").text
    assert kato.post(f"/tasks/{task}/claim").status_code == 403
    assert "行ったため" not in hayashi.get(f"/tasks/{task}").text + hayashi.get("/inbox").text
    assert hayashi.post(f"/tasks/{task}/claim").status_code == 303


def test_what_a_correction_comes_to_is_not_asked_of_whoever_may_not_do_the_step(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    path = f"/cases/{case_id}/corrections/{level_corrected(house, case_id).correction_id}"
    with house.store.write() as unit:
        people.replace_roles(unit, house.people.sato.id, ("intake", "manager"))
    assert "go_back" in visit(house.people.sasaki).get(path).text
    sato = visit(house.people.sato)
    assert "go_back" not in sato.get(path).text
    assert sato.post(f"{path}/decide", {"choice": "keep", "reason": "x"}).status_code == 403


def test_the_form_holds_what_was_answered_and_the_case_tells_of_the_correction(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    task = done(house, case_id, "write")
    visitor = visit(house.people.sato)
    page = visitor.get(f"/cases/{case_id}/corrections/new?task={task}").text
    assert "何が起きたか" in page
    sent = {"task": task, "revision": REVISION.findall(page)[0], "a-summary": "正しい概要", "a-urgent": "no"}

    refused = visitor.post(f"/cases/{case_id}/corrections/new", {**sent, "reason": ""})
    assert refused.status_code == 422 and "正しい概要" in refused.text and "reason-error" in refused.text

    response = visitor.post(f"/cases/{case_id}/corrections/new", {**sent, "reason": "聞き違い"})
    shown = visitor.follow(response).text
    assert "何が起きたか" in shown and "正しい概要" in shown and "聞き違い" in shown
    case = visitor.get(f"/cases/{case_id}").text
    assert "の回答を訂正しました" in case and "何が起きたか" not in case

    again = visitor.post(f"/cases/{case_id}/corrections/new", {**sent, "a-summary": "別の概要", "reason": "x"})
    assert again.status_code == 409 and "別の概要" in again.text


@pytest.mark.parametrize(
    ("answers", "said"),
    [({"a-summary": "", "a-urgent": "no"}, "概要"), ({"a-summary": "何が起きたか", "a-urgent": "no"}, "同じ")],
)
def test_what_is_refused_is_said_on_the_form(house: House, visit: Visit, answers: dict[str, Any], said: str) -> None:
    case_id = house.to_approval()
    sent = {"task": done(house, case_id, "write"), "reason": "理由", **answers}
    response = visit(house.people.sato).post(f"/cases/{case_id}/corrections/new", sent)
    assert response.status_code == 422 and said in response.text and "理由" in response.text


def test_the_old_stands_beside_the_new_and_a_person_decides(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    corrected = level_corrected(house, case_id)
    path = f"/cases/{case_id}/corrections/{corrected.correction_id}"
    manager = visit(house.people.sasaki)

    waiting = manager.get("/manage/waiting").text
    assert path in waiting
    assert path in manager.get(f"/cases/{case_id}").text
    approve = house.task(case_id, "approve").id
    assert path in visit(house.people.kato).get(f"/tasks/{approve}").text
    page = manager.get(path).text
    assert "「レベルはどうか」の判定が「良」から「不可」に変わります。" in page
    assert "「承認する」ではなく「rejected」へ" in page
    assert page.count("レベルで決まります。") == 2
    assert "go_back" not in visit(house.people.sato).get(path).text

    revision = REVISION.findall(page)[0]
    none = manager.post(f"{path}/decide", {"reason": "理由", "revision": revision})
    assert none.status_code == 422 and "戻すか残すかを選んでください。" in none.text
    assert manager.post(f"{path}/decide", {"choice": "keep", "reason": "", "revision": revision}).status_code == 422
    assert visit(house.people.sato).post(f"{path}/decide", {"choice": "keep", "reason": "x"}).status_code == 403

    back = manager.post(f"{path}/decide", {"choice": "go_back", "reason": "やり直す", "revision": revision})
    assert back.location == f"/cases/{case_id}"
    case = manager.follow(back).text
    assert "「評価1」まで戻しました" in case and "取り置き" in case
    late = manager.post(f"{path}/decide", {"choice": "keep", "reason": "x", "revision": revision})
    assert late.status_code == 409


def test_what_was_laid_aside_is_a_draft_of_the_step_that_comes_again(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    house.complete(case_id, "approve", house.people.kato, result="again")
    command = CorrectAnswer(case_id, done(house, case_id, "judge_1"), {"level": "4"}, "誤記")
    corrected = correct_answer(house.desk, house.people.suzuki, command, house.now)
    decide_correction(
        house.desk, house.people.sasaki, DecideCorrection(corrected.correction_id, "go_back", "x"), house.now
    )
    house.judge(case_id)

    task = house.task(case_id, "approve").id
    visitor = visit(house.people.kato)
    visitor.post(f"/tasks/{task}/claim")
    page = visitor.get(f"/tasks/{task}").text
    assert re.search(r'value="again"[^>]* checked', page)
    assert "下書きに入れてあります" in page


def test_letters_that_went_out_need_a_notice_of_correction(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    house.approve(case_id)
    manager = visit(house.people.sasaki)

    def shown(step: str, who: Actor, values: dict[str, Any]) -> str:
        command = CorrectAnswer(case_id, done(house, case_id, step), values, "誤記")
        corrected = correct_answer(house.desk, who, command, house.now)
        return manager.get(f"/cases/{case_id}/corrections/{corrected.correction_id}").text

    assert "訂正の通知が要ります" in shown("judge_1", house.people.suzuki, {"level": "8"})
    assert "訂正の通知が要ります" not in shown("write", house.people.sato, {"summary": "別の概要"})


def test_a_correction_of_another_case_is_not_found(house: House, visit: Visit) -> None:
    case_id, other = house.to_approval(), house.open().case_id
    corrected = level_corrected(house, case_id)
    visitor = visit(house.people.sasaki)
    assert visitor.get(f"/cases/{other}/corrections/{corrected.correction_id}").status_code == 404
    assert visit(house.people.ito).get(f"/cases/{case_id}/corrections/{corrected.correction_id}").status_code == 404


@pytest.mark.parametrize("decided", [True, False])
def test_the_page_says_before_the_decision_what_cannot_be_undone(house: House, visit: Visit, decided: bool) -> None:
    """A decision that holds keeps the way: nobody is let choose what would be refused. What only stays is told."""
    house.publish(BUNDLES / "standings")
    typed = {"title": "漏えい", "service": house.service_id, "contact": "担当"}
    case_id = open_case(house.desk, house.people.sato, OpenCase("standings", typed), house.now).case_id
    house.complete(case_id, "check", house.people.sato, standings=[])
    house.complete(case_id, "decide", house.people.kato, measures=["CAUTION_LETTER"], on="2026-11-20")
    if not decided:
        house.complete(case_id, "after", house.people.kato, result="restore", on="2026-11-20")
    command = CorrectAnswer(case_id, done(house, case_id, "decide"), {"on": "2026-11-19"}, "誤記")
    corrected = correct_answer(house.desk, house.people.kato, command, house.now)
    path = f"/cases/{case_id}/corrections/{corrected.correction_id}"
    manager = visit(house.people.sasaki)

    page = manager.get(path).text

    assert ('value="go_back"' in page) == (not decided) and 'value="keep"' in page
    assert ("もう効力を持っています" in page) == decided
    back = manager.post(f"{path}/decide", {"choice": "go_back", "reason": "戻す"})
    assert back.status_code == (409 if decided else 303)
    assert "もう効力を持っています" in back.text or not decided


def test_what_is_not_corrected_here_says_why_and_what_to_do(house: House, visit: Visit, tmp_path: Path) -> None:
    """A file that was handed in stays as it is; the form leads to where the right one goes, with words of its own."""
    papers = {"id": "papers", "kind": "files", "label": {"ja": "写し", "en": "Copy"}, "required": False}
    variant(house, tmp_path, forms={"write": [papers]})
    case_id = house.open().case_id
    task, sato = house.task(case_id, "write").id, house.people.sato
    upload = UploadFile(io.BytesIO(PDF), "写し.pdf", "papers", task)
    file = upload_file(house.desk, sato, upload, house.now).id
    house.complete(case_id, "write", sato, summary="概要", urgent="no", papers=[file])
    visitor = visit(sato)

    page = visitor.get(f"/cases/{case_id}/corrections/new?task={task}").text

    assert "差し替えず、消しもしません" in page and "<b>写し</b>" in page
    assert f'href="/cases/{case_id}/attach"' in page and 'name="a-papers"' not in page
    sent = {"task": task, "a-summary": "正しい概要", "a-urgent": "no", "reason": "誤記"}
    assert visitor.post(f"/cases/{case_id}/corrections/new", sent).status_code == 303
    assert visitor.get(f"/files/{file}").status_code == 200
    service = visitor.get(f"/cases/{case_id}/corrections/new").text
    assert "正しいサービスで案件を開き直してください" in service


def test_a_form_of_nothing_that_is_fixed_says_nothing_of_it(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    task = done(house, case_id, "write")
    assert (
        "ここでは訂正しない項目"
        not in visit(house.people.sato).get(f"/cases/{case_id}/corrections/new?task={task}").text
    )


def test_every_place_of_a_letter_has_a_name_where_days_are_compared() -> None:
    """The names are those of the effect itself, so that a new place has one."""
    assert {"date", "first_day", "last_day", "held_on", "months"} <= correcting.PLACES.keys()
    assert correcting.PLACES.keys() == {each.name for each in EFFECTS["effect.prepare_letter"].inputs}
