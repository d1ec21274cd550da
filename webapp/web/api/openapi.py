"""The description of the API, made from the operations and the types of what they take and answer."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from importlib.metadata import version
from typing import Final

import orjson
from flask import Response

from webapp.files.kinds import MEDIA as KINDS_SERVED
from webapp.web.actor import public
from webapp.web.api import problems
from webapp.web.api.operations import (
    BYTES,
    EXACT,
    KEY,
    MEDIA,
    MULTIPART,
    OPERATIONS,
    PLACES,
    REVISION,
    Operation,
    blueprint,
)
from webapp.web.api.problems import ProblemDetails
from webapp.web.api.scope import PREFIX
from webapp.web.api.shapes import Schema, schema_of

ABOUT: Final = (
    "Casework for a certification body. A token acts with the roles of its user; everything is refused here that a "
    "page would refuse. Texts are given in Japanese and English; problems in the language of Accept-Language."
)
HEADERS: Final = {
    "ETag": "The revision of the case in quotation marks, for If-Match.",
    "Location": "The address of what was made.",
    "Content-Disposition": "Always an attachment, with the name of the file.",
}


@blueprint.get("/openapi.json", **EXACT)
@public
def description() -> Response:
    """This description; readable without a token."""
    return Response(_written(), mimetype=MEDIA)


@cache
def _written() -> bytes:
    return orjson.dumps(document())


def document() -> Schema:
    """The OpenAPI 3.1 document."""
    components: dict[str, Schema] = {}
    paths: dict[str, Schema] = {}
    for declared in OPERATIONS:
        path = PREFIX + declared.path.replace("<", "{").replace(">", "}")
        paths.setdefault(path, {})[declared.method.lower()] = _operation(declared, components)
    schema_of(ProblemDetails, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Nintei", "version": version("nintei"), "description": ABOUT},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(declared: Operation, components: dict[str, Schema]) -> Schema:
    described: Schema = {
        "operationId": declared.name,
        "summary": declared.summary,
        "description": declared.about,
        "parameters": _parameters(declared),
        "responses": _responses(declared, components),
        "security": [] if declared.roles is None else [{"token": []}],
    }
    if declared.body is not None:
        schema = schema_of(declared.body, components)
        described["requestBody"] = {"required": True, "content": {MEDIA: {"schema": schema}}}
    if declared.upload is not None:
        described["requestBody"] = {"required": True, "content": {MULTIPART: {"schema": _form(declared)}}}
    return described


def _form(declared: Operation) -> Schema:
    """The parts of an upload: the words beside the file, then the file."""
    own: dict[str, Schema] = {}
    schema_of(declared.upload, own)
    words = own[declared.upload.__name__]
    return {
        "type": "object",
        "properties": {
            **words["properties"],
            "file": {"type": "string", "contentMediaType": "application/octet-stream"},
        },
        "required": [*words["required"], "file"],
        "additionalProperties": False,
    }


def _parameters(declared: Operation) -> list[Schema]:
    found = [
        _parameter("path", name, {"type": "string", "pattern": f"^{PLACES[name]}$"}, required=True)
        for name in declared.places
    ]
    if declared.query is not None:
        own: dict[str, Schema] = {}
        schema_of(declared.query, own)
        described = own[declared.query.__name__]
        found += [
            _parameter("query", field.name, described["properties"][field.name], required=False)
            for field in fields(declared.query)
        ]
    if declared.revision:
        schema = {"type": "string", "pattern": f"^{REVISION}$"}
        found.append(_parameter("header", "If-Match", schema, required=declared.revision == "needed"))
    if declared.key:
        schema = {"type": "string", "pattern": f"^{KEY}$"}
        found.append(_parameter("header", "Idempotency-Key", schema, required=False))
    return found


def _parameter(place: str, name: str, schema: Schema, *, required: bool) -> Schema:
    return {"in": place, "name": name, "required": required, "schema": schema}


def _responses(declared: Operation, components: dict[str, Schema]) -> Schema:
    good: Schema = {"description": declared.summary}
    if declared.answer is BYTES:
        good["content"] = {media: {"schema": {}} for media in KINDS_SERVED}
    elif declared.answer is not None:
        good["content"] = {MEDIA: {"schema": schema_of(declared.answer, components)}}
    if declared.headers:
        good["headers"] = {
            name: {"description": HEADERS[name], "schema": {"type": "string"}} for name in declared.headers
        }
    bad = {
        str(status): {
            "description": problems.TITLES[status].en,
            "content": {problems.MEDIA: {"schema": schema_of(ProblemDetails, components)}},
        }
        for status in sorted(_refusals(declared))
    }
    return {str(declared.status): good, **bad}


def _refusals(declared: Operation) -> set[int]:
    """The statuses that come with a token, a path, parameters, a body and headers, and those of the verb."""
    found = {422, 500, *declared.refusals}
    if declared.roles is not None:
        found |= {401, 403}
    if declared.places:
        found.add(404)
    if declared.changing:
        found |= {400, 413}
    if declared.body is not None or declared.upload is not None:
        found.add(415)
    if declared.revision == "needed":
        found.add(428)
    return found
