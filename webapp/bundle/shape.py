"""Checks the shape of what a bundle's file says, piece by piece, and collects located problems.

Every reader of a file goes on with a harmless value after a problem, so that one reading names everything that is
wrong with the file. Must not know what the pieces mean.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from webapp.model.problem import Problem
from webapp.model.text import Text

MAX_WORDS: Final = 20_000
NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")


class BundleProblems(Exception):
    """Files of a bundle are not readable as what they should be; `problems` say which, where and what to do."""

    def __init__(self, problems: Collection[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(p.message.en for p in self.problems))


class Shape:
    """Reads the values of one file. `source` is its text, used to find the line of a name."""

    def __init__(self, file: str, source: str = "") -> None:
        self.file = file
        self.source = source
        self.problems: list[Problem] = []
        self.places: dict[str, Text] = {}  # place -> what must stand there, for pages that ask for the pieces

    def record(self, value: object, where: str, known: Collection[str] | None = None) -> Mapping[str, Any]:
        """A record; names outside `known` are refused."""
        if not isinstance(value, Mapping):
            self.wrong(where, "名前と値の組", "a record of names and values")
            return {}
        for name in value:
            if known is not None and name not in known:
                self.problem(
                    "name-unknown",
                    f"{where or 'ファイル'}に知らない項目「{name}」があります。",
                    f"{where or 'The file'} has an unknown entry “{name}”.",
                    f"使える項目は{'、'.join(sorted(known))}です。",
                    f"The known entries are {', '.join(sorted(known))}.",
                    name,
                )
        return value

    def records(self, value: object, where: str) -> list[Any]:
        if not isinstance(value, list):
            self.wrong(where, "一覧", "a list")
            return []
        return value

    def words(self, value: object, where: str) -> Text:
        """Words in both languages: {"ja": …, "en": …}; Japanese is needed."""
        record = self.record(value, where, ("ja", "en"))
        return Text(
            self.string(record.get("ja"), f"{where}.ja"), self.string(record.get("en", ""), f"{where}.en", True)
        )

    def maybe_words(self, value: object, where: str) -> Text | None:
        return None if value is None else self.words(value, where)

    def string(self, value: object, where: str, may_be_empty: bool = False) -> str:
        if not isinstance(value, str) or not (value.strip() or may_be_empty):
            self.wrong(where, "文字列", "a text")
            return ""
        if len(value) > MAX_WORDS:
            self.wrong(where, f"{MAX_WORDS:,}文字以内の文字列", f"a text of at most {MAX_WORDS:,} characters")
        return value

    def strings(self, value: object, where: str) -> tuple[str, ...]:
        return tuple(self.string(item, f"{where}[{i}]") for i, item in enumerate(self.records(value, where)))

    def name(self, value: object, where: str) -> str:
        """A name that expressions can use: a letter, then letters, digits, underscores."""
        if not isinstance(value, str) or not NAME.fullmatch(value):
            self.wrong(where, "英字で始まる英数字と下線の名前", "a name of letters, digits and underscores")
            return ""
        return value

    def choice(self, value: object, where: str, choices: Collection[str]) -> str:
        if not isinstance(value, str) or value not in choices:
            self.wrong(where, "・".join(choices) + "のどれか", "one of " + ", ".join(choices))
            return ""
        return value

    def boolean(self, value: object, where: str) -> bool:
        if not isinstance(value, bool):
            self.wrong(where, "trueかfalse", "true or false")
            return False
        return value

    def maybe_integer(self, value: object, where: str) -> int | None:
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(where, "整数", "an integer")
            return None
        return value

    def wrong(self, where: str, ja: str, en: str, near: str = "") -> None:
        """The value at `where` must be something else; `near` stands on its line, where the place's last name does not."""
        self.places.setdefault(where, Text(ja, en))
        self.problem(
            "value-wrong",
            f"「{where}」は{ja}でなければなりません。",
            f"“{where}” must be {en}.",
            "その値を直してください。",
            "Mend that value.",
            near or re.split(r"[.\[]", where)[-1].rstrip("]"),
        )

    def problem(self, code: str, ja: str, en: str, fix_ja: str, fix_en: str, near: str = "") -> None:
        self.problems.append(
            Problem("error", code, Text(ja, en), Text(fix_ja, fix_en), self.file, None, self._line(near))
        )

    def _line(self, near: str) -> int | None:
        """The first line on which `near` stands as a whole word."""
        if not near or near.isdigit():
            return None
        found = re.search(rf"(?<![\w]){re.escape(near)}(?![\w])", self.source)
        return self.source.count("\n", 0, found.start()) + 1 if found else None


def unreadable(file: str, kind: str, why: str, line: int | None) -> Problem:
    """The file is not well-formed JSON, TOML or YAML."""
    return Problem(
        "error",
        "file-malformed",
        Text(
            f"ファイルを{kind}として読めません（{f'{line}行：' if line else ''}{why}）。",
            f"The file cannot be read as {kind} ({f'line {line}: ' if line else ''}{why}).",
        ),
        Text("その行の書き方を直してください。", "Mend that line."),
        file,
        None,
        line,
    )
