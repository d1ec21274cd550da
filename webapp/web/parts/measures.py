"""What measures are called: as the rule that finds them says. Must not know where they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from webapp.model.text import Text
from webapp.web.actor import desk
from webapp.web.i18n import gettext as _
from webapp.web.i18n import pick

MEASURE: Final = "incident.measure"
"""The rule that names the measures."""


def measure_words(measures: Sequence[str]) -> str:
    """With a capital, since they stand alone. One as it is written, where the rule does not name it."""
    rule = desk().rules.get(MEASURE)
    words = {one.value: Text(one.ja, one.en) for one in (rule.outcomes if rule else ())}
    said = _("、").join(pick(words.get(measure, Text(measure))) for measure in measures)
    return said[:1].upper() + said[1:]
