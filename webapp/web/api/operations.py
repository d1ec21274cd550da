"""An operation of the API: declared once, for the routes, the door, the reading of requests and the description.

Must not know any operation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import wraps
from typing import Any, Final

import orjson
from flask import Blueprint, Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.files.kinds import LARGEST as LARGEST_FILE
from webapp.model.refusals import NotFound
from webapp.web.actor import public, require
from webapp.web.api import shapes, strict_json
from webapp.web.api.refusals import NotJson, NotMultipart, RevisionNeeded, Unreadable
from webapp.web.api.scope import PREFIX

LARGEST: Final = 1024 * 1024  # bytes of a body
MEDIA: Final = "application/json"
MULTIPART: Final = "multipart/form-data"
LARGEST_UPLOAD: Final = LARGEST_FILE + 64 * 1024  # a file, the words beside it and what stands between them
BYTES: Final = object()
"""The answer of an operation that sends a file."""
PLACES: Final[Mapping[str, str]] = {
    "case_id": r"[0-9a-f]{32}",
    "task_id": r"[0-9a-f-]{32,36}",
    "process": r"[a-z][a-z0-9_]{0,59}",
    "file_id": r"[0-9a-f]{32}",
    "letter_id": r"[0-9a-f]{32}",
}
"""What stands in an address, as patterns; anything else names nothing."""
REVISION: Final = r'"[0-9]{1,9}"'
KEY: Final = r"[!-~]{1,200}"

EXACT: Final[Mapping[str, Any]] = {"provide_automatic_options": False, "merge_slashes": False}
"""Nothing is answered at an address or to a method that is not described."""

View = Callable[..., Any]
_ANSWERS_AT: Final = "_nintei_answers_at"
blueprint = Blueprint("api", __name__, url_prefix=PREFIX)


@dataclass(frozen=True, slots=True)
class Operation:
    """`answer` None: nothing is answered but the status; BYTES: a file. `upload`: takes one file, and these words
    beside it. `refusals`: the statuses beyond those that every operation
    of its kind can answer. `revision`: takes If-Match, and needs it if "needed"."""

    name: str
    method: str
    path: str
    summary: str
    about: str
    roles: frozenset[str] | None
    status: int
    answer: Any
    query: Any = None
    body: Any = None
    upload: Any = None
    revision: str = ""
    key: bool = False
    headers: tuple[str, ...] = ()
    refusals: frozenset[int] = field(default_factory=frozenset)

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(re.findall(r"<(\w+)>", self.path))

    @property
    def changing(self) -> bool:
        return self.method != "GET"

    @property
    def answers_at(self) -> str | None:
        """Where the answers to a form stand in the body, as a JSON pointer; None where the body is no JSON."""
        if self.body is None:
            return None
        return "#/answers" if "answers" in {field.name for field in fields(self.body)} else "#"


@dataclass(frozen=True, slots=True)
class Answer:
    """A result with the headers that go with it."""

    value: Any
    headers: Mapping[str, str] = field(default_factory=dict)


OPERATIONS: Final[list[Operation]] = []


def operation(
    method: str,
    path: str,
    summary: str,
    *,
    roles: tuple[str, ...] | None,
    answer: Any = None,
    status: int = 200,
    query: Any = None,
    body: Any = None,
    upload: Any = None,
    revision: str = "",
    key: bool = False,
    headers: tuple[str, ...] = (),
    refusals: tuple[int, ...] = (),
) -> Callable[[View], View]:
    """Makes a view of the API. It is called with the places of its path, and `query`, `body`, or `upload` and `file`
    where it has them.

    `roles` None: anybody may ask, without a token.
    """

    def make(view: View) -> View:
        declared = Operation(
            name=view.__name__,
            method=method,
            path=path,
            summary=summary,
            about=" ".join((view.__doc__ or "").split()),
            roles=None if roles is None else frozenset(roles),
            status=status,
            answer=answer,
            query=query,
            body=body,
            upload=upload,
            revision=revision,
            key=key,
            headers=headers,
            refusals=frozenset(refusals),
        )

        @wraps(view)
        def answered(**places: str) -> Response:
            _refuse_impossible(places)
            setattr(g, _ANSWERS_AT, declared.answers_at)
            return _response(declared, view(**places, **_asked(declared)))

        OPERATIONS.append(declared)
        door = public if roles is None else require(*roles)
        blueprint.add_url_rule(path, view.__name__, door(answered), methods=[method], **EXACT)
        return view

    return make


def pointer_to(field: str) -> str | None:
    """Where the answer to a field of a form stands in the body of this request; None where the body is no JSON."""
    place: str | None = g.get(_ANSWERS_AT)
    return None if place is None else f"{place}/{field}"


def seen_revision() -> int | None:
    """The revision in If-Match; None without one. Raises Unreadable."""
    sent = request.headers.get("If-Match", "").strip()
    if not sent:
        return None
    if not re.fullmatch(REVISION, sent):
        raise Unreadable(
            why_ja='If-Matchは版の番号ひとつを引用符で囲んで書きます（例：If-Match: "3"）。',
            why_en='If-Match names one revision in quotation marks (such as If-Match: "3").',
        )
    return int(sent[1:-1])


def needed_revision() -> int:
    """Raises RevisionNeeded, Unreadable."""
    seen = seen_revision()
    if seen is None:
        raise RevisionNeeded
    return seen


def sent_key() -> str | None:
    """The Idempotency-Key, if there is one. Raises Unreadable."""
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        return None
    if not re.fullmatch(KEY, sent):
        raise Unreadable(
            why_ja="Idempotency-Keyは空白のない半角の英数字・記号で1〜200文字です。",
            why_en="an Idempotency-Key has 1 to 200 characters of ASCII without spaces.",
        )
    return sent


def _refuse_impossible(places: Mapping[str, str]) -> None:
    """What cannot name anything names nothing, and never reaches the database."""
    if not all(re.fullmatch(PLACES[name], value) for name, value in places.items()):
        raise NotFound


def _asked(declared: Operation) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    query = shapes.read_query(declared.query or Nothing, request.args)
    if declared.query is not None:
        asked["query"] = query
    if declared.upload is not None:
        return {**asked, **_uploaded(declared)}
    raw = _body()
    if declared.body is not None:
        if request.mimetype != MEDIA:
            raise NotJson
        asked["body"] = shapes.read(declared.body, strict_json.read(raw))
    elif raw:
        raise Unreadable(why_ja="この操作は本文を取りません。", why_en="this operation takes no body.")
    return asked


def _uploaded(declared: Operation) -> dict[str, Any]:
    """Raises NotMultipart, BadFields, RequestEntityTooLarge."""
    if request.mimetype != MULTIPART:
        raise NotMultipart
    request.max_content_length = LARGEST_UPLOAD
    upload = shapes.read_query(declared.upload, request.form)
    sent = request.files.getlist("file")
    if len(sent) != 1 or not sent[0].filename or set(request.files) != {"file"}:
        raise Unreadable(
            why_ja="名前のあるファイルをひとつだけ、「file」という部分に入れてください。",
            why_en="send exactly one file with a name, in the part “file”.",
        )
    return {"upload": upload, "file": sent[0]}


def _body() -> bytes:
    """Raises RequestEntityTooLarge."""
    request.max_content_length = LARGEST + 1  # a body sent in chunks ends there silently
    raw = request.get_data(cache=False)
    if len(raw) > LARGEST:
        raise RequestEntityTooLarge
    return raw


def _response(declared: Operation, made: Any) -> Response:
    if isinstance(made, Response):
        return made
    answer = made if isinstance(made, Answer) else Answer(made)
    if declared.answer is None:
        return Response(status=declared.status, headers=dict(answer.headers))
    return Response(orjson.dumps(answer.value), declared.status, headers=dict(answer.headers), mimetype=MEDIA)


@dataclass(frozen=True, slots=True)
class Nothing:
    """No parameters."""
