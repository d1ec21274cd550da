"""The figures of a process in a fiscal year: what its process.toml wants counted, in the words of its forms and rules, with
what every process has (standing, measures, time to the notice, recurrence). Must not know where they are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from handlers.determination import Outcome
from webapp.cases.ask_rule import published_body
from webapp.cases.desk import Desk
from webapp.model.bundle import Bundle
from webapp.model.clock import local_date
from webapp.model.figures import SMALLEST, By, Cell, Figures, Table, median_and_ninety
from webapp.model.refusals import UnknownProcess
from webapp.model.text import Text
from webapp.store import design
from webapp.store.reads import figures as read
from webapp.store.reads.figures import Cohort
from webapp.store.unit import Unit

MEASURE: Final = "incident.measure"
"""The rule that names the measures."""
PARAMETER: Final = "public_figures_smallest"
NONE: Final = Text("まだない・該当なし", "None yet, or none")
YES_NO: Final = {True: Text("はい", "Yes"), False: Text("いいえ", "No")}
STATES: Final = {
    "open": Text("進行中", "Open"),
    "ended": Text("終了", "Ended"),
    "quarantined": Text("止めて調査中", "Set apart"),
}
RECURRENCE: Final = {
    "first": Text("初めて", "First of its operator"),
    "again": Text("以前にもあった", "Earlier ones had come in"),
    "unknown": Text("事業者の登録なし", "Operator not registered"),
}


def figures_of(desk: Desk, unit: Unit, cohort: Cohort, now: datetime) -> Figures:
    """As they stand now, under the words of the live version. Raises UnknownProcess."""
    live = design.live_version(unit, cohort.process)
    if live is None:
        raise UnknownProcess(process=cohort.process[:60])
    bundle = desk.bundle(live.id)
    received, cases = read.received(unit, cohort)
    return Figures(
        received=received,
        cases=cases,
        tables=(
            _table("states", Text("今の状態", "Standing today"), STATES, read.states(unit, cohort)),
            *(_by(desk, bundle, one, read.by_places(unit, cohort, one.of)) for one in bundle.figures.by),
            _measures(desk, read.measures(unit, cohort)),
            _table(
                "recurrence",
                Text("同じ事業者の事故等（同一とみなす事業者を含む）", "Recurrence (those deemed identical together)"),
                RECURRENCE,
                read.recurrence(unit, cohort, local_date(now)),
            ),
        ),
        times=median_and_ninety(read.days_to_notice(unit, cohort, bundle.figures.received)),
    )


def smallest_told(desk: Desk, now: datetime) -> int:
    """The smallest count that the public is told, as the body sets it."""
    entries = published_body(desk).get("parameters", {}).get(PARAMETER, {}).get("values", ())
    begun = [entry for entry in entries if entry["from"] <= local_date(now)]
    value = max(begun, key=lambda entry: entry["from"])["value"] if begun else SMALLEST
    return value if type(value) is int and value > 1 else SMALLEST


def _by(desk: Desk, bundle: Bundle, by: By, counts: Mapping[Any, int]) -> Table:
    words: dict[Any, Text] = {}
    for place in by.of:
        words |= {
            value: by.words.get(value, label) for value, label in _words(desk, bundle, place) if value not in words
        }
    return _table(by.id, by.title, words, counts)


def _words(desk: Desk, bundle: Bundle, place: str) -> Iterable[tuple[Any, Text]]:
    step, _, name = place.partition(".")
    if name:
        form = bundle.forms.get(step)
        field = next((field for field in form.fields if field.id == name), None) if form else None
        if field is None:
            return ()
        return YES_NO.items() if field.kind == "boolean" else [(one.value, one.label) for one in field.options]
    drawn = bundle.steps.get(step)
    if drawn is None:
        return ()
    rule = desk.rules.get(drawn.handler or "")
    return [(step, drawn.name)] if rule is None else [(one.value, _of(one)) for one in rule.outcomes]


def _measures(desk: Desk, counts: Mapping[tuple[str, ...] | None, int]) -> Table:
    rule = desk.rules.get(MEASURE)
    words = {one.value: _of(one) for one in (rule.outcomes if rule else ())}
    together = {tuple(sorted(one)): _joined(one, words) for one in counts if one is not None and len(one) > 1}
    alone = {one[0] if one is not None and len(one) == 1 else one: count for one, count in counts.items()}
    title = Text("通告した措置", "Measures notified")
    return _table("measures", title, {**words, **together}, alone, of_marks=False)


def _table(
    name: str, title: Text, words: Mapping[Any, Text], counts: Mapping[Any, int], *, of_marks: bool = True
) -> Table:
    """Every value that has words, in their order, then any other that was found, then those without one. Several values
    of one case are marks of their own, unless the words know them together."""
    marks: Counter[Any] = Counter()
    several = False
    for value, count in counts.items():
        apart = isinstance(value, tuple) and of_marks
        several = several or apart
        for one in value if apart else (value,):
            marks[one] += count
    nothing = marks.pop(None, 0)
    others = sorted((value for value in marks if value not in words), key=str)
    cells = [
        *(Cell(label, marks[value]) for value, label in words.items()),
        *(Cell(Text(_plain(value)), marks[value]) for value in others),
        *([Cell(NONE, nothing)] if nothing else []),
    ]
    return Table(name, title, sum(cell.count or 0 for cell in cells), tuple(cells), of_marks=several)


def _joined(values: Sequence[str], words: Mapping[str, Text]) -> Text:
    named = [words.get(value, Text(value, value)) for value in values]
    return Text("・".join(one.ja for one in named), ", ".join(one.pick("en") for one in named))


def _plain(value: Any) -> str:
    return "・".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _of(outcome: Outcome) -> Text:
    return Text(outcome.ja, outcome.en)
