"""From a refusal to a page: one table of statuses, and pages that say what happened and what to do.

Must not say anything technical, and must not log anything that a person entered.
"""

from __future__ import annotations

import logging
import re
import secrets
import traceback
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from flask import Flask, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from webapp.model import refusals as r
from webapp.model.text import Text
from webapp.web import kept
from webapp.web.actor import signed_in
from webapp.web.api import problems, scope
from webapp.web.api import refusals as api
from webapp.web.i18n import gettext as _
from webapp.web.i18n import language, later, pick
from webapp.web.moments import day_words, moment_words
from webapp.web.parts.erased import erased_here, erased_page, refusal_of
from webapp.web.security import CHANGING

logger = logging.getLogger(__name__)

STATUS: Final[Mapping[type[r.Refusal], int]] = {
    r.NotFound: 404,
    r.UnknownProcess: 404,
    r.NotAllowed: 403,
    r.SamePerson: 403,
    r.FourEyes: 403,
    r.OwnPaper: 403,
    r.AlreadyAnswered: 409,
    r.ReportWaits: 409,
    r.NotGranted: 409,
    r.StillAccredited: 409,
    r.RolesApart: 403,
    r.NotQualified: 403,
    r.DeclareFirst: 403,
    r.Recused: 409,
    r.StaleRevision: 409,
    r.TaskClosed: 409,
    r.TaskTaken: 409,
    r.TaskNotClaimed: 409,
    r.DraftState: 409,
    r.CaseFaulted: 409,
    r.KeyReused: 422,
    r.AlreadyOpened: 409,
    r.LostUpdate: 409,
    r.LetterChanged: 409,
    r.LetterStage: 409,
    r.LetterHands: 403,
    r.NameLost: 409,
    r.InvalidAnswers: 422,
    r.NothingCorrected: 422,
    r.CannotCorrect: 409,
    r.CorrectionWaits: 409,
    r.CorrectionSettled: 409,
    r.SecondPersonNeeded: 409,
    r.ProposalWaits: 409,
    r.OwnProposal: 403,
    r.CaseHeld: 409,
    r.NotHeld: 409,
    r.CaseClosed: 409,
    r.CaseErased: 410,
    r.CannotErase: 409,
    r.OwnErasure: 403,
    r.CommitteeAtWork: 409,
    r.OrganDecides: 403,
    r.NoDeadline: 409,
    r.CannotGoBack: 409,
    r.FileTooLarge: 413,
    r.TooManyWaiting: 409,
    r.FileChanged: 409,
    r.UseForbidden: 403,
    r.ApprovalNeeded: 403,
    r.NoPurpose: 409,
    r.OwnRequest: 403,
    r.OwnCheck: 403,
    r.NoOwnAction: 409,
    r.EvidenceSettled: 409,
    r.EvidenceMoved: 409,
    r.HandoverSettled: 409,
    r.CheckFailed: 422,
    r.ReasonNeeded: 422,
    r.ResolutionNeeded: 422,
    r.SignInFailed: 422,
    r.PasswordRefused: 422,
    r.NameTaken: 422,
    r.BadFile: 422,
    r.LockedOut: 429,
    api.TokenNeeded: 401,
    api.Unreadable: 400,
    api.NotJson: 415,
    api.NotMultipart: 415,
    api.BadFields: 422,
    api.RevisionNeeded: 428,
}
TITLES: Final[Mapping[int, str]] = {
    400: later("この操作は受け付けられませんでした"),
    403: later("この操作はできません"),
    404: later("見つかりません"),
    405: later("この操作は受け付けられませんでした"),
    409: later("状況が変わっています"),
    410: later("消去された案件です"),
    413: later("送信された内容が大きすぎます"),
    422: later("入力内容を確認してください"),
    429: later("しばらく待ってください"),
    500: later("処理の途中で問題が起きました"),
}
WHAT_TO_DO: Final[Mapping[int, str]] = {
    400: later("前のページへ戻って読み込み直し、もう一度操作してください。"),
    403: later("必要な役割を持つ人に依頼するか、システム管理者に役割の追加を相談してください。"),
    405: later("前のページへ戻って読み込み直し、もう一度操作してください。"),
    409: later("前のページへ戻り、最新の内容を確かめてから操作してください。"),
    413: later(
        "1つのファイルは25MBまで、一度に送れるのは合計で120MBまでです。前のページへ戻り、添付や文章を減らして送信してください。"
    ),
    422: later("前のページへ戻り、内容を直してから送信してください。"),
    429: later("時間をおいて、もう一度操作してください。"),
    500: later("もう一度試し、続くときは、下の問い合わせ番号をシステム管理者に伝えてください。"),
}


