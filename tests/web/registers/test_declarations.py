"""What officers declared: read by the secretariat and the auditor alone, corrected by a further declaration."""

from __future__ import annotations

from collections.abc import Callable

from casework import House
from sqlalchemy import select
from web.registers.conftest import Register
from web.registers.reading import page_of, revision_of
from web.visiting import Visitor

from webapp.model.actor import Actor
from webapp.store.rows.audit import AuditRow

Visit = Callable[[Actor], Visitor]


def test_criminal_data_is_for_secretariat_and_auditor_alone(
    house: House, register: Register, office: Visitor, visit: Visit
) -> None:
    operator = register.operator("あけぼの", 17)
    officer = register.add("officer", operator, name="桜井 透", position="director", first_day="2024-06-01")
    where = f"/registers/{operator}/officers/{officer}"
    typed = {
        "a-kind": "fine",
        "a-law": "appi",
        "a-ended_on": "2025-03-03",
        "a-declared_on": "2026-11-01",
        "a-document": "申告書第三号",
    }

    shown = office.follow(office.post(f"{where}/declare", typed)).text
    assert "罰金" in shown and "2025年3月3日" in shown and "申告書第三号" in shown

    for login, actor in house.people.by_login.items():
        visitor = visit(actor)
        may = bool(actor.roles & {"secretariat", "auditor"})
        assert visitor.get(f"{where}/declarations").status_code == (200 if may else 403), login
        if actor.has("process_owner"):
            continue
        page = page_of(visitor, operator)
        assert "罰金" not in page and "申告書第三号" not in page and "2025年3月3日" not in page
        assert ("/declarations" in page) == may
    assert "欠格事由の申告「桜井 透」を登録した" in page_of(office, operator)
    assert visit(house.people.having("auditor")).post(f"{where}/declare", typed).status_code == 403
    with house.store.read() as unit:
        audit = str(unit.execute(select(*AuditRow.__table__.columns)).all())
        seen = unit.execute(select(AuditRow.actor).where(AuditRow.verb == "read_declarations")).scalars().all()
    assert "fine" not in audit and "申告書" not in audit
    readers = [actor.id for actor in house.people.by_login.values() if actor.roles & {"secretariat", "auditor"}]
    whoever_declared = house.people.ito.id  # saw the page once more after it was sent
    assert sorted(seen) == sorted([whoever_declared, *readers]), "each look is in the chain, with whose it was"


def test_a_declaration_is_corrected_by_another_one(register: Register, office: Visitor) -> None:
    operator = register.operator("あけぼの", 17)
    officer = register.add("officer", operator, name="桜井 透", position="director", first_day="2024-06-01")
    where = f"/registers/{operator}/officers/{officer}"
    none = {"a-kind": "none", "a-declared_on": "2026-11-01", "a-document": "申告書"}
    office.post(f"{where}/declare", none)

    stale = office.post(f"{where}/declare", {**none, "a-reason": "誤記"})
    assert stale.status_code == 409
    corrected = {**none, "a-document": "申告書（再）", "a-reason": "文書の差替え", "seen": revision_of(stale.text)}
    page = office.follow(office.post(f"{where}/declare", corrected)).text
    assert "いまの申告" in page and "以前の申告" in page and "文書の差替え" in page
