"""What stands in the way of going back, and what stays though a case goes back: the effects that were carried out.

Asked before a person decides, so that the page says it, and again under the lock. Must not know how a case goes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from webapp.cases.consequences import move_of
from webapp.cases.replay import moves_of
from webapp.model.actor import Actor
from webapp.model.bundle import START, Bundle
from webapp.model.may import mover_of
from webapp.model.refusals import CannotGoBack
from webapp.store import decisions, history, letters, tasks
from webapp.store.corrections import CorrectionRow
from webapp.store.history import Entry
from webapp.store.tasks import TaskRow
from webapp.store.unit import Unit

CHANGE: Final = "effect.change_status"
RESTORE: Final = "effect.restore_status"
STAYING: Final = {
    "effect.open_related": ("services",),
    "effect.tell_related": ("cases", "services"),
    "effect.seat_members": ("members",),
    "effect.notify": ("role",),
    "effect.publish_measure": ("publication",),
    CHANGE: ("status",),
    RESTORE: ("status",),
}
"""Effects that going back leaves as they are -> what of their line says whether anything came of them. Letters have
their own list."""


@dataclass(frozen=True, slots=True)
class Staying:
    """Something that was carried out since and stays. `count`: of the cases opened, of the cases and
    applications told, or of the members seated; else 1."""

    effect: str
    step: str
    count: int


def last_that_stays(unit: Unit, row: CorrectionRow) -> int:
    """The last line of the history that stays where a case goes back for a correction: the opening itself is done
    again. Raises CannotReplay."""
    corrected = move_of(moves_of(unit, row.case_id), row.step, row.task_id)
    return corrected.seq if row.step == START else corrected.seq - 1


def refuse_way_back(unit: Unit, actor: Actor, bundle: Bundle, row: CorrectionRow, after: int) -> None:
    """Raises CannotGoBack where what was done after a line of the history can neither be taken back nor done again."""
    _refuse_committee(actor, bundle, tasks.tasks_of(unit, row.case_id))
    _refuse_decided(unit, row.case_id, history.effects_after(unit, row.case_id, after))
    _refuse_sent(unit, row.case_id, after)


def staying(unit: Unit, case_id: str, after: int) -> tuple[Staying, ...]:
    """What was carried out after a line of the history and stays, in order; letters left out."""
    found = []
    for line in history.effects_after(unit, case_id, after):
        effect = str(line.detail.get("effect"))
        came = [line.detail.get(name) for name in STAYING.get(effect, ())]
        count = sum(len(one) if isinstance(one, list) else 1 for one in came if one)
        if count:
            found.append(Staying(effect, str(line.step), count))
    return tuple(found)


def _refuse_committee(actor: Actor, bundle: Bundle, rows: Sequence[TaskRow]) -> None:
    """Going back withdraws what is open; the body takes nothing away from the committee (TPDMS-2210 4.1(3))."""
    if actor.has("committee"):
        return
    for task in rows:
        if task.state == "open" and mover_of(task.role) == "committee":
            name = bundle.steps[task.step].name
            raise CannotGoBack(
                why_ja=f"認定委員会の「{name.ja}」が開いています（TPDMS-2210 4.1(3)）。委員会が終えてから戻してください。",
                why_en=f"The committee is at work on “{name.pick('en')}” (TPDMS-2210 4.1(3)). Go back once it has finished.",
            )


def _refuse_decided(unit: Unit, case_id: str, since: Sequence[Entry]) -> None:
    """A decision that holds is changed by another one, which people are notified of; never by going back."""
    effects = {line.detail.get("effect") for line in since}
    decision = decisions.decision_of(unit, case_id)
    if decision is None:
        return
    if CHANGE in effects and decision.ended_on is None:
        on = decision.notice_date
        raise CannotGoBack(
            why_ja=f"この案件の決定（{on.year}年{on.month}月{on.day}日付の通知）はもう効力を持っています。工程を戻しても決定は"
            "取り消されず、一つの案件で決定は二度できません。進んだ流れを残してください。決定を改めるには、この先の工程（決定のあとの"
            "聴聞や措置の終わり）を使うか、登録簿の地位を理由を付けて訂正します。",
            why_en=f"The decision of this case (notice of {on.isoformat()}) has taken effect. Going back would not take it "
            "back, and a case does not decide twice. Keep the way taken. To change the decision, use the steps that "
            "come after it (a hearing, the end of the measure), or correct the status in the register with a reason.",
        )
    if RESTORE in effects and CHANGE not in effects:
        raise CannotGoBack(
            why_ja="措置の終わりは、もう登録簿に記録されています。工程を戻しても、もう一度は記録されません。進んだ流れを残し、"
            "必要なら登録簿の地位を理由を付けて訂正してください。",
            why_en="The end of the measure is in the register already, and would not be entered again. Keep the way "
            "taken, and correct the status in the register with a reason if it is needed.",
        )


def _refuse_sent(unit: Unit, case_id: str, after: int) -> None:
    """A letter that was there before and has gone out since: the way would end where it is to be sent once more."""
    for letter_id in sorted(letters.behind(unit, case_id, after).only_dispatched):
        ja, en = letters.title_of(unit, letter_id)
        raise CannotGoBack(
            why_ja=f"文書「{ja}」は、この工程より前に作られ、もう発信されています。進んだ流れを残し、必要なら訂正の通知を出してください。",
            why_en=f"The letter “{en}” was made before this step and has gone out. Keep the way taken, and send a notice of correction if it is needed.",
        )
