"""Where the pages of the registers live, and who may read and write them."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from webapp.model.actor import STAFF_ROLES

blueprint = Blueprint("registers", __name__, url_prefix="/registers")

WRITERS: Final = ("secretariat", "administrator")
READERS: Final = (*STAFF_ROLES, "manager", "auditor", "administrator")
DECLARATION_READERS: Final = ("secretariat", "auditor")
