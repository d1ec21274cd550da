"""The law that rules are asked under: calendars, dated parameters, tables and the wording of the clauses.

Made from body.toml, the parameters and tables of a process and the clauses that ship with the handlers. Must not know
any rule, case or database.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import holidays

from handlers.determination import Calendar, Law
from webapp.bundle.body import BODY, read_body
from webapp.bundle.formats import read_toml
from webapp.bundle.shape import BundleProblems, Shape
from webapp.model.problem import Problem

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """A calendar: closed on some weekdays, on national holidays or not, on days of every year and on single days."""

    weekdays: frozenset[int] = frozenset()
    national_holidays: bool = False
    yearly: frozenset[tuple[int, int]] = frozenset()
    days: frozenset[date] = frozenset()

    def is_closed(self, day: date) -> bool:
        return (
            day.weekday() in self.weekdays
            or (day.month, day.day) in self.yearly
            or (self.national_holidays and day in national_holidays(day.year))
            or day in self.days
        )


@cache
def national_holidays(year: int) -> frozenset[date]:
    """Holidays and substitute holidays of Japan in a year; announced ones, and computed ones for years ahead."""
    return frozenset(holidays.country_holidays("JP", years=year))


def days_of_every_year(first: tuple[int, int], last: tuple[int, int]) -> frozenset[tuple[int, int]]:
    """The days (month, day) from `first` to `last`, over the turn of the year where `last` comes before `first`."""
    day = date(2024, *first)  # a leap year, so that 29 February can be among them
    end = date(2024 if first <= last else 2025, *last)
    return frozenset(((day + timedelta(n)).month, (day + timedelta(n)).day) for n in range((end - day).days + 1))


TURN_OF_THE_YEAR: Final = days_of_every_year((12, 29), (1, 3))
CIVIL: Final = ClosedDays(frozenset({SUNDAY}), national_holidays=True)
"""Days on which a period ends later under the Civil Code, article 142: Sundays and holidays, not Saturdays."""
BREACH: Final = ClosedDays(frozenset({SATURDAY, SUNDAY}), national_holidays=True, yearly=TURN_OF_THE_YEAR)
"""The holidays of administrative organs (昭和63年法律第91号), by which a breach report is due."""
HOLIDAYS: Final = ClosedDays(national_holidays=True)


def law_from(
    body: Mapping[str, Any], parameters: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]], on: date
) -> Law:
    """The law on the day `on` (Tokyo). A parameter of the process stands before one of the body with the same name.

    Raises BundleProblems where the calendar of body.toml or a dated amount is not in the form it must have.
    """
    shape = Shape(BODY)
    calendar = shape.record(body.get("calendar", {}), "calendar", ("announced_through", "office"))
    office = _office(calendar.get("office", {}), shape)
    announced = calendar.get("announced_through")
    if announced is not None and not _is_day(announced):
        shape.wrong("calendar.announced_through", "日付", "a date")
    own = body.get("parameters", {})
    problems = [*shape.problems, *_misdated(own, BODY), *_misdated(parameters, "parameters.toml"), *_bad_scale(tables)]
    if problems:
        raise BundleProblems(problems)
    calendars: dict[str, Calendar] = {"office": office, "civil": CIVIL, "breach": BREACH, "holidays": HOLIDAYS}
    return Law(
        on=on,
        calendars=MappingProxyType(calendars),
        parameters=MappingProxyType({**own, **parameters}),
        tables=tables,
        clauses=clauses(),
        announced_through=announced,
    )


def law_of_shelf(shelf: Path, on: date, process: str = "") -> Law:
    """The law as a whole shelf has it, for asking a rule outside a case. Where two processes name the same parameter
    or table, that of `process` counts, or else that of the first by name. Raises BundleProblems."""
    parameters: dict[str, Any] = {}
    tables: dict[str, Mapping[str, Any]] = {}
    for folder in sorted((f for f in shelf.iterdir() if f.is_dir()), key=lambda f: (f.name != process, f.name)):
        file = folder / "parameters.toml"
        if file.is_file():
            parameters = {**read_toml(file.read_bytes(), f"{folder.name}/{file.name}"), **parameters}
        for table in sorted(folder.glob("tables/*.toml")):
            tables.setdefault(table.stem, read_toml(table.read_bytes(), f"{folder.name}/tables/{table.name}"))
    return law_from(read_body(shelf), parameters, tables, on)


@cache
def clauses() -> Mapping[tuple[str, str, str], str]:
    """(document, edition, clause) -> wording, of every clause that ships with the handlers."""
    wording: dict[tuple[str, str, str], str] = {}
    for file in (files("handlers") / "clauses").iterdir():
        if file.name.endswith(".toml"):
            document = tomllib.loads(file.read_text("utf-8"))
            for clause in document["clauses"]:
                wording[document["document"], document["edition"], clause["id"]] = clause["text"]
    return MappingProxyType(wording)


def _office(raw: object, shape: Shape) -> ClosedDays:
    where = "calendar.office"
    office = shape.record(raw, where, ("weekdays", "national_holidays", "yearly", "days"))
    weekdays = [
        WEEKDAYS.index(name)
        for name in shape.strings(office.get("weekdays", []), f"{where}.weekdays")
        if shape.choice(name, f"{where}.weekdays", WEEKDAYS) in WEEKDAYS
    ]
    holidays_too = shape.boolean(office.get("national_holidays", False), f"{where}.national_holidays")
    days = shape.records(office.get("days", []), f"{where}.days")
    if not all(_is_day(day) for day in days):
        shape.wrong(f"{where}.days", "日付の一覧", "a list of dates")
    yearly: set[tuple[int, int]] = set()
    for span in shape.records(office.get("yearly", []), f"{where}.yearly"):
        yearly |= _span(span, f"{where}.yearly", shape)
    return ClosedDays(frozenset(weekdays), holidays_too, frozenset(yearly), frozenset(days))


def _span(raw: object, where: str, shape: Shape) -> frozenset[tuple[int, int]]:
    span = shape.record(raw, where, ("from", "to"))
    try:
        first, last = (date.fromisoformat(f"2024-{span.get(end)}") for end in ("from", "to"))
    except ValueError:
        shape.wrong(where, '{ from = "月-日", to = "月-日" }', '{ from = "MM-DD", to = "MM-DD" }')
        return frozenset()
    return days_of_every_year((first.month, first.day), (last.month, last.day))


def _is_day(value: object) -> bool:
    return type(value) is date  # TOML knows points in time too, and they are dates to Python


def _misdated(amounts: Mapping[str, Any], file: str) -> list[Problem]:
    shape = Shape(file)
    for name, entry in amounts.items():
        _check_dated(name, entry, "values", ("value",), shape)
    return shape.problems


def _bad_scale(tables: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    shape = Shape("tables/scale.toml")
    if "scale" in tables:
        _check_dated("scale", tables["scale"], "editions", ("edition", "profiles"), shape)
    return shape.problems


def _check_dated(name: str, entry: object, listed: str, needed: tuple[str, ...], shape: Shape) -> None:
    values = shape.record(entry, name).get(listed)
    right = isinstance(values, list) and all(
        isinstance(value, Mapping) and _is_day(value.get("from")) and all(key in value for key in needed)
        for value in values
    )
    if not values or not right:
        keys = ", ".join(("from", *needed))
        shape.wrong(f"{name}.{listed}", f"{keys} を持つ日付つきの一覧", f"a dated list whose entries have {keys}")
