"""The committee's own path of an incident: whoever is its last member does not leave it unnoticed."""

from __future__ import annotations

from letterwork import walked

from webapp.cases.emptied import Emptied, Leaving, emptied_by
from webapp.model.actor import ORGANS
from webapp.model.clock import local_date
from webapp.store import people


def test_T43_the_last_member_leaves_the_committee_s_own_path_empty() -> None:
    with walked("against_the_advice", "own_action") as (stage, entry):
        members = [who.id for (role, _), who in sorted(stage.people.items()) if role == "committee"]

        def left_empty(user_id: str) -> tuple[Emptied, ...]:
            with stage.desk.store.read() as unit:
                return emptied_by(stage.desk, unit, Leaving(user_id, frozenset(ORGANS), local_date(entry.on)))

        assert [left_empty(member) for member in members] == [()] * 3
        assert "own_action" in {task.step for task in stage.open_tasks()}
        with stage.desk.store.write() as unit:
            for member in members[1:]:
                people.update_user(unit, member, disabled_at=entry.on)

        assert left_empty(members[0]) == (Emptied("committee", (str(stage.case_id),)),)
