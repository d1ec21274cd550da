"""The law that a case is decided under, and how a rule is asked under it. Must not know any rule or any verb."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.determination import Determination
from webapp.bundle.shape import BundleProblems
from webapp.cases.desk import Desk
from webapp.model.advance import Consult, EngineFault
from webapp.model.text import Text


def consult_for(desk: Desk, version_id: str, body_id: str | None, on: date) -> Consult:
    """How the engine asks a rule: under the parameters and tables of the case's version and those of the body that is
    live, on the day `on` (Tokyo).

    The function answered raises what a rule raises: InputRefused, or LookupError for a name that no rule has. Raises
    EngineFault itself when the law cannot be put together from what was published.
    """
    try:
        law = desk.law(version_id, body_id, on)
    except (BundleProblems, LookupError) as problem:
        words = Text(
            "body.tomlまたはparameters.tomlを規則の前提として読めません。直した版を発効してから、もう一度試してください。",
            "body.toml or parameters.toml cannot be read as the law for rules. Publish a mended version and try again.",
        )
        raise EngineFault("law", words, None, str(problem)) from problem

    def consult(handler: str, inputs: Mapping[str, Any]) -> Determination:
        return desk.rules[handler].function(inputs, law)

    return consult
