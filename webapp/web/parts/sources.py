"""What documents, their editions and their clauses are called in English. Japanese stands as the rule cites it.

Must not know rules or pages. A quotation is never translated.
"""

from __future__ import annotations

import re
from typing import Final

from webapp.web.i18n import language

DOCUMENTS: Final = {
    "民法": "Civil Code (Act No. 89 of 1896)",
    "刑法": "Penal Code (Act No. 45 of 1907)",
    "個人情報の保護に関する法律": "Act on the Protection of Personal Information (Act No. 57 of 2003)",
    "個人情報の保護に関する法律についてのガイドライン（通則編）": "Guidelines on the Act on the Protection of Personal "
    "Information (General Rules)",
    "経済産業省「認定個人情報保護団体制度の趣旨」": "Ministry of Economy, Trade and Industry, “Purport of the system of "
    "accredited personal information protection organizations”",
}
EDITIONS: Final = {
    "平成16年法律第147号による改正後": "as amended by Act No. 147 of 2004",
    "2025-06-01施行（令和4年法律第67号による改正後）": "in force from 1 June 2025, as amended by Act No. 67 of 2022",
    "平成15年法律第57号（2017-05-29までの条番号）": "Act No. 57 of 2003, articles as numbered until 29 May 2017",
    "2022-04-01施行以後": "in force since 1 April 2022",
}
_DEFAULT: Final = re.compile(r"(?:この設置の既定値|Default of this installation)(?:\s*[（(](.*)[)）])?")
_FROM = re.compile(r"(\d{4}-\d\d-\d\d)施行")
_ARTICLE: Final = re.compile(r"第(\d+)条(?:の(\d+))?(?:第(\d+)項)?(?:第(\d+)号)?")
_PARAGRAPH: Final = re.compile(r"第(\d+)項")
_ITEM: Final = re.compile(r"第(\d+)号")
_WORDS: Final = (
    ("表", "Table "),
    ("注", "note "),
    ("旧", "formerly "),
    ("現", "now "),
    ("法Article", "Act, Article"),
    ("乃至", " to "),
    ("不可抗力", "force majeure"),
    ("故意", "intent"),
    ("過失", "negligence"),
    ("まとめ", "summary:"),
    ("事業者の事情", "circumstances of the operator"),
    ("基準", "criteria"),
    ("苦情処理", "handling of complaints"),
    ("、", ", "),
    ("・", ", "),
    ("（", " ("),
    ("）", ")"),
)


def document(name: str) -> str:
    return name if language() == "ja" else DOCUMENTS.get(name, name)


def edition(name: str) -> str:
    """The edition as the reader's language says it; one that is a date is left as it is, for it is a name."""
    if language() == "ja":
        return name
    return EDITIONS.get(name) or _FROM.sub(r"in force from \1", name)


def clause(name: str) -> str:
    """The place in a document: its article, paragraph and item, or its table and note."""
    if language() == "ja":
        return name
    said = _ITEM.sub(r" item \1", _PARAGRAPH.sub(r"paragraph \1", _ARTICLE.sub(_article, name)))
    for mark, words in _WORDS:
        said = said.replace(mark, words)
    return " ".join(said.split())


def cited(place: str) -> str:
    """A place as a rule cites it, document and clause."""
    name = next((known for known in DOCUMENTS if place.startswith(f"{known} ")), None)
    return place if name is None else f"{document(name)} {clause(place.removeprefix(name).strip())}"


def beside_its_label(source: str) -> str:
    """Where a default of this installation comes from, for a place that labels it as one already: not said twice."""
    found = _DEFAULT.fullmatch(source)
    return source if found is None else found[1] or ""


def _article(found: re.Match[str]) -> str:
    number, branch, paragraph, item = found.groups()
    parts = [f"Article {number}" + (f"-{branch}" if branch else "")]
    parts += [f"paragraph {paragraph}"] if paragraph else []
    parts += [f"item {item}"] if item else []
    return ", ".join(parts)
