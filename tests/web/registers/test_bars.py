"""The times in which an operator may not apply: a person gives ground and day, the rule counts or refuses."""

from __future__ import annotations

from collections.abc import Callable

from web.registers.conftest import Register
from web.registers.reading import revision_of, words
from web.visiting import Visitor

from webapp.model.actor import Actor

Visit = Callable[[Actor], Visitor]


def test_a_bar_is_counted_by_the_rule(register: Register, office: Visitor) -> None:
    operator = register.operator("あけぼの", 17)
    typed = {"a-ground": "3.2.1a", "a-event_date": "2026-11-10", "a-evidence": "決定書 2026-11-10"}

    page = words(office.follow(office.post(f"/registers/{operator}/bars/add", typed)).text)
    assert "2027年2月10日まで申請できません" in page and "3.2.1 a)" in page

    bar = page.split(f"/registers/{operator}/bars/")[1].split('"')[0]
    seen = revision_of(office.get(f"/registers/{operator}/bars/{bar}").text)
    corrected = {**typed, "a-event_date": "2026-11-09", "a-reason": "決定日の誤記", "seen": seen}
    page = words(office.follow(office.post(f"/registers/{operator}/bars/{bar}", corrected)).text)
    assert "2027年2月9日まで申請できません" in page and "決定日の誤記" in page


def test_what_the_rule_refuses_is_told_beside_its_field(register: Register, office: Visitor) -> None:
    operator = register.operator("あけぼの", 17)
    typed = {
        "a-ground": "3.2.3",
        "a-event_date": "2026-11-10",
        "a-evidence": "決定書",
        "a-level": "10",
        "a-months": "3",
    }

    response = office.post(f"/registers/{operator}/bars/add", typed)

    assert response.status_code == 422 and 'id="a-months-error"' in response.text
