"""Figures of a fiscal year counted in the database, and the report that two people make public. M-28."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from casework import BUNDLES, House, publish

from webapp.bundle.read import folder_files
from webapp.cases.figures import figures_of, smallest_told
from webapp.cases.public_report import AnswerReport, PrepareReport, answer_report, fingerprint, prepare_report
from webapp.cases.recuse import Recuse, recuse
from webapp.model.actor import Actor
from webapp.model.figures import Figures, Times
from webapp.model.may import Reach, reach
from webapp.model.refusals import (
    AlreadyAnswered,
    InvalidAnswers,
    NotAllowed,
    NotFound,
    OwnPaper,
    ReasonNeeded,
    ReportWaits,
)
from webapp.store import reports
from webapp.store.reads.figures import EVERYTHING, Cohort, years_of
from webapp.store.reports import ReportRow
from webapp.store.verify import verify

FIGURES = """
[figures]
received = "start.received_on"
by = [
    { id = "urgent", title = { ja = "至急", en = "Urgent" }, of = ["write.urgent"] },
    { id = "grade", title = { ja = "評価", en = "Grade" }, of = ["grade"] },
    { id = "done", title = { ja = "進み", en = "Progress" }, of = ["approve", "write"] },
]
"""


def counting(house: House) -> House:
    files = folder_files(BUNDLES / "review")
    publish(house.store, "review", {**files, "process.toml": files["process.toml"] + FIGURES.encode()})
    return house


@pytest.fixture
def full(house: House) -> House:
    return filled(house)


def filled(house: House) -> House:
    """Two cases that were decided after 10 and 20 days, one that was judged, one that was written, one that was opened,
    and one of the fiscal year before."""
    counting(house)
    earlier = datetime(2026, 3, 31, 14, 59, tzinfo=UTC)  # one minute before midnight in Tokyo
    house.open(now=earlier)
    for received in ("2026-11-10", "2026-10-31"):
        case_id = house.open(received_on=received).case_id
        house.write(case_id)
        house.judge(case_id, 7)
        house.approve(case_id, "CAUTION_LETTER")
    judged = house.open().case_id
    house.write(judged)
    house.judge(judged, 3)
    house.write(house.open().case_id, urgent="yes")
    house.open(now=datetime(2026, 3, 31, 15, 0, tzinfo=UTC))
    return house


def figures(house: House, year: int = 2026, reach: Reach = EVERYTHING) -> Figures:
    with house.store.read() as unit:
        return figures_of(house.desk, unit, Cohort("review", year, reach), house.now)


def counts(told: Figures, name: str) -> dict[str, int | None]:
    (table,) = (table for table in told.tables if table.id == name)
    return {cell.label.ja: cell.count for cell in table.cells if cell.count}


def test_M28_cases_are_counted_by_what_was_answered_found_and_done(any_house: House) -> None:
    full = filled(any_house)
    told = figures(full)
    assert (told.received, told.cases) == (5, 5)
    assert counts(told, "urgent") == {"いいえ": 3, "はい": 1, "まだない・該当なし": 1}
    assert counts(told, "grade") == {"良": 2, "不可": 1, "まだない・該当なし": 2}
    assert counts(told, "done") == {"承認する": 2, "起案する": 2, "まだない・該当なし": 1}
    assert counts(told, "measures") == {"注意文書発行": 2, "まだない・該当なし": 3}
    assert counts(told, "recurrence") == {"以前にもあった": 5}
    assert told.times == Times(2, 10, 20)
    assert figures(full, 2025).cases == 1 and counts(figures(full, 2025), "recurrence") == {"初めて": 1}
    with full.store.read() as unit:
        assert years_of(unit, "review", EVERYTHING) == (2026, 2025)
        assert years_of(unit, "nothing", EVERYTHING) == ()


def test_M28_the_parts_of_every_table_are_the_whole(full: House) -> None:
    for year in (2025, 2026):
        told = figures(full, year)
        for table in told.tables:
            assert sum(cell.count or 0 for cell in table.cells) == table.whole == told.cases, table.id


def test_whoever_keeps_away_from_a_case_sees_figures_without_it(full: House) -> None:
    manager = full.people.sasaki
    last = full.open().case_id
    assert figures(full, reach=reach(manager)).cases == 6
    recuse(full.desk, manager, Recuse(last, manager.id, "利害関係"), full.now)
    told = figures(full, reach=reach(manager))
    assert told.cases == 5 and all(table.whole == 5 for table in told.tables)
    assert figures(full).cases == 6


def prepared(house: House, note: str = "") -> ReportRow:
    command = PrepareReport("review", 2026, note, note and "A note")
    report_id = prepare_report(house.desk, house.people.sasaki, command, house.now)
    return read(house, report_id)


def read(house: House, report_id: str) -> ReportRow:
    with house.store.read() as unit:
        found = reports.report(unit, report_id)
    assert found is not None
    return found


def answer(house: House, who: Actor, report_id: str, because: str | None = None) -> None:
    answer_report(house.desk, who, AnswerReport(report_id, because), house.now + timedelta(hours=1))


def test_M28_a_report_is_prepared_by_one_and_approved_by_another_and_kept_to_the_letter(full: House) -> None:
    found = prepared(full, "大きな<事故>が1件あった。")
    assert found.waits and found.hash == fingerprint(found.page, found.csv)
    assert "大きな&lt;事故&gt;が1件あった。" in found.page and "A note" in found.page
    assert 'lang="ja"' in found.page and 'lang="en"' in found.page and "src=" not in found.page

    answer(full, full.people.kato, found.id)

    kept = read(full, found.id)
    assert (kept.approved_by, kept.page, kept.csv) == (full.people.kato.id, found.page, found.csv)
    with full.store.read() as unit:
        assert verify(unit, full.desk.keys) == []


def test_M28_no_small_count_and_nobody_is_in_the_report(full: House) -> None:
    rows = list(csv.reader(io.StringIO(prepared(full).csv)))[1:]
    told = {(row[0], row[2]): row[4] for row in rows}
    assert told["受け付けた件数", ""] == "5"
    # Of five cases, three and two: nothing may follow from the whole.
    assert {told["評価", "良"], told["評価", "不可"], told["評価", "まだない・該当なし"]} == {"＊"}
    assert told["受付から通告まで", "件数"] == "＊"
    assert all(count in ("＊", "0") or int(count) >= 5 for *_words, count in rows)
    assert "試験の事業者" not in str(rows) and "起きた" not in str(rows)


def test_a_second_one_waits_for_the_answer_to_the_first(full: House) -> None:
    first = prepared(full)
    with pytest.raises(ReportWaits):
        prepared(full)
    answer(full, full.people.kato, first.id, "注記がない")
    assert read(full, first.id).returned_because == "注記がない"
    second = prepared(full, "注記")
    answer(full, full.people.hayashi, second.id)
    third = prepared(full)
    assert third.waits and not read(full, second.id).waits


def test_what_is_refused_changes_nothing(full: House) -> None:
    found, people = prepared(full), full.people
    both = Actor(people.sasaki.id, people.sasaki.name, frozenset({"manager", "decider"}))
    for who, because, refusal in (
        (people.ito, None, NotAllowed),
        (both, None, OwnPaper),
        (both, "なぜ", OwnPaper),
        (people.kato, "  ", ReasonNeeded),
    ):
        with pytest.raises(refusal):
            answer(full, who, found.id, because)
    assert read(full, found.id) == found
    with pytest.raises(NotFound):
        answer(full, people.kato, "nothing")
    answer(full, people.kato, found.id)
    with pytest.raises(AlreadyAnswered):
        answer(full, people.hayashi, found.id)
    for command in (
        PrepareReport("review", 2020),
        PrepareReport("nothing", 2026),
        PrepareReport("review", 2026, "あ" * 2001),
    ):
        with pytest.raises(InvalidAnswers):
            prepare_report(full.desk, people.sasaki, command, full.now)
    with pytest.raises(NotAllowed):
        prepare_report(full.desk, people.kato, PrepareReport("review", 2026), full.now)


def test_the_body_sets_the_smallest_count_that_is_told(house: House) -> None:
    assert smallest_told(house.desk, house.now) == 5
    body = b"""
[name]
ja = "x"
[parameters.public_figures_smallest]
values = [{from = 2026-01-01, value = 3}, {from = 2027-01-01, value = 10}]
"""
    publish(house.store, "body", {"body.toml": body})
    assert smallest_told(house.desk, house.now) == 3
