"""Every page is looked at in the browser: a view without a visit fails here, with or without one installed."""

from __future__ import annotations

from flask import Flask
from looks import LOOKS, NO_PAGES


def test_every_page_is_looked_at(app: Flask) -> None:
    """Given all views of the house, when those that answer a GET are gone through, then each is a page that
    tests/browser/test_pages.py visits, or says why it is none."""
    asked = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    pages = {name for name in asked if not name.startswith("api.")}
    visited = {look.endpoint for look in LOOKS}
    assert visited & NO_PAGES.keys() == set()
    assert visited | NO_PAGES.keys() == pages
