"""The blueprint of the managers' pages; the modules beside it hang their views on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("manager", __name__, url_prefix="/manage")
