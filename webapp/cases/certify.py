"""A certificate of what a grant states, drawn from the register on demand: prepared by one person, approved by another. No
case is looked at: an incident does not alter what a grant states (TPDMS-2210 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.cases.ask_rule import published_body
from webapp.cases.desk import Desk
from webapp.letters.certificate import CERTIFICATE, certificate_of
from webapp.letters.letterhead import letterhead_of, without_protected_name
from webapp.letters.sheet import fingerprint
from webapp.model.actor import Actor
from webapp.model.clock import fiscal_year, local_date
from webapp.model.refusals import AlreadyAnswered, NotFound, NotGranted, OwnPaper
from webapp.people.allowed import require
from webapp.registers.capacities import is_accredited
from webapp.registers.chain import record
from webapp.registers.statement import GRANTEE
from webapp.store import cases, certificates

PREPARERS: Final = ("secretariat",)
APPROVERS: Final = ("decider", "manager")


@dataclass(frozen=True, slots=True)
class PrepareCertificate:
    service_id: str


@dataclass(frozen=True, slots=True)
class ApproveCertificate:
    service_id: str
    certificate_id: str


def prepare_certificate(desk: Desk, actor: Actor, command: PrepareCertificate, now: datetime) -> str:
    """Answers the id. It speaks of today. Raises NotAllowed, NotFound, NotGranted."""
    require(actor, *PREPARERS)
    today, body = local_date(now), published_body(desk)
    head = letterhead_of(body)
    with desk.store.write() as unit:
        grant = certificates.grant_on(unit, command.service_id, today)
        if grant is None:
            raise NotFound
        if grant.status != GRANTEE or grant.first_day is None:
            raise NotGranted
        year = fiscal_year(today)
        number = f"{CERTIFICATE.series}-{year}-{cases.next_number(unit, f'letter:{CERTIFICATE.series}', year):04d}"
        sheet = certificate_of(
            number,
            today,
            grant.operator,
            grant.service,
            (grant.first_day, grant.last_day),
            head if is_accredited(body, today) else without_protected_name(head),
        )
        hash_ = fingerprint(sheet)
        certificate_id = certificates.insert_certificate(
            unit, command.service_id, number, today, sheet, hash_, actor.id, now
        )
        told = {"operator": grant.operator_id, "certificate": certificate_id, "sheet": hash_, "reference": number}
        record(unit, desk.keys, actor, "prepare_certificate", now, **told)
    return certificate_id


def approve_certificate(desk: Desk, actor: Actor, command: ApproveCertificate, now: datetime) -> None:
    """Raises NotAllowed, NotFound, OwnPaper, AlreadyAnswered, and NotGranted where the grant is in force no more."""
    require(actor, *APPROVERS)
    with desk.store.write() as unit:
        found = certificates.certificate(unit, command.certificate_id)
        grant = certificates.grant_on(unit, command.service_id, local_date(now))
        if found is None or grant is None or found.service_id != command.service_id:
            raise NotFound
        if found.prepared_by == actor.id:
            raise OwnPaper
        if found.approved_by is None and grant.status != GRANTEE:
            raise NotGranted
        if not certificates.approve(unit, found.id, actor.id, now):
            raise AlreadyAnswered
        told = {"operator": grant.operator_id, "certificate": found.id, "sheet": found.hash, "reference": found.number}
        record(unit, desk.keys, actor, "approve_certificate", now, **told)
