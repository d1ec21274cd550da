"""The worked cases: bars, officers, corrections, suspensions and breach reports on dates where counting goes wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handlers.dates import last_day_after
from tests.handlers.conftest import Ask, Refuse


@pytest.mark.parametrize(
    ("event", "last", "allowed"),
    [
        pytest.param("2026-01-15", "2026-04-15", "2026-04-16", id="A1 plain"),
        pytest.param("2026-04-01", "2026-07-01", "2026-07-02", id="A2 plain"),
        pytest.param("2026-02-28", "2026-05-31", "2026-06-01", id="A4 whole months from 1 March"),
        pytest.param("2026-04-30", "2026-07-31", "2026-08-01", id="A6 end of April"),
        pytest.param("2026-08-31", "2026-11-30", "2026-12-01", id="A8 end of August"),
        pytest.param("2026-11-29", "2027-02-28", "2027-03-01", id="A10 no 30 February"),
        pytest.param("2027-11-30", "2028-02-29", "2028-03-01", id="A12 ends on the leap day"),
    ],
)
@pytest.mark.parametrize("ground", ["3.2.1a", "3.2.1b"])
def test_T25_a_bar_of_three_months(ask: Ask, ground: str, event: str, last: str, allowed: str) -> None:
    value = ask("periods.bar", ground=ground, event_date=event).value
    assert value == {"last_day_barred": last, "first_day_allowed": allowed}


@pytest.mark.parametrize(
    ("event", "last", "allowed", "strictly_allowed"),
    [
        pytest.param("2026-11-20", "2027-11-20", "2027-11-21", "2027-11-22", id="B1 plain"),
        pytest.param("2027-02-28", "2028-02-29", "2028-03-01", "2028-03-02", id="B2 ends on the leap day"),
        pytest.param("2028-02-29", "2029-02-28", "2029-03-01", "2029-03-02", id="B4 from the leap day"),
        pytest.param("2026-04-30", "2027-04-30", "2027-05-01", "2027-05-02", id="B6 same month"),
    ],
)
@pytest.mark.parametrize("ground", ["3.2.2a", "3.2.2b", "3.2.2c"])
def test_T30_a_bar_of_a_year_in_both_readings(
    ask: Ask, ground: str, event: str, last: str, allowed: str, strictly_allowed: str
) -> None:
    standard = ask("periods.bar", ground=ground, event_date=event).value
    strict = ask("periods.bar", ground=ground, event_date=event, readings={"bar322": "DAY_BEFORE_EXCLUSIVE"}).value
    assert standard == {"last_day_barred": last, "first_day_allowed": allowed}
    assert strict["first_day_allowed"] == strictly_allowed


@pytest.mark.parametrize(
    ("ended", "last", "eligible"),
    [
        pytest.param("2026-02-28", "2028-02-29", "2028-03-01", id="C2 ends on the leap day"),
        pytest.param("2026-03-31", "2028-03-31", "2028-04-01", id="C4 end of March"),
        pytest.param("2025-06-01", "2027-06-01", "2027-06-02", id="C6 first day of the new punishment"),
    ],
)
def test_T17_an_officer_is_free_after_two_years(ask: Ask, ended: str, last: str, eligible: str) -> None:
    value = ask("periods.officer", ended_on=ended).value
    assert value == {"last_day_ineligible": last, "first_day_eligible": eligible}


@pytest.mark.parametrize(
    ("dispatched", "plain", "civil", "office"),
    [
        pytest.param("2026-01-18", "2026-07-18", "2026-07-18", "2026-07-21", id="D2 Saturday, Sunday, Marine Day"),
        pytest.param("2026-03-21", "2026-09-21", "2026-09-24", "2026-09-24", id="D4 three holidays in a row"),
        pytest.param("2026-02-28", "2026-08-31", "2026-08-31", "2026-08-31", id="D6 end of the month"),
        pytest.param("2026-08-30", "2027-02-28", "2027-03-01", "2027-03-01", id="D8 no 31 February, a Sunday"),
        pytest.param("2026-09-30", "2027-03-31", "2027-03-31", "2027-03-31", id="D10 end of the month"),
        pytest.param("2027-08-31", "2028-02-29", "2028-02-29", "2028-02-29", id="D12 leap day"),
    ],
)
def test_T28_corrections_are_due_within_six_months_of_dispatch(
    ask: Ask, dispatched: str, plain: str, civil: str, office: str
) -> None:
    assert last_day_after(date.fromisoformat(dispatched), 6).isoformat() == plain
    assert ask("periods.correction", dispatched_on=dispatched, calendar="civil").value["last_day"] == civil
    assert ask("periods.correction", dispatched_on=dispatched, calendar="office").value["last_day"] == office


@pytest.mark.parametrize(
    ("last_for_correction", "last", "allowed", "strictly_allowed"),
    [
        pytest.param("2027-02-28", "2027-05-31", "2027-06-01", "2027-06-02", id="E2"),
        pytest.param("2026-11-29", "2027-02-28", "2027-03-01", "2027-03-01", id="E4"),
        pytest.param("2027-03-01", "2027-06-01", "2027-06-02", "2027-06-03", id="E2' after a holiday"),
    ],
)
def test_T28_a_missed_correction_bars_from_the_lapse(
    ask: Ask, last_for_correction: str, last: str, allowed: str, strictly_allowed: str
) -> None:
    inputs: dict[str, Any] = {"ground": "3.2.1c", "event_date": last_for_correction}
    standard = ask("periods.bar", **inputs).value
    strict = ask("periods.bar", **inputs, readings={"bar321c": "LAPSE_DAY_EXCLUDED"}).value
    assert standard == {"last_day_barred": last, "first_day_allowed": allowed}
    assert strict["first_day_allowed"] == strictly_allowed


SUSPENSIONS = [
    pytest.param("2026-01-31", 1, "2026-02-28", "2026-03-01", "2026-02-28", id="F2"),
    pytest.param("2026-02-28", 1, "2026-03-27", "2026-03-28", "2026-03-31", id="F4"),
    pytest.param("2026-05-31", 1, "2026-06-30", "2026-07-01", "2026-06-30", id="F6"),
    pytest.param("2026-10-31", 4, "2027-02-28", "2027-03-01", "2027-02-28", id="F8"),
    pytest.param("2027-11-30", 3, "2028-02-29", "2028-03-01", "2028-02-29", id="F10"),
    pytest.param("2028-02-29", 11, "2029-01-28", "2029-01-29", "2029-01-31", id="F12"),
]


@pytest.mark.parametrize(("notice", "months", "last", "usable", "_"), SUSPENSIONS)
def test_T71_a_suspension_counts_the_day_of_the_notice(
    ask: Ask, notice: str, months: int, last: str, usable: str, _: str
) -> None:
    value = ask("periods.suspension", notice_date=notice, months=months).value
    assert value == {"last_day": last, "usable_again": usable}


@pytest.mark.parametrize(("notice", "months", "last", "allowed", "excluding"), SUSPENSIONS)
@pytest.mark.parametrize("level", [8, 9])
def test_T35_a_bar_of_levels_8_and_9_counts_the_day_of_the_notice(
    ask: Ask, level: int, notice: str, months: int, last: str, allowed: str, excluding: str
) -> None:
    inputs: dict[str, Any] = {"ground": "3.2.3", "event_date": notice, "level": level, "months": months}
    assert ask("periods.bar", **inputs).value == {"last_day_barred": last, "first_day_allowed": allowed}
    other = ask("periods.bar", **inputs, readings={"note3": "NOTICE_DAY_EXCLUDED"}).value
    assert other["last_day_barred"] == excluding


def test_T64_a_bar_of_level_10_does_not_count_the_day_of_the_notice(ask: Ask) -> None:
    for months in ({}, {"months": 12}):
        value = ask("periods.bar", ground="3.2.3", event_date="2027-02-28", level=10, **months).value
        assert value == {"last_day_barred": "2028-02-29", "first_day_allowed": "2028-03-01"}


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"months": 1}, "level"),
        ({"level": 7, "months": 1}, "level"),
        ({"level": 11, "months": 1}, "level"),
        ({"level": 8}, "months"),
        ({"level": 8, "months": 0}, "months"),
        ({"level": 9, "months": 12}, "months"),
        ({"level": 10, "months": 11}, "months"),
        ({"level": 8, "months": 1, "readings": {"note3": "BOTH"}}, "readings.note3"),
        ({"level": 8, "months": 1, "readings": {"note4": "STANDARD"}}, "readings.note4"),
    ],
)
def test_a_bar_after_an_incident_refuses_what_it_cannot_count(
    refuse: Refuse, inputs: dict[str, Any], field: str
) -> None:
    assert refuse("periods.bar", ground="3.2.3", event_date="2026-02-28", **inputs).field == field


@pytest.mark.parametrize("extra", [{"level": 8}, {"months": 3}])
def test_level_and_months_belong_to_the_bar_after_an_incident_alone(refuse: Refuse, extra: dict[str, int]) -> None:
    refused = refuse("periods.bar", ground="3.2.1a", event_date="2026-02-28", **extra)
    assert refused.field == next(iter(extra))
    assert "3.2.3" in refused.ja


def test_holidays_lengthen_a_bar_in_the_longer_reading_only(ask: Ask) -> None:
    # 2026-09-21 to 23 are holidays; the bar of 2026-06-21 ends on the first of them
    inputs: dict[str, Any] = {"ground": "3.2.1a", "event_date": "2026-06-21"}
    assert ask("periods.bar", **inputs).value["last_day_barred"] == "2026-09-21"
    longer = ask("periods.bar", **inputs, readings={"article142": "APPLIED"}).value
    assert longer["last_day_barred"] == "2026-09-24"


@pytest.mark.parametrize(
    ("known", "due_30", "due_60"),
    [
        pytest.param("2026-04-04", "2026-05-07", "2026-06-02", id="G2 over Golden Week"),
        pytest.param("2026-11-30", "2027-01-04", "2027-01-28", id="G4 over the turn of the year"),
    ],
)
def test_T73_breach_reports_count_the_day_of_knowing(ask: Ask, known: str, due_30: str, due_60: str) -> None:
    assert ask("periods.breach_report", known_on=known, days=30).value["due"] == due_30
    assert ask("periods.breach_report", known_on=known, days=60).value["due"] == due_60


def test_that_the_day_of_knowing_is_day_one_of_the_preliminary_report_is_called_a_reading(ask: Ask) -> None:
    reason = ask("periods.breach_report", known_on="2026-04-01", days=30).because[2]
    assert "この設置の読み方" in reason.ja
    assert "a reading of this installation" in reason.en


def test_a_preliminary_report_is_expected_on_day_three_and_alarmed_on_day_five(ask: Ask) -> None:
    value = ask("periods.breach_report", known_on="2026-04-01", days=30).value
    assert (value["preliminary_target"], value["preliminary_alarm"]) == ("2026-04-03", "2026-04-05")


@pytest.mark.parametrize(
    ("inputs", "articles"),
    [
        ({"ground": "3.2.1a"}, ["第140条", "第141条", "第143条第2項"]),
        ({"ground": "3.2.1c"}, ["第140条", "第141条", "第143条第2項"]),
        ({"ground": "3.2.3", "level": 10}, ["第140条", "第141条", "第143条第2項"]),
        ({"ground": "3.2.3", "level": 9, "months": 2}, ["第138条", "第141条", "第143条第2項"]),
        (
            {"ground": "3.2.3", "level": 9, "months": 2, "readings": {"note3": "NOTICE_DAY_EXCLUDED"}},
            ["第140条", "第141条", "第143条第2項"],
        ),
        (
            {"ground": "3.2.2b", "readings": {"article142": "APPLIED"}},
            ["第140条", "第141条", "第142条", "第143条第2項"],
        ),
    ],
)
def test_a_bar_cites_the_articles_by_which_it_was_counted(
    ask: Ask, inputs: dict[str, Any], articles: list[str]
) -> None:
    # note 3 says itself when the period begins, which article 138 lets stand before the excluded first day of 140
    cites = ask("periods.bar", event_date="2026-02-28", **inputs).cites
    assert [cite.clause for cite in cites if cite.document == "民法"] == articles


@pytest.mark.parametrize("days", [0, 29, 31, 45, 61, "30", 30.0, True])
def test_a_final_report_is_due_in_30_or_60_days_and_nothing_else(refuse: Refuse, days: Any) -> None:
    assert refuse("periods.breach_report", known_on="2026-04-01", days=days).field == "days"


@pytest.mark.parametrize("event", ["1900-02-28", "1999-12-31", "2018-02-28", "9899-12-31"])
def test_periods_are_computed_for_any_date_before_an_edition_too(ask: Ask, event: str) -> None:
    for months, rule in ((3, "3.2.1a"), (12, "3.2.2b")):
        value = ask("periods.bar", ground=rule, event_date=event).value
        assert value["last_day_barred"] == last_day_after(date.fromisoformat(event), months).isoformat()
    assert ask("periods.officer", ended_on=event).value["last_day_ineligible"] > event
    assert ask("periods.suspension", notice_date=event, months=11).value["last_day"] > event
    assert ask("periods.correction", dispatched_on=event, calendar="civil").value["last_day"] > event


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-29",
        "2026-2-3",
        "20260203",
        "2026-W05-1",
        "2026/02/03",
        "２０２６-02-03",
        "2026-02-03T00:00",
        " 2026-02-03",
        "9999-12-31",
        "",
        20260203,
        None,
    ],
)
def test_a_date_in_the_wrong_form_is_refused_by_its_field(refuse: Refuse, day: Any) -> None:
    refused = refuse("periods.officer", ended_on=day)
    assert refused.field == "ended_on"
    assert "YYYY-MM-DD" in refused.expected or "9899" in refused.expected


@pytest.mark.parametrize(
    ("notice", "last", "recorded_by"),
    [
        pytest.param("2026-04-01", "2026-04-15", "2026-04-16", id="plain"),
        pytest.param("2026-04-03", "2026-04-17", "2026-04-20", id="recorded after the weekend"),
        pytest.param("2026-04-19", "2026-05-07", "2026-05-08", id="ends in the holidays of May"),
        pytest.param("2026-12-15", "2027-01-04", "2027-01-05", id="ends in the closing days of the year"),
    ],
)
def test_T62_a_hearing_after_the_decision_may_be_asked_for_within_a_time_that_is_ours(
    ask: Ask, notice: str, last: str, recorded_by: str
) -> None:
    found = ask("periods.hearing_request", notice_date=notice)
    assert found.value == {"last_day": last, "recorded_by": recorded_by}
    assert found.parameters["hearing_request_days"]["ours"] is True


def test_T73_the_reports_to_the_regulator_are_flagged_from_a_day(ask: Ask) -> None:
    told: dict[str, Any] = {"known_on": "2026-04-01", "days": 30}

    plain = ask("periods.breach_report", **told).value
    early = ask("periods.breach_report", **told, on="2026-04-02").value
    over = ask("periods.breach_report", **told, on="2026-06-01").value
    made = ask(
        "periods.breach_report", **told, preliminary_on="2026-04-20", final_on="2026-04-28", on="2026-06-01"
    ).value

    assert "final" not in plain
    assert (early["preliminary"], early["final"]) == ("awaited", "awaited")
    assert (over["preliminary"], over["final"]) == ("missing", "missing")
    assert (made["preliminary"], made["final"]) == ("late", "in_time")
