"""The pages over a desk, put together for each test anew, quickly: what depends on the sources alone is compiled once.

An application of its own keeps a test apart from all others; compiling its hundred routes and its templates again
would take far longer than most tests. Must not know any page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from webapp.cases.desk import Desk
from webapp.model.settings import Settings
from webapp.web import register


class CompiledTemplates(BytecodeCache):
    """By name and by what stands in the file, as Jinja's own caches do, in memory."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = CompiledTemplates()
_COMPILE = Rule._compile_builder
_BUILDERS: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}


def new_app(desk: Desk, settings: Settings | None = None, **more: Any) -> Flask:
    """The application as `create_app` makes it, over a desk that is open; `more` goes to `register`."""
    app = Flask("webapp.web", static_folder="static", template_folder="templates")
    app.jinja_options = {"bytecode_cache": TEMPLATES}
    with patch.object(Rule, "_compile_builder", _builder):
        register(app, desk, settings or Settings(), **more)
    return app


def _builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """What writes the address of a route. A Rule binds it to itself, so that it depends on the route's words alone, and
    on defaults, which no route of ours has."""
    if rule.defaults:
        return _COMPILE(rule, append_unknown)
    key = (append_unknown, *rule._trace)
    if key not in _BUILDERS:
        _BUILDERS[key] = _COMPILE(rule, append_unknown)
    return _BUILDERS[key]
