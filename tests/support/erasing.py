"""An ended case that is full of one word, erasing it, and looking for the word everywhere."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from casework import House
from correcting import correct, variant
from papers import PDF
from sqlalchemy import func, insert, select

from webapp.cases.answer_erasure import EraseCase, erase_case
from webapp.cases.ask_erasure import AskErasure, ask_erasure
from webapp.cases.attach_file import AttachFile, attach_file
from webapp.cases.hold_case import HoldCase, hold_case
from webapp.cases.recuse import Recuse, recuse
from webapp.cases.request_material import AnswerRequest, answer_request
from webapp.cases.resume_case import ResumeCase, resume_case
from webapp.cases.save_typed import SaveTyped, save_typed
from webapp.people.sessions import create_session
from webapp.post.room import deliver
from webapp.store import requests
from webapp.store.answered import Kept, keep
from webapp.store.rows.base import Base
from webapp.store.rows.case import Case
from webapp.store.rows.links import CaseNote, ServiceNote
from webapp.store.unit import Store
from webapp.worker.loop import run_due

CANARY = "KANARIA4711"
REASON = "本人の請求による"
TOLD = (
    ("value='\"引受番号 1\"'", f"value='\"{CANARY}\"'"),
    ("value='approve.on' />\n          </", "value='approve.on' />\n          <spiffworkflow:parameter id=\"addressee\" type=\"any\" value='write.summary' />\n          </"),
    ("value='\"終わりました\"'", "value='write.summary'"),
)  # fmt: skip
"""The review, whose letter and notice tell what was answered."""


def ended_case(house: House, tmp_path: Path, measure: str = "CAUTION_LETTER", **approval: str) -> str:
    """A case that has ended, with the word in everything that a person can write or upload."""
    variant(house, tmp_path, *TOLD)
    people, desk, now = house.people, house.desk, house.now
    case_id = house.open(title=f"{CANARY}の件").case_id
    hold_case(desk, people.sasaki, HoldCase(case_id, CANARY), now)
    resume_case(desk, people.sasaki, ResumeCase(case_id, CANARY), now)
    house.complete(case_id, "write", people.sato, summary=CANARY, urgent="no")
    house.judge(case_id)
    save_typed(desk, people.kato, SaveTyped(house.task(case_id, "approve").id, {"result": CANARY}), now)
    attach_file(desk, people.kato, AttachFile(case_id, CANARY, io.BytesIO(PDF + CANARY.encode()), f"{CANARY}.pdf"), now)
    correct(house, case_id, "write", people.sato, {"summary": f"{CANARY}です"}, CANARY)
    recuse(desk, people.sasaki, Recuse(case_id, people.tanaka.id, CANARY), now)
    house.approve(case_id, measure, **approval)
    with house.store.write() as unit:
        request = requests.insert_request(unit, case_id, people.nakamura.id, "committee", CANARY, now)
    answer_request(desk, people.sasaki, AnswerRequest(case_id, request, CANARY), now)
    create_session(
        house.store, people.kato.id, now, f'{{"kept":{{"where":"/cases/{case_id}/hold","x":"{CANARY}"}}}}'.encode()
    )
    with house.store.write() as unit:
        keep(unit, people.sato.id, "key", Kept("x", False, {"case": case_id, "title": CANARY}), now, now)
        told = {"from_id": case_id, "ja": CANARY, "en": CANARY, "at": now}
        unit.execute(insert(CaseNote), {"key": "c", "case_id": case_id, **told})
        unit.execute(insert(ServiceNote), {"key": "s", "service_id": house.service_id, **told})
    while run_due(desk, deliver, now):
        pass
    assert house.case(case_id).state == "ended"
    return case_id


def erase(house: House, case_id: str, ground: str = "order") -> None:
    """Asked for by the manager, approved by the decider."""
    asked = ask_erasure(house.desk, house.people.sasaki, AskErasure(case_id, ground, REASON), house.now)
    erase_case(house.desk, house.people.kato, EraseCase(case_id, asked), house.now)


def found_in(store: Store, word: str) -> dict[str, int]:
    """Table -> rows of it with the word in any column."""
    found = {}
    with store.read() as unit:
        for table in Base.metadata.sorted_tables:
            rows = unit.execute(select(*(column.label(f"c{n}") for n, column in enumerate(table.columns))))
            if hits := sum(_said(word, row) for row in rows):
                found[table.name] = hits
    return found


def _said(word: str, row: Iterable[object]) -> bool:
    return any(word in (one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one)) for one in row)


def count(store: Store, table: str) -> int:
    with store.read() as unit:
        return int(unit.execute(select(func.count()).select_from(Base.metadata.tables[table])).scalar_one())


def erased_at(house: House, case_id: str) -> object:
    with house.store.read() as unit:
        return unit.execute(select(Case.erased_at).where(Case.id == case_id)).scalar_one()
