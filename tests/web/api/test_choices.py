"""What a form of a case offers from the case itself: a program learns it as the page does, and answers with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from casework import House
from quorate import MEMBERS, quorate
from web.api.asking import Program, Programs, problem
from web.visiting import Visitor

from webapp.cases.recuse import Recuse, recuse
from webapp.model.actor import Actor
from webapp.store import organs, registers

Visit = Callable[[Actor], Visitor]


def asked(program: Program, task: str) -> dict[str, dict[str, Any]]:
    return {field["id"]: field for field in program.get(f"/tasks/{task}").get_json()["form"]["fields"]}


def values(field: dict[str, Any]) -> list[str]:
    return [choice["value"] for choice in field["choices"]]


def on_page(visitor: Visitor, task: str) -> list[str]:
    """What may be ticked on the page of the task."""
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', visitor.get(f"/tasks/{task}").text)
    return [found[1] for box in boxes if (found := re.search(r'value="([^"]+)"', box))]


def test_the_members_able_to_sit_and_the_further_standings_are_those_of_the_page(
    house: House, program: Programs, visit: Visit
) -> None:
    case_id = quorate(house)
    with house.store.write() as unit:
        second = registers.insert_service(unit, house.operator_id, "家計の相談", "Household advice", house.now)
    task, sato = house.task(case_id, "check").id, program(house.people.sato)
    fields = asked(sato, task)
    assert {name: fields[name]["kind"] for name in fields} == {"standings": "standings", "present": "members"}
    assert values(fields["standings"]) == [second]
    assert set(values(fields["present"])) == {house.people[login].id for login in MEMBERS}
    assert {choice["label"]["ja"] for choice in fields["present"]["choices"]} == {"中村 楓", "小林 律", "田中 健"}
    assert sato.post(f"/tasks/{task}/claim").status_code == 204  # the page asks whoever has claimed it
    both = [*values(fields["standings"]), *values(fields["present"])]
    assert sorted(on_page(visit(house.people.sato), task)) == sorted(both)


def test_recused_members_are_not_offered_and_temporary_ones_are(house: House, program: Programs) -> None:
    case_id = quorate(house)
    nakamura, inoue = house.people.nakamura, house.people.inoue
    recuse(house.desk, house.people.sasaki, Recuse(case_id, nakamura.id, "親族"), house.now)
    with house.store.write() as unit:
        organs.seat(unit, case_id, "committee", inoue.id, "x", house.now)
    task, sato = house.task(case_id, "check").id, program(house.people.sato)
    offered = values(asked(sato, task)["present"])
    assert nakamura.id not in offered and inoue.id in offered

    revision = f'"{house.case(case_id).revision}"'
    refused = sato.post(f"/tasks/{task}/complete", {"answers": {"present": [nakamura.id]}}, If_Match=revision)
    assert problem(refused, 422, "InvalidAnswers")["errors"][0]["pointer"].endswith("/present")
    done = sato.post(f"/tasks/{task}/complete", {"answers": {"present": offered}}, If_Match=revision)
    assert done.status_code == 200
