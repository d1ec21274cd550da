"""A command that cannot go on says so in one line."""

from __future__ import annotations


class Failure(Exception):
    """The message is shown as it is; it names what is wrong and what to do."""
