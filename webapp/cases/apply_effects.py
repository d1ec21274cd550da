"""Carry out what a diagram asks for: the closed list of effects. Must not know which verb moved the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from webapp.cases.deciding import bring_back, change_status
from webapp.cases.impossible import impossible
from webapp.cases.letter_effects import approve_letter, dispatch_letter, prepare_letter
from webapp.cases.proceedings import Proceedings
from webapp.cases.publishing import publish_measure
from webapp.cases.related import open_related, tell_related
from webapp.model.actor import ORGANS, ROLES
from webapp.model.advance import Effect
from webapp.store import organs, outbox, people


def apply_effect(proceedings: Proceedings, effect: Effect) -> None:
    """Raises EngineFault when the effect is not on the list or cannot be carried out as the diagram asks."""
    carry_out = _EFFECTS.get(effect.name)
    if carry_out is None:
        raise impossible(effect, "この効果は登録されていません。", "No such effect is registered.", "unknown effect")
    detail = carry_out(proceedings, effect)
    proceedings.note("effect", effect.step, detail={"effect": effect.name, **detail})


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


def _seat_members(proceedings: Proceedings, effect: Effect) -> dict[str, object]:
    organ, members = effect.parameters.get("organ"), effect.parameters.get("members") or []  # None: nobody was named
    if organ not in ORGANS:
        raise impossible(effect, "知らない機関です。", "There is no such organ.", "unknown organ")
    known = {one.id for one in people.everybody(proceedings.unit) if one.disabled_at is None}
    if not isinstance(members, list) or not known.issuperset(members):
        raise impossible(effect, "知らない人がいます。", "Somebody is not known.", "unknown members")
    for user_id in members:
        organs.seat(proceedings.unit, proceedings.case.id, organ, user_id, effect.step, proceedings.now)
    return {"organ": organ, "members": list(members)}


_EFFECTS: Final[Mapping[str, Callable[[Proceedings, Effect], Mapping[str, object]]]] = {
    "effect.prepare_letter": prepare_letter,
    "effect.approve_letter": approve_letter,
    "effect.dispatch_letter": dispatch_letter,
    "effect.change_status": change_status,
    "effect.restore_status": bring_back,
    "effect.publish_measure": publish_measure,
    "effect.open_related": open_related,
    "effect.tell_related": tell_related,
    "effect.notify": _notify,
    "effect.seat_members": _seat_members,
}
