"""A manager who would put a quorum out of reach is told before it is done; a case where it happened says so."""

from __future__ import annotations

from collections.abc import Callable

from casework import House
from quorate import open_quorate, quorate
from sqlalchemy import insert, update
from web.visiting import Visitor

from webapp.cases.recuse import Recuse, recuse
from webapp.model.actor import Actor
from webapp.store import organs
from webapp.store.rows.case import Task
from webapp.store.rows.people import User

Visit = Callable[[Actor], Visitor]
OUT_OF_REACH = "定足数に届かない"


def keep_away(visitor: Visitor, house: House, case_id: str, login: str, **more: str) -> tuple[int, str]:
    typed = {"user_id": house.people[login].id, "reason": "親族が相手方にいる", **more}
    response = visitor.post(f"/cases/{case_id}/recuse", typed)
    return response.status_code, response.text


def test_the_page_says_before_it_is_done_that_the_quorum_goes_out_of_reach(house: House, visit: Visit) -> None:
    case_id, manager = quorate(house), visit(house.people.sasaki)
    assert keep_away(manager, house, case_id, "nakamura")[0] == 303
    before = len(house.history(case_id))

    status, page = keep_away(manager, house, case_id, "kobayashi")

    assert status == 422 and "まだ記録していません" in page and "臨時委員を選ばなければ" in page
    assert "小林 律" in page and "1名になり、定足数の2名" in page and 'role="alert"' in page
    assert "親族が相手方にいる" in page, "what was typed is kept"
    assert len(house.history(case_id)) == before
    kobayashi = house.people.kobayashi.id
    assert f'name="despite" value="{kobayashi}"' in page

    assert keep_away(manager, house, case_id, "kobayashi", despite=kobayashi)[0] == 303
    assert len(house.history(case_id)) == before + 1


def test_a_warning_about_one_person_is_no_word_about_another(house: House, visit: Visit) -> None:
    case_id, manager = quorate(house), visit(house.people.sasaki)
    keep_away(manager, house, case_id, "nakamura")
    assert keep_away(manager, house, case_id, "kobayashi", despite=house.people.tanaka.id)[0] == 422


def test_without_a_reason_the_reason_is_asked_for_first(house: House, visit: Visit) -> None:
    case_id, manager = quorate(house), visit(house.people.sasaki)
    keep_away(manager, house, case_id, "nakamura")
    status, page = keep_away(manager, house, case_id, "kobayashi", reason=" ")
    assert status == 422 and "まだ記録していません" not in page and "recuse-reason-error" in page


def test_a_member_keeps_away_by_their_own_word_at_once(house: House, visit: Visit) -> None:
    """Nobody has to take part for the sake of a quorum (4.1(4)); the manager finds it in the list of what waits."""
    case_id = quorate(house)
    recuse(house.desk, house.people.sasaki, Recuse(case_id, house.people.kobayashi.id, "x"), house.now)
    with house.store.write() as unit:
        organs.seat(unit, case_id, "committee", house.people.inoue.id, "x", house.now)
    recuse(house.desk, house.people.sasaki, Recuse(case_id, house.people.nakamura.id, "x"), house.now)
    inoue = visit(house.people.inoue)
    assert inoue.post(f"/cases/{case_id}/recuse", {"reason": "取引がある"}).status_code == 303
    assert OUT_OF_REACH in visit(house.people.sasaki).get("/manage/waiting").text


def test_what_waits_tells_of_the_case_and_leads_to_its_people(house: House, visit: Visit) -> None:
    case_id, other = quorate(house), open_quorate(house)
    manager = visit(house.people.sasaki)
    assert OUT_OF_REACH not in manager.get("/manage/waiting").text
    for login in ("nakamura", "kobayashi"):
        recuse(house.desk, house.people.sasaki, Recuse(case_id, house.people[login].id, "x"), house.now)
    page = manager.get("/manage/waiting").text
    assert page.count(OUT_OF_REACH) == 1 and "加われる人1名、定足数2名" in page
    assert f'href="/cases/{case_id}/people"' in page and f'href="/cases/{other}/people"' not in page
    assert "任期を始めて" not in page, "somebody is left"
    people = manager.get(f"/cases/{case_id}/people").text
    assert "委員3名、外れた人2名、加われる人1名" in people and OUT_OF_REACH in people


