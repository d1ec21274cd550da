"""Table 2 under two workers: what it gives is applied once to each operator, service and status, whoever comes first.

The decisions fall due on one day in all cases of an incident, and two workers, processes of their own, carry them out.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from casework import BUNDLES, House, publish
from havoc import Tell, size, together
from invariants import rows
from sqlalchemy import select

from webapp.bundle.read import folder_files
from webapp.cases.open_case import OpenCase, open_case
from webapp.post.room import deliver
from webapp.store import faults, links, records, registers
from webapp.store.rows.case import Case
from webapp.store.rows.links import CaseLink, Decision
from webapp.store.rows.registers import Status
from webapp.store.verify import verify
from webapp.worker.loop import run_due

SHELF = BUNDLES.parents[1] / "processes" / "incident"
WORKERS = 2
ROUNDS = size(1, 10)

_DECIDE = '<bpmn:userTask id="decide"'
_TIMED = """<bpmn:intermediateCatchEvent id="decide" name="決定の日" nintei:name_en="Day of the decision">
      <bpmn:incoming>again_to_decide</bpmn:incoming>
      <bpmn:outgoing>decide_to_table</bpmn:outgoing>
      <bpmn:timerEventDefinition><bpmn:timeDuration>P10D</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:intermediateCatchEvent>
    <bpmn:serviceTask id="table" name="表2" nintei:name_en="Table 2">
      <bpmn:extensionElements>
        <spiffworkflow:serviceTaskOperator id="incident.measure" resultVariable="table">
          <spiffworkflow:parameters>
            <spiffworkflow:parameter id="level" type="any" value="9" />
            <spiffworkflow:parameter id="status" type="any" value="case.status" />
          </spiffworkflow:parameters>
        </spiffworkflow:serviceTaskOperator>
      </bpmn:extensionElements>
      <bpmn:incoming>decide_to_table</bpmn:incoming>
      <bpmn:outgoing>decide_to_change</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="decide_to_table" sourceRef="decide" targetRef="table" />"""


def timed() -> dict[str, bytes]:
    """The process `standings`, in which level 9 is decided by itself after ten days, by the shipped table and amounts."""
    files = dict(folder_files(BUNDLES / "standings"))
    xml = files["process.bpmn"].decode()
    a = xml.index(_DECIDE)
    b = xml.index("</bpmn:userTask>", a) + len("</bpmn:userTask>")
    xml = xml[:a] + _TIMED + xml[b:]
    for old, new in (
        ('sourceRef="decide" targetRef="change"', 'sourceRef="table" targetRef="change"'),
        ("value='decide.measures'", "value='table.value.measures'"),
        ("value='decide.on'", "value='\"2026-12-01\"'"),
        ("value='decide.last_day'", "value='\"2027-03-31\"'"),
        ("<bpmn:flowNodeRef>decide</bpmn:flowNodeRef>", "<bpmn:flowNodeRef>decide</bpmn:flowNodeRef><bpmn:flowNodeRef>table</bpmn:flowNodeRef>"),
    ):  # fmt: skip
        assert old in xml
        xml = xml.replace(old, new)
    del files["forms/decide.json"]
    return {**files, "process.bpmn": xml.encode(), "parameters.toml": (SHELF / "parameters.toml").read_bytes()}


def register(house: House, number: int) -> dict[str, str]:
    """An operator with a service in each standing of table 2, the third with an operator deemed identical: by standing."""
    with house.store.write() as unit:
        first = registers.insert_operator(unit, None, f"親{number}", "Parent", f"親{number}", "", house.now)
        other = registers.insert_operator(unit, None, f"子{number}", "Child", f"子{number}", "", house.now)
        pair = sorted((first, other))
        records.insert_identity(
            unit, (pair[0], pair[1]), "deemed", ["ownership"], date(2025, 1, 1), "x", "x", house.now
        )
        services = {}
        for standing, operator in (("grantee", first), ("under_review", first), ("prospective", other)):
            service = services[standing] = registers.insert_service(unit, operator, standing, standing, house.now)
            registers.insert_status(unit, service, standing, date(2024, 1, 1), None, None, "test", "x", house.now)
    return services


def run_all(house: House, tell: Tell, now: datetime) -> None:
    tell("ran", str(run_due(house.desk, deliver, now)))


def workers(house: House, now: datetime) -> int:
    """What both workers did together."""
    return sum(int(number) for what, number in together(house, partial(run_all, now=now), WORKERS) if what == "ran")


def incident(house: House, services: dict[str, str]) -> tuple[str, str, list[str]]:
    """An incident of all three, opened by two workers: its first case, a second one about the same service, which there
    should not be, and the further ones."""
    typed = {"title": "漏えい", "service": services["grantee"], "contact": "担当"}
    first, twin = (
        open_case(house.desk, house.people.sato, OpenCase("standings", typed), house.now).case_id for _ in range(2)
    )
    with house.store.write() as unit:
        links.insert_link(unit, first, twin, house.now)
    further = [services["under_review"], services["prospective"]]
    house.complete(first, "check", house.people.sato, standings=further)
    house.complete(twin, "check", house.people.sato, standings=[])
    assert workers(house, house.now) >= len(further)
    with house.store.read() as unit:
        joined = select(Case.id).join(CaseLink, CaseLink.other_id == Case.id)
        opened = list(unit.execute(joined.where(CaseLink.case_id == first, Case.id != twin)).scalars())
    assert len(opened) == len(further), "each further case was opened once"
    for case_id in opened:
        house.complete(case_id, "check", house.people.sato, standings=[])
    return first, twin, opened


def test_table_2_is_applied_once_to_each_operator_service_and_status(any_house: House) -> None:
    house = any_house
    publish(house.store, "standings", timed())
    made = {"grantee": "suspended", "under_review": "review_halted", "prospective": "barred"}
    for number in range(ROUNDS):
        services = register(house, number)
        first, twin, further = incident(house, services)
        workers(house, house.now + timedelta(days=11))

        with house.store.read() as unit:
            decided = [row for row in rows(unit, Decision) if row.incident_id == first]
            by_measure = [
                (row.service_id, row.status)
                for row in rows(unit, Status)
                if row.how == "measure" and row.service_id in services.values()
            ]
            told = [
                fault.message_en for case_id in (first, twin, *further) for fault in faults.faults_of(unit, case_id)
            ]
        assert sorted((row.service_id, row.standing) for row in decided) == sorted(
            (service, standing) for standing, service in services.items()
        )
        assert sorted(by_measure) == sorted((service, made[standing]) for standing, service in services.items())
        assert len(told) == 1 and "applied once" in told[0], "the second case about one service says why"
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []
