"""The times in which an operator may not apply (TPDMS-2210 3.2). Whatever counts their days is asked elsewhere: here
they are kept, with the citations of whoever counted. Must not know any rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from handlers.determination import Determination
from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.bundle import Condition, Field, Form
from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.registers.add_record import WRITERS
from webapp.registers.chain import record, tell
from webapp.registers.correct_record import find, rewrite
from webapp.registers.fields import REASON, options
from webapp.registers.identity import group_of
from webapp.registers.reading import read_values
from webapp.store import records, registers
from webapp.store.records import BarRow
from webapp.store.unit import Store, Unit

AFTER_INCIDENT: Final = "3.2.3"
AFTER_REVOCATION: Final = "3.2.2b"
AFTER_LAPSE: Final = "3.2.1c"
ENDED: Final = "RESTORED"
"""Why a bar ended before its day: the measure that brought it is over."""
RULE: Final = "periods.bar"
"""The rule that counts a bar; who enters one by hand asks it first."""

GROUNDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "3.2.1a": Text("3.2.1 a) 付与適格性を有しない旨の決定", "3.2.1 a) Decision that it is not eligible"),
        "3.2.1b": Text("3.2.1 b) 不払いによる審査の打ち切り", "3.2.1 b) Review terminated for non-payment"),
        "3.2.1c": Text("3.2.1 c) 是正の期限の徒過", "3.2.1 c) Corrections not made in time"),
        "3.2.2a": Text("3.2.2 a) 審査の過程で見つかった事項による打ち切り", "3.2.2 a) Terminated for what was found"),
        "3.2.2b": Text("3.2.2 b) 付与の取消し", "3.2.2 b) Revocation of the grant"),
        "3.2.2c": Text("3.2.2 c) 付与契約の解除", "3.2.2 c) Termination of the grant contract"),
        "3.2.3": Text("3.2.3 事故等による申請不可", "3.2.3 Bar decided after an incident"),
    }
)

FORM: Final = Form(
    "bar",
    Text("申請不可期間", "Bar on applying"),
    Text(
        "末日は規則が数えます。事由とその日を入れてください。",
        "The rule counts the last day. Enter the ground and its day.",
    ),
    (
        Field(
            "ground",
            "choice",
            Text("申請不可の事由", "Ground of the bar"),
            required=True,
            options=options(*((name, words.ja, words.en) for name, words in GROUNDS.items())),
        ),
        Field(
            "event_date",
            "date",
            Text("事由の生じた日", "Day of the event"),
            Text(
                "3.2.1 c)は是正の期限の最後の日、3.2.3は通告した日",
                "3.2.1 c): the last day for correction; 3.2.3: the day of the notice",
            ),
            required=True,
            not_after_today=True,
        ),
        Field(
            "level",
            "integer",
            Text("欠格レベル", "Level"),
            Text("8〜10", "8 to 10"),
            required=True,
            minimum=8,
            maximum=10,
            when=Condition("ground", (AFTER_INCIDENT,)),
        ),
        Field(
            "months",
            "integer",
            Text("月数", "Months"),
            Text("欠格レベル8・9のとき", "At levels 8 and 9"),
            minimum=1,
            when=Condition("ground", (AFTER_INCIDENT,)),
        ),
        Field(
            "evidence",
            "text",
            Text("根拠となる文書", "Document that shows it"),
            Text("決定書・通知書などの名称と日付", "Name and date of the decision or notice"),
            required=True,
        ),
    ),
)
CORRECTION: Final = Form(FORM.id, FORM.title, FORM.guidance, (*FORM.fields, REASON))


@dataclass(frozen=True, slots=True)
class EnterBar:
    """`typed`: as FORM asks; `counted`: the answer of RULE to `inputs_for` of it."""

    operator_id: str
    typed: Mapping[str, Any]
    counted: Determination


@dataclass(frozen=True, slots=True)
class CorrectBar:
    """As EnterBar, with the reason in `typed` and the revision that was seen."""

    operator_id: str
    bar_id: str
    revision: int
    typed: Mapping[str, Any]
    counted: Determination


def inputs_for(typed: Mapping[str, Any], form: Form, today: date) -> dict[str, Any]:
    """What RULE is to be asked. Raises InvalidAnswers."""
    values = read_values(form, typed, today)
    asked = {name: values[name] for name in ("ground", "event_date", "level", "months")}
    return {name: str(value) if name == "event_date" else value for name, value in asked.items() if value is not None}


def enter_bar(store: Store, keys: Keyring, actor: Actor, command: EnterBar, now: datetime) -> str:
    """Answers the id of the bar. Raises NotAllowed, NotFound, InvalidAnswers."""
    require(actor, *WRITERS)
    values = _counted(read_values(FORM, command.typed, local_date(now)), command.counted)
    with store.write() as unit:
        if registers.operator(unit, command.operator_id) is None:
            raise NotFound
        row = {"operator_id": command.operator_id, "service_id": None, "status_id": None, **values}
        bar_id = records.insert_record(unit, "bar", row, now)
        tell(unit, actor, now, command.operator_id, "bar", bar_id, "added")
        record(unit, keys, actor, "enter_bar", now, operator=command.operator_id, record=bar_id)
    return bar_id


def correct_bar(store: Store, keys: Keyring, actor: Actor, command: CorrectBar, now: datetime) -> bool:
    """Answers whether anything changed. Raises NotAllowed, NotFound, InvalidAnswers, StaleRevision. What a measure
    brought is corrected with its status."""
    require(actor, *WRITERS)
    read = read_values(CORRECTION, command.typed, local_date(now))
    reason = read.pop("reason")
    with store.write() as unit:
        found = find(unit, "bar", command.operator_id, command.bar_id)
        if found.values["status_id"] is not None:
            raise NotFound
        values = _counted(read, command.counted)
        return rewrite(unit, keys, actor, now, "bar", "bar", found, command.revision, values, reason)


@dataclass(frozen=True, slots=True)
class BarOfMeasure:
    """The bar that a notified measure brings: it holds from the day of the notice to the last day of the status."""

    operator_id: str
    service_id: str
    status_id: str
    ground: str
    first_day: date
    last_day: date
    because: list[Any]
    cites: list[Any]


def enter_bar_of_measure(unit: Unit, actor: Actor, now: datetime, bar: BarOfMeasure) -> str:
    row = {name: getattr(bar, name) for name in BarOfMeasure.__slots__}
    not_said = {"event_date": bar.first_day, "level": None, "months": None, "evidence": ""}
    bar_id = records.insert_record(unit, "bar", row | not_said, now)
    tell(unit, actor, now, bar.operator_id, "bar", bar_id, "added")
    return bar_id


def end_bar_of_measure(
    unit: Unit, actor: Actor, now: datetime, operator_id: str, status_id: str, last_day: date
) -> None:
    """The bar that came with a measure ends with this day, where it does not end sooner; one that would end before it
    begins is struck."""
    found = records.bar_of_status(unit, status_id)
    if found is None or found.values["last_day"] <= last_day:
        return
    if last_day < found.values["first_day"]:
        records.strike_bar_of(unit, status_id)
        tell(unit, actor, now, operator_id, "bar", found.id, "struck", reason=ENDED)
        return
    records.update_record(unit, "bar", found.id, found.revision, {"last_day": last_day})
    changes = {"last_day": [found.values["last_day"].isoformat(), last_day.isoformat()]}
    tell(unit, actor, now, operator_id, "bar", found.id, "corrected", changes, ENDED)


def bars_on(unit: Unit, operator_id: str, day: date) -> tuple[BarRow, ...]:
    """The bars that hold on a day for an operator or for one deemed identical with it, the one ending last first."""
    group = group_of(unit, operator_id, day)
    return tuple(bar for bar in records.bars_of(unit, group) if bar.first_day <= day <= bar.last_day)


def _counted(values: dict[str, Any], counted: Determination) -> dict[str, Any]:
    answer, plain = counted.value, counted.as_json()
    event = values["event_date"]
    last = date.fromisoformat(answer["last_day_barred"])
    # The bar of 3.2.1 c) begins when the time for correction is over; every other on the day of its event.
    first = event + timedelta(days=1) if values["ground"] == AFTER_LAPSE else event
    if last < first:
        raise InvalidAnswers(
            {"event_date": Text("末日が始まりの日より前になります。", "It would end before it begins.")}
        )
    return {**values, "first_day": first, "last_day": last, "because": plain["because"], "cites": plain["cites"]}
