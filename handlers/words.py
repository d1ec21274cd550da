"""The names of statuses, causes, measures and organs in both languages. Must not know any rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Words = Mapping[str, tuple[str, str]]
"""Identifier -> (Japanese, English)."""

STATUSES: Final[Words] = {
    "grantee": ("付与事業者", "a grantee"),
    "under_review": ("審査中事業者", "an operator under review"),
    "prospective": ("申請検討中事業者", "a prospective applicant"),
}

CAUSES: Final[Words] = {
    "intent": ("事業者としての故意", "intent of the operator"),
    "negligence": ("過失", "negligence"),
    "force_majeure": ("不可抗力", "force majeure"),
}

MEASURES: Final[Words] = {
    "REVOKE_GRANT": ("付与の取り消し", "revocation of the grant"),
    "SUSPEND_GRANT": ("付与の一時停止", "suspension of the grant"),
    "RECOMMENDATION_LETTER": ("勧告文書発行", "recommendation letter"),
    "CAUTION_LETTER": ("注意文書発行", "caution letter"),
    "NO_MEASURE": ("措置なし", "no measure"),
    "TERMINATE_REVIEW": ("審査の打ち切り", "termination of the review"),
    "HALT_REVIEW": ("審査中止", "halt of the review"),
    "CONTINUE_REVIEW": ("審査続行", "the review goes on"),
    "BAR": ("申請不可", "bar on applying"),
    "MAY_APPLY": ("申請可", "may apply"),
}

ORGANS: Final[Words] = {
    "subcommittee": ("認定分科会", "certification sub-committee"),
    "committee": ("認定委員会", "certification committee"),
    "body": ("認定団体", "certification body"),
}


def calendar_months(number: int) -> str:
    """The number of calendar months in English words."""
    return f"{number} calendar month" if number == 1 else f"{number} calendar months"
