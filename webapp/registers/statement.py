"""What a grant states: that the operator has built an information trust function that conforms to the criteria (TPDMS-2210
1), and nothing about incidents. It follows from the status alone, so that no incident and no letter can alter it.
"""

from __future__ import annotations

from typing import Final

from webapp.model.text import Text

GRANTEE: Final = "grantee"
SUSPENDED: Final = "suspended"

CONFORMS: Final = Text(
    "認定基準に適合した情報信託機能を構築している事業者である旨を認証しています。",
    "It is certified that the operator has built an information trust function that conforms to the criteria of "
    "certification.",
)
NO_MORE: Final = Text(
    "この認証は、事故等がないことを述べるものではありません（TPDMS-2210 1）。",
    "This says nothing about whether there were incidents (TPDMS-2210 1).",
)
IS_SUSPENDED: Final = Text(
    "付与を一時停止しているため、認定基準に適合した情報信託機能を構築している事業者である旨を、この間は示せません。",
    "The grant is suspended. In this time nobody may state that the operator has built an information trust function that "
    "conforms to the criteria of certification.",
)


def statement_of(status: str | None) -> tuple[Text, ...]:
    """The sentences that a service in this status is shown with; none for one that holds no grant."""
    if status == GRANTEE:
        return CONFORMS, NO_MORE
    if status == SUSPENDED:
        return (IS_SUSPENDED,)
    return ()
