"""Somebody leaves: no sign-in any more, their open tasks go back to their groups, and the manager is told.

Must not know why they leave.
"""

from __future__ import annotations

from datetime import datetime

from webapp.cases.desk import Desk
from webapp.cases.settle_recusals import settle_recusals
from webapp.model.actor import Actor
from webapp.people.disable_user import DisableUser, disable_user
from webapp.store import outbox, people, tasks


def let_go(desk: Desk, actor: Actor, command: DisableUser, now: datetime) -> int:
    """In how many open tasks somebody else has to take their place. Raises NotAllowed, NotFound. Where the second half
    does not come to its end, the worker does it."""
    with desk.store.read() as unit:
        left = tasks.open_tasks_of(unit, command.user_id)
    disable_user(desk.store, desk.keys, actor, command, now)
    settle_recusals(desk, now)
    with desk.store.write() as unit:
        person = people.person(unit, command.user_id)
        assert person is not None
        payload = {
            "ja": f"{person.name}さんが利用をやめました。担当していた{left}件の作業はグループに戻っています。",
            "en": f"{person.name_en or person.name} has left. {left} open tasks have gone back to their groups.",
        }
        outbox.post(unit, f"leaver:{command.user_id}", None, "notice", "role:manager", payload, now)
    return left
