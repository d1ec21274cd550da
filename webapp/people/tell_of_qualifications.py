"""Tell the manager of qualifications that are about to end or have ended, once each. The worker asks.

Must not know which steps ask for one, or how a notice travels.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from webapp.model.clock import local_date
from webapp.model.dates import day_en, day_ja
from webapp.people.qualifications import ended, ending_soon
from webapp.people.register_of_body import register_of_body
from webapp.store import outbox, people, qualifications
from webapp.store.qualifications import QualificationRow
from webapp.store.unit import Store


def tell_of_qualifications(store: Store, now: datetime) -> int:
    """How many notices were written. Asking again writes none."""
    today = local_date(now)
    with store.read() as unit:
        rows = qualifications.all_qualifications(unit)
        notice = register_of_body(unit, today).notice
        here = {one.id: one for one in people.everybody(unit) if one.disabled_at is None}
        keyed = {
            **{f"qualification:{row.id}:soon": row for row in ending_soon(rows, today, notice)},
            **{f"qualification:{row.id}:over": row for row in ended(rows, today, notice)},
        }
        told = outbox.known(unit, keyed)
    new = {key: row for key, row in keyed.items() if key not in told and row.user_id in here}
    if not new:
        return 0
    with store.write() as unit:
        for key, row in new.items():
            person = here[row.user_id]
            payload = _payload(person.name, person.name_en or person.name, row, today)
            outbox.post(unit, key, None, "notice", "role:manager", payload, now)
    return len(new)


def _payload(name: str, name_en: str, row: QualificationRow, today: date) -> Mapping[str, str]:
    last = row.last_day
    assert last is not None
    if last < today:
        return {
            "ja": f"{name}さんの資格「{row.kind}」は{day_ja(last)}に期限が切れました。この資格を求める作業は、もう担当できません。",
            "en": f"The qualification “{row.kind}” of {name_en} ended on {day_en(last)}: no task that asks for it is theirs any "
            "more.",
        }
    return {
        "ja": f"{name}さんの資格「{row.kind}」は{day_ja(last)}に期限が切れます。更新したときは登録してください。",
        "en": f"The qualification “{row.kind}” of {name_en} ends on {day_en(last)}. Register it again once it is renewed.",
    }
