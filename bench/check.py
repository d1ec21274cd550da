"""How long `nintei check` takes for a small and a large diagram: as people wait for it, the start of the command
included, and the check alone, in one process."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any, Final

from bench.sampling import in_turn, summary, timed
from handlers.registry import RULES
from webapp.engine.check import check_diagram

NODES: Final = (10, 200)
STARTS: Final = 25  # a start takes a quarter of a second, nearly all of it Python's
SAMPLES: Final = 200


def measure(starts: int = STARTS, samples: int = SAMPLES) -> list[dict[str, Any]]:
    """One record per figure: `name`, `median_us`, `p95_us`, `samples`; of whole starts `median_s` as well."""
    with tempfile.TemporaryDirectory(prefix="nintei-bench-") as folder:
        paths = {nodes: Path(folder) / f"{nodes}.bpmn" for nodes in NODES}
        for nodes, path in paths.items():
            path.write_text(diagram(nodes), encoding="utf-8")
        whole = in_turn({str(nodes): partial(timed, partial(_command, path)) for nodes, path in paths.items()}, starts)
        drawn = {str(nodes): path.read_bytes() for nodes, path in paths.items()}
    alone = in_turn({key: partial(timed, partial(check_diagram, xml, RULES)) for key, xml in drawn.items()}, samples)
    started = {key: summary(times) for key, times in whole.items()}
    return [
        *(
            {"name": f"nintei check, {key} nodes", **told, "median_s": round(told["median_us"] / 1e6, 3)}
            for key, told in started.items()
        ),
        *({"name": f"the check alone, {key} nodes", **summary(times)} for key, times in alone.items()),
    ]


def diagram(nodes: int) -> str:
    """A diagram of so many nodes: rounds of a task, a choice and a merge, some of them as a fork of two tasks."""
    inside: list[str] = ['<bpmn:startEvent id="begin"/>']
    flows: list[tuple[str, str, str]] = []
    last = "begin"
    number = 0
    while len(inside) + 8 < nodes:
        n = number
        number += 1
        inside += [
            f'<bpmn:userTask id="t{n}"/>',
            f'<bpmn:exclusiveGateway id="x{n}" default="d{n}"/>',
            f'<bpmn:parallelGateway id="f{n}"/>',
            f'<bpmn:userTask id="a{n}"/>',
            f'<bpmn:userTask id="b{n}"/>',
            f'<bpmn:parallelGateway id="j{n}"/>',
            f'<bpmn:exclusiveGateway id="m{n}"/>',
        ]
        flows += [
            (last, f"t{n}", ""),
            (f"t{n}", f"x{n}", ""),
            (f"x{n}", f"f{n}", f"t{n}.again == True"),
            (f"x{n}", f"m{n}", f"d{n}"),
            (f"f{n}", f"a{n}", ""),
            (f"f{n}", f"b{n}", ""),
            (f"a{n}", f"j{n}", ""),
            (f"b{n}", f"j{n}", ""),
            (f"j{n}", f"m{n}", ""),
        ]
        last = f"m{n}"
    while len(inside) + 1 < nodes:
        task = f"l{len(inside)}"
        inside.append(f'<bpmn:userTask id="{task}"/>')
        flows.append((last, task, ""))
        last = task
    inside.append('<bpmn:endEvent id="done"/>')
    flows.append((last, "done", ""))
    drawn = "\n".join([*inside, *(_flow(number, *flow) for number, flow in enumerate(flows))])
    return (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:bench">'
        f'<bpmn:process id="bench" isExecutable="true">\n{drawn}\n</bpmn:process></bpmn:definitions>'
    )


def _flow(number: int, source: str, target: str, about: str) -> str:
    """`about` is a condition, the id of a default flow, or nothing."""
    id = about if about.startswith("d") else f"flow{number}"
    condition = f"<bpmn:conditionExpression>{about}</bpmn:conditionExpression>" if "==" in about else ""
    return f'<bpmn:sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}">{condition}</bpmn:sequenceFlow>'


def _command(path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "import sys; from webapp.cli import main; sys.exit(main())",
        "check",
        "--json",
        str(path),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    for record in measure():
        print(json.dumps(record, ensure_ascii=False))
