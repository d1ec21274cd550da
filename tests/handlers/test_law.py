"""The calendars of the body and of the law, dated amounts, and days that rest on holidays not announced yet."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers.determination import InputRefused, Law
from handlers.registry import RULES
from tests.handlers.conftest import SHELF, TODAY, Ask
from webapp.bundle.body import read_body
from webapp.bundle.law import law_from, law_of_shelf
from webapp.bundle.shape import BundleProblems


@pytest.mark.parametrize(
    "day",
    [
        "2026-05-06",  # substitute holiday: 3 May is a Sunday
        "2026-09-22",  # between two holidays
        "2019-05-01",  # the accession
        "2019-04-30",
        "2020-07-24",  # moved for the Games
        "2020-08-10",
        "2021-07-23",
        "2026-03-20",  # equinoxes
        "2027-03-22",
        "2025-02-24",
    ],
)
def test_holidays_that_move_are_closed_in_every_calendar(law: Law, day: str) -> None:
    for name in ("office", "civil", "breach", "holidays"):
        assert law.calendars[name].is_closed(date.fromisoformat(day)), name


@pytest.mark.parametrize("day", ["2020-07-20", "2020-10-12", "2021-10-11", "2019-12-23"])
def test_days_that_stopped_being_holidays_are_open(law: Law, day: str) -> None:
    assert not law.calendars["office"].is_closed(date.fromisoformat(day)), day


@pytest.mark.parametrize(
    ("day", "office", "civil", "breach"),
    [
        ("2026-11-21", True, False, True),  # Saturday
        ("2026-11-22", True, True, True),  # Sunday
        ("2026-11-23", True, True, True),  # Labour Thanksgiving Day
        ("2026-11-24", False, False, False),
        ("2026-12-28", False, False, False),
        ("2026-12-29", True, False, True),
        ("2026-12-31", True, False, True),
        ("2027-01-01", True, True, True),
        ("2027-01-02", True, False, True),
        ("2027-01-03", True, True, True),
        ("2027-01-04", False, False, False),
    ],
)
def test_three_calendars_close_on_different_days(law: Law, day: str, office: bool, civil: bool, breach: bool) -> None:
    on = date.fromisoformat(day)
    closed = {name: law.calendars[name].is_closed(on) for name in ("office", "civil", "breach")}
    assert closed == {"office": office, "civil": civil, "breach": breach}


def changed_body(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    body = deepcopy(read_body(SHELF))
    change(body)
    return body


def test_a_body_may_close_on_days_of_its_own() -> None:
    def change(body: dict[str, Any]) -> None:
        body["calendar"]["office"] |= {
            "weekdays": ["monday"],
            "national_holidays": False,
            "yearly": [{"from": "08-13", "to": "08-15"}],
            "days": [date(2026, 11, 20)],
        }

    office = law_from(changed_body(change), {}, {}, TODAY).calendars["office"]
    days = [date(2026, 11, 16) + timedelta(days=n) for n in range(8)]
    assert [day.isoformat() for day in days if office.is_closed(day)] == ["2026-11-16", "2026-11-20", "2026-11-23"]
    assert office.is_closed(date(2031, 8, 14))


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda body: body["calendar"]["office"].update(weekdays=["someday"]), "calendar.office.weekdays"),
        (lambda body: body["calendar"]["office"].update(yearly=[{"from": "13-01", "to": "13-02"}]), "yearly"),
        (lambda body: body["calendar"]["office"].update(days=["2026-01-01"]), "calendar.office.days"),
        (lambda body: body["calendar"]["office"].update(national_holidays="yes"), "national_holidays"),
        (lambda body: body["calendar"].update(announced_through="soon"), "announced_through"),
        (lambda body: body["parameters"]["complaint_notice_days"].update(values=[]), "complaint_notice_days.values"),
        (
            lambda body: body["parameters"]["complaint_notice_days"]["values"][0].pop("from"),
            "complaint_notice_days.values",
        ),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_with_the_place(
    change: Callable[[dict[str, Any]], None], where: str
) -> None:
    with pytest.raises(BundleProblems) as refused:
        law_from(changed_body(change), {}, {}, TODAY)
    assert any(where in problem.message.en for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("parameters", "tables", "file"),
    [
        ({"limit": {"values": [{"value": 1}]}}, {}, "parameters.toml"),
        ({"limit": 1}, {}, "parameters.toml"),
        ({}, {"scale": {"editions": [{"from": "2019-06-26", "edition": "1", "profiles": {}}]}}, "tables/scale.toml"),
        ({}, {"scale": {}}, "tables/scale.toml"),
    ],
)
def test_amounts_and_scales_without_their_days_are_refused_with_the_file(
    parameters: dict[str, Any], tables: dict[str, Any], file: str
) -> None:
    with pytest.raises(BundleProblems) as refused:
        law_from(read_body(SHELF), parameters, tables, TODAY)
    assert {problem.file for problem in refused.value.problems} == {file}


def test_a_date_that_rests_on_a_holiday_not_announced_is_provisional(law: Law, ask: Ask) -> None:
    # given holidays announced through 2027, as shipped
    assert law.announced_through == date(2027, 12, 31)
    # then only a later date that a holiday moved is provisional
    moved = ask("periods.correction", dispatched_on="2028-03-20", calendar="civil")  # 20 September, open
    assert moved.value == {"last_day": "2028-09-20"}
    moved = ask("periods.correction", dispatched_on="2028-03-22", calendar="civil")  # 22 September, the equinox
    assert moved.value == {"last_day": "2028-09-23", "provisional": True}
    assert "暫定" in moved.because[-1].ja
    weekend = ask(
        "periods.correction", dispatched_on="2028-04-08", calendar="civil"
    )  # 8 October, Sunday, then a holiday
    assert weekend.value["provisional"] is True
    sunday = ask("periods.correction", dispatched_on="2028-04-15", calendar="civil")  # 15 October, a plain Sunday
    assert sunday.value == {"last_day": "2028-10-16"}
    announced = ask("periods.correction", dispatched_on="2027-03-23", calendar="civil")  # 23 September, announced
    assert announced.value == {"last_day": "2027-09-24"}


def test_the_last_announced_day_itself_is_not_provisional(law: Law) -> None:
    # given a date that a holiday moved onto 2028-09-23
    def found(announced: date) -> Any:
        rule = RULES["periods.correction"].function
        return rule({"dispatched_on": "2028-03-22", "calendar": "civil"}, replace(law, announced_through=announced))

    assert "provisional" not in found(date(2028, 9, 23)).value
    assert found(date(2028, 9, 22)).value["provisional"] is True


def test_a_bar_rests_on_no_holiday_and_is_never_provisional(ask: Ask) -> None:
    assert "provisional" not in ask("periods.bar", ground="3.2.2b", event_date="2035-09-22").value
    assert "provisional" not in ask("periods.suspension", notice_date="2035-09-22", months=3).value


def test_provisional_reaches_everything_that_is_built_on_it(ask: Ask) -> None:
    report = ask("periods.breach_report", known_on="2028-08-24", days=30)  # day 30 is the equinox
    assert report.value["provisional"] is True
    reports = ask("incident.reports", known_on="2028-08-24", days=30, on="2028-08-24")
    assert reports.value["provisional"] is True
    correction = ask(
        "application.correction", dispatched_on="2028-03-22", calendar="office", findings=[{"id": "1"}], on="2028-04-01"
    )
    assert correction.value["provisional"] is True
    rolled = {"ground": "3.2.1a", "event_date": "2028-06-22", "readings": {"article142": "APPLIED"}}
    assert ask("application.bars", application_date="2028-07-01", events=[rolled]).value["provisional"] is True


def test_without_an_announced_day_nothing_is_provisional(law: Law) -> None:
    open_ended = replace(law, announced_through=None)
    found = RULES["periods.correction"].function({"dispatched_on": "2028-03-22", "calendar": "civil"}, open_ended)
    assert found.value == {"last_day": "2028-09-23"}


def test_an_amount_is_that_of_the_day_and_before_its_first_day_the_first(law: Law) -> None:
    values = [
        {"from": date(2027, 4, 1), "value": 6, "source": "規程", "ours": False},
        {"from": date(2020, 4, 1), "value": 9, "source": "規程", "ours": True},
    ]
    dated = replace(law, parameters={**law.parameters, "hearing_required_from_level": {"values": values}})
    used = {
        day: RULES["incident.hearing_required"].function({"level": 7}, replace(dated, on=date.fromisoformat(day)))
        for day in ("2019-01-01", "2027-03-31", "2027-04-01")
    }
    assert {day: found.outcome for day, found in used.items()} == {
        "2019-01-01": "optional",
        "2027-03-31": "optional",
        "2027-04-01": "required",
    }
    assert used["2027-04-01"].parameters["hearing_required_from_level"] == {
        "value": 6,
        "from": "2027-04-01",
        "source": "規程",
        "ours": False,
    }


@pytest.mark.parametrize("value", ["eight", True, 8.5, -1, 99])
def test_an_amount_of_the_wrong_kind_is_refused_by_its_name(law: Law, value: Any) -> None:
    bad = {"values": [{"from": date(2020, 4, 1), "value": value}]}
    with pytest.raises(InputRefused) as refused:
        RULES["incident.hearing_required"].function(
            {"level": 7}, replace(law, parameters={"hearing_required_from_level": bad})
        )
    assert refused.value.field == "parameters.hearing_required_from_level"


def test_a_missing_amount_is_refused_by_its_name(law: Law) -> None:
    with pytest.raises(InputRefused) as refused:
        RULES["periods.suspension"].function({"notice_date": "2026-01-01", "months": 1}, replace(law, parameters={}))
    assert refused.value.field == "parameters.suspension_months_minimum"


def test_bounds_that_meet_leave_one_length(law: Law) -> None:
    three = {"values": [{"from": date(2020, 4, 1), "value": 3}]}
    bounds = {"suspension_months_minimum": three, "suspension_months_maximum": three}
    rule = RULES["periods.suspension"].function
    asked = replace(law, parameters={**law.parameters, **bounds})
    assert rule({"notice_date": "2027-11-30", "months": 3}, asked).value["last_day"] == "2028-02-29"
    with pytest.raises(InputRefused) as refused:
        rule({"notice_date": "2027-11-30", "months": 4}, asked)
    assert refused.value.field == "months"


def test_bounds_that_cross_are_refused(law: Law) -> None:
    crossed = {"values": [{"from": date(2020, 4, 1), "value": 12}]}
    with pytest.raises(InputRefused) as refused:
        RULES["periods.suspension"].function(
            {"notice_date": "2026-01-01", "months": 12},
            replace(law, parameters={**law.parameters, "suspension_months_minimum": crossed}),
        )
    assert refused.value.field == "parameters.suspension_months_maximum"


def test_a_parameter_of_the_process_stands_before_that_of_the_body(tmp_path: Path) -> None:
    def amount(value: int) -> str:
        return f"[[days.values]]\nfrom = 2020-01-01\nvalue = {value}\n"

    (tmp_path / "body.toml").write_text("[[parameters.days.values]]\nfrom = 2020-01-01\nvalue = 1\n", "utf-8")
    for name, value in (("alpha", 2), ("incident", 3)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "parameters.toml").write_text(amount(value), "utf-8")
    chosen = {
        process: law_of_shelf(tmp_path, TODAY, process).parameters["days"]["values"][0]["value"]
        for process in ("", "alpha", "incident")
    }
    assert chosen == {"": 2, "alpha": 2, "incident": 3}
    assert law_from(read_body(tmp_path), {}, {}, TODAY).parameters["days"]["values"][0]["value"] == 1
