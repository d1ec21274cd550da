"""Carry out what a diagram asks for: the closed list of effects. Must not know which verb moved the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from webapp.cases.letter_places import letter_named, places_of
from webapp.cases.proceedings import Proceedings
from webapp.letters.fill import EmptyPlace, fill
from webapp.model.actor import ROLES
from webapp.model.advance import Effect, EngineFault
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.registers.set_status import SetStatus, enter_status
from webapp.registers.status import WITH_LAST_DAY
from webapp.store import letters, outbox
from webapp.store.letters import NewLetter

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
        raise _impossible(effect, "この効果は登録されていません。", "No such effect is registered.", "unknown effect")
    detail = carry_out(proceedings, effect)
    proceedings.note("effect", effect.step, detail={"effect": effect.name, **detail})


def _prepare_letter(proceedings: Proceedings, effect: Effect) -> dict[str, str]:
    name = str(effect.parameters.get("letter"))
    words = letter_named(proceedings.bundle, name)
    if words is None:
        raise _impossible(effect, f"文書「{name}」がありません。", f"There is no letter “{name}”.", "unknown letter")
    places = places_of(proceedings, name, effect.parameters)
    try:
        filled = fill(words, places)
    except EmptyPlace as empty:
        raise _impossible(
            effect,
            f"文書「{name}」の差し込み{{{empty.place}}}に入れる値がありません。",
            f"Nothing is known to put into the place {{{empty.place}}} of the letter “{name}”.",
            f"empty place {empty.place}",
        ) from empty
    letter = NewLetter(
        case_id=proceedings.case.id,
        step=effect.step,
        name=words.name,
        title_ja=filled.title.ja,
        title_en=filled.title.en,
        body_ja=filled.body.ja,
        body_en=filled.body.en,
        addressee=places["addressee"].ja if "addressee" in places else "",
    )
    letter_id = letters.insert_letter(proceedings.unit, letter, proceedings.actor.id, proceedings.now)
    return {"letter": letter_id, "name": words.name}


def _approve_letter(proceedings: Proceedings, effect: Effect) -> dict[str, str]:
    letter = letters.latest(proceedings.unit, proceedings.case.id, "prepared")
    if letter is None:
        raise _impossible(effect, "承認する文書がありません。", "There is no letter to approve.", "no prepared letter")
    letters.approve(proceedings.unit, letter.id, proceedings.actor.id, proceedings.now)
    return {"letter": letter.id, "name": letter.name}


def _dispatch_letter(proceedings: Proceedings, effect: Effect) -> dict[str, str]:
    letter = letters.latest(proceedings.unit, proceedings.case.id, "approved")
    if letter is None:
        raise _impossible(
            effect, "発信できる承認済みの文書がありません。", "There is no approved letter.", "no approved letter"
        )
    on = _day(effect, "dispatched_on")
    channel, proof = effect.parameters.get("channel"), effect.parameters.get("proof")
    letters.dispatch(proceedings.unit, letter.id, on, channel, proof)
    payload = {
        "case": proceedings.case.id,
        "number": proceedings.case.number,
        "letter": letter.id,
        "title_ja": letter.title_ja,
        "title_en": letter.title_en,
        "body_ja": letter.body_ja,
        "body_en": letter.body_en,
        "dispatched_on": on.isoformat(),
        "channel": channel,
    }
    outbox.post(
        proceedings.unit,
        f"letter:{letter.id}",
        proceedings.case.id,
        "letter",
        letter.addressee,
        payload,
        proceedings.now,
    )
    return {"letter": letter.id, "name": letter.name}


def _change_status(proceedings: Proceedings, effect: Effect) -> dict[str, object]:
    measures = effect.parameters.get("measures")
    if not isinstance(measures, list) or not all(m in STATUS_OF or m in UNCHANGED for m in measures):
        raise _impossible(effect, "知らない措置があります。", "There is an unknown measure.", "unknown measure")
    service_id = proceedings.case.service_id
    # A bar that comes with a termination is the last day of that: the first measure gives the status.
    measure = next((measure for measure in measures if measure in STATUS_OF), None)
    if measure is None:
        return {"measures": measures, "status": None}
    if service_id is None:
        raise _impossible(
            effect, "案件にサービスがないため、地位を変えられません。", "The case names no service.", "no service"
        )
    status = STATUS_OF[measure]
    ends = status in WITH_LAST_DAY and effect.parameters.get("last_day") is not None
    command = SetStatus(
        service_id=service_id,
        status=status,
        valid_from=_day(effect, "notice_date"),
        last_day=_day(effect, "last_day") if ends else None,
        reason=measure,
        case_id=proceedings.case.id,
    )
    try:
        entered = enter_status(proceedings.unit, proceedings.desk.keys, proceedings.actor, command, proceedings.now)
    except (InvalidAnswers, NotFound) as refused:
        message = refused.message
        raise _impossible(effect, message.ja, message.en, f"status refused: {type(refused).__name__}") from refused
    return {"measures": measures, "status": entered}


def _notify(proceedings: Proceedings, effect: Effect) -> dict[str, str]:
    role = effect.parameters.get("role")
    if role not in ROLES:
        raise _impossible(effect, "知らせる役割がありません。", "There is no such role to notify.", "unknown role")
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
    "effect.prepare_letter": _prepare_letter,
    "effect.approve_letter": _approve_letter,
    "effect.dispatch_letter": _dispatch_letter,
    "effect.change_status": _change_status,
    "effect.notify": _notify,
}


def _day(effect: Effect, name: str) -> date:
    given = effect.parameters.get(name)
    try:
        return given if isinstance(given, date) else date.fromisoformat(str(given))
    except ValueError as bad:
        raise _impossible(
            effect, f"「{name}」が日付ではありません。", f"“{name}” is not a date.", f"{name} is not a date"
        ) from bad


def _impossible(effect: Effect, ja: str, en: str, cause: str) -> EngineFault:
    return EngineFault("effect", Text(f"「{effect.step}」：{ja}", f"{effect.step}: {en}"), effect.step, cause)
