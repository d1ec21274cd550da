"""Erasing a case: by two people, not before its time without a legal reason, never while something is at work; and whole."""

from __future__ import annotations

import io
import json
import os
import signal
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from casework import House, at_once
from erasing import CANARY, REASON, count, ended_case, erase, erased_at, found_in
from papers import PDF
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DatabaseError

from webapp.cases import failpoint
from webapp.cases.answer_erasure import DeclineErasure, EraseCase, decline_erasure, erase_case
from webapp.cases.ask_erasure import AskErasure, ask_erasure
from webapp.cases.attach_file import AttachFile, attach_file
from webapp.cases.desk import Desk
from webapp.cases.erasable import erasable_case
from webapp.cases.erase_again import erase_again, list_of_erasures
from webapp.cases.falling_due import falling_due
from webapp.cases.finish_erasures import finish_erasures
from webapp.cases.hold_case import HoldCase, hold_case
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.may import Reach
from webapp.model.refusals import (
    BackupRefused,
    CannotErase,
    CaseErased,
    InvalidAnswers,
    NotAllowed,
    NotFound,
    OwnErasure,
    Refusal,
)
from webapp.model.retention import DUE
from webapp.post.room import deliver
from webapp.store import erasures, faults, links, outbox, recusals, registers
from webapp.store.backup import backup, restore
from webapp.store.faults import NewFault
from webapp.store.reads.case import case_page
from webapp.store.rows.audit import AuditRow
from webapp.store.rows.base import Base
from webapp.store.rows.case import Case, DeterminationRow
from webapp.store.rows.corrections import AnswerCorrection
from webapp.store.rows.handovers import Handover
from webapp.store.rows.links import Decision
from webapp.store.rows.registers import Publication, Status
from webapp.store.unit import Store, sqlite_url
from webapp.store.verify import verify
from webapp.worker.loop import run_due

GOES = frozenset(
    {
        "answer_corrections", "answered", "answers", "archive_parts", "case_declarations", "case_files", "case_notes",
        "case_states", "due", "extensions", "faults", "file_parts", "files", "history", "holds", "letter_events",
        "letter_papers", "letter_sheets", "letters", "material_requests", "outbox", "posted", "recomputations", "seats",
        "service_notes", "waiting",
    }
)  # fmt: skip
"""Tables whose rows of a case go."""
CHANGES = frozenset(
    {"cases", "determinations", "evidence", "handovers", "publications", "recusals", "sessions", "tasks"}
)
"""Tables whose rows stay, without what people wrote."""
STAYS = frozenset(
    {"archives", "archive_takings", "audit", "audit_days", "audit_heads", "bars", "case_links", "decisions", "erasures", "statuses"}
)  # fmt: skip
"""Tables with something of a case that stays: ids, days, outcomes, keyed hashes."""
OF_NO_CASE = frozenset(
    {
        "absences", "api_tokens", "applications", "body_changes", "body_files", "body_records", "certificates", "corrections",
        "coverages", "drafts", "identities", "interests", "meetings", "number_series", "officer_declarations", "officers",
        "operators", "partners", "public_reports", "qualifications", "rehearsals", "services", "sign_in_failures",
        "status_proposals", "terms",
        "user_roles", "users", "versions",
    }
)  # fmt: skip


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


def test_the_files_of_an_sqlite_database_hold_nothing_of_it(house: House, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path)
    assert CANARY.encode() in _bytes(house.store)
    erase(house, case_id)
    assert finish_erasures(house.desk, house.now) == 1
    assert CANARY.encode() not in _bytes(house.store)


def test_every_table_is_looked_at() -> None:
    """Whoever adds a table says here whether something of a case stands in it; then `store/erasing.py` reaches it."""
    assert {table.name for table in Base.metadata.sorted_tables} - GOES - CHANGES - STAYS - OF_NO_CASE == set()


