"""Users, absences and the audit, for those who may."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from casework import House
from web.visiting import PASSWORD, Clock, Visitor

from webapp.model.actor import Actor
from webapp.people.directory import find_by_login
from webapp.web.admin.deeds import VERBS

ROOT = Path(__file__).resolve().parents[2]

Visit = Callable[[Actor], Visitor]
NEW = {"login": "shinjin", "name": "新人 太郎", "password": PASSWORD, "language": "ja", "roles": ["intake", "assessor"]}


@pytest.fixture
def administrator(house: House, visit: Visit) -> Visitor:
    return visit(house.people.having("administrator"))


def test_everybody_is_listed_with_roles(administrator: Visitor) -> None:
    page = administrator.get("/users").text
    assert "佐藤 花" in page and "受付" in page and "利用中" in page


def test_a_new_user_can_sign_in(house: House, administrator: Visitor, anonymous: Visitor) -> None:
    response = administrator.post("/users/add", NEW)
    assert "利用者「shinjin」を追加しました。" in administrator.follow(response).text
    found = find_by_login(house.store, "shinjin")
    assert found is not None and found.roles == {"intake", "assessor"}
    anonymous.get("/sign-in")
    assert anonymous.post("/sign-in", {"login": "shinjin", "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"login": "Not Allowed!"}, "login"),
        ({"login": "sato"}, "login"),
        ({"name": ""}, "name"),
        ({"password": "short"}, "password"),
        ({"password": "password1234"}, "password"),
    ],
)
def test_a_mistake_is_told_beside_its_field(
    house: House, administrator: Visitor, wrong: dict[str, str], field: str
) -> None:
    response = administrator.post("/users/add", {**NEW, **wrong})
    assert response.status_code == 422
    assert f'id="{field}-error"' in response.text and 'value="intake" checked' in response.text
    assert f'value="{PASSWORD}"' not in response.text
    assert find_by_login(house.store, "shinjin") is None


def test_disabling_ends_the_sessions(house: House, administrator: Visitor, visit: Visit) -> None:
    sato = visit(house.people.sato)
    response = administrator.post(f"/users/{house.people.sato.id}/disable")
    assert "利用を止めました" in administrator.follow(response).text
    assert sato.get("/inbox").status_code == 303
    assert "利用停止" in administrator.get("/users").text


def test_new_roles_open_and_close_pages_at_once(house: House, administrator: Visitor, visit: Visit) -> None:
    sato = visit(house.people.sato)
    administrator.post(f"/users/{house.people.sato.id}/roles", {"roles": ["manager"]})
    assert (sato.get("/inbox").status_code, sato.get("/manage").status_code) == (403, 200)


def test_an_absence_is_recorded_with_its_substitute(house: House, administrator: Visitor) -> None:
    path = f"/users/{house.people.suzuki.id}"
    given = {"first_day": "2026-11-19", "last_day": "2026-11-25", "substitute_id": house.people.tanaka.id}
    assert administrator.post(f"{path}/absence", given).status_code == 303
    assert "2026年11月25日" in administrator.get(path).text
    assert "代理 田中 健" in administrator.get("/users").text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"first_day": "someday", "last_day": "2026-11-25"}, "first_day"),
        ({"first_day": "2026-11-25", "last_day": "2026-11-19"}, "last_day"),
        ({"first_day": "2026-11-19", "last_day": "2026-11-25", "substitute_id": "nobody"}, "substitute_id"),
    ],
)
def test_a_wrong_absence_is_told_beside_its_field(
    house: House, administrator: Visitor, given: dict[str, str], field: str
) -> None:
    response = administrator.post(f"/users/{house.people.suzuki.id}/absence", given)
    assert response.status_code == 422 and f'id="{field}-error"' in response.text


def test_an_unknown_user_is_not_found(administrator: Visitor) -> None:
    assert administrator.get("/users/nobody").status_code == 404
    assert administrator.post("/users/nobody/disable").status_code == 404


def rows_of(page: str) -> list[str]:
    """The lines of the table as somebody reads them: without what is written as it was recorded."""
    body = re.search(r"<tbody>(.*)</tbody>", page, re.S)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.S) if body else []
    return [
        html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<details>.*?</details>", "", row, flags=re.S))) for row in rows
    ]


def test_the_audit_tells_deeds_without_values(house: House, visit: Visit, clock: Clock) -> None:
    case_id = house.open(title="カナリア4711").case_id
    house.write(case_id)
    auditor = visit(house.people.matsumoto)
    page = auditor.get("/audit").text
    told = rows_of(page)
    assert any("案件を開いた" in row and "佐藤 花" in row and "REV-2026-0001" in row for row in told)
    assert any("作業を終えた" in row and "起案する" in row for row in told), told
    assert "カナリア4711" not in page
    assert not any("案件を開いた" in row for row in rows_of(auditor.get("/audit?chain=people").text))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_line_of_the_audit_shows_an_id(house: House, visit: Visit, language: str) -> None:
    case_id = house.open().case_id
    house.write(case_id)
    auditor = visit(house.people.matsumoto)
    auditor.post("/language", {"language": language})
    told = rows_of(auditor.get("/audit").text)
    assert told
    known = [*VERBS, *house.people.__dict__, "people", "processes", "registers"]
    for row in told:
        assert not re.search(r"[0-9a-f]{16}", row), row
        assert not [word for word in known if re.search(rf"(?<![\w-]){word}(?![\w-])", row)], row


def test_the_audit_is_narrowed_to_a_verb_a_person_and_a_case(house: House, visit: Visit) -> None:
    first, second = house.open().case_id, house.open().case_id
    house.write(first)
    auditor = visit(house.people.matsumoto)
    of_verb = rows_of(auditor.get("/audit?verb=open_case").text)
    assert len(of_verb) == 2 and all("案件を開いた" in row for row in of_verb)
    of_case = rows_of(auditor.get("/audit?case=rev-2026-0002&verb=open_case").text)
    assert len(of_case) == 1 and "REV-2026-0002" in of_case[0]
    of_person = rows_of(auditor.get(f"/audit?who={house.people.sato.id}").text)
    assert of_person and all("佐藤 花" in row for row in of_person)
    assert "条件に合う記録はありません" in auditor.get("/audit?case=REV-1999-0001").text
    assert second != first


def test_every_verb_that_is_written_down_has_words() -> None:
    """A new verb without words would show its code to auditors."""
    sources = [path.read_text("utf-8") for path in (ROOT / "webapp").rglob("*.py")]
    written = {
        verb
        for source in sources
        for verb in re.findall(r'(?:\brecord\(\s*unit,(?:\s*[\w.()]+,)+|\.write\()\s*"(\w+)"', source)
    }
    assert {"open_case", "sign_in", "approve_draft", "decide_identity"} <= written
    assert written - set(VERBS) == set()


def test_the_administrator_reads_deeds_but_is_led_to_no_case(house: House, administrator: Visitor) -> None:
    case_id = house.open().case_id
    page = administrator.get("/audit").text
    assert "REV-2026-0001" in page and f"/cases/{case_id}" not in page
