"""A page of the registers as somebody reads it, and an officer as somebody types one."""

from __future__ import annotations

import re

from web.visiting import Visitor

TIME = re.compile("</?time[^>]*>")
OFFICER = {
    "a-name": "桜井 透",
    "a-position": "director",
    "a-first_day": "2024-06-01",
}


def words(page: str) -> str:
    """A page without the marks around its dates."""
    return TIME.sub("", page)


def page_of(office: Visitor, operator: str, **query: str) -> str:
    response = office.get(f"/registers/{operator}", query_string=query)
    assert response.status_code == 200
    return words(response.text)


def revision_of(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]