def test_what_stays(house: House, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path, "SUSPEND_GRANT", last_day="2026-11-25")
    before = house.case(case_id)
    house.now += timedelta(days=10)
    erase(house, case_id)
    after = house.case(case_id)
    for name in ("number", "process", "version_id", "operator_id", "service_id", "state", "opened_by", "opened_at"):
        assert getattr(after, name) == getattr(before, name)
    assert (after.title, after.performers) == ("", {})
    with house.store.read() as unit:
        kept = unit.execute(select(DeterminationRow.outcome, DeterminationRow.cites, DeterminationRow.inputs)).all()
        assert [(row.outcome, len(row.cites), row.inputs) for row in kept] == [("good", 1, {})]
        assert unit.execute(select(Status.status).where(Status.case_id == case_id)).scalar_one() == "suspended"
        assert unit.execute(select(Decision.measures)).scalar_one() == ["SUSPEND_GRANT"]
        assert {row.verb for row in unit.execute(select(AuditRow.verb).where(AuditRow.chain == f"case:{case_id}"))} >= {
            "open_case", "complete_task", "ask_erasure", "erase_case",
        }  # fmt: skip


def test_it_is_gone_for_verbs_and_for_strangers(house: House, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path)
    erase(house, case_id)
    for who, refusal in (
        (house.people.sasaki, CaseErased),
        (house.people.tanaka, NotFound),
        (house.people.ito, NotFound),
    ):
        with pytest.raises(refusal):
            hold_case(house.desk, who, HoldCase(case_id, "x"), house.now)
    with pytest.raises(CaseErased):
        ask(house, case_id)


def test_one_person_alone_erases_nothing(house: House, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path)
    with pytest.raises(NotAllowed):
        ask(house, case_id, who=house.people.kato)
    with pytest.raises(NotFound):
        ask(house, case_id, who=house.people.tanaka)
    asked = ask(house, case_id)
    with pytest.raises(OwnErasure):
        erase_case(house.desk, house.people.sasaki, EraseCase(case_id, asked), house.now)
    for who in (house.people.sato, house.people.matsumoto):
        with pytest.raises(NotAllowed):
            erase_case(house.desk, who, EraseCase(case_id, asked), house.now)
    with pytest.raises(DatabaseError, match="erasures_two"), house.store.write() as unit:
        erasures.settle(unit, asked, "erased", "", house.people.sasaki.id, house.now)
    assert erased_at(house, case_id) is None


def test_a_request_is_declined_with_a_reason_and_asked_for_again(house: House, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path)
    asked = ask(house, case_id)
    with pytest.raises(CannotErase, match="already"):
        ask(house, case_id)
    with pytest.raises(InvalidAnswers):
        decline_erasure(house.desk, house.people.kato, DeclineErasure(case_id, asked, " "), house.now)
    decline_erasure(house.desk, house.people.kato, DeclineErasure(case_id, asked, "訴訟が続いている"), house.now)
    with pytest.raises(CannotErase):
        erase_case(house.desk, house.people.kato, EraseCase(case_id, asked), house.now)
    assert {"erasure_asked", "erasure_declined"} <= {line.verb for line in house.history(case_id)}
    assert ask(house, case_id) != asked


@pytest.mark.parametrize(
    "ground, reason, wrong", [("old", "x", {"ground"}), ("order", " ", {"reason"}), ("", "", {"ground", "reason"})]
)
def test_a_request_says_on_which_ground_and_why(
    house: House, tmp_path: Path, ground: str, reason: str, wrong: set[str]
) -> None:
    case_id = ended_case(house, tmp_path)
    with pytest.raises(InvalidAnswers) as refused:
        ask(house, case_id, ground, reason=reason)
    assert refused.value.problems.keys() == wrong


