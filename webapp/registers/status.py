"""The status of a service on a day, and what it comes to in table 2. Must not know who sets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from webapp.model.bundle import Condition, Field, Form, Option
from webapp.model.grants import EXPIRED
from webapp.model.text import Text
from webapp.store import registers
from webapp.store.registers import StatusRow
from webapp.store.unit import Unit

STATUSES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "prospective": Text("申請検討中", "Prospective applicant"),
        "under_review": Text("審査中", "Under review"),
        "grantee": Text("付与", "Grantee"),
        "suspended": Text("付与の一時停止中", "Grant suspended"),
        "revoked": Text("付与の取消し", "Grant revoked"),
        "review_halted": Text("審査中止中", "Review halted"),
        "review_terminated": Text("審査の打ち切り", "Review terminated"),
        "barred": Text("申請不可期間中", "Barred from applying"),
    }
)
SHOWN: Final[Mapping[str, Text]] = MappingProxyType({**STATUSES, EXPIRED: Text("有効期限切れ", "Grant expired")})
"""What a service can show: its status, or that the term of its grant is over."""
WITH_LAST_DAY: Final = frozenset({"grantee", "suspended", "review_halted", "barred", "revoked", "review_terminated"})

MEASURES: Final = frozenset({"suspended", "revoked", "review_halted", "review_terminated", "barred"})
"""Those that a notified measure alone brings."""

_COLUMN: Final = MappingProxyType(
    {
        # A suspended grant is still a grant: a further incident is judged as a grantee's.
        "suspended": "grantee",
        # A case is judged in the status in which it began; a grant that has run out meanwhile changes no column.
        EXPIRED: "grantee",
        "review_halted": "under_review",
        # The grant or the review is over: what may follow is a new application.
        "revoked": "prospective",
        "review_terminated": "prospective",
        "barred": "prospective",
    }
)


def column_of(status: str) -> str:
    """The column of table 2 for a status: grantee, under_review or prospective. This is `case.status`."""
    return _COLUMN.get(status, status)


def row_on(unit: Unit, service_id: str, day: date) -> StatusRow | None:
    """The status row in force on a day, None before the first one begins."""
    rows = registers.statuses(unit, service_id)
    return next((row for row in rows if row.valid_from <= day and row.corrected_by is None), None)


def status_on(unit: Unit, service_id: str, day: date) -> str:
    """`case.status` of a service on a day: grantee, under_review or prospective (where nothing is recorded yet)."""
    row = row_on(unit, service_id, day)
    return "prospective" if row is None else column_of(row.status)


def status_form(offered: Sequence[str], *, correcting: bool) -> Form:
    """The form by which a person enters one of the offered statuses, or corrects one."""
    reason = Text("訂正の理由", "Reason for the correction") if correcting else Text("理由", "Reason")
    ending = tuple(name for name in offered if name in WITH_LAST_DAY)
    last = Field(
        "last_day",
        "date",
        Text("最終日", "Last day"),
        Text(
            "この日を含む。付与では有効期間の末日。定めがないときは空欄",
            "Included. Of a grant, the last day of its term. Empty where none is set",
        ),
        when=Condition("status", ending),
    )
    return Form(
        "status",
        Text("地位の訂正", "Correct a status") if correcting else Text("地位の登録", "Enter a status"),
        Text(
            "訂正した行は取り消し線で残り、訂正であることが示されます。案件の措置による地位を直すとき、または措置の地位に直すときは、別の人が確認してから訂正されます。",
            "The corrected line stays, struck through, and the new one is marked as a correction. Where a measure is "
            "concerned, the old status or the new one, it is corrected once somebody else has confirmed it.",
        )
        if correcting
        else Text(
            "付与の一時停止や取消しなどの措置は、案件の通告だけが登録します。",
            "Measures such as suspension and revocation are entered by the notice of a case alone.",
        ),
        (
            Field(
                "status",
                "choice",
                Text("地位", "Status"),
                required=True,
                options=tuple(Option(name, STATUSES[name]) for name in offered),
            ),
            Field("valid_from", "date", Text("いつから", "From"), required=True),
            *((last,) if ending else ()),
            Field("reason", "textarea", reason, required=True, maximum=1000),
        ),
    )
