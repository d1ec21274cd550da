"""The effect that makes a measure public: what is said of it, kept in the registers. Must not know who decided it, nor
where it is published.
"""

from __future__ import annotations

from webapp.cases.impossible import day_of, impossible
from webapp.cases.proceedings import Proceedings
from webapp.model.advance import Effect
from webapp.model.clock import local_date
from webapp.registers.publications import NewPublication, enter_publication
from webapp.store import decisions, registers


def publish_measure(proceedings: Proceedings, effect: Effect) -> dict[str, object]:
    """From the day that was chosen, but never from one before today. Where the measure has come to its end meanwhile,
    nothing is published. A measure has no effect before its notice (TPDMS-2210 4.4), and is no matter for the public."""
    unit, case = proceedings.unit, proceedings.case
    decision = decisions.decision_of(unit, case.id)
    service = None if decision is None else registers.service(unit, decision.service_id or "")
    if decision is None or service is None:
        raise impossible(
            effect,
            "この案件には、公表できる措置がありません。措置の通告と地位への反映の後に置いてください。",
            "The case has no measure that could be published: the step belongs after the notice and the change of the "
            "status.",
            "no measure to publish",
        )
    if decision.ended_on is not None:
        return {"publication": None}
    wording = str(effect.parameters.get("wording") or "").strip()
    if not wording:
        raise impossible(effect, "公表の文面がありません。", "There is no wording.", "no wording")
    first = max(day_of(effect, "first_day"), local_date(proceedings.now), decision.notice_date)
    last = None if effect.parameters.get("last_day") is None else day_of(effect, "last_day")
    new = NewPublication(
        operator_id=service.operator_id,
        service_id=service.id,
        case_id=case.id,
        decision_id=decision.id,
        wording=wording,
        wording_en=str(effect.parameters.get("wording_en") or "").strip(),
        reason=str(effect.parameters.get("reason") or "").strip(),
        first_day=first,
        last_day=last,
    )
    keys = proceedings.desk.keys
    return {"publication": enter_publication(unit, keys, proceedings.actor, new, proceedings.now)}
