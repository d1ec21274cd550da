"""Questions that several forms of the registers ask. Must not know which forms."""

from __future__ import annotations

from typing import Final

from webapp.model.bundle import Field, Option
from webapp.model.text import Text
from webapp.people.names import LONGEST

REASON: Final = Field(
    "reason",
    "textarea",
    Text("訂正の理由", "Reason for the correction"),
    Text(
        "前の値とこの理由は、登録簿の履歴に残ります。", "The old value and this reason stay in the register's history."
    ),
    required=True,
    maximum=1000,
)
FIRST: Final = Field("first_day", "date", Text("始まりの日", "First day"), required=True)
LAST: Final = Field(
    "last_day", "date", Text("終わりの日", "Last day"), Text("続いているときは空欄", "Empty while it goes on")
)
NUMBER: Final = Field(
    "corporate_number",
    "text",
    Text("法人番号", "Corporate number"),
    Text("13桁の数字。分かるときに書く。", "13 digits, where it is known."),
)
NOTE: Final = Field("note", "textarea", Text("備考", "Note"), maximum=1000)


def named(ja: str, en: str, *, personal: bool = False) -> tuple[Field, Field]:
    """A name that must be given, and how it is written in English."""
    return (
        Field("name", "text", Text(ja, en), required=True, maximum=LONGEST, personal=personal),
        Field("name_en", "text", Text(f"{ja}（英語表記）", "Name in English"), maximum=LONGEST, personal=personal),
    )


def options(*known: tuple[str, str, str]) -> tuple[Option, ...]:
    return tuple(Option(value, Text(ja, en)) for value, ja, en in known)
