"""The engine's own word: what it will not make ready to run is a problem, even where no rule has found why."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from webapp.diagram.graph import Scope
from webapp.engine.check.sheet import Placed, Sheet
from webapp.engine.program import compile_program
from webapp.model.advance import EngineFault
from webapp.model.bundle import Bundle
from webapp.model.problem import Problem
from webapp.model.text import Text


def trial(sheet: Sheet) -> Iterator[Problem]:
    """Makes every process that a case could begin with ready to run, once."""
    for process in sheet.diagram.processes:
        if not process.executable or process.id in sheet.called:
            continue
        try:
            compile_program(sheet.bundle or _alone(sheet, process), sheet.rules)
        except EngineFault as fault:
            yield sheet.error(
                "cannot-run",
                _placed(sheet, fault.step) or process,
                fault.message.ja,
                fault.message.en,
                "その要素を描き直してください。",
                "Draw that element in another way.",
            )
        if sheet.bundle:
            return


def _alone(sheet: Sheet, process: Scope) -> Bundle:
    """A lone diagram as a bundle of nothing else."""
    return Bundle(
        id=process.id,
        title=Text(process.name or process.id),
        number="X",
        owner="",
        start_roles=(),
        legal_basis=(),
        documents=(),
        files={"process.bpmn": etree.tostring(sheet.diagram.root)},
    )


def _placed(sheet: Sheet, id: str | None) -> Placed | None:
    diagram = sheet.diagram
    return diagram.nodes.get(id or "") or diagram.flows.get(id or "") or diagram.scopes.get(id or "")
