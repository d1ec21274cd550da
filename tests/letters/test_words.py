"""The words of the letters agree with the rules and the clocks that they speak of, and say what was answered."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from letterwork import act, incident, walked
from lxml import etree
from sqlalchemy import select

from webapp.design.sandbox import Stage
from webapp.design.story import Act, read_story
from webapp.letters.sheet import as_text
from webapp.store.rows.letters import LetterSheet
from webapp.store.rows.work import Letter

DIAGRAM = Path(__file__).resolve().parents[2] / "processes" / "incident" / "process.bpmn"
BPMN = {"bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL"}
TOLD = {"CONTINUE_REVIEW", "MAY_APPLY", "NO_MEASURE"}
"""Outcomes of table 2 of which no hearing is asked for."""


def words_of(name: str) -> str:
    return "\n".join(paragraph.ja for paragraph in incident().letters[name].paragraphs)


def said(stage: Stage, name: str) -> str:
    """The words of the letter of this name that was made last."""
    with stage.desk.store.read() as unit:
        rows: list[Any] = list(
            unit.execute(
                select(LetterSheet.sheet)
                .join(Letter, Letter.id == LetterSheet.letter_id)
                .where(Letter.name == name)
                .order_by(Letter.prepared_at)
            )
        )
    return as_text(rows[-1].sheet, "ja")


def told(story: str, step: str) -> Act:
    return next(entry for entry in read_story(incident(), story).steps if isinstance(entry, Act) and entry.step == step)


def duration_of(event: str) -> str | None:
    found = etree.parse(DIAGRAM).find(f".//*[@id='{event}']//bpmn:timeDuration", BPMN)
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("letter", "event"),
    [
        ("request_report", "report_missing"),
        ("request_supplement", "supplement_late"),
        ("hearing_notice", "reply_late"),
        ("later_hearing_notice", "later_reply_late"),
    ],
)
def test_a_letter_gives_the_days_after_which_the_diagram_goes_on(letter: str, event: str) -> None:
    days = re.search(r"から(\d+)日以内", words_of(letter))
    assert days is not None and duration_of(event) == f"P{days[1]}D"


def test_a_measure_says_until_when_a_hearing_may_be_asked_for() -> None:
    shipped = incident().parameters["hearing_request_days"]["values"][-1]["value"]
    measures = {name for name in incident().letters if name.isupper()}
    for name in measures - TOLD:
        assert f"発した日の翌日から{shipped}日以内" in words_of(name), name
    for name in TOLD:
        assert "聴聞を求める" not in words_of(name), name


def test_no_letter_says_that_the_operator_has_reported_where_it_may_not_have() -> None:
    assert not [name for name in incident().letters if "報告のあった" in words_of(name)]


def test_the_report_of_the_sub_committee_names_the_measure_of_table_2_and_what_was_advised() -> None:
    report = {
        "recommendation": "other",
        "advised_level": 9,
        "advised_measure": "SUSPEND_GRANT",
        "advised_months": 4,
    }
    with walked("grantee_8_9_suspension", "subcommittee_report") as (stage, entry):
        act(stage, entry, **report)
        words = said(stage, "subcommittee_report")
    assert "表2の措置　付与の一時停止" in words
    assert "答申　付与の一時停止（欠格レベル9、4か月）" in words


def test_the_advice_says_that_the_committee_thinks_otherwise_and_the_response_why_the_body_departs() -> None:
    with walked("against_the_advice", "explain_deviation") as (stage, entry):
        assert "助言　注意文書発行（欠格レベル" in said(stage, "committee_advice")
        act(stage, entry)
        response = said(stage, "advice_response")
    assert "決定は助言と異なる。" in response and "TPDMS-2210 4.1(3)" in response


def test_T63_the_notice_after_a_hearing_says_how_it_was_taken_into_account() -> None:
    considered = told("grantee_8_9_suspension", "decide").answers["hearing_considered"]
    with walked("grantee_8_9_suspension", "approve_letter") as (stage, _):
        assert considered in said(stage, "SUSPEND_GRANT")


def test_T63_what_is_decided_after_a_later_hearing_rests_on_it() -> None:
    with walked("heard_after_revoked", "approve_result") as (stage, _):
        words = said(stage, "notice_of_correction")
    assert "この措置を取り消します" in words and "聴聞等の結果を踏まえた決定がされている。" in words
    assert "TPDMS-2210 4.3" in words and "誤り" not in words


def test_the_end_of_a_suspension_rests_on_its_own_determination() -> None:
    with walked("grantee_8_9_suspension", "approve_reinstatement") as (stage, _):
        words = said(stage, "reinstatement")
    assert "終了の条件" in words and "点）の合計は" not in words
