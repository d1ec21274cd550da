"""What a case puts into the places of its letters: the closed list of places. Must not know the words around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from handlers.determination import Rule
from webapp.cases.proceedings import Proceedings
from webapp.letters.sheet import Cited
from webapp.model.bundle import Bundle, Letter
from webapp.model.clock import local_date
from webapp.model.text import Text
from webapp.store import design, history, registers
from webapp.store.history import Determined

PLACES: Final = (
    "number",
    "date",
    "reference",
    "procedure",
    "addressee",
    "measure",
    "reasons",
    "grounds",
    "citations",
    "months",
    "first_day",
    "last_day",
    "held_on",
    "invited_on",
    "attendees",
    "place",
    "text",
    "document",
    "document_date",
    "advised",
)
_TOLD: Final = frozenset({"letter", "rests_on", "advised_measure", "advised_level", "advised_months"})
"""What a step says about a letter that is no place in it."""


def letter_named(bundle: Bundle, name: str) -> Letter | None:
    """The letter of a bundle; a measure's name in capitals may name a file in small letters."""
    return bundle.letters.get(name) or bundle.letters.get(name.lower())


@dataclass(frozen=True, slots=True)
class Given:
    """What a case gives to a letter: its places, to whom it goes, and the clauses that its determinations cite."""

    places: Mapping[str, Text]
    operator: Text | None
    office: str | None
    cited: tuple[Cited, ...]


def given_to(proceedings: Proceedings, name: str, given: Mapping[str, Any]) -> Given:
    """What is known for the letter `name`. `given`: the effect's parameters; those that are None are left out, so that
    a letter which needs one is refused."""
    case, unit = proceedings.case, proceedings.unit
    service = None if case.service_id is None else registers.service(unit, case.service_id)
    operator = None if case.operator_id is None else registers.operator(unit, case.operator_id)
    named = None if operator is None else Text(operator.name, operator.name_en)
    places = {"number": Text(case.number, case.number), "procedure": _procedure(proceedings)}
    places["reference"] = _joined(
        Text(case.title, case.title), None if service is None else Text(service.name, service.name_en)
    )
    places |= {key: _words(value) for key, value in given.items() if key not in _TOLD and value is not None}
    office = places.get("addressee")
    if named is not None:
        places["addressee"] = _joined(named, office)
    latest = _latest([*history.latest_determined(unit, case.id), *proceedings.determined])
    decisive = _decisive(latest, name)
    rests_on = next((row for row in latest if row.step == given.get("rests_on")), decisive)
    led = [] if rests_on is None else _led_to(rests_on, latest)
    if decisive is not None:
        measures = _named(decisive, proceedings.desk.rules)
        places["measure"] = _measure(decisive, measures)
        places["advised"] = _advised(given, measures)
    if rests_on is not None:
        places["grounds"] = _grounds(led)
        places["citations"] = _citations(led)
    return Given(places, named, None if office is None else office.ja, _cited(led))


def _procedure(proceedings: Proceedings) -> Text:
    """The version of the procedure by which the case is dealt with (TPDMS-2210 4.4), as somebody outside can name it."""
    title, version = proceedings.bundle.title, design.version(proceedings.unit, proceedings.case.version_id)
    if version is None:
        return Text(f"当団体の手続「{title.ja}」", f"our procedure “{title.pick('en')}”")
    on = _words(local_date(version.published_at))
    return Text(
        f"当団体の手続「{title.ja}」（第{version.number}版、{on.ja}から）",
        f"our procedure “{title.pick('en')}” (version {version.number}, from {on.pick('en')})",
    )


def _decisive(rows: Sequence[Determined], name: str) -> Determined | None:
    """The determination of measures that a letter tells of: the one that came to it, else the last one."""
    with_measures = [row for row in reversed(rows) if isinstance(row.value, Mapping) and "measures" in row.value]
    came_to_it = (row for row in with_measures if row.outcome == name)
    return next(came_to_it, with_measures[0] if with_measures else None)


def _latest(rows: Sequence[Determined]) -> list[Determined]:
    """The last determination of each step, in order."""
    by_step = {row.step: row for row in rows}
    return sorted(by_step.values(), key=lambda row: row.seq)


def _led_to(decisive: Determined, rows: Sequence[Determined]) -> list[Determined]:
    """A determination after those whose results it was given."""
    before = [
        row
        for row in rows
        if row.seq < decisive.seq
        and isinstance(row.value, Mapping)
        and any(key in row.value and row.value[key] == value for key, value in decisive.inputs.items())
    ]
    return [*before, decisive]


def _named(decisive: Determined, rules: Mapping[str, Rule]) -> Mapping[str, Text]:
    return {outcome.value: Text(outcome.ja, outcome.en) for outcome in rules[decisive.handler].outcomes}


def _advised(given: Mapping[str, Any], named: Mapping[str, Text]) -> Text:
    """What an organ thinks right: the measure of table 2, or the one that it names, with its level and months."""
    measure, level, months = (given.get(f"advised_{name}") for name in ("measure", "level", "months"))
    as_table = Text("表2の措置が相当である", "The measure of table 2 is right")
    words = as_table if measure is None else named.get(str(measure), Text(str(measure)))
    ja = [f"欠格レベル{level}"] if level is not None else []
    en = [f"level {level}"] if level is not None else []
    if months is not None:
        ja.append(f"{months}か月")
        en.append(f"{months} months")
    if not ja:
        return words
    return Text(f"{words.ja}（{'、'.join(ja)}）", f"{words.pick('en')} ({', '.join(en)})")


def _measure(decisive: Determined, named: Mapping[str, Text]) -> Text:
    value = decisive.value
    measures = value.get("measures", [decisive.outcome]) if isinstance(value, Mapping) else [decisive.outcome]
    words = [named.get(str(measure), Text(str(measure))) for measure in measures]
    return Text("、".join(word.ja for word in words), ", ".join(word.pick("en") for word in words))


def _grounds(rows: Sequence[Determined]) -> Text:
    reasons = [reason for row in rows for reason in row.because]
    return Text("\n".join(reason["ja"] for reason in reasons), "\n".join(reason["en"] for reason in reasons))


def _citations(rows: Sequence[Determined]) -> Text:
    cited: dict[str, None] = {}
    for row in rows:
        for cite in row.cites:
            cited[" ".join(part for part in (cite["document"], cite["edition"], cite["clause"]) if part)] = None
    return Text("\n".join(cited), "\n".join(cited))


def _cited(rows: Sequence[Determined]) -> tuple[Cited, ...]:
    """Each clause once, with its wording where it is known."""
    found: dict[str, Cited] = {}
    for row in rows:
        for cite in row.cites:
            name = " ".join(part for part in (cite["document"], cite["clause"]) if part)
            edition = cite["edition"]
            label = Text(f"{name}（{edition}）" if edition else name, f"{name} ({edition})" if edition else name)
            if name not in found or found[name].wording is None:
                found[name] = Cited(label, cite.get("quote"))
    return tuple(found.values())


def _joined(first: Text, second: Text | None) -> Text:
    if second is None:
        return first
    return Text(f"{first.ja}　{second.ja}", f"{first.pick('en')}, {second.pick('en')}")


def _words(value: Any) -> Text:
    if isinstance(value, bool):
        return Text("はい", "Yes") if value else Text("いいえ", "No")
    day = _day(value)
    if day is not None:
        return Text(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {day:%B %Y}")
    return Text(str(value), str(value))


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
