"""Whether a letter that was prepared still says rightly what the body is, on the day on which it is sent: the name that the
Act protects stands only in letters of days on which the body is accredited. Must not know who is accredited.
"""

from __future__ import annotations

from webapp.letters.sheet import LANGUAGES, Sheet, as_text
from webapp.model.protected import names_it

_SET_AS: str = "accredited"


def set_as(sheet: Sheet, accredited: bool) -> Sheet:
    """The sheet with the note of what the body was on its date; the note is in no paper."""
    return {**sheet, _SET_AS: accredited}


def names_the_body(sheet: Sheet) -> bool:
    """Whether it may call the body by the protected name: set while the body was accredited (of an older sheet nobody
    knows), with the name somewhere in its words."""
    return bool(sheet.get(_SET_AS, True)) and any(names_it(as_text(sheet, language)) for language in LANGUAGES)