def test_time_alone_is_a_ground_once_it_is_over(house: House, tmp_path: Path) -> None:
    """Six months after 20 November 2026, the day of the end not counted: from 21 May 2027 on."""
    case_id = ended_case(house, tmp_path)
    with pytest.raises(CannotErase, match="sets no time"):
        ask(house, case_id, DUE)
    folder = tmp_path / "review"
    told = '\n[retention]\nperiod = "P6M"\nsource = "x"\nours = true\n'
    (folder / "process.toml").write_text((folder / "process.toml").read_text() + told)
    house.publish(folder)  # the version of the case says nothing, so the live one counts
    house.now += timedelta(days=181)
    with pytest.raises(CannotErase, match="from 21 May 2027"):
        ask(house, case_id, DUE)
    with house.store.read() as unit:
        (falling,) = falling_due(house.desk, unit, Reach(everything=True))
    assert (falling.case.id, falling.due_on, falling.is_due(date(2027, 5, 20))) == (case_id, date(2027, 5, 21), False)
    house.now += timedelta(days=1)
    erase(house, case_id, DUE)
    assert erased_at(house, case_id) == house.now


def test_an_open_case_is_never_erased(house: House) -> None:
    case_id = house.to_approval()
    with pytest.raises(CannotErase, match="has not ended"):
        ask(house, case_id)


@pytest.mark.parametrize("ground", ["order", "request", "needless"])
def test_no_ground_erases_while_a_measure_runs(house: House, tmp_path: Path, ground: str) -> None:
    case_id = ended_case(house, tmp_path, "SUSPEND_GRANT", last_day="2026-12-20")
    with pytest.raises(CannotErase, match="last day: 20 Dec 2026"):
        ask(house, case_id, ground)
    house.now += timedelta(days=30)
    with pytest.raises(CannotErase):
        ask(house, case_id, ground)
    house.now += timedelta(days=1)
    ask(house, case_id, ground)


def test_a_suspension_without_a_last_day_runs_until_another_status_follows(house: House, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path, "SUSPEND_GRANT")
    house.now += timedelta(days=400)
    with pytest.raises(CannotErase, match="still running"):
        ask(house, case_id)
    with house.store.write() as unit:
        later = date(2027, 1, 5)
        registers.insert_status(unit, house.service_id, "grantee", later, None, None, "x", "system", house.now)
    ask(house, case_id)


def test_what_is_at_work_hinders_the_second_person_too(house: House, tmp_path: Path) -> None:
    """A fault that came between the request and the approval."""
    case_id = ended_case(house, tmp_path)
    asked = ask(house, case_id)
    new = NewFault(case_id, None, "delivery", None, "届きません", "not delivered", "test", {"verb": "deliver"})
    with house.store.write() as unit:
        fault = faults.open_fault(unit, new, house.now)
    with pytest.raises(CannotErase, match="fault"):
        erase_case(house.desk, house.people.kato, EraseCase(case_id, asked), house.now)
    with house.store.write() as unit:
        faults.resolve_one(unit, fault, "system", house.now)
    erase_case(house.desk, house.people.kato, EraseCase(case_id, asked), house.now)


def test_each_thing_at_work_is_named(house: House, tmp_path: Path) -> None:
    case_id, open_case = ended_case(house, tmp_path), house.open().case_id
    row: dict[str, Any] = {"case_id": case_id, "by": "x", "at": house.now}
    asked = {
        "used_for": "x",
        "recipient_kind": "x",
        "recipient": "x",
        "basis": "x",
        "reason": "x",
        "parts": [],
        "left_out": [],
    }
    with house.store.write() as unit:
        links.insert_link(unit, case_id, open_case, house.now)
        more = {
            "seq": 99,
            "step": "write",
            "values": {},
            "reason": "x",
            "differs": [],
            "deadlines": [],
            "replayable": True,
        }
        unit.execute(insert(AnswerCorrection), {"id": "c", **row, **more, "standing": "proposed"})
        handover = {"id": "h", "case_id": case_id, "seq": 99, **asked, "checked": {}, "standing": "asked"}
        unit.execute(insert(Handover), {**handover, "asked_by": "x", "asked_at": house.now})
        outbox.post(unit, "k", case_id, "letter", "x", {"case": case_id}, house.now)
    with house.store.read() as unit:
        found = erasable_case(house.desk, unit, case_id, house.people.sasaki, local_date(house.now))
    said = " ".join(text.en for text in found.hindrances)
    assert house.case(open_case).number in said
    assert all(word in said for word in ("correction", "hand-over", "delivered"))
    assert len(found.hindrances) == 4


