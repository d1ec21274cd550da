"""Disruption 13: diagrams that run away, are deep, wide or simply wrong, published past every check. Whatever is done to
a case of theirs, it has ended, waits for something, or has a fault that a person sees; never silence, never for long."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from casework import House, publish
from havoc import LONG, size
from invariants import rows

from tests.engine.drawing import (
    HEAD,
    boundary,
    catch,
    choice,
    element,
    end,
    flow,
    inclusive,
    parallel,
    path,
    script,
    start,
    sub,
    timer,
    user,
)
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.open_case import OpenCase, open_case
from webapp.model.refusals import CaseFaulted
from webapp.post.room import deliver
from webapp.store import due, faults
from webapp.store.rows.case import Case, Waiting
from webapp.store.verify import verify
from webapp.worker.loop import AT_ONCE, run_due

RANDOM = size(4, 400)
LONGEST = 10.0  # seconds for one piece of work, on a busy machine; the engine's own bound is 2
BEGUN = start() + user("a")


def several(id: str, number: str) -> str:
    return element(
        "multiInstanceLoopCharacteristics", f"many_{id}", f"<bpmn:loopCardinality>{number}</bpmn:loopCardinality>"
    )


def nested(levels: int) -> str:
    inside = user("deep") + start("s0") + end("e0") + path("s0", "deep", "e0")
    for level in range(1, levels):
        inside = (
            start(f"s{level}")
            + sub(f"sub{level}", inside)
            + end(f"e{level}")
            + path(f"s{level}", f"sub{level}", f"e{level}")
        )
    return sub("outermost", inside)


def doubling(times: int) -> str:
    """Each gateway makes two tokens of one: 2 to the power of `times` of them."""
    ids = [f"f{number}" for number in range(times)]
    ways = "".join(flow(left, right, id=f"w{side}{left}") for left, right in pairwise(ids) for side in "ab")
    return "".join(parallel(id) for id in ids) + ways + flow("a", ids[0]) + flow(ids[-1], "done")


RUNAWAYS: dict[str, str] = {
    "circle without a wait": script("s", "x = 1") + choice("g", "out") + path("begin", "a", "g") + flow("g", "s", "True")
    + flow("s", "g") + flow("g", "done", id="out") + end(),
    "a million instances": user("m", several("m", "1000000")) + path("begin", "a", "m", "done") + end(),
    "forty levels": nested(40) + path("begin", "a", "outermost", "done") + end(),
    "tokens that double": doubling(24) + path("begin", "a") + end(),
    "a timer without a pause": boundary("t", "a", timer("timeCycle", '"R/PT0S"'), interrupting=False) + script("s", "x = 1")
    + path("begin", "a", "done") + flow("t", "s") + end(),
    "a timer of the year 9999": catch("t", timer("timeDuration", '"P8000Y"')) + path("begin", "a", "t", "done") + end(),
    "a join that never fills": parallel("j") + choice("g", "x") + path("begin", "a", "g") + flow("g", "j", id="x")
    + flow("g", "j", "False") + flow("j", "done") + end(),
    "text that grows": script("s", "x = 'x' * 19999") + script("r", "x = x + x") + path("begin", "a", "s", "r", "done") + end(),
    "calls itself": element("callActivity", "c", calledElement="runaway") + path("begin", "a", "c", "done") + end(),
    "nothing after the task": path("begin", "a"),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNAWAYS)
def test_a_diagram_that_runs_away(house: House, name: str) -> None:
    publish(house.store, "runaway", files(BEGUN + RUNAWAYS[name]))
    lived(house, random.Random(1))  # noqa: S311 - not a secret


def test_random_diagrams(any_house: House, chance: random.Random) -> None:
    """Nodes and flows thrown together; one in three at least can be run at all."""
    ran = 0
    for number in range(RANDOM):
        inside = thrown_together(chance)
        publish(any_house.store, "runaway", files(inside))
        try:
            ran += lived(any_house, chance)
        except AssertionError as problem:
            raise AssertionError(f"diagram {number}: {inside}") from problem
    assert ran > RANDOM / 3 or not LONG
    with any_house.store.read() as unit:
        assert verify(unit, any_house.desk.keys) == []


def lived(house: House, chance: random.Random) -> bool:
    """Open a case and do what there is to do, also what falls due; look at it after each. Whether it moved at all."""
    now = house.now
    case_id = timed(lambda: opened(house))
    for _ in range(6):
        if seen(house, case_id):
            break  # doing it again comes to the same, and may take its two seconds each time
        tasks = [task for task in house.tasks(case_id) if task.state == "open"]
        if tasks:
            task = chance.choice(tasks)
            timed(lambda task=task, now=now: completed(house, task.id, now))
        now += timedelta(days=chance.choice((0, 1, 40)))
        timed(lambda now=now: run_due(house.desk, deliver, now), pieces=due_by(house, now))
    seen(house, case_id)
    return house.case(case_id).revision > 1 or house.case(case_id).state == "ended"


def opened(house: House) -> str:
    try:
        return open_case(house.desk, house.people.sato, OpenCase("runaway", {}), house.now).case_id
    except CaseFaulted as fault:
        return str(fault.facts["case"])


def completed(house: House, task_id: str, now: object) -> None:
    try:
        complete_task(house.desk, house.people.sato, CompleteTask(task_id, {}), now)  # type: ignore[arg-type]
    except CaseFaulted:
        return


def seen(house: House, case_id: str) -> bool:
    """Ended, waiting for somebody or something, or with a fault. Whether it has one."""
    with house.store.read() as unit:
        case = next(row for row in rows(unit, Case) if row.id == case_id)
        waiting = rows(unit, Waiting, case_id)
        open_faults = faults.faults_of(unit, case_id)
    open_tasks = [task for task in house.tasks(case_id) if task.state == "open"]
    assert case.state == "ended" or open_tasks or waiting or open_faults, "silence"
    for fault in open_faults:
        assert fault.message_ja and fault.message_en
    return bool(open_faults)


def due_by(house: House, now: datetime) -> int:
    """How many pieces of work one look at what is due takes up: what earlier diagrams left behind falls due again."""
    with house.store.read() as unit:
        return len(due.fallen_due(unit, now, AT_ONCE))


def timed(work: object, pieces: int = 1) -> object:
    began = time.monotonic()
    result = work()  # type: ignore[operator]
    assert time.monotonic() - began < LONGEST * max(1, pieces)
    return result


KINDS = {
    "u": lambda _chance, id: user(id),
    "m": lambda chance, id: user(id, several(id, chance.choice(("2", "3", "first.x", "0")))),
    "s": lambda chance, id: script(id, chance.choice(("x = 1", "x = first.x + 1", "x = 1 / first.x"))),
    "p": lambda _chance, id: parallel(id),
    "x": lambda _chance, id: choice(id, f"last_{id}"),
    "i": lambda _chance, id: inclusive(id, f"last_{id}"),
    "t": lambda chance, id: catch(id, timer("timeDuration", chance.choice(('"PT1H"', '"P3D"', '"P1M"', '"PT0S"')))),
    "e": lambda _chance, id: end(id),
}


def thrown_together(chance: random.Random) -> str:
    """Everything is reached from the start, and every way leads somewhere; else there is no order in it."""
    ids = [f"{chance.choice('uuumsxxxppiit')}{number}" for number in range(chance.randint(2, 9))] + ["e"]
    ways = {id: [later] for id, later in pairwise(ids)}
    splits = [id for id in ids[:-1] if id[0] in "xpi"]
    for split in splits:
        ways[split] += chance.sample(ids, chance.randint(0, min(3, len(ids))))
    inside = start() + script("first", "x = 1") + path("begin", "first", ids[0])
    inside += "".join(KINDS[id[0]](chance, id) for id in ids)
    for id, targets in ways.items():
        for number, target in enumerate(targets):
            last = number == len(targets) - 1
            when = (
                None if last or id[0] not in "xi" else chance.choice(("True", "False", "first.x == 1", "first.x > 5"))
            )
            inside += flow(id, target, when, id=f"last_{id}" if last else f"way{number}_{id}")
    hosts = [id for id in ids if id[0] in "um"]
    if hosts and chance.random() < 0.4:
        event = timer("timeDuration", chance.choice(('"P1D"', '"PT1M"')))
        inside += boundary("b", chance.choice(hosts), event, interrupting=chance.random() < 0.5)
        inside += flow("b", chance.choice(ids))
    return inside


def files(inside: str) -> Mapping[str, bytes]:
    """A bundle whose steps all belong to the lane of `intake`."""
    nodes = re.findall(
        r'<bpmn:(?:userTask|subProcess|startEvent|endEvent|\w+Gateway|scriptTask)\b[^>]*? ?id="(\w+)"', inside
    )
    refs = "".join(f"<bpmn:flowNodeRef>{id}</bpmn:flowNodeRef>" for id in nodes)
    lanes = f'<bpmn:laneSet id="lanes"><bpmn:lane id="lane" name="受付" nintei:role="intake">{refs}</bpmn:lane></bpmn:laneSet>'
    pools = '<bpmn:collaboration id="pools"><bpmn:participant id="pool" processRef="runaway"/></bpmn:collaboration>'
    xml = (
        f'{HEAD}{pools}<bpmn:process id="runaway" isExecutable="true">{lanes}{inside}</bpmn:process></bpmn:definitions>'
    )
    about = 'title = { ja = "暴走", en = "Runaway" }\nnumber = "RUN"\npurpose = "other_business"\nowner = "process_owner"\nstart_roles = ["intake"]\n'
    return {"process.bpmn": xml.encode(), "process.toml": about.encode()}
