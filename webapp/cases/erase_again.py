"""What was erased stays erased when an older state of the database comes back: the list of erasures, and carrying it out.

A list is written by one installation and read by the same one: it is sealed with its key, so that nobody erases a case by
writing a file. Two people decided on each of its cases already. Must not know where lists are kept.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any, Final

from webapp.cases.desk import Desk
from webapp.cases.erasable import kept_days
from webapp.crypto.keys import Keyring
from webapp.model.actor import SYSTEM
from webapp.model.clock import local_date
from webapp.model.refusals import BackupRefused
from webapp.store import audit, cases, erasing, erasures
from webapp.store.erasures import ERASES, ErasureRow
from webapp.store.obstacles import Ended, ended

FORMAT: Final = 1
_SEALED: Final = "list of erasures"


def list_of_erasures(desk: Desk) -> bytes:
    """Every erasure so far, with the end of its case, as a file to be kept beside the backups. It holds ids, days, and the
    reasons that stay."""
    with desk.store.read() as unit:
        entries = [_entry(row, number, ended(unit, row.case_id)) for number, row in erasures.all_erased(unit)]
    body = _plain({"format": FORMAT, "erasures": entries})
    return _plain({"list": body, "seal": desk.keys.mac(_SEALED, body.encode())}).encode()


def erase_again(desk: Desk, listed: bytes, now: datetime) -> int:
    """How many cases were erased that an older state had brought back; those that it never knew, or that are erased, are
    left out. Raises BackupRefused for a file that is no list of this installation."""
    return sum(_again(desk, entry, now) for entry in _read(desk.keys, listed))


def _again(desk: Desk, entry: Mapping[str, Any], now: datetime) -> bool:
    row = _row(entry)
    with desk.store.write() as unit:
        held = cases.hold_case(unit, row.case_id, local_date(now))
        if held is None or held.case.erased_at is not None:
            return False
        if (asked := erasures.open_request(unit, row.case_id)) is not None:
            erasures.forget_request(unit, asked.id)
        erasures.insert_erased(unit, row)
        # An older state may know the case as open.
        erasing.end(unit, row.case_id, Ended(entry["end_event"], datetime.fromisoformat(entry["ended_at"])))
        days = kept_days(desk.bundle(held.case.version_id))
        erasing.erase(unit, row.case_id, days, SYSTEM.id, row.answered_at or now)
        detail = {"erasure": row.id, "ground": row.ground, "again": True, "revision": held.case.revision + 1}
        audit.append_after(unit, desk.keys, held.head, audit.case_chain(row.case_id), now, SYSTEM.id, ERASES, detail)
    return True


def _entry(row: ErasureRow, number: str, how: Ended | None) -> dict[str, Any]:
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(row).items()}
    end = {"end_event": how.end_event, "ended_at": how.at.isoformat()} if how else {}
    return {**told, **end, "number": number}


def _row(entry: Mapping[str, Any]) -> ErasureRow:
    told = {field.name: entry[field.name] for field in fields(ErasureRow)}
    due_on = None if told["due_on"] is None else date.fromisoformat(told["due_on"])
    instants = {name: datetime.fromisoformat(told[name]) for name in ("asked_at", "answered_at")}
    return ErasureRow(**{**told, **instants, "due_on": due_on})


def _read(keys: Keyring, listed: bytes) -> list[dict[str, Any]]:
    try:
        told = json.loads(listed)
        body, seal = str(told["list"]), str(told["seal"])
    except (ValueError, KeyError, TypeError):
        body, seal = "", ""
    if not hmac.compare_digest(keys.mac(_SEALED, body.encode()).encode(), seal.encode()):
        raise BackupRefused(
            why_ja="消去の一覧が読めないか、この設置の鍵で記されたものではありません。「nintei erased」で書いた一覧を置いてください。",
            why_en="The list of erasures cannot be read, or was not sealed with the key of this installation. Put one there "
            "that `nintei erased` has written.",
        )
    found = json.loads(body)
    erased: list[dict[str, Any]] = found["erasures"]
    return erased


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
