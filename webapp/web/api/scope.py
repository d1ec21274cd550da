"""Where the API lives. Must not know what it does."""

from __future__ import annotations

from typing import Final

from flask import has_request_context, request

PREFIX: Final = "/api/v1"
_ROOT: Final = "/api"


def asked() -> bool:
    """Whether this request is one to the API, known operation or not."""
    return has_request_context() and (request.path == _ROOT or request.path.startswith(_ROOT + "/"))
