"""When the organs meet. Must not know what is on the agenda."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from webapp.crypto.keys import Keyring
from webapp.model.actor import ORGANS, Actor
from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers, NotFound, ReasonNeeded
from webapp.model.text import Text
from webapp.people import names
from webapp.people.allowed import require
from webapp.people.chain import record
from webapp.store import meetings
from webapp.store.meetings import MeetingRow
from webapp.store.unit import Store

CALLERS: Final = ("secretariat", "manager", "administrator")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class CallMeeting:
    """`at_time`: as 14:00."""

    organ: str
    held_on: date
    at_time: str
    place: str


@dataclass(frozen=True, slots=True)
class CancelMeeting:
    meeting_id: str
    reason: str


def call_meeting(store: Store, keys: Keyring, actor: Actor, command: CallMeeting, now: datetime) -> str:
    """Answers its id. Raises NotAllowed, InvalidAnswers."""
    require(actor, *CALLERS)
    problems: dict[str, Text] = {}
    if command.organ not in ORGANS:
        problems["organ"] = Text("機関を選んでください。", "Choose an organ.")
    if command.held_on < local_date(now):
        problems["held_on"] = Text("今日以後の日にしてください。", "Choose today or a later day.")
    if not _TIME.fullmatch(command.at_time):
        problems["at_time"] = Text("時刻を「14:00」のように書いてください。", "Write a time such as 14:00.")
    if not names.presentable(command.place):
        problems["place"] = Text("場所を書いてください。", "Write the place.")
    if problems:
        raise InvalidAnswers(problems)
    with store.write() as unit:
        meeting_id = meetings.insert_meeting(
            unit, command.organ, command.held_on, command.at_time, command.place.strip(), actor.id, now
        )
        record(unit, keys, actor, "call_meeting", now, organ=command.organ, meeting=meeting_id)
    return meeting_id


def cancel_meeting(store: Store, keys: Keyring, actor: Actor, command: CancelMeeting, now: datetime) -> None:
    """Raises NotAllowed, ReasonNeeded, NotFound."""
    require(actor, *CALLERS)
    if not command.reason.strip():
        raise ReasonNeeded
    with store.write() as unit:
        if not meetings.cancel(unit, command.meeting_id, command.reason.strip(), actor.id, now):
            raise NotFound
        record(unit, keys, actor, "cancel_meeting", now, meeting=command.meeting_id)


def coming_meetings(store: Store, today: date) -> tuple[MeetingRow, ...]:
    """Those of today and later that are not cancelled, the next one first."""
    with store.read() as unit:
        return meetings.coming(unit, today)
