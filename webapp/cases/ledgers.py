"""The deadlines of a case, each with its ledger: those of its tasks, and the periods that rules have counted in it.

A task's ledger begins with the length that its diagram gives, from its opening; what people did to it are rows. A
period stands in the determination that counted it: its ledger repeats what that says and counts nothing again. Holds
of ours do not move such a period.

Must not know how a ledger is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal, Protocol

from webapp.cases.extend_deadline import last_day_of
from webapp.engine.durations import due_at, parse_duration
from webapp.model.bundle import Bundle
from webapp.model.clock import local_date
from webapp.model.deadline import Calendar, Entry, Kind, Sum, add_up
from webapp.model.deadline import Unit as Length
from webapp.model.text import Text
from webapp.store.deadlines import HoldRow, NewExtension
from webapp.store.reads.case import TaskOf


class Counted(Protocol):
    """A rule's answer as it is stored."""

    @property
    def step(self) -> str: ...
    @property
    def handler(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def because(self) -> list[Any]: ...
    @property
    def cites(self) -> list[Any]: ...
    @property
    def inputs(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Deadline:
    """`kind`: of a task (`task_id`), or a period of the law. `name`: what ends; for a task None, its step says it."""

    kind: Literal["task", "period"]
    step: str
    name: Text | None
    sum: Sum
    task_id: str | None = None

    @property
    def open(self) -> bool:
        return self.sum.closed is None


@dataclass(frozen=True, slots=True)
class Period:
    """A period that a rule has counted: its name, its start, how it was put off, and its end where the rule has seen it."""

    name: Text
    start: Entry
    end: Entry | None = None
    extension: Entry | None = None

    @property
    def sum(self) -> Sum:
        return add_up(entry for entry in (self.start, self.extension, self.end) if entry is not None)


def ledgers(
    bundle: Bundle,
    tasks: Iterable[TaskOf],
    counted: Iterable[Counted],
    holds: Sequence[HoldRow],
    extensions: Sequence[NewExtension],
) -> tuple[Deadline, ...]:
    """Every deadline of a case: the open ones of tasks first, then the periods, then what is over."""
    found = [*_of_tasks(bundle, tasks, holds, extensions), *_of_rules(counted)]
    return tuple(sorted(found, key=lambda deadline: (not deadline.open, deadline.kind == "period", deadline.sum.last)))


def _of_tasks(
    bundle: Bundle, tasks: Iterable[TaskOf], holds: Sequence[HoldRow], extensions: Sequence[NewExtension]
) -> Iterator[Deadline]:
    for task in tasks:
        step = bundle.steps.get(task.step)
        if step is None or step.due is None or task.laid_aside_by is not None:
            continue
        entries = [
            start_of(task, step.due),
            *(entry for hold in holds if _concerns(hold, task) for entry in entries_of_hold(hold, extensions)),
            *(entry_of_extension(one) for one in extensions if one.task_id == task.id),
        ]
        if task.closed_at is not None:
            closed = max([local_date(task.closed_at), *(entry.on for entry in entries)])
            entries.append(Entry(_end_of(task), closed, Text(""), who=task.closed_by))
        yield Deadline("task", task.step, None, add_up(entries), task.id)


def start_of(task: TaskOf, length: str) -> Entry:
    """The start of a task's deadline, as the engine reads the length in the diagram."""
    duration = parse_duration(length)
    amount, unit = _amount(duration.months, duration.days) if duration.whole_days else (None, "days")
    return Entry(
        "start",
        local_date(task.opened_at),
        Text("図の定める長さ", "The length that the diagram gives"),
        amount,
        unit,
        until=last_day_of(due_at(task.opened_at, duration)),
        source=task.step,
    )


def _amount(months: int, days: int) -> tuple[int | None, Length]:
    if months and days:
        return None, "days"
    return (months, "months") if months else (days, "days")


def entries_of_hold(hold: HoldRow, extensions: Sequence[NewExtension] = ()) -> Iterator[Entry]:
    """A hold in a ledger: the pause, and its end once there is one, after the `extensions` that were made under it."""
    yield Entry("pause", hold.held_on, Text(hold.ground), who=hold.held_by, order=2 * hold.seq)
    if hold.resumed_on is not None and hold.resumed_at is not None:
        under = [one.seq for one in extensions if one.seq > hold.seq and one.at < hold.resumed_at]
        yield Entry(
            "resume",
            max(hold.resumed_on, hold.held_on),
            Text(hold.resume_ground or ""),
            (hold.resumed_on - hold.held_on).days,
            who=hold.resumed_by,
            order=2 * max([hold.seq, *under]) + 1,
        )


def entry_of_extension(one: NewExtension) -> Entry:
    """An extension in a ledger, as it was asked for; the days that it came to stay, whatever its calendar says later."""
    amount = one.days if one.amount is None else one.amount
    ground, order = Text(one.ground), 2 * one.seq
    return Entry("extension", one.on, ground, amount, one.unit, one.calendar, came_to=one.days, who=one.by, order=order)


def _concerns(hold: HoldRow, task: TaskOf) -> bool:
    """Nothing is closed in a held case: what was closed in the moment of the hold was closed before it."""
    return task.opened_at <= hold.held_at and (task.closed_at is None or hold.held_at < task.closed_at)


def _end_of(task: TaskOf) -> Kind:
    if task.state == "withdrawn":
        return "withdrawn"
    late = task.due_at is not None and task.closed_at is not None and task.closed_at > task.due_at
    return "missed" if late else "met"


def _of_rules(counted: Iterable[Counted]) -> Iterator[Deadline]:
    """The latest of each period: a rule that is asked again about the same days says the same."""
    found: dict[tuple[str, date], Deadline] = {}
    for answer in counted:
        for period in periods_in(answer):
            found[period.name.ja, period.start.on] = Deadline("period", answer.step, period.name, period.sum)
    yield from found.values()


def periods_in(answer: Counted) -> Iterator[Period]:
    """The periods that a rule's answer counts; none for a rule that counts none."""
    read = PERIODS.get(answer.handler)
    if read is not None and isinstance(answer.value, Mapping):
        yield from read(answer)


def _start(
    answer: Counted,
    event: str,
    until: str,
    amount: int | None,
    unit: Length,
    calendar: Calendar = "all days",
    *,
    counts_first: bool = False,
) -> Entry:
    reason = next(iter(answer.because), {"ja": "", "en": ""})
    return Entry(
        "start",
        date.fromisoformat(str(answer.inputs[event])),
        Text(str(reason["ja"]), str(reason["en"])),
        amount,
        unit,
        calendar,
        counts_first,
        date.fromisoformat(str(answer.value[until])),
        "、".join(str(cited["clause"]) for cited in answer.cites),
        provisional=bool(answer.value.get("provisional", False)),
    )


def _fact(answer: Counted, name: str) -> Any:
    """What the reasons name as a fact, the last that does."""
    return next((said["facts"][name] for said in reversed(answer.because) if name in said.get("facts", {})), None)


def _suspension(answer: Counted) -> Iterator[Period]:
    start = _start(answer, "notice_date", "last_day", answer.inputs["months"], "months", counts_first=True)
    yield Period(Text("一時停止等の期間", "Period of the suspension"), start)


def _bar(answer: Counted) -> Iterator[Period]:
    counted = all(_fact(answer, name) is None for name in ("first_counted_day", "note3", "lapse"))
    start = _start(answer, "event_date", "last_day_barred", _fact(answer, "months"), "months", counts_first=counted)
    yield Period(Text("申請不可期間", "Bar on applying"), start)


def _hearing_request(answer: Counted) -> Iterator[Period]:
    days = _fact(answer, "hearing_request_days")
    start = _start(answer, "notice_date", "last_day", days, "days", "office")
    yield Period(Text("決定の後に聴聞を求める期限", "Time to ask for a hearing after the decision"), start)


def _correction(answer: Counted) -> Iterator[Period]:
    calendar: Calendar = "office" if answer.inputs["calendar"] == "office" else "civil"
    start = _start(answer, "dispatched_on", "last_day", 6, "months", calendar)
    yield Period(Text("是正の期限", "Last day for correction"), start)


FINAL: Final = Text("確報の期限", "Final report due")
PRELIMINARY: Final = Text("速報の目安", "Preliminary report expected")


def _breach_report(answer: Counted) -> Iterator[Period]:
    days = answer.inputs["days"]
    yield Period(FINAL, _start(answer, "known_on", "due", days, "days", "breach", counts_first=True))
    yield Period(PRELIMINARY, _preliminary(answer, "preliminary_alarm"))


def _reports(answer: Counted) -> Iterator[Period]:
    days = answer.inputs["days"]
    final = _start(answer, "known_on", "final_due", days, "days", "breach", counts_first=True)
    yield Period(FINAL, final, _received(answer, "final", "final_on"))
    # A final report is a preliminary one too.
    came = _received(answer, "preliminary", "preliminary_on") or _received(answer, "preliminary", "final_on")
    yield Period(PRELIMINARY, _preliminary(answer, "preliminary_due"), came)


def _preliminary(answer: Counted, until: str) -> Entry:
    start = _start(answer, "known_on", until, None, "days", counts_first=True)
    assert start.until is not None
    # Nothing but the day of knowing and this day make it; it never rests on a holiday.
    return replace(start, amount=(start.until - start.on).days + 1, provisional=False)


def _received(answer: Counted, report: str, day: str) -> Entry | None:
    state, came = answer.value.get(report), answer.inputs.get(day)
    if came is None or state not in ("in_time", "late"):
        return None
    return Entry("met" if state == "in_time" else "missed", date.fromisoformat(str(came)), Text(""))


ANSWER: Final = Text("監督機関への提出期限", "Answer to the regulator due")


def _regulator(answer: Counted) -> Iterator[Period]:
    """What the regulator has set, or put off, and what was sent to it. The day is fixed, or our own target."""
    start = _start(answer, "received_on", "first_due_on", None, "days")
    put_off, sent = answer.value.get("extended_on"), answer.value.get("sent_on")
    extension = end = None
    if put_off is not None:
        until = date.fromisoformat(str(answer.value["due_on"]))
        extension = Entry(
            "extension",
            date.fromisoformat(str(put_off)),
            Text("監督機関による延長", "Put off by the regulator"),
            until=until,
        )
    if sent is not None:
        on = max(date.fromisoformat(str(sent)), start.on if extension is None else extension.on)
        end = Entry("missed" if answer.value["days_late"] else "met", on, Text(""))
    yield Period(ANSWER, start, end, extension)


PERIODS: Final[Mapping[str, Callable[[Counted], Iterator[Period]]]] = MappingProxyType(
    {
        "periods.suspension": _suspension,
        "periods.bar": _bar,
        "periods.hearing_request": _hearing_request,
        "periods.correction": _correction,
        "periods.breach_report": _breach_report,
        "incident.reports": _reports,
        "regulator.order": _regulator,
        "regulator.answer": _regulator,
    }
)
"""What a rule's stored answer says about periods, by the name of the rule."""
