"""How long `nintei check` takes, start of the command included, for a small and a large diagram."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMITS = {10: 0.5, 200: 1.0}  # nodes -> seconds
ROUNDS = 7


def measure(rounds: int = ROUNDS) -> dict[str, float]:
    """Median and worst seconds by the number of nodes, e.g. {"check_200_median_s": …}."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for nodes in LIMITS:
            path = Path(folder) / f"{nodes}.bpmn"
            path.write_text(diagram(nodes), encoding="utf-8")
            times = [_once(path) for _ in range(rounds)]
            figures[f"check_{nodes}_median_s"] = round(statistics.median(times), 3)
            figures[f"check_{nodes}_worst_s"] = round(max(times), 3)
    return figures


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


def _once(path: Path) -> float:
    began = time.perf_counter()
    command = [
        sys.executable,
        "-c",
        "import sys; from webapp.cli import main; sys.exit(main())",
        "check",
        "--json",
        str(path),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


if __name__ == "__main__":
    for name, seconds in measure().items():
        print(f"{name:24} {seconds:.3f}")
