"""Citations of the documents that the rules apply. Must not know any rule.

The two source documents are quoted in their wording, which `law.clauses` carries; statutes and guidelines are cited
by number and version of the law, without a quotation.
"""

from __future__ import annotations

from typing import Final

from handlers.determination import Citation, Law
from handlers.editions import TPDMS, edition_of

OUTLINE: Final = "経済産業省「認定個人情報保護団体制度の趣旨」"
OUTLINE_EDITION: Final = "平成15年法律第57号（2017-05-29までの条番号）"
ACT: Final = "個人情報の保護に関する法律"
CIVIL_CODE: Final = "民法"
CIVIL_CODE_EDITION: Final = "平成16年法律第147号による改正後"
PENAL_CODE: Final = "刑法"
PENAL_CODE_EDITION: Final = "2025-06-01施行（令和4年法律第67号による改正後）"
PPC_GUIDELINES: Final = "個人情報の保護に関する法律についてのガイドライン（通則編）"
PPC_GUIDELINES_EDITION: Final = "2022-04-01施行以後"


def tpdms(law: Law, *clauses: str) -> tuple[Citation, ...]:
    """Clauses of TPDMS-2210 in the edition that applies, in their wording."""
    edition = edition_of(law).name
    return tuple(Citation(TPDMS, edition, clause, law.clauses.get((TPDMS, edition, clause))) for clause in clauses)


def outline(law: Law, *clauses: str) -> tuple[Citation, ...]:
    """Sections of the Ministry's outline, in their wording."""
    return tuple(
        Citation(OUTLINE, OUTLINE_EDITION, clause, law.clauses.get((OUTLINE, OUTLINE_EDITION, clause)))
        for clause in clauses
    )


def civil_code(*articles: str) -> tuple[Citation, ...]:
    return tuple(Citation(CIVIL_CODE, CIVIL_CODE_EDITION, article) for article in articles)


def penal_code(*articles: str) -> tuple[Citation, ...]:
    return tuple(Citation(PENAL_CODE, PENAL_CODE_EDITION, article) for article in articles)


def ppc_guidelines(*sections: str) -> tuple[Citation, ...]:
    return tuple(Citation(PPC_GUIDELINES, PPC_GUIDELINES_EDITION, section) for section in sections)
