"""How many cases stand where, and for how long: over all processes, and on the diagram of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.model.bundle import Step
from webapp.model.may import reach
from webapp.store.reads import designer as processes
from webapp.store.reads.stations import Station, median, oldest
from webapp.store.reads.stations import loads as read_loads
from webapp.store.reads.stations import stations as read_stations
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.designer.found import the_process
from webapp.web.i18n import language
from webapp.web.manager.names import step_name
from webapp.web.manager.routes import blueprint
from webapp.web.moments import lasting


@blueprint.get("")
@require("manager")
def loads() -> ResponseReturnValue:
    with desk().store.read() as unit:
        live = processes.shelf(unit)
        found = {load.process: load for load in read_loads(unit, now(), reach(current_actor()))}
    titles = {line.process: desk().bundle(line.live.id).title for line in live}
    return render_template("manager/loads.html", titles=titles, loads=found)


@blueprint.get("/<process>")
@require("manager")
def process(process: str) -> ResponseReturnValue:
    """The live diagram with what gathers at every step, and the same as a table."""
    page = the_process(process)
    with desk().store.read() as unit:
        stations = read_stations(unit, process, now(), reach(current_actor()))
        loads_ = read_loads(unit, now(), reach(current_actor()))
    load = next((each for each in loads_ if each.process == process), None)
    bundle = desk().bundle(page.live.id)
    ordered = in_order(bundle.steps, stations)
    return render_template(
        "manager/process.html",
        process=process,
        title=bundle.title,
        live=page.live,
        load=load,
        stations=ordered,
        names={station.step: step_name(station.version_id, station.step) for station in stations},
        gone={station.step for station in stations if station.step not in bundle.steps},
        state=_state(process, bundle.steps, ordered),
    )


@blueprint.get("/<process>/diagram.bpmn")
@require("manager")
def diagram(process: str) -> ResponseReturnValue:
    return Response(desk().bundle(the_process(process).live.id).diagram, mimetype="application/xml")


def in_order(steps: Mapping[str, Step], stations: Iterable[Station]) -> list[Station]:
    """Stations as the flow passes them; those of earlier versions last."""
    places = {step: place for place, step in enumerate(steps)}
    return sorted(stations, key=lambda station: (places.get(station.step, len(places)), station.step))


def _state(process: str, steps: Mapping[str, Step], stations: Iterable[Station]) -> dict[str, Any]:
    """What the viewer paints. A timer at the edge of a task stands for no case of its own: the task does. A
    sub-process tells the ages of all that waits in it."""
    shown = [each for each in stations if each.step in steps and steps[each.step].kind != "boundaryEvent"]
    within: defaultdict[str, list[Station]] = defaultdict(list)
    for station in shown:
        for step in _with_parents(steps, station.step):
            within[step].append(station)
    return {
        "lang": language(),
        "heat": cases_at(steps, shown),
        "ages": {step: _age(found) for step, found in within.items()},
        "faults": [each.step for each in shown if each.faults],
        "links": {each.step: url_for("manager.waiting", process=process, step=each.step) for each in shown},
    }


def cases_at(steps: Mapping[str, Step], stations: Iterable[Station]) -> dict[str, int]:
    """Step -> how many cases stand there. A sub-process counts those within it, each once: a case that is with two
    assessors, or with one and at the join behind them, is one case."""
    standing: defaultdict[str, set[str]] = defaultdict(set)
    for station in stations:
        for step in _with_parents(steps, station.step):
            standing[step].update(station.cases)
    return {step: len(cases) for step, cases in standing.items() if cases}


def _with_parents(steps: Mapping[str, Step], step: str) -> Iterator[str]:
    inside: str | None = step
    while inside is not None:
        yield inside
        inside = steps[inside].parent


def _age(stations: Sequence[Station]) -> str:
    """The longest wait, and beside it the median of several."""
    longest = _lasting(oldest(stations))
    return longest if sum(len(each.since) for each in stations) < 2 else f"{longest} / {_lasting(median(stations))}"


def _lasting(elapsed: timedelta) -> str:
    return lasting(now() - elapsed, now())
