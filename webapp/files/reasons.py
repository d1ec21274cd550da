"""Why a file is refused, and what to do about it. No sentence repeats a name or a content."""

from __future__ import annotations

from typing import Final

from webapp.files.kinds import LARGEST, SAID
from webapp.model.text import Text


class Refused(Exception):
    """The file does not come in. `too_large`: for its size alone."""

    def __init__(self, message: Text, *, too_large: bool = False) -> None:
        self.message = message
        self.too_large = too_large
        super().__init__(message.en)


_MB: Final = LARGEST // (1024 * 1024)
TOO_LARGE: Final = Text(
    f"1つのファイルは{_MB}MBまでです。分けるか小さくしてから添付してください。",
    f"A file has at most {_MB} MB. Split it or make it smaller, then attach it.",
)
EMPTY: Final = Text(
    "ファイルが空です。中身のあるファイルを選んでください。", "The file is empty. Choose one with something in it."
)
NAMELESS: Final = Text(
    "ファイルに名前がありません。名前を付けてから添付してください。",
    "The file has no name. Give it one, then attach it.",
)
KIND: Final = Text(
    f"この種類のファイルは添付できません。使える種類：{SAID}。PDFにすると確実です。",
    f"Files of this kind cannot be attached. These can: {SAID}. A PDF always will.",
)
PROGRAM_INSIDE: Final = Text(
    "名前の途中に、実行できるファイルの拡張子があります。名前を直してから添付してください。",
    "The middle of its name has the ending of a program. Rename it, then attach it.",
)
OTHER_CONTENT: Final = Text(
    "中身が、名前の示す種類のファイルではありません。元のアプリで開き、正しい種類で保存し直してください。",
    "Its content is not what its name says. Open it where it was made and save it as that kind.",
)
CUT_SHORT: Final = Text(
    "ファイルが途中で切れています。元のファイルから、もう一度添付してください。",
    "The file is cut short. Attach it again from the original.",
)
TWO_KINDS: Final = Text(
    "2つの種類を兼ねたファイルは添付できません。元のアプリでPDFなどに保存し直してください。",
    "The file is of two kinds at once. Save it anew where it was made, as a PDF for example.",
)
MACROS: Final = Text(
    "マクロや埋め込みのプログラムを含む文書は添付できません。それらのない形式で保存し直してください。",
    "The document holds macros or embedded programs. Save it in a format without them.",
)
SEALED: Final = Text(
    "パスワードのかかった文書は添付できません。パスワードを外してから添付してください。",
    "The document is locked by a password. Take it off, then attach it.",
)
BOMB: Final = Text(
    "展開すると大きくなりすぎる文書です。画像を小さくするか、PDFに保存し直してください。",
    "The document grows too large when it is opened. Make its pictures smaller or save it as a PDF.",
)
NO_TEXT: Final = Text(
    "文字のファイルとして読めません。UTF-8かShift_JISで保存し直してください。",
    "It cannot be read as text. Save it as UTF-8 or Shift_JIS.",
)
