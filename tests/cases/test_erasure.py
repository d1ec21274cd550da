"""Erasing a case: by two people, not before its time without a legal reason, never while something is at work; and whole."""

from __future__ import annotations

import os
import signal
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from casework import House, at_once
from erasing import CANARY, REASON, count, ended_case, erase, erased_at, found_in
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from webapp.cases import failpoint
from webapp.cases.answer_erasure import DeclineErasure, EraseCase, decline_erasure, erase_case
from webapp.cases.ask_erasure import AskErasure, ask_erasure
from webapp.cases.attach_file import AttachFile, attach_file
from webapp.cases.desk import Desk
from webapp.cases.finish_erasures import finish_erasures
from webapp.cases.hold_case import HoldCase, hold_case
from webapp.model.refusals import CannotErase, CaseErased, InvalidAnswers, NotAllowed, NotFound, OwnErasure, Refusal
from webapp.store import erasures
from webapp.store.rows.base import Base
from webapp.store.unit import Store
from webapp.store.verify import verify


def _bytes(store: Store) -> bytes:
    path = Path(str(store.engine.url.database))
    return b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))


def test_nothing_of_it_is_left(any_house: House, tmp_path: Path) -> None:
    """Given a word in everything that a person could write, when the case is erased, no table holds it."""
    house = any_house
    case_id = ended_case(house, tmp_path)
    before = found_in(house.store, CANARY)
    assert {"answers", "letters", "letter_sheets", "history", "file_parts", "files", "case_files"} <= before.keys()
    assert {"outbox", "posted", "holds", "recusals", "cases", "material_requests", "sessions"} <= before.keys()
    assert {"answer_corrections", "answered", "case_notes", "service_notes"} <= before.keys()
    assert "audit" not in before  # ids, names of fields and keyed hashes alone
    erase(house, case_id)
    assert found_in(house.store, CANARY) == {}
    for table in ("letter_papers", "letter_events", "letters", "file_parts", "files", "case_states", "history"):
        assert count(house.store, table) == 0
    assert finish_erasures(house.desk, house.now) == 1
    assert finish_erasures(house.desk, house.now) == 0
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []


def test_the_files_of_the_database_hold_nothing_of_it(house: House, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path)
    assert CANARY.encode() in _bytes(house.store)
    erase(house, case_id)
    assert finish_erasures(house.desk, house.now) == 1
    assert CANARY.encode() not in _bytes(house.store)
