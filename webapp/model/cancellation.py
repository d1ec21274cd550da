"""The grounds on which an accreditation may be cancelled (the Act, article 155(1)), told in words of our own. Must not know
whose accreditation it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from webapp.model.text import Text

CLAUSE: Final = Text("法第155条第1項", "the Act, article 155(1)")

GROUNDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "155-1-1": Text(
            "第1号　欠格事由（第48条第1号・第3号）に当たることになった", "(i) disqualified (article 48 (i), (iii))"
        ),
        "155-1-2": Text(
            "第2号　認定の基準（第49条）に合わなくなった", "(ii) no longer meets the criteria (article 49)"
        ),
        "155-1-3": Text(
            "第3号　目的外利用の禁止（第55条）に違反した", "(iii) used information beyond purpose (article 55)"
        ),
        "155-1-4": Text("第4号　改善命令（第154条）に従わない", "(iv) does not follow an order (article 154)"),
        "155-1-5": Text("第5号　不正の手段で認定を受けた", "(v) was accredited by wrongful means"),
    }
)
