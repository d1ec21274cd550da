"""The filter of the lists and `may` are one rule: compared on random worlds."""

from __future__ import annotations

import random

import pytest
from casework import House
from sqlalchemy import select

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.model.may import may, reach
from webapp.store.reads.visible import within
from webapp.store.rows.case import Case
from webapp.store.visibility import case_facts


@pytest.mark.parametrize("seed", range(3))
def test_the_lists_show_exactly_what_may_be_read(any_house: House, seed: int) -> None:
    house, chance = any_house, random.Random(seed)  # noqa: S311  # a repeatable world, no secret
    people = house.people
    for _ in range(8):
        case_id = house.open(who=chance.choice([people.sato, people.tanaka])).case_id
        for deed in range(chance.randrange(4)):
            if deed == 0:
                house.complete(case_id, "write", people.sato, summary="x", urgent="no")
            elif deed == 1:
                claim_task(house.desk, people.suzuki, ClaimTask(house.task(case_id, "judge_1").id), house.now)
            elif deed == 2:
                house.judge(case_id)
    with house.store.read() as unit:
        cases = unit.execute(select(Case.id, Case.opened_by)).all()
        for actor in people.by_login.values():
            listed = set(unit.execute(select(Case.id).where(within(reach(actor)))).scalars())
            allowed = {c.id for c in cases if may(actor, "read", "case", case_facts(unit, c.id, c.opened_by))}
            assert listed == allowed, actor.roles
