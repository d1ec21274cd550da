"""A diagram in a packed bundle, readable or not, as the pages need it. Must not know drafts or versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from flask import Response

from webapp.bundle.diagram import lanes_of, steps_of
from webapp.bundle.forms import read_form
from webapp.bundle.pack import unpack
from webapp.bundle.shape import BundleProblems
from webapp.diagram.door import DiagramRefused, open_diagram
from webapp.diagram.graph import Diagram, Node, read_diagram
from webapp.diagram.layout import has_picture, lay_out
from webapp.diagram.words import kind_words, period_words
from webapp.model.bundle import Form, Lane, Step
from webapp.model.text import Text

FILE: Final = "process.bpmn"


@dataclass(frozen=True)
class Drawing:
    """What a diagram says about its steps. `forms`: the readable ones by step."""

    graph: Diagram
    steps: Mapping[str, Step]
    lanes: Mapping[str, Lane]
    forms: Mapping[str, Form]

    def kind(self, step: str) -> Text:
        return kind_words(self.steps[step].kind)

    def due(self, step: str) -> Text | None:
        due = self.steps[step].due
        return period_words(due) if due else None

    def node(self, step: str) -> Node:
        return self.graph.nodes[step]

    def rows(self) -> tuple[Step, ...]:
        """The steps that say something to people, each sub-process followed by what is in it: gateways without a name,
        which only bring flows together, are left out."""
        return tuple(step for process in self.graph.processes for step in self._within(process.id))

    def depth(self, step: str) -> int:
        """In how many sub-processes a step stands."""
        parent = self.steps[step].parent
        return 0 if parent is None else 1 + self.depth(parent)

    def _within(self, scope: str) -> Iterator[Step]:
        for node in self.graph.within(scope):
            if node.name or not node.kind.endswith("Gateway"):
                yield self.steps[node.id]
            if node.id in self.graph.scopes:
                yield from self._within(node.id)


@lru_cache(maxsize=8)
def draw(packed: bytes) -> Drawing | None:
    """The drawing of a packed bundle; None where its diagram cannot be read. A page asks for the same one several
    times, and so do the pages that follow."""
    files = unpack(packed)
    try:
        graph = read_diagram(open_diagram(files.get(FILE, b"")))
    except DiagramRefused:
        return None
    return Drawing(graph, steps_of(graph), lanes_of(graph), dict(_forms(files)))


def xml_of(packed: bytes) -> Response:
    """The diagram as a file for the browser; one without a picture is laid out, so that nobody sees an empty canvas."""
    return Response(_with_picture(unpack(packed).get(FILE, b"")), mimetype="application/xml")


def _with_picture(diagram: bytes) -> bytes:
    try:
        return diagram if has_picture(diagram) else lay_out(diagram)
    except DiagramRefused:
        return diagram


def _forms(files: Mapping[str, bytes]) -> list[tuple[str, Form]]:
    found = []
    for path, raw in files.items():
        if not (path.startswith("forms/") and path.endswith(".json")):
            continue
        step = path.removeprefix("forms/").removesuffix(".json")
        try:
            found.append((step, read_form(raw, step, path)))
        except BundleProblems:
            continue  # check reports it, with its place
    return found
