"""The letter that corrects one that was sent. It belongs to no process: an error is found after a case has ended, too,
and in letters of versions that are published no more. Must not know who asks for it, nor how it is set."""

from __future__ import annotations

from typing import Final

from webapp.letters.letterhead import Letterhead
from webapp.letters.sheet import LANGUAGES, Matter, Sheet, compose
from webapp.model.bundle import Letter
from webapp.model.text import Text

CORRECTION: Final = Letter(
    name="correction",
    title=Text("先に発信した文書の訂正について（通知）", "Correction of our letter"),
    paragraphs=(
        Text(
            "{first_date}付け{first_number}「{first_title}」の記載に誤りがありましたので、次のとおり訂正し、通知します。",
            "There is an error in our letter {first_number} of {first_date}, “{first_title}”. We correct it as follows.",
        ),
        Text("1　誤っていた記載\n{wrong}", "1. What was wrong\n{wrong}"),
        Text("2　正しい記載\n{right}", "2. What is right\n{right}"),
        Text(
            "訂正するのは上の記載だけです。先の文書のそのほかの記載は変わりません。",
            "Nothing else is corrected: all other words of the earlier letter stand as they are.",
        ),
        Text(
            "問い合わせ先は当団体事務局です。案件番号{number}をお知らせください。",
            "For any question please write to our secretariat, quoting case number {number}.",
        ),
    ),
    fields=("number", "first_number", "first_date", "first_title", "wrong", "right"),
    series="ERR",
)


def correction_of(first: Sheet, matter: Matter, letterhead: Letterhead) -> Sheet:
    """The sheet of the letter that corrects `first`, to whom that one was addressed. Raises EmptyPlace."""
    made = compose(CORRECTION, matter, letterhead)
    pages = {lang: {**made["pages"][lang], "addressee": first["pages"][lang]["addressee"]} for lang in LANGUAGES}
    return {**made, "pages": pages}
