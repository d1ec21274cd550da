"""A process that asks for a quorum of both organs, and a committee with as many members as a test wants."""

from __future__ import annotations

import json
from datetime import date

from casework import BUNDLES, NOON, House, publish

from webapp.bundle.read import folder_files
from webapp.cases.open_case import OpenCase, open_case
from webapp.store import people, terms

SHELF = BUNDLES.parents[1] / "processes" / "incident"
TELL = '<spiffworkflow:serviceTaskOperator id="effect.tell_related" resultVariable="tell">'
MEMBERS = ("nakamura", "kobayashi", "tanaka")


def asking_for_a_quorum() -> dict[str, bytes]:
    """The process `standings`; after its first step it is judged whether the committee was quorate."""
    files = dict(folder_files(BUNDLES / "standings"))
    xml = files["process.bpmn"].decode()
    a = xml.index(TELL)
    b = xml.index("</spiffworkflow:serviceTaskOperator>", a)
    inputs = {
        "organ": '"committee"',
        "members": "case.committee.members",
        "recused": "case.committee.recused",
        "able": "case.committee.able",
        "present": "check.present if check.present != None else []",
    }
    given = "".join(
        f'<spiffworkflow:parameter id="{name}" type="any" value=\'{value}\' />' for name, value in inputs.items()
    )
    operator = TELL.replace("effect.tell_related", "incident.quorum")
    xml = f"{xml[:a]}{operator}<spiffworkflow:parameters>{given}</spiffworkflow:parameters>{xml[b:]}"
    form = json.loads(files["forms/check.json"])
    label = {"ja": "出席した委員", "en": "Present"}
    form["fields"].append({"id": "present", "kind": "members", "organ": "committee", "label": label})
    more = {"process.bpmn": xml.encode(), "forms/check.json": json.dumps(form).encode()}
    return {**files, **more, "parameters.toml": (SHELF / "parameters.toml").read_bytes()}


def quorate(house: House) -> str:
    """A committee of three, a sub-committee of three and the process; answers an open case of it."""
    with house.store.write() as unit:
        for login in MEMBERS:
            actor = house.people[login]
            people.replace_roles(unit, actor.id, {*actor.roles, "committee"})
            if login != "nakamura":
                terms.insert_term(unit, actor.id, "committee", date(2020, 1, 1), None, "x", "x", NOON)
        for login in ("suzuki", "takahashi"):
            actor = house.people[login]
            people.replace_roles(unit, actor.id, {*actor.roles, "subcommittee"})
            terms.insert_term(unit, actor.id, "subcommittee", date(2020, 1, 1), None, "x", "x", NOON)
    publish(house.store, "standings", asking_for_a_quorum())
    return open_quorate(house)


def open_quorate(house: House) -> str:
    typed = {"title": "漏えい", "service": house.service_id, "contact": "担当"}
    return open_case(house.desk, house.people.sato, OpenCase("standings", typed), house.now).case_id
