"""The businesses of the body: in one of them a process learns what its cases hold, for one of them it is used (the Act,
article 55). Must not know which use of which is allowed: the rule purpose.use says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from webapp.model.text import Text

PURPOSES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "complaints": Text("苦情の処理", "handling complaints"),
        "information": Text("対象事業者への情報の提供", "information to covered businesses"),
        "other_accredited_work": Text("その他の認定業務", "other accredited work"),
        "mark_certification": Text("マークの認定の業務", "certification of the mark"),
        "other_business": Text("団体のその他の業務", "the body's other business"),
        "required_by_law": Text("他の法令に基づく利用", "a use that another law requires"),
    }
)
"""In the words of the rule; a test compares them."""
MARK: Final = "mark_certification"
"""The business to which grants, measures and applications in the registers belong."""
NARROWEST: Final = "other_business"
"""The use that article 55 narrows most: nothing of accredited work goes into it."""
