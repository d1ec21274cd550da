"""When a case may be erased, and what stands in the way, in words. Must not know who asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from webapp.cases.desk import Desk
from webapp.model.actor import Actor
from webapp.model.bundle import Bundle
from webapp.model.clock import local_date
from webapp.model.dates import day_en, day_ja
from webapp.model.may import reach
from webapp.model.refusals import CannotErase, NotFound
from webapp.model.retention import DUE, NEVER_DUE, Retention
from webapp.model.text import Text
from webapp.store import cases, design
from webapp.store.cases import CaseRow
from webapp.store.obstacles import Ended, Obstacles, ended, obstacles
from webapp.store.reads.visible import hidden
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Erasable:
    """A case with its time. `due_on`: the first day after it, None where its process names none; `hindrances`: why it
    cannot be erased now, whatever the ground; `early`: why its time is no ground yet, None where it is. `untold`: it cannot
    be erased because of a case from which whoever asks keeps away, of which nothing is said to them."""

    ended: Ended | None
    retention: Retention
    due_on: date | None
    hindrances: tuple[Text, ...]
    early: Text | None
    untold: bool = False


def erasable(desk: Desk, unit: Unit, case: CaseRow, actor: Actor, today: date) -> Erasable:
    """How the case stands today (Tokyo), for a person."""
    how = ended(unit, case.id)
    if how is None:
        return Erasable(None, NEVER_DUE, None, (NOT_ENDED,), NOT_ENDED)
    kept = retention_for(desk, unit, case.process, case.version_id)
    due_on = kept.due_on(how.end_event, local_date(how.at))
    found = obstacles(unit, case.id, today)
    secret = hidden(unit, reach(actor))
    linked = [number for case_id, number in found.linked.items() if case_id not in secret]
    hindrances = tuple(_hindrances(found, linked))
    return Erasable(how, kept, due_on, hindrances, _early(due_on, today), len(linked) < len(found.linked))


def erasable_case(desk: Desk, unit: Unit, case_id: str, actor: Actor, today: date) -> Erasable:
    """The same by its id. Raises NotFound."""
    case = cases.case(unit, case_id)
    if case is None:
        raise NotFound
    return erasable(desk, unit, case, actor, today)


def retention_for(desk: Desk, unit: Unit, process: str, version_id: str) -> Retention:
    """What the version says by which the case was conducted; where it says nothing (it went live before a process had
    to), what the live one does."""
    own = desk.bundle(version_id).retention
    if own.period is not None:
        return own
    live = design.live_version(unit, process)
    return NEVER_DUE if live is None else desk.bundle(live.id).retention


def kept_days(bundle: Bundle) -> tuple[str, ...]:
    """The days of the start form by which other cases of the operator count this one: they are dates and nothing else,
    and a later incident is judged by them (TPDMS-2210 4.2 b))."""
    return bundle.earlier.days


def refuse_unerasable(found: Erasable, ground: str) -> None:
    """Raises CannotErase, which says why and what to do."""
    why = next(iter(found.hindrances), None) or (found.early if ground == DUE else None)
    why = why or (UNTOLD if found.untold else None)
    if why is not None:
        raise CannotErase(why_ja=why.ja, why_en=why.en)


NOT_ENDED = Text(
    "この案件は終わっていません。消去できるのは、終わった案件だけです。",
    "The case has not ended. Only a case that has ended can be erased.",
)


UNTOLD = Text(
    "この案件は、いまは消去できません。別の業務管理者に任せてください。",
    "This case cannot be erased now. Leave it to another manager.",
)


def _early(due_on: date | None, today: date) -> Text | None:
    if due_on is None:
        return Text(
            "このプロセスは保存期間を定めていません。満了を理由には消去できません。",
            "The process sets no time for which its cases are kept, so its lapse is no ground.",
        )
    if today < due_on:
        return Text(
            f"保存期間の満了前です。{day_ja(due_on)}から消去できます。それより前に消去するには、法律上の理由が要ります。",
            f"Its time is not over: it can be erased from {day_en(due_on)} on. Before that it takes a legal reason.",
        )
    return None


def _hindrances(found: Obstacles, linked: Sequence[str]) -> Iterator[Text]:
    if linked:
        ja, en = "、".join(linked), ", ".join(linked)
        yield Text(
            f"同じ事故等の案件が終わっていません（{ja}）。すべてが終わってから消去してください。",
            f"Other cases of the same incident are open ({en}). Erase it once all of them have ended.",
        )
    if found.measure:
        last = found.measure_until
        yield Text(
            "この案件の措置が続いています"
            + (f"（末日：{day_ja(last)}）" if last else "")
            + "。終わってから消去してください。",
            "A measure of this case is still running"
            + (f" (last day: {day_en(last)})" if last else "")
            + ". Erase it once that is over.",
        )
    if found.barred_until is not None:
        yield Text(
            f"この案件の措置に伴う、申請を受けない期間が続いています（末日：{day_ja(found.barred_until)}）。終わってから消去してください。",
            f"A bar that came with its measure is still running (last day: {day_en(found.barred_until)}). Erase it once "
            "that is over.",
        )
    if found.published:
        yield Text(
            "この案件の措置は公表中です。登録簿で公表をやめるか、公表が終わってから消去してください。",
            "The measure of this case is being published. Withdraw it in the register, or wait until it is over.",
        )
    if found.correction or found.letter_correction:
        yield Text(
            "済んでいない訂正があります。回答の訂正は確認か判断を、文書の訂正は発信を終えてから消去してください。",
            "A correction is not finished. Confirm or decide that of answers, dispatch that of a letter, and then erase it.",
        )
    if found.handover:
        yield Text(
            "決まっていない資料の提供の求めがあります。承認か却下をしてから消去してください。",
            "A hand-over has been asked for and is not decided. Approve or decline it first.",
        )
    if found.fault:
        yield Text(
            "直っていない障害があります。再試行して直してから消去してください。",
            "A fault is not resolved. Retry it first.",
        )
    if found.undelivered:
        yield Text(
            f"まだ届けていない知らせや文書が{found.undelivered}件あります。届けられてから（ふつうは1分以内）、もう一度操作してください。",
            "Something of it has not been delivered yet"
            f" ({found.undelivered}). Try again once it has, usually within a minute.",
        )
