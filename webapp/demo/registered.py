"""What hangs on the operators of the demo in the registers, entered through the verbs. Must not know its cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from webapp.cases.desk import Desk
from webapp.demo.operators import DEMO_OPERATORS, DemoOperator
from webapp.model.actor import Actor
from webapp.registers.add_record import AddRecord, add_record
from webapp.registers.declare_officer import DeclareOfficer, declare_officer
from webapp.registers.identity import DecideIdentity, decide_identity


def enter_more(
    desk: Desk, actor: Actor, operators: Mapping[str, str], services: Mapping[str, str], since: date, now: datetime
) -> None:
    """Officers, recipients, contractors, coverage and one decision on identity. `operators`: name -> id, `services`:
    key -> id; everything begins on the day `since`."""
    first = since.isoformat()
    for operator in DEMO_OPERATORS:
        _enter(desk, actor, operator, operators[operator.name], services, first, now)
    child = next(operator for operator in DEMO_OPERATORS if operator.parent is not None)
    parent = next(operator for operator in DEMO_OPERATORS if operator.serial == child.parent)
    decision = {
        "other": operators[parent.name],
        "outcome": "deemed",
        "grounds": ["ownership"],
        "since": first,
        "reason": f"{parent.name}が全株式を持ち、個人情報の取扱いも同じ規程による。",
    }
    decide_identity(desk.store, desk.keys, actor, DecideIdentity(operators[child.name], decision), now)


def _enter(
    desk: Desk,
    actor: Actor,
    operator: DemoOperator,
    operator_id: str,
    services: Mapping[str, str],
    first: str,
    now: datetime,
) -> None:
    for officer in operator.officers:
        typed = {
            "name": officer.name,
            "name_en": officer.name_en,
            "position": officer.position,
            "first_day": first,
        }
        officer_id = add_record(desk.store, desk.keys, actor, AddRecord("officer", typed, operator_id), now)
        declared = {"kind": "none", "declared_on": first, "document": "役員の申告書"}
        declare_officer(desk.store, desk.keys, actor, DeclareOfficer(operator_id, officer_id, "", declared), now)
    for partner in operator.partners:
        typed = {"name": partner.name, "purpose": partner.purpose, "first_day": first, "review": partner.review}
        if partner.review != "none":
            typed["reviewed_on"] = first
        command = AddRecord(partner.kind, typed, operator_id, services[partner.service])
        add_record(desk.store, desk.keys, actor, command, now)
    if operator.consent:
        typed = {"basis": "CONSENT", "evidence": operator.consent, "within_field": "true", "first_day": first}
        typed["publish"] = "true"
        add_record(desk.store, desk.keys, actor, AddRecord("coverage", typed, operator_id), now)
