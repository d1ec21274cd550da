"""The pages of the registers: found, read, added to and corrected with a reason. Must not know how a case moves."""

from webapp.web.registers import (
    bars,
    body,
    covered,
    declarations,
    entries,
    identity,
    operators,
    proposals,
    publications,
    statuses,
)
from webapp.web.registers.routes import blueprint

__all__ = [
    "bars",
    "blueprint",
    "body",
    "covered",
    "declarations",
    "entries",
    "identity",
    "operators",
    "proposals",
    "publications",
    "statuses",
]
