"""The effects that change a status: table 2 is applied once to each operator, service and standing of an incident.

Must not know how a measure is found or what a letter says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from webapp.cases.counted import bar_of_revocation, counted
from webapp.cases.impossible import day_of, impossible
from webapp.cases.proceedings import Proceedings
from webapp.model.advance import Effect
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.registers.restore_status import RestoreStatus, restore_status
from webapp.registers.set_status import SetStatus, enter_status
from webapp.registers.status import WITH_LAST_DAY, column_of, row_on, status_on
from webapp.store import decisions, links
from webapp.store.decisions import DecisionRow, NewDecision
from webapp.store.unit import Unit

STATUS_OF: Final[Mapping[str, str]] = {
    "REVOKE_GRANT": "revoked",
    "SUSPEND_GRANT": "suspended",
    "TERMINATE_REVIEW": "review_terminated",
    "HALT_REVIEW": "review_halted",
    "BAR": "barred",
}
MEANT_FOR: Final[Mapping[str, str]] = {
    "REVOKE_GRANT": "grantee",
    "SUSPEND_GRANT": "grantee",
    "TERMINATE_REVIEW": "under_review",
    "HALT_REVIEW": "under_review",
    "BAR": "prospective",
}
"""The column of table 2 in which a measure stands that changes a status."""
UNCHANGED: Final = frozenset({"RECOMMENDATION_LETTER", "CAUTION_LETTER", "NO_MEASURE", "CONTINUE_REVIEW", "MAY_APPLY"})


def change_status(proceedings: Proceedings, effect: Effect) -> dict[str, object]:
    """The decision of the case, and the status that its measures bring. A case decides once; again only after
    effect.restore_status has taken the decision back."""
    measures = effect.parameters.get("measures")
    if not isinstance(measures, list) or not all(m in STATUS_OF or m in UNCHANGED for m in measures):
        raise impossible(effect, "知らない措置があります。", "There is an unknown measure.", "unknown measure")
    unit, case = proceedings.unit, proceedings.case
    earlier = _earlier(proceedings, effect)
    notice = day_of(effect, "notice_date")
    standing = None if case.service_id is None else status_on(unit, case.service_id, notice)
    # A bar that comes with a termination is the last day of that: the first measure gives the status.
    measure = next((measure for measure in measures if measure in STATUS_OF), None)
    if measure is not None and _overtaken(unit, case.service_id, measure, notice):
        raise impossible(effect, *_OVERTAKEN)
    ends = measure is not None and STATUS_OF[measure] in WITH_LAST_DAY and effect.parameters.get("last_day") is not None
    last_day = day_of(effect, "last_day") if ends else None
    if measure == "REVOKE_GRANT" and last_day is None:
        last_day = bar_of_revocation(proceedings, effect, notice)
    entered = None if measure is None else _enter(proceedings, effect, measure, notice, last_day)
    incident = links.incident_of(unit, case.id)
    new = NewDecision(incident, case.id, case.service_id, standing, measures, notice, last_day, entered)
    if not decisions.insert_decision(unit, new, None if earlier is None else earlier.id, proceedings.now):
        raise impossible(
            effect,
            "この事故等では、このサービスのこの地位についての決定が、別の案件ですでに記録されています。表2は、事業者・サービス・"
            "地位ごとに一度だけ当てはめます。関連する案件を確かめてください。",
            "Another case of this incident has a decision for this service in this standing. Table 2 is applied once "
            "to each operator, service and standing: look at the related cases.",
            "second decision for one standing",
        )
    return {"measures": measures, "status": entered}


def bring_back(proceedings: Proceedings, effect: Effect) -> dict[str, object]:
    """The status before the decision of the case holds again. Where the measures changed none, another measure holds
    by now, or the measure has come to its end meanwhile, the registers stay as they are."""
    unit, case = proceedings.unit, proceedings.case
    found = decisions.decision_of(unit, case.id)
    if found is None:
        raise impossible(
            effect,
            "この案件には、終わりにできる措置がありません。",
            "The case has no measure that could be brought to an end.",
            "nothing to restore",
        )
    if found.ended_on is not None:
        return {"ended": found.id, "status": None}
    on = day_of(effect, "on")
    restored = None
    if found.service_id is not None and found.status_id is not None:
        command = RestoreStatus(found.service_id, found.status_id, case.id, on)
        try:
            restored = restore_status(unit, proceedings.desk.keys, proceedings.actor, command, proceedings.now)
        except (InvalidAnswers, NotFound) as refused:
            raise _refused(effect, refused) from refused
    decisions.end_decision(unit, found.id, on, restored)
    return {"ended": found.id, "status": restored}


def _earlier(proceedings: Proceedings, effect: Effect) -> DecisionRow | None:
    found = decisions.decision_of(proceedings.unit, proceedings.case.id)
    if found is not None and found.ended_on is None:
        raise impossible(
            effect,
            "この案件の決定はすでに記録されています。決定を改めるときは、図で先に「措置の前の地位に戻す」を行ってください。",
            "The decision of this case is recorded already. To change it, the diagram has to bring back the status "
            "before the measure first (effect.restore_status).",
            "second decision of one case",
        )
    return found


def _enter(proceedings: Proceedings, effect: Effect, measure: str, notice: date, last_day: date | None) -> str:
    if proceedings.case.service_id is None:
        raise impossible(
            effect, "案件にサービスがないため、地位を変えられません。", "The case names no service.", "no service"
        )
    found = counted(proceedings, last_day)
    command = SetStatus(
        service_id=proceedings.case.service_id,
        status=STATUS_OF[measure],
        valid_from=notice,
        last_day=last_day,
        reason=measure,
        case_id=proceedings.case.id,
        because=found.because,
        cites=found.cites,
        ground=found.ground,
    )
    try:
        return enter_status(proceedings.unit, proceedings.desk.keys, proceedings.actor, command, proceedings.now)
    except (InvalidAnswers, NotFound) as refused:
        raise _refused(effect, refused) from refused


def _overtaken(unit: Unit, service_id: str | None, measure: str, notice: date) -> bool:
    """Whether the measure belongs to another column than the one in force, so that it would undo what another case, or an
    application, has made of the service meanwhile. A grant or an application that has only come to its end is judged
    as it was (8.12)."""
    row = None if service_id is None else row_on(unit, service_id, notice)
    if row is None or column_of(row.status) == MEANT_FOR[measure]:
        return False
    return row.case_id is not None or column_of(row.status) != "prospective"


_OVERTAKEN: Final = (
    "このサービスの地位は、措置を求めた後に変わっています（別の案件の取消しや打切り、申請など）。この措置は、いまの地位には"
    "当てはまりません。「措置を決定する」の回答を訂正して「評価をやり直す」とし、いまの地位の欄で措置を求め直してください。",
    "The standing of this service has changed since the measure was found (revoked or terminated by another case, an "
    "application). The measure does not belong to the present one. Correct the answer of the decision to “assess again”, "
    "so that the measure is found anew in the column of the present standing.",
    "measure for another standing",
)


def _refused(effect: Effect, refused: InvalidAnswers | NotFound) -> Exception:
    message = refused.message
    return impossible(effect, message.ja, message.en, f"status refused: {type(refused).__name__}")
