"""What a case puts into the places of its letters: the closed list of places. Must not know the words around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from handlers.determination import Rule
from webapp.cases.proceedings import Proceedings
from webapp.model.bundle import Bundle, Letter
from webapp.model.text import Text
from webapp.store import history, registers
from webapp.store.history import Determined

PLACES: Final = (
    "number",
    "date",
    "reference",
    "addressee",
    "measure",
    "reasons",
    "grounds",
    "citations",
    "months",
    "first_day",
    "last_day",
)


def letter_named(bundle: Bundle, name: str) -> Letter | None:
    """The letter of a bundle; a measure's name in capitals may name a file in small letters."""
    return bundle.letters.get(name) or bundle.letters.get(name.lower())


def places_of(proceedings: Proceedings, name: str, given: Mapping[str, Any]) -> dict[str, Text]:
    """What is known for the places of the letter `name`. `given`: the effect's parameters; those that are None are
    left out, so that a letter which needs one is refused."""
    case, unit = proceedings.case, proceedings.unit
    service = None if case.service_id is None else registers.service(unit, case.service_id)
    operator = None if case.operator_id is None else registers.operator(unit, case.operator_id)
    places = {"number": Text(case.number, case.number)}
    places["reference"] = _joined(
        Text(case.title, case.title), None if service is None else Text(service.name, service.name_en)
    )
    places |= {key: _words(value) for key, value in given.items() if key != "letter" and value is not None}
    if operator is not None:
        places["addressee"] = _joined(Text(operator.name, operator.name_en), places.get("addressee"))
    latest = _latest([*history.determined_in(unit, case.id), *proceedings.determined])
    decisive = next((row for row in reversed(latest) if row.outcome == name), None)
    if decisive is not None:
        led = _led_to(decisive, latest)
        places["measure"] = _measure(decisive, proceedings.desk.rules)
        places["grounds"] = _grounds(led)
        places["citations"] = _citations(led)
    return places


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


def _measure(decisive: Determined, rules: Mapping[str, Rule]) -> Text:
    named = {outcome.value: Text(outcome.ja, outcome.en) for outcome in rules[decisive.handler].outcomes}
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


def _joined(first: Text, second: Text | None) -> Text:
    if second is None:
        return first
    return Text(f"{first.ja}　{second.ja}", f"{first.pick('en')}, {second.pick('en')}")


def _words(value: Any) -> Text:
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
