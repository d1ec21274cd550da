"""`nintei archive verify`: exit 0 when an archive is as its manifest says, 1 with a line for each difference."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TextIO

from webapp.archive.verify import Difference, verify
from webapp.cli.failure import Failure
from webapp.cli.words import asked_language
from webapp.model.settings import Settings
from webapp.model.text import Text

HOLDS = Text(
    "{file}：案件{case}の資料。{count}個のファイルは、すべて目録のとおりです。\nSHA-256 {hash}",
    "{file}: of case {case}; all {count} files are as the manifest says.\nSHA-256 {hash}",
)
DIFFERS = Text(
    "{file}：目録のとおりではありません。\nSHA-256 {hash}", "{file}: not as its manifest says.\nSHA-256 {hash}"
)
WHOLE = Text("資料全体", "the archive")


def command(options: argparse.Namespace, _: Settings) -> int:
    return run(options.file, options.sha256, sys.stdout, options.lang or asked_language())


def run(path: Path, expected: str | None, stdout: TextIO, language: str) -> int:
    """0 where nothing differs, 1 where something does. Raises Failure for a file that cannot be opened."""
    try:
        with path.open("rb") as source:
            verdict = verify(source, expected)
    except OSError as problem:
        raise Failure(f"{path.name} cannot be read: {problem.strerror or problem}") from problem
    if verdict.told is not None and not verdict.differences:
        facts = {
            "file": path.name,
            "case": verdict.told["case"],
            "count": len(verdict.told["files"]),
            "hash": verdict.hash,
        }
        stdout.write(HOLDS.pick(language).format_map(facts) + "\n")
        return 0
    stdout.write(DIFFERS.pick(language).format_map({"file": path.name, "hash": verdict.hash}) + "\n")
    for difference in verdict.differences:
        stdout.write(f"  {_named(difference, language)}: {difference.message.pick(language)}\n")
    return 1


def _named(difference: Difference, language: str) -> str:
    """The name of a file of the archive, which may be anybody's: nothing in it moves the cursor."""
    name = difference.file or WHOLE.pick(language)
    return "".join(c if c.isprintable() else "?" for c in name)
