"""Can the rules that the diagram asks use the dated amounts and tables of the bundle?

Each rule is asked for every day on which an amount or a table changes. Amounts that the bundle does not have may be the
body's: they are missed where the body's file is at hand and has none that can be read either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from handlers.determination import InputRefused, Law, Rule
from webapp.engine.check.sheet import Sheet
from webapp.model.bundle import Bundle
from webapp.model.problem import Problem
from webapp.model.text import Text

PARAMETERS: Final = "parameters"
TABLES: Final = "tables"


def amounts(sheet: Sheet) -> Iterator[Problem]:
    bundle = sheet.bundle
    if bundle is None:
        return
    rules = {node.operator.name: sheet.rules.get(node.operator.name) for node in sheet.nodes if node.operator}
    examined = [rule for rule in rules.values() if rule is not None and rule.examine is not None]
    if not examined:
        return
    misshapen = tuple(_misshapen(bundle))
    yield from misshapen
    if not misshapen:
        own = _of_body(sheet)
        yield from dict.fromkeys(problem for rule in examined for problem in _refused(rule, bundle, own))


def known_amounts(sheet: Sheet) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Amount -> its dated values, of the bundle or else of the body; those that are misshapen are left out."""
    given = {} if sheet.bundle is None else sheet.bundle.parameters
    known = {**(_of_body(sheet) or {}), **given}
    return {name: entry["values"] for name, entry in known.items() if _dated(entry, "values")}


def _of_body(sheet: Sheet) -> Mapping[str, Any] | None:
    """The body's amounts; None where they are not at hand, or misshapen, which is said of the body's file."""
    own = None if sheet.body is None else sheet.body.get("parameters", {})
    return own if isinstance(own, Mapping) and all(_dated(entry, "values") for entry in own.values()) else None


def _misshapen(bundle: Bundle) -> Iterator[Problem]:
    """Amounts and tables that are not lists of entries with a day each."""
    for name, entry in bundle.parameters.items():
        if not _dated(entry, "values"):
            yield _problem(
                "parameters.toml", f"{name}.values", "日付（from）を持つ値の一覧", "a list of values with a day (from)"
            )
    for name, table in bundle.tables.items():
        if "editions" in table and not _dated(table, "editions"):
            yield _problem(
                f"tables/{name}.toml", "editions", "日付（from）を持つ版の一覧", "a list of editions with a day (from)"
            )


def _dated(entry: object, listed: str) -> bool:
    values = entry.get(listed) if isinstance(entry, Mapping) else None
    return (
        isinstance(values, list)
        and bool(values)
        and all(isinstance(value, Mapping) and type(value.get("from")) is date for value in values)
    )


def _refused(rule: Rule, bundle: Bundle, own: Mapping[str, Any] | None) -> Iterator[Problem]:
    known = {**(own or {}), **bundle.parameters}
    for day in sorted(_days(known, bundle.tables)):
        law = Law(on=day, calendars={}, parameters=known, tables=bundle.tables, clauses={})
        try:
            if rule.examine is not None:
                rule.examine(law)
        except InputRefused as refused:
            kind, _, place = refused.field.partition(".")
            name = place.partition(".")[0]
            if kind == PARAMETERS and name in bundle.parameters:
                yield _said("parameters.toml", refused)
            elif kind == PARAMETERS and own is not None:
                yield _said("body.toml", refused) if name in own else _missing(rule, name)
            elif kind == TABLES:
                yield _said(f"tables/{name}.toml", refused)


def _days(parameters: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]) -> set[date]:
    """The days on which something changes; any day where nothing is dated."""
    entries: list[Mapping[str, Any]] = [value for entry in parameters.values() for value in entry["values"]]
    entries += [edition for table in tables.values() for edition in table.get("editions", ())]
    return {entry["from"] for entry in entries} or {date.max}


def _problem(file: str, where: str, ja: str, en: str) -> Problem:
    return Problem(
        "error",
        "amount-wrong",
        Text(f"「{where}」は{ja}でなければなりません。", f"“{where}” must be {en}."),
        Text("その値を直してください。", "Mend that value."),
        file,
    )


def _missing(rule: Rule, name: str) -> Problem:
    return Problem(
        "error",
        "amount-missing",
        Text(
            f"規則{rule.name}が使う「{name}」が、parameters.tomlにもbody.tomlにもありません。",
            f"“{name}”, which the rule {rule.name} uses, is neither in parameters.toml nor in body.toml.",
        ),
        Text(
            "parameters.tomlに日付（from）を持つ値を書いてください。",
            "Write a value with a day (from) into parameters.toml.",
        ),
        "parameters.toml",
    )


def _said(file: str, refused: InputRefused) -> Problem:
    return Problem(
        "error",
        "amount-wrong",
        Text(refused.ja, refused.en),
        Text("その値を直してください。", "Mend that value."),
        file,
    )
