"""Refusals as RFC 9457 problem details. Must not know statuses of refusals: the table is the pages' (web/errors.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import orjson
from flask import Response

from webapp.model.problem import Problem
from webapp.model.refusals import CheckFailed, InvalidAnswers, Refusal
from webapp.model.text import Text
from webapp.web.api.operations import pointer_to
from webapp.web.api.refusals import BadFields, Wrong
from webapp.web.i18n import language, pick

MEDIA: Final = "application/problem+json"
TITLES: Final[Mapping[int, Text]] = {
    400: Text("要求を読めません", "The request cannot be read"),
    401: Text("トークンが必要です", "A token is needed"),
    403: Text("この操作はできません", "This is not allowed"),
    404: Text("見つかりません", "Not found"),
    405: Text("この方法は使えません", "The method is not allowed here"),
    409: Text("状況が変わっています", "Things have changed"),
    410: Text("消去された案件です", "The case was erased"),
    413: Text("本文が大きすぎます", "The body is too large"),
    415: Text("本文の種類を受け付けられません", "The body is of another kind"),
    422: Text("内容を確認してください", "Check what was sent"),
    428: Text("If-Matchが必要です", "If-Match is needed"),
    500: Text("処理の途中で問題が起きました", "Something went wrong on our side"),
}
DETAILS: Final[Mapping[int, Text]] = {
    404: Text(
        "この住所にはAPIの操作がありません。/api/v1/openapi.json を確かめてください。",
        "There is no operation of the API at this address. See /api/v1/openapi.json.",
    ),
    405: Text(
        "この住所で使える方法はヘッダー「Allow」のとおりです。",
        "The methods of this address are those in the header “Allow”.",
    ),
    413: Text("本文は1MBまで、ファイルは25MBまでです。", "A body has at most 1 MB, a file at most 25 MB."),
    500: Text(
        "内容は変わっていないかもしれません。同じIdempotency-Keyでもう一度試し、続くときは受付番号を管理者に伝えてください。",
        "Perhaps nothing was changed. Try again with the same Idempotency-Key; if it goes on, tell the administrator "
        "the reference.",
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a JSON pointer into the body, or a parameter of the address; neither for a file."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


@dataclass(frozen=True, slots=True)
class ProblemDetails:
    """RFC 9457. `type` ends with the name of the refusal; `errors` are places of the request, `problems` those of a
    diagram; `fault` and `case` are set where a case could not be moved on; `reference` finds our log."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[Fault, ...] = ()
    problems: tuple[Problem, ...] = ()
    case: str | None = None
    fault: str | None = None
    reference: str | None = None


def of_refusal(refusal: Refusal, status: int, words: str) -> Response:
    name = type(refusal).__name__
    response = _response(
        ProblemDetails(
            type=f"urn:nintei:problem:{name}",
            title=_title(status),
            status=status,
            detail=words,
            errors=_errors(refusal),
            problems=refusal.problems if isinstance(refusal, CheckFailed) else (),
            case=_fact(refusal, "case"),
            fault=_fact(refusal, "fault"),
        )
    )
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Nintei"'
    return response


def of_status(status: int, reference: str | None = None) -> Response:
    """What no verb has refused: an unknown address, a method, a size, a failure of ours."""
    detail = DETAILS.get(status) or TITLES.get(status, TITLES[400])
    return _response(ProblemDetails("about:blank", _title(status), status, pick(detail), reference=reference))


def _errors(refusal: Refusal) -> tuple[Fault, ...]:
    if isinstance(refusal, BadFields):
        return tuple(_fault(wrong) for wrong in refusal.wrongs)
    if isinstance(refusal, InvalidAnswers):
        return tuple(Fault(pick(text), pointer_to(field)) for field, text in refusal.problems.items())
    return ()


def _fault(wrong: Wrong) -> Fault:
    if wrong.parameter:
        return Fault(pick(wrong.message), parameter=wrong.at)
    return Fault(pick(wrong.message), pointer=wrong.at)


def _fact(refusal: Refusal, name: str) -> str | None:
    found = refusal.facts.get(name)
    return found if isinstance(found, str) else None


def _title(status: int) -> str:
    return pick(TITLES.get(status, TITLES[400]))


def _response(details: ProblemDetails) -> Response:
    body = _told(asdict(details))
    response = Response(orjson.dumps(body), details.status, mimetype=MEDIA)
    response.headers["Content-Language"] = language()
    response.headers["Vary"] = "Accept-Language"
    return response


def _told(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members that say something; a place that a problem does not have is left out too."""
    told = {name: value for name, value in members.items() if value not in (None, ())}
    for name in ("errors", "problems"):
        if name in told:
            told[name] = [{key: value for key, value in each.items() if value is not None} for each in told[name]]
    return told
