"""Ask a rule outside a case: under the parameters of the published processes and the calendar of the published body.

Must not know what the answer is for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from handlers.determination import Determination, InputRefused
from webapp.bundle.law import law_from
from webapp.cases.desk import BODY, Desk
from webapp.model.refusals import InvalidAnswers
from webapp.model.text import Text
from webapp.store import design


def ask_rule(desk: Desk, name: str, inputs: Mapping[str, Any], on: date) -> Determination:
    """The answer of a rule on a day. Where two processes name the same parameter, that of the first by name counts.

    Raises InvalidAnswers, which names the input that the rule refused; BundleProblems for what was published wrongly.
    """
    (answer,) = ask_often(desk, name, [inputs], on)
    return answer


def ask_often(desk: Desk, name: str, questions: Sequence[Mapping[str, Any]], on: date) -> tuple[Determination, ...]:
    """The answers of a rule to several questions under one law. Raises as `ask_rule`."""
    parameters: dict[str, Any] = {}
    with desk.store.read() as unit:
        live = {version.process: version.id for version in design.live_versions(unit)}
    for process in sorted(live.keys() - {BODY}):
        parameters = {**desk.bundle(live[process]).parameters, **parameters}
    law = law_from(published_body(desk), parameters, {}, on)
    try:
        return tuple(desk.rules[name].function(inputs, law) for inputs in questions)
    except InputRefused as refused:
        raise InvalidAnswers({refused.field: Text(refused.ja, refused.en)}) from refused


def published_body(desk: Desk) -> Mapping[str, Any]:
    """The body.toml that is live; empty where none is published."""
    with desk.store.read() as unit:
        version = design.live_version(unit, BODY)
    return {} if version is None else desk.body(version.id)
