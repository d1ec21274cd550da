"""Lists that refresh themselves: an unchanged list costs neither a page nor its transport. Must not know any list."""

from __future__ import annotations

import hashlib

from flask import Response, make_response, request

from webapp.web.i18n import language


def etag_of(shown: object) -> str:
    """The mark of what a list shows; frozen dataclasses with the same content have the same mark."""
    return hashlib.sha256(f"{language()}{shown!r}".encode()).hexdigest()[:24]


def unchanged(etag: str) -> Response | None:
    """The short answer for a browser that has this list already."""
    if not request.if_none_match.contains(etag):
        return None
    response = make_response("", 304)
    response.set_etag(etag)
    return response


def marked(page: str, etag: str) -> Response:
    response = make_response(page)
    response.set_etag(etag)
    return response
