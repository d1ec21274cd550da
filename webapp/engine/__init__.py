"""The engine room: the only package that knows SpiffWorkflow. A snapshot goes in, an Advance comes out.

Must not know the database, the web or people; see docs/architecture.md, "The engine".
"""

import logging

from webapp.engine.durations import due_at
from webapp.engine.engine import Engine
from webapp.engine.program import Program
from webapp.engine.state import FORMAT

# SpiffWorkflow writes the data of a case into its log at lower levels.
logging.getLogger("spiff").setLevel(logging.WARNING)

__all__ = ["FORMAT", "Engine", "Program", "due_at"]
