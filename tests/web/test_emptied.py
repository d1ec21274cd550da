"""Before a term ends, a role goes or a user is disabled, the page says which cases would stand still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from casework import House
from web.visiting import Visitor

from webapp.cases.recuse import Recuse, recuse
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.people.directory import find_person
from webapp.store import people, terms

Visit = Callable[[Actor], Visitor]
NOT_YET = "まだ記録していません"


@pytest.fixture
def administrator(house: House, visit: Visit) -> Visitor:
    return visit(house.people.yamaguchi)


def stuck(house: House, *, anybody_else: bool = False) -> str:
    """A case that only Kato can decide."""
    case_id = house.to_approval()
    if not anybody_else:
        recuse(house.desk, house.people.sasaki, Recuse(case_id, house.people.hayashi.id, "理由"), house.now)
    return case_id


def term_of(house: House, login: str) -> terms.TermRow:
    with house.store.read() as unit:
        (term,) = terms.terms_of(unit, house.people[login].id)
    return term


def roles_of(house: House, login: str) -> frozenset[str]:
    person = find_person(house.store, house.people[login].id)
    assert person is not None
    return person.roles


def test_a_user_is_disabled_once_it_was_read_what_stands_still(house: House, administrator: Visitor) -> None:
    stuck(house)
    kato = house.people.kato.id

    warned = administrator.post(f"/users/{kato}/disable")

    assert warned.status_code == 422 and NOT_YET in warned.text and 'role="alert"' in warned.text
    assert "加藤 凛" in warned.text and "認定団体決定者には、1件の案件" in warned.text
    assert "それでも利用を止める" in warned.text and f'name="despite" value="{kato}"' in warned.text
    person = find_person(house.store, kato)
    assert person is not None and person.disabled_at is None
    assert administrator.post(f"/users/{kato}/disable", {"despite": kato}).status_code == 303
    person = find_person(house.store, kato)
    assert person is not None and person.disabled_at is not None


def test_a_role_goes_once_it_was_read_what_stands_still(house: House, administrator: Visitor) -> None:
    stuck(house)
    path = f"/users/{house.people.kato.id}/roles"

    warned = administrator.post(path, {"roles": ["intake", "auditor"]})

    assert warned.status_code == 422 and NOT_YET in warned.text and "それでも役割を保存" in warned.text
    assert 'value="intake" checked' in warned.text and 'value="decider" checked' not in warned.text
    assert 'name="despite" value="auditor,intake"' in warned.text and "それでも利用を止める" not in warned.text
    assert roles_of(house, "kato") == {"decider"}
    other = {"roles": ["intake"], "despite": "auditor,intake"}
    assert administrator.post(path, other).status_code == 422, "a warning about other roles"
    assert administrator.post(path, {"roles": ["intake", "auditor"], "despite": "auditor,intake"}).status_code == 303
    assert roles_of(house, "kato") == {"intake", "auditor"}


def test_all_roles_go_at_the_second_press_too(house: House, administrator: Visitor) -> None:
    stuck(house)
    path = f"/users/{house.people.kato.id}/roles"
    assert administrator.post(path).status_code == 422
    assert administrator.post(path, {"despite": ""}).status_code == 303
    assert roles_of(house, "kato") == frozenset()


def test_a_term_ends_once_it_was_read_what_stands_still(house: House, administrator: Visitor) -> None:
    stuck(house)
    term, today = term_of(house, "kato"), local_date(house.now)
    path, sent = f"/organs/terms/{term.id}/end", {"last_day": today.isoformat(), "reason": "退任の申し出"}

    warned = administrator.post(path, sent)

    assert warned.status_code == 422 and NOT_YET in warned.text and "それでも末日を記録" in warned.text
    assert "退任の申し出" in warned.text and warned.text.count('<details class="why" open>') == 1
    assert f'name="despite" value="{today.isoformat()}"' in warned.text
    assert term_of(house, "kato").last_day is None
    tomorrow = (today + timedelta(days=1)).isoformat()
    changed = administrator.post(path, {**sent, "last_day": tomorrow, "despite": today.isoformat()})
    assert changed.status_code == 422 and NOT_YET in changed.text, "a warning about another day"
    assert administrator.post(path, {**sent, "despite": today.isoformat()}).status_code == 303
    assert term_of(house, "kato").last_day == today


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"reason": " "}, "reason"), ({"last_day": "いつか"}, "last_day"), ({"last_day": "2019-01-01"}, "last_day")],
)
def test_what_is_wrong_with_the_form_is_said_first(
    house: House, administrator: Visitor, wrong: dict[str, str], field: str
) -> None:
    stuck(house)
    term = term_of(house, "kato")
    sent = {"last_day": local_date(house.now).isoformat(), "reason": "退任", **wrong}
    refused = administrator.post(f"/organs/terms/{term.id}/end", sent)
    assert refused.status_code == 422 and NOT_YET not in refused.text
    assert f'id="end-{term.id}-{field}-error"' in refused.text


def test_nothing_is_asked_where_others_remain(house: House, administrator: Visitor) -> None:
    stuck(house, anybody_else=True)
    kato, hayashi = house.people.kato.id, house.people.hayashi.id
    sent = {"last_day": local_date(house.now).isoformat(), "reason": "退任"}
    assert administrator.post(f"/organs/terms/{term_of(house, 'hayashi').id}/end", sent).status_code == 303
    with house.store.write() as unit:
        terms.insert_term(unit, hayashi, "decider", date(2026, 11, 21), None, "x", "x", house.now)
    assert administrator.post(f"/users/{hayashi}/roles", {"roles": ["intake"]}).status_code == 303
    with house.store.write() as unit:
        people.replace_roles(unit, hayashi, {"decider"})
        terms.insert_term(unit, hayashi, "decider", date(2026, 11, 20), date(2026, 11, 20), "x", "x", house.now)
    assert administrator.post(f"/users/{kato}/disable").status_code == 303


def test_the_cases_are_named_to_whoever_may_know_of_them(house: House, visit: Visit, administrator: Visitor) -> None:
    case_id = stuck(house)
    number, path = house.case(case_id).number, f"/users/{house.people.kato.id}/disable"
    page = administrator.post(path).text
    assert number not in page and case_id not in page and "1件の案件" in page, "an administrator knows of no case"

    with house.store.write() as unit:
        people.replace_roles(unit, house.people.yamaguchi.id, {"administrator", "manager"})
    other = stuck(house)
    page = administrator.post(path).text
    assert all(f'href="/cases/{one}"' in page for one in (case_id, other))
    assert "2件の案件" in page and number in page and "権限のない案件" not in page

    # The manager herself keeps away from one of them: that one is only counted.
    recuse(house.desk, house.people.sasaki, Recuse(other, house.people.yamaguchi.id, "理由"), house.now)
    page = administrator.post(path).text
    assert f'href="/cases/{case_id}"' in page and other not in page and house.case(other).number not in page
    assert "2件の案件" in page and "ほか1件（ご覧になる権限のない案件）" in page


def test_it_is_said_in_english_too(house: House, administrator: Visitor) -> None:
    stuck(house)
    administrator.post("/language", {"language": "en"})
    page = administrator.post(f"/users/{house.people.kato.id}/disable").text
    assert "Nothing has been recorded yet." in page and "nobody is able for what is open" in page
    assert "Decider" in page and "Disable all the same" in page
    assert not set("件案終任期") & set(page[page.index('role="alert"') : page.index("Disable all the same")])
