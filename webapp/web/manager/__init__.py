"""The pages of managers: where cases stand, what they wait for, and who shall do it. Must not know how a case moves."""

from webapp.web.manager import listed, loads, people, reassign, retention, waiting
from webapp.web.manager.routes import blueprint

__all__ = ["blueprint", "listed", "loads", "people", "reassign", "retention", "waiting"]
