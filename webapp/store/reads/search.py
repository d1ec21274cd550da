"""How lists of cases and tasks are searched by text. Must not know any page."""

from __future__ import annotations

import unicodedata

from sqlalchemy import ColumnElement, or_

from webapp.store.rows.case import Case
from webapp.store.rows.registers import Operator


def said(text: str) -> ColumnElement[bool]:
    """Cases whose number, title or operator contains the text; the operators have to be joined."""
    key = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return or_(
        Case.title_key.contains(key, autoescape=True),
        Case.number.contains(key.upper(), autoescape=True),
        Operator.name_key.contains(key, autoescape=True),
    )
