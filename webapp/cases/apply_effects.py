"""Carry out what a diagram asks for: the closed list of effects. Must not know which verb moved the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from webapp.cases.counted import counted
from webapp.cases.impossible import day_of, impossible
from webapp.cases.letter_effects import approve_letter, dispatch_letter, prepare_letter
from webapp.cases.proceedings import Proceedings
from webapp.model.actor import ROLES
from webapp.model.advance import Effect
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.registers.set_status import SetStatus, enter_status
from webapp.registers.status import WITH_LAST_DAY
from webapp.store import outbox

STATUS_OF: Final[Mapping[str, str]] = {
    "REVOKE_GRANT": "revoked",
    "SUSPEND_GRANT": "suspended",
    "TERMINATE_REVIEW": "review_terminated",
    "HALT_REVIEW": "review_halted",
    "BAR": "barred",
}
UNCHANGED: Final = frozenset({"RECOMMENDATION_LETTER", "CAUTION_LETTER", "NO_MEASURE", "CONTINUE_REVIEW", "MAY_APPLY"})


def apply_effect(proceedings: Proceedings, effect: Effect) -> None:
    """Raises EngineFault when the effect is not on the list or cannot be carried out as the diagram asks."""
    carry_out = _EFFECTS.get(effect.name)
    if carry_out is None:
        raise impossible(effect, "この効果は登録されていません。", "No such effect is registered.", "unknown effect")
    detail = carry_out(proceedings, effect)
    proceedings.note("effect", effect.step, detail={"effect": effect.name, **detail})


def _change_status(proceedings: Proceedings, effect: Effect) -> dict[str, object]:
    measures = effect.parameters.get("measures")
    if not isinstance(measures, list) or not all(m in STATUS_OF or m in UNCHANGED for m in measures):
        raise impossible(effect, "知らない措置があります。", "There is an unknown measure.", "unknown measure")
    service_id = proceedings.case.service_id
    # A bar that comes with a termination is the last day of that: the first measure gives the status.
    measure = next((measure for measure in measures if measure in STATUS_OF), None)
    if measure is None:
        return {"measures": measures, "status": None}
    if service_id is None:
        raise impossible(
            effect, "案件にサービスがないため、地位を変えられません。", "The case names no service.", "no service"
        )
    status = STATUS_OF[measure]
    ends = status in WITH_LAST_DAY and effect.parameters.get("last_day") is not None
    last_day = day_of(effect, "last_day") if ends else None
    because, cites = counted(proceedings, last_day)
    command = SetStatus(
        service_id=service_id,
        status=status,
        valid_from=day_of(effect, "notice_date"),
        last_day=last_day,
        reason=measure,
        case_id=proceedings.case.id,
        because=because,
        cites=cites,
    )
    try:
        entered = enter_status(proceedings.unit, proceedings.desk.keys, proceedings.actor, command, proceedings.now)
    except (InvalidAnswers, NotFound) as refused:
        message = refused.message
        raise impossible(effect, message.ja, message.en, f"status refused: {type(refused).__name__}") from refused
    return {"measures": measures, "status": entered}


def _notify(proceedings: Proceedings, effect: Effect) -> dict[str, str]:
    role = effect.parameters.get("role")
    if role not in ROLES:
        raise impossible(effect, "知らせる役割がありません。", "There is no such role to notify.", "unknown role")
    payload = {
        "case": proceedings.case.id,
        "number": proceedings.case.number,
        "ja": str(effect.parameters.get("ja", "")),
        "en": str(effect.parameters.get("en", "")),
    }
    key = f"notice:{proceedings.case.id}:{proceedings.last_seq + 1}"
    outbox.post(proceedings.unit, key, proceedings.case.id, "notice", f"role:{role}", payload, proceedings.now)
    return {"role": str(role)}


_EFFECTS: Final[Mapping[str, Callable[[Proceedings, Effect], Mapping[str, object]]]] = {
    "effect.prepare_letter": prepare_letter,
    "effect.approve_letter": approve_letter,
    "effect.dispatch_letter": dispatch_letter,
    "effect.change_status": _change_status,
    "effect.notify": _notify,
}