def test_of_a_linked_case_whoever_keeps_away_from_it_is_told_nothing(house: House, tmp_path: Path) -> None:
    case_id, secret = ended_case(house, tmp_path), house.open().case_id
    asked = ask(house, case_id)
    with house.store.write() as unit:
        links.insert_link(unit, case_id, secret, house.now)
        recusals.insert_recusal(unit, secret, house.people.kato.id, "decided", "x", "x", house.now)
    with house.store.read() as unit:
        found = erasable_case(house.desk, unit, case_id, house.people.kato, local_date(house.now))
    assert (found.hindrances, found.untold) == ((), True)
    with pytest.raises(CannotErase) as refused:
        erase_case(house.desk, house.people.kato, EraseCase(case_id, asked), house.now)
    assert house.case(secret).number not in refused.value.message.en


def test_a_published_measure_is_erased_once_it_is_withdrawn(house: House, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path)
    with house.store.write() as unit:
        decision = unit.execute(select(Decision.id).where(Decision.case_id == case_id)).scalar_one()
        row = {"id": "p", "operator_id": house.operator_id, "service_id": house.service_id, "case_id": case_id}
        words = {"wording": "公表文", "wording_en": "", "reason": CANARY, "withdrawn_because": ""}
        more = {"first_day": date(2026, 11, 20), "revision": 1, "struck": False, "created_at": house.now}
        unit.execute(insert(Publication), {**row, **words, **more, "decision_id": decision})
    with pytest.raises(CannotErase, match="being published"):
        ask(house, case_id)
    with house.store.write() as unit:
        unit.execute(update(Publication).values(withdrawn_on=date(2026, 11, 20)))
    erase(house, case_id)
    with house.store.read() as unit:
        (left,) = unit.execute(select(Publication.wording, Publication.reason)).all()
    assert tuple(left) == ("公表文", "")


def test_nothing_insert_only_goes_without_an_erasure(any_house: House, tmp_path: Path) -> None:
    ended_case(any_house, tmp_path)
    for table in ("letter_papers", "letter_events", "case_files", "file_parts", "files"):
        with pytest.raises(DatabaseError, match=r"insert-only|kept as it is"), any_house.store.write() as unit:
            unit.execute(delete(Base.metadata.tables[table]))


def test_a_case_that_was_emptied_without_a_deed_is_named(house: House, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path)
    with house.store.write() as unit:
        unit.execute(update(Case).where(Case.id == case_id).values(erased_at=house.now))
    with house.store.read() as unit:
        assert [found.kind for found in verify(unit, house.desk.keys)] == ["erased_unknown"]


@pytest.mark.parametrize("point", ["erased", "committed"])
def test_killed_on_the_way_it_is_whole_or_gone_and_finished_later(house: House, tmp_path: Path, point: str) -> None:
    """Files lie in the database: there is no moment between them and the rest. What is left in unused pages is taken out
    by whoever comes next."""
    case_id = ended_case(house, tmp_path)
    asked = ask(house, case_id)
    _killed_at(house, point, EraseCase(case_id, asked))
    if point == "erased":
        assert "file_parts" in found_in(house.store, CANARY)
        assert finish_erasures(house.desk, house.now) == 0
        erase_case(house.desk, house.people.kato, EraseCase(case_id, asked), house.now)
    assert found_in(house.store, CANARY) == {}
    assert finish_erasures(house.desk, house.now) == 1
    assert CANARY.encode() not in _bytes(house.store)
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []


def test_somebody_who_reads_an_sqlite_database_meanwhile_puts_it_off(house: House, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path)
    erase(house, case_id)
    with house.store.read() as unit:
        unit.execute(select(Case.id)).all()
        assert finish_erasures(house.desk, house.now) == 0
    assert finish_erasures(house.desk, house.now) == 1


