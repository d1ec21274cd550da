"""The effects that reach beyond the case: further cases of its incident, and word to the operator's other cases and to
those who review an application of it.

What they ask for leaves by the outbox and is done after the commit, once. Must not know how.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from webapp.cases.impossible import impossible
from webapp.cases.proceedings import Proceedings
from webapp.cases.purposes import flowing_from, flows_for
from webapp.model.advance import Effect
from webapp.model.bundle import Form, Option
from webapp.model.clock import local_date
from webapp.model.purpose import MARK
from webapp.model.text import Text
from webapp.registers.identity import group_of
from webapp.registers.standing import Standing, standings, under_review
from webapp.registers.status import STATUSES
from webapp.store import cases, links, outbox, registers
from webapp.store.unit import Unit

OPEN: Final = "related"
TELL: Final = "note"
TELL_SERVICE: Final = "service_note"


def standings_offered(unit: Unit, form: Form, case_id: str | None, on: date) -> tuple[Option, ...]:
    """What a field `standings` of a form offers: the other services of the operator and of those deemed identical
    with it, each with its status on the day; without those about which the incident has a case."""
    asked = any(field.kind == "standings" for field in form.fields)
    case = cases.case(unit, case_id) if asked and case_id is not None else None
    if case is None or case.operator_id is None:
        return ()
    known = _known(unit, case.id)
    return tuple(_option(unit, one) for one in standings(unit, case.operator_id, on) if one.service_id not in known)


def open_related(proceedings: Proceedings, effect: Effect) -> dict[str, object]:
    wanted = effect.parameters.get("services") or []
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        raise impossible(
            effect, "サービスの並びではありません。", "This is no list of services.", "no list of services"
        )
    unit, case, now = proceedings.unit, proceedings.case, proceedings.now
    group = standings(unit, case.operator_id, local_date(now)) if case.operator_id is not None else ()
    if not set(wanted) <= {one.service_id for one in group}:
        raise impossible(
            effect,
            "この事業者（同一とみなす事業者を含む）のサービスではないものがあります。",
            "One of them is no service of this operator or of one deemed identical with it.",
            "service of another operator",
        )
    incident = links.incident_of(unit, case.id)
    opened = sorted(set(wanted) - _known(unit, case.id))
    for service_id in opened:
        payload = {"case": case.id, "incident": incident, "service": service_id}
        outbox.post(unit, f"{OPEN}:{incident}:{service_id}", case.id, OPEN, f"service:{service_id}", payload, now)
    return {"services": opened}


def tell_related(proceedings: Proceedings, effect: Effect) -> dict[str, object]:
    unit, case, now = proceedings.unit, proceedings.case, proceedings.now
    if case.operator_id is None:
        return {"cases": [], "services": []}
    group = group_of(unit, case.operator_id, local_date(now))
    # What was learnt in accredited work stays there (the Act, article 55); an application belongs to the mark.
    into = flowing_from(proceedings.desk, unit, case, local_date(now))
    told = [one for one in links.open_cases_of(unit, group, into) if one != case.id]
    of_mark = flows_for(proceedings.desk, unit, case, MARK, local_date(now))
    applying = under_review(unit, group, local_date(now)) if of_mark else ()
    words = {name: str(effect.parameters.get(name) or "") for name in ("ja", "en")}
    for kind, recipient, ids in ((TELL, "case", told), (TELL_SERVICE, "service", applying)):
        for other in ids:
            key = f"{kind}:{case.id}:{proceedings.last_seq + 1}:{other}"
            outbox.post(unit, key, case.id, kind, f"{recipient}:{other}", {"case": case.id, "to": other, **words}, now)
    return {"cases": told, "services": applying}


def _known(unit: Unit, case_id: str) -> frozenset[str]:
    return links.services_of_incident(unit, links.incident_of(unit, case_id))


def _option(unit: Unit, standing: Standing) -> Option:
    service, operator = registers.service(unit, standing.service_id), registers.operator(unit, standing.operator_id)
    assert service is not None and operator is not None
    stands = STATUSES[standing.status or "prospective"]
    en = f"{service.name_en or service.name} ({operator.name_en or operator.name}): {stands.pick('en')}"
    return Option(service.id, Text(f"{service.name}（{operator.name}）：{stands.ja}", en))