def register(app: Flask) -> None:
    app.register_error_handler(r.Refusal, refused)
    app.register_error_handler(CSRFError, _unproved)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def status_of(refusal: r.Refusal) -> int:
    return next(STATUS[kind] for kind in (*type(refusal).__mro__, r.NotAllowed) if kind in STATUS)


def words_of(refusal: r.Refusal) -> str:
    """The refusal's sentence in the reader's language, its dates and roles in words."""
    return pick(Text(refusal.ja, refusal.en)).format_map(_Shown(refusal.facts_in(language())))


def refused(refusal: r.Refusal) -> Response:
    """The page of a refusal; an answer in JSON for whoever asked for one. What is not found in a case that was erased is
    gone, for whoever may know of it."""
    if isinstance(refusal, r.DeclareFirst) and not scope.asked() and not wants_json():
        return make_response(redirect(url_for("people.declaration", case_id=str(refusal.facts["case"])), 303))
    gone = erased_here() if isinstance(refusal, r.NotFound | r.CaseErased) else None
    if gone is not None:
        refusal = refusal_of(gone)
    status, words = status_of(refusal), words_of(refusal)
    if gone is not None and not scope.asked() and not wants_json():
        return make_response(erased_page(gone), status)
    if scope.asked():
        return problems.of_refusal(refusal, status, words)
    if not wants_json():
        # The title says already that it is not there.
        return page(
            status,
            _("番号が正しいか、ご覧になる権限があるかを確かめてください。") if type(refusal) is r.NotFound else words,
        )
    body: dict[str, Any] = {"refused": type(refusal).__name__, "message": words}
    if isinstance(refusal, r.InvalidAnswers):
        body["problems"] = {field: pick(text) for field, text in refusal.problems.items()}
    if isinstance(refusal, r.CheckFailed):
        body["problems"] = [problem.as_json() for problem in refusal.problems]
    return make_response(jsonify(body), status)


def page(status: int, what_happened: str, reference: str | None = None, again: str | None = None) -> Response:
    """`reference`: under which the log tells more; `again`: where the same can be tried once more."""
    known = status if status in TITLES else 400
    if scope.asked():
        return problems.of_status(status, reference)
    if wants_json():
        return make_response(jsonify(refused="HTTP", message=what_happened, reference=reference), status)
    return make_response(
        render_template(
            "error.html",
            title=_(TITLES[known]),
            what_happened=what_happened,
            what_to_do=_(WHAT_TO_DO[known]) if known in WHAT_TO_DO else "",
            reference=reference,
            again=again,
            back=url_for("home.home"),
        ),
        status,
    )


def wants_json() -> bool:
    return request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json"


def _unproved(_error: CSRFError) -> Response:
    return page(400, _("このページは古くなっているか、別の場所から送信されました。何も変更していません。"))


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    status = error.code
    response = page(status, _("このアドレスのページはありません。") if status == 404 else "")
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _failed(error: Exception) -> Response:
    """Whatever nobody foresaw. The message of an exception may hold what a person entered, so it is not logged."""
    reference = secrets.token_hex(4)
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s %s at %s\n%s", reference, type(error).__name__, request.endpoint, where)
    if request.method not in CHANGING:
        words = _("思いがけない問題のため、このページを表示できませんでした。")
        return page(500, words, reference, request.full_path.rstrip("?"))
    again = None if scope.asked() or wants_json() or not signed_in() else kept.keep_lost_form()
    if again is None:
        words = _("思いがけない問題のため、操作を最後まで行えませんでした。内容は変わっていません。")
    else:
        words = _(
            "思いがけない問題のため、送信を最後まで行えませんでした。内容は変わっておらず、入力した文章は残してあります。"
        )
    return page(500, words, reference, again)


_STAMP: Final = re.compile(r"(\d{4}-\d\d-\d\d)( \d\d:\d\d)?")
"""How verbs write a day or an instant in Tokyo among the facts of a refusal."""


class _Shown(dict[str, object]):
    """Facts as words."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        super().__init__({name: _shown(fact) for name, fact in facts.items()})

    def __missing__(self, key: str) -> str:
        return "—"


def _shown(value: object) -> object:
    if isinstance(value, Text):
        return pick(value)
    if isinstance(value, datetime):
        return moment_words(value)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, str) and (stamp := _STAMP.fullmatch(value)):
        return day_words(date.fromisoformat(stamp[1])) + (stamp[2] or "")
    return value