def at_work(house: House, case_id: str) -> None:
    """The committee has had a task in the case."""
    row = {"case_id": case_id, "process": "standings", "step": "check", "state": "done", "role": "committee"}
    with house.store.write() as unit:
        unit.execute(insert(Task), {"id": "done-by-them", "opened_at": house.now, **row})


def test_T43_the_manager_reads_who_decides_about_the_members_of_a_committee_at_work(house: House, visit: Visit) -> None:
    case_id, manager = quorate(house), visit(house.people.sasaki)
    keep_away(manager, house, case_id, "nakamura")
    at_work(house, case_id)
    before = len(house.history(case_id))
    status, page = keep_away(manager, house, case_id, "kobayashi")
    assert status == 403 and "recuse-user_id-error" in page
    assert "小林 律" in page and "同じ機関の" in page and "親族が相手方にいる" in page
    nakamura = house.people.nakamura.id
    assert "people.lift" not in page and f'value="{nakamura}"><' not in page
    lifted = manager.post(f"/cases/{case_id}/recuse/lift", {"user_id": nakamura, "reason": "x"})
    assert lifted.status_code == 403 and "同じ機関の" in lifted.text
    assert len(house.history(case_id)) == before


def test_T43_the_refusal_names_them_in_the_reader_s_language(house: House, visit: Visit) -> None:
    case_id, manager = quorate(house), visit(house.people.sasaki)
    at_work(house, case_id)
    with house.store.write() as unit:
        unit.execute(update(User).where(User.id == house.people.kobayashi.id).values(name_en="Kobayashi Ritsu"))
    assert "小林 律さんは認定委員会 (committee)の委員で" in keep_away(manager, house, case_id, "kobayashi")[1]
    manager.post("/language", {"language": "en"})
    page = keep_away(manager, house, case_id, "kobayashi")[1]
    assert "Kobayashi Ritsu belongs to an organ (Certification committee (committee))" in page


def test_T43_a_member_keeps_another_away_and_lets_them_back(house: House, visit: Visit) -> None:
    case_id, member = quorate(house), visit(house.people.kobayashi)
    at_work(house, case_id)
    assert "この案件に関わらない委員" not in member.get(f"/cases/{case_id}/people").text, "declares first"
    assert keep_away(member, house, case_id, "nakamura")[0] == 403
    member.post(f"/cases/{case_id}/declare", {"said": "none"})
    page = member.get(f"/cases/{case_id}/people").text
    assert "この案件に関わらない委員" in page and "中村" in page and "佐々木" not in page
    assert keep_away(member, house, case_id, "nakamura", reason="取引がある")[0] == 303
    page = member.get(f"/cases/{case_id}/people").text
    assert "取引がある" not in page, "the reason is the manager's to read"
    back = {"user_id": house.people.nakamura.id, "reason": "取引は終わっていた"}
    assert member.post(f"/cases/{case_id}/recuse/lift", back).status_code == 303
    assert house.history(case_id)[-1].verb == "readmitted"


def test_what_waits_tells_what_frees_an_organ_in_which_nobody_is_left(house: House, visit: Visit) -> None:
    case_id = quorate(house)
    for login in ("nakamura", "kobayashi", "tanaka"):
        recuse(house.desk, house.people.sasaki, Recuse(case_id, house.people[login].id, "x"), house.now)
    page = visit(house.people.sasaki).get("/manage/waiting").text
    assert "加われる人0名" in page and "任期を始めて" in page and 'href="/organs"' in page
