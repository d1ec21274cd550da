"""What would keep a diagram or a bundle from running, said before anybody tries. Every family of rules is a module
with one function from the sheet to its problems.

Must not know a database, people or cases, nor load SpiffWorkflow: the command that asks must start at once. The engine
itself is asked last where a bundle is to be published (`Engine.check`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from handlers.determination import Rule
from webapp.diagram.door import DiagramRefused, open_diagram
from webapp.diagram.graph import read_diagram
from webapp.engine.check.amounts import amounts
from webapp.engine.check.causes import with_causes
from webapp.engine.check.decisions import decisions
from webapp.engine.check.dossier import dossier
from webapp.engine.check.earlier import earlier
from webapp.engine.check.figures import figures
from webapp.engine.check.flows import flows
from webapp.engine.check.foreign import foreign
from webapp.engine.check.forms import forms
from webapp.engine.check.letters import letters
from webapp.engine.check.loops import loops
from webapp.engine.check.naming import naming
from webapp.engine.check.nets import nets
from webapp.engine.check.own_action import own_action
from webapp.engine.check.picture import picture
from webapp.engine.check.purposes import purposes
from webapp.engine.check.records import Records
from webapp.engine.check.repeats import repeats
from webapp.engine.check.retention import retention
from webapp.engine.check.services import services
from webapp.engine.check.sheet import Sheet
from webapp.engine.check.structure import structure
from webapp.engine.check.support import support
from webapp.engine.check.timers import timers
from webapp.model.advance import EngineFault
from webapp.model.bundle import Bundle
from webapp.model.problem import Problem
from webapp.model.text import Text

_DIAGRAM = (
    structure,
    support,
    flows,
    nets,
    loops,
    naming,
    picture,
    foreign,
    amounts,
    purposes,
    earlier,
    dossier,
    own_action,
    retention,
    figures,
)
_DATA = (services, decisions, timers, repeats, forms, letters)


def check_bundle(
    bundle: Bundle, rules: Mapping[str, Rule], body: Mapping[str, Any] | None = None
) -> tuple[Problem, ...]:
    """The problems of a bundle that could be read, errors first, then by file and line; () where all is well.
    `body`: what body.toml holds, None where it is not at hand or cannot be read."""
    return _check(bundle.diagram, rules, "process.bpmn", bundle, body)


def check_diagram(xml: bytes, rules: Mapping[str, Rule], file: str = "process.bpmn") -> tuple[Problem, ...]:
    """The problems of a lone diagram, whatever its bytes; `file` is the name used in them. What only a bundle can
    have (forms, roles) is missed with a warning."""
    return _check(xml, rules, file, None)


def cannot_run(bundle: Bundle, fault: EngineFault) -> Problem:
    """The engine's own word: what it will not make ready to run is a problem, even where no rule has found why."""
    step = bundle.steps.get(fault.step or "")
    remedy = Text("その要素を描き直してください。", "Draw that element in another way.")
    return Problem(
        "error", "cannot-run", fault.message, remedy, "process.bpmn", fault.step, step.line if step else None
    )


def _check(
    xml: bytes,
    rules: Mapping[str, Rule],
    file: str,
    bundle: Bundle | None,
    body: Mapping[str, Any] | None = None,
) -> tuple[Problem, ...]:
    try:
        sheet = Sheet(read_diagram(open_diagram(xml, file)), rules, file, bundle, body)
    except DiagramRefused as refused:
        return tuple(refused.problems)
    records = Records(sheet)
    found = [problem for family in _DIAGRAM for problem in family(sheet)]
    found += [problem for family in _DATA for problem in family(sheet, records)]
    return in_order(with_causes(sheet, found))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Errors before warnings, then by file and line, each once."""
    return tuple(
        sorted(
            dict.fromkeys(problems),
            key=lambda p: (p.severity != "error", p.file or "", p.line or 0, p.code, p.element or ""),
        )
    )