def test_of_those_who_come_at_once_each_is_before_it_or_after(any_house: House, tmp_path: Path) -> None:
    """Two approve, three attach a file and three read: one erases, and no file is left or comes after."""
    house = any_house
    case_id = ended_case(house, tmp_path)
    command = EraseCase(case_id, ask(house, case_id))

    def one(number: int) -> str:
        try:
            if number < 2:
                erase_case(house.desk, house.people.kato, command, house.now)
                return "erased"
            if number < 5:
                file = AttachFile(case_id, CANARY, io.BytesIO(PDF), "x.pdf")
                attach_file(house.desk, house.people.kato, file, house.now)
                return "attached"
            with house.store.read() as unit:
                page = case_page(unit, Reach(everything=True), case_id, local_date(house.now))
            return "nothing" if page is None else f"whole {len(page.given) > 0}"
        except Refusal as refused:
            return type(refused).__name__

    said = at_once(8, one)
    assert sorted(said[:2]) == ["CaseErased", "erased"]
    assert set(said[2:5]) <= {"attached", "CaseErased"}
    assert set(said[5:]) <= {"nothing", "whole True"}
    assert found_in(house.store, CANARY) == {}
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []


def test_what_was_erased_stays_erased_when_an_older_sqlite_state_comes_back(house: House, tmp_path: Path) -> None:
    """Given backups from before the end of a case and from before its erasure, both are emptied of it again."""
    open_then = house.to_approval()
    backup(house.store, tmp_path / "open.zip")
    house.approve(open_then)
    house.now += timedelta(minutes=1)
    while run_due(house.desk, deliver, house.now):
        pass
    case_id = ended_case(house, tmp_path)
    backup(house.store, tmp_path / "whole.zip")
    for one in (open_then, case_id):
        erase(house, one)
    listed = list_of_erasures(house.desk)
    for name, cases in (("open", [open_then]), ("whole", [open_then, case_id])):
        restore(tmp_path / f"{name}.zip", tmp_path / name)
        desk = house.desk.on_copy(Store(sqlite_url(tmp_path / name)), house.desk.engine, house.desk.paper)
        assert erase_again(desk, listed, house.now) == len(cases)
        assert erase_again(desk, listed, house.now) == 0
        assert found_in(desk.store, CANARY) == {}
        assert finish_erasures(desk, house.now) == len(cases)
        with desk.store.read() as unit:
            assert verify(unit, desk.keys) == []
            assert [row.reason for _number, row in erasures.all_erased(unit)] == [REASON] * len(cases)
        desk.store.close()


def test_a_list_that_is_not_ours_erases_nothing(house: House, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path)
    erase(house, case_id)
    listed = json.loads(list_of_erasures(house.desk))
    wrong: Any
    for wrong in ({**listed, "list": listed["list"].replace("order", "due")}, {"seal": ""}, []):
        with pytest.raises(BackupRefused):
            erase_again(house.desk, json.dumps(wrong).encode(), house.now)


def ask(house: House, case_id: str, ground: str = "order", who: Actor | None = None, reason: str = REASON) -> str:
    return ask_erasure(house.desk, who or house.people.sasaki, AskErasure(case_id, ground, reason), house.now)


def _killed_at(house: House, point: str, command: EraseCase) -> None:
    """Approve in a child that is killed when it passes the point."""
    url = house.store.engine.url.render_as_string(hide_password=False)
    house.store.close()  # nothing of the parent's is shared with the child
    child = os.fork()
    if child == 0:
        try:
            failpoint._WANTED, failpoint._PASS = point, "1"
            desk = Desk(Store(url), house.desk.engine, house.desk.rules, house.desk.keys)
            erase_case(desk, house.people.kato, command, house.now)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _bytes(store: Store) -> bytes:
    path = Path(str(store.engine.url.database))
    return b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))
