"""Letters in a case: numbered, kept with their hashes, replaced, approved and dispatched by the effects of the diagram."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from casework import House
from letterwork import act, walked
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from webapp.crypto.chain import fingerprint as keyed
from webapp.letters import press
from webapp.letters.sheet import as_text, fingerprint
from webapp.model.may import Reach
from webapp.model.refusals import CaseFaulted, InvalidAnswers, LetterChanged
from webapp.model.text import Text
from webapp.store.design import VersionRow, live_version
from webapp.store.reads import letters as reads
from webapp.store.rows.audit import AuditRow
from webapp.store.rows.case import Fault
from webapp.store.rows.letters import LetterEvent, LetterPaper, LetterSheet
from webapp.store.rows.work import Letter
from webapp.store.unit import Store, Unit

ALL = Reach(everything=True)
SUSPENSION = "grantee_8_9_suspension"
EARLIER = ("subcommittee_report", "committee_advice", "hearing_notice")  # of the story, before the one looked at


def sheets(unit: Unit) -> list[Any]:
    return list(
        unit.execute(
            select(LetterSheet, Letter.state, Letter.id.label("letter"))
            .join(Letter, Letter.id == LetterSheet.letter_id)
            .where(Letter.name.not_in(EARLIER))
            .with_only_columns(*LetterSheet.__table__.columns, Letter.state, Letter.prepared_at)
            .order_by(Letter.prepared_at, LetterSheet.number)
        )
    )


def events(unit: Unit) -> list[tuple[str, str]]:
    rows = unit.execute(
        select(LetterSheet.number, LetterEvent.event)
        .join(LetterSheet, LetterSheet.letter_id == LetterEvent.letter_id)
        .join(Letter, Letter.id == LetterSheet.letter_id)
        .where(Letter.name.not_in(EARLIER))
        .order_by(LetterEvent.at, LetterEvent.event.desc())
    )
    return [(row.number, row.event) for row in rows]


def read(store: Store) -> list[Any]:
    with store.read() as unit:
        return sheets(unit)


def by_procedure(store: Store) -> VersionRow:
    with store.read() as unit:
        live = live_version(unit, "incident")
    assert live is not None
    return live


def test_a_prepared_letter_has_its_number_its_sheet_and_a_paper_in_each_language() -> None:
    with walked(SUSPENSION, "approve_letter") as (stage, _):
        with stage.desk.store.read() as unit:
            (row,) = sheets(unit)
            papers = list(unit.execute(select(LetterPaper).with_only_columns(*LetterPaper.__table__.columns)))
        assert (row.number, row.dated, row.state) == ("SUS-2026-0001", date(2026, 7, 31), "prepared")
        assert row.hash == fingerprint(row.sheet)
        assert {paper.language for paper in papers} == {"ja", "en"}
        for paper in papers:
            assert paper.pdf.startswith(b"%PDF") and paper.pages == 2
            assert hashlib.sha256(paper.pdf).hexdigest() == paper.hash
        items = [block for block in row.sheet["pages"]["ja"]["blocks"] if block["kind"] == "item"]
        assert items[1]["value"].startswith("2026年7月31日から2026年10月30日まで（3か月）")
        cited = items[5]["parts"][0]["cited"]
        assert {"TPDMS-2210 4.3（2019-06-26）", "TPDMS-2210 注3（2019-06-26）"} <= {one["name"] for one in cited}
        version = by_procedure(stage.desk.store)
        for language, said in (("ja", f"（第{version.number}版、"), ("en", f"(version {version.number}, from ")):
            words = as_text(row.sheet, language)
            assert said in words and f"{version.published_at.year}" in words.split(said)[1][:20], "T-72"
        note = next(one for one in cited if "注3" in one["name"])
        assert "開始日は、認定団体が付与の一時停止等を付与事業者に通告した日とする" in "".join(note["wording"])


def test_the_advice_of_an_organ_is_listed_as_going_to_the_body_in_both_languages() -> None:
    """Given a suspension with its advice and its notice, when the letters are listed, then the advice goes to the body
    and the notice to the operator: neither is said to go to the other."""
    with walked(SUSPENSION, "approve_letter") as (stage, _), stage.desk.store.read() as unit:
        lines = reads.letter_list(unit, ALL, "all", "", 1).lines
    to = {(line.number or "")[:3]: line.addressee for line in lines}
    body = Text("一般社団法人サンプル認定機構", "Sample Certification Body")
    operator = Text("物語の事業者　個人情報保護管理者", "Operator of the story, 個人情報保護管理者")
    assert to == {"SUS": operator, "HRN": operator, "ADV": body, "TOS": body}


def test_the_audit_remembers_the_fingerprint_of_what_was_prepared() -> None:
    with walked(SUSPENSION, "approve_letter") as (stage, _), stage.desk.store.read() as unit:
        (row,) = sheets(unit)
        deeds = unit.execute(select(AuditRow.detail).where(AuditRow.chain == f"case:{stage.case_id}")).scalars()
        sealed = {row.letter_id: keyed(stage.desk.keys, row.hash)}
        assert [deed["letters"] for deed in deeds if "letters" in deed][-1] == sealed


def test_it_is_prepared_approved_and_dispatched_by_whom_and_when() -> None:
    with walked(SUSPENSION, "dispatch") as (stage, last):
        act(stage, last)
        with stage.desk.store.read() as unit:
            assert [event for _, event in events(unit)] == ["prepared", "approved", "dispatched"]
            (row,) = sheets(unit)
            page = reads.letter_page(unit, ALL, row.letter_id)
        assert row.state == "dispatched" and row.late_reason is None
        assert page is not None and (page.channel, page.proof) == ("certified_mail", "引受番号 123-45-67890-1")
        assert [event.by.ja for event in page.events if event.by] == ["secretariat 1", "secretariat 2", "secretariat 1"]


def test_a_letter_made_again_takes_the_place_of_the_one_that_was_not_sent() -> None:
    with walked("notice_returned_and_redated", "dispatch") as (stage, last):
        first, second = read(stage.desk.store)
        assert first.number != second.number
        assert (first.replaced_by, second.replaced_by) == (second.letter_id, None)
        act(stage, last)  # on another day than the letter's, so it is to be dated anew
        with stage.desk.store.read() as unit:
            listed = reads.letter_list(unit, ALL, "replaced", "", 1)
        assert [line.number for line in listed.lines] == [first.number]
        assert (listed.counts["prepared"], listed.counts["replaced"]) == (0, 1)


def test_numbers_count_by_series_and_fiscal_year_of_the_letters_date(house: House) -> None:
    for _ in range(2):
        house.approve(house.to_approval())
    rows = read(house.store)
    assert [row.number for row in rows] == ["DOC-2026-0001", "DOC-2026-0002"]

    late = datetime(2027, 4, 1, 3, 0, tzinfo=house.now.tzinfo)
    case_id = house.to_approval(late)
    house.complete(
        case_id, "approve", house.people.kato, late, result="ok", on="2027-04-01", measures=["CAUTION_LETTER"]
    )
    assert [row.number for row in read(house.store)][-1] == "DOC-2027-0001"


def test_a_letter_without_a_body_goes_without_its_head(house: House) -> None:
    house.approve(house.to_approval())
    (row,) = read(house.store)
    assert row.sheet["pages"]["ja"]["house"] == "" and row.sheet["pages"]["ja"]["contact"] == []


@pytest.mark.parametrize("late_reason", [None, "", "  "])
def test_a_past_day_of_dispatch_needs_a_reason(late_reason: str | None) -> None:
    with walked(SUSPENSION, "dispatch") as (stage, last):
        with pytest.raises(InvalidAnswers) as refused:
            act(stage, last, last.on + timedelta(days=1), late_reason=late_reason)
        assert set(refused.value.problems) == {"late_reason"}
        assert [row.state for row in read(stage.desk.store)] == ["approved"]

        act(stage, last, last.on + timedelta(days=1), late_reason="発信した日は事務局が休みだった。")
        (row,) = read(stage.desk.store)
        assert (row.state, row.late_reason) == ("dispatched", "発信した日は事務局が休みだった。")


def test_a_day_of_dispatch_in_the_future_is_refused() -> None:
    with walked(SUSPENSION, "dispatch") as (stage, last):
        with pytest.raises(InvalidAnswers) as refused:
            act(stage, last, dispatched_on="2026-08-01")
        assert set(refused.value.problems) == {"dispatched_on"}
        assert [row.state for row in read(stage.desk.store)] == ["approved"]


def test_a_diagram_whose_form_forgets_to_ask_meets_the_wall_behind_it(house: House) -> None:
    case_id = house.to_approval()
    with pytest.raises(CaseFaulted):
        house.approve(case_id, on="2026-11-21")
    assert read(house.store) == []


def test_a_letter_that_cannot_be_set_is_a_fault_and_leaves_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "letter.typ").write_text("#panic(sys.inputs.page)", encoding="utf-8")
    monkeypatch.setattr(press, "LAYOUTS", tmp_path)
    monkeypatch.setattr(press, "_compilers", {})
    case_id = house.to_approval()
    with pytest.raises(CaseFaulted):
        house.approve(case_id)
    assert read(house.store) == []
    with house.store.read() as unit:
        (fault,) = unit.execute(select(Fault.message_ja, Fault.cause).where(Fault.case_id == case_id))
    assert "紙面に組めませんでした" in fault.message_ja and "試験の案件" not in fault.cause


def test_what_became_of_a_letter_and_its_papers_cannot_be_changed(house: House) -> None:
    house.approve(house.to_approval())
    for statement in (
        "UPDATE letter_papers SET hash = 'x'",
        "DELETE FROM letter_papers",
        "UPDATE letter_events SET event = 'approved'",
        "DELETE FROM letter_events",
    ):
        with pytest.raises(DatabaseError, match="insert-only"), house.store.write() as unit:
            unit.execute(text(statement))


def test_a_paper_that_was_changed_behind_our_back_is_not_handed_out(house: House) -> None:
    house.approve(house.to_approval())
    (row,) = read(house.store)
    with house.store.read() as unit:
        assert (reads.paper(unit, ALL, row.letter_id, "ja") or b"").startswith(b"%PDF")
        assert reads.paper(unit, Reach(), row.letter_id, "ja") is None
        assert reads.paper(unit, ALL, row.letter_id, "fr") is None
    with house.store.write() as unit:
        unlock = (
            "ALTER TABLE letter_papers DISABLE TRIGGER ALL" if unit.postgres else "DROP TRIGGER letter_papers_no_update"
        )
        unit.execute(text(unlock))
        unit.execute(update(LetterPaper).where(LetterPaper.language == "ja").values(pdf=b"%PDF-1.7 forged"))
    with house.store.read() as unit, pytest.raises(LetterChanged):
        reads.paper(unit, ALL, row.letter_id, "ja")
