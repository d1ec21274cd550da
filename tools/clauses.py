"""Compares the committed wording of the clauses with the source documents and writes its hashes.

    python tools/clauses.py SOURCE.txt… > tests/handlers/clauses.sha256

Each clause in handlers/clauses must stand word for word in one of the sources; only white space may differ. A clause
that does not is named, and nothing is written.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

CLAUSES = Path(__file__).resolve().parent.parent / "handlers" / "clauses"


def normalised(text: str) -> str:
    """A passage without white space and without the dashes that the layout puts before list items."""
    return re.sub(r"\s+", "", re.sub(r"^\s*- ", "", text, flags=re.MULTILINE))


def passages() -> Iterator[tuple[str, str]]:
    """(document | edition | clause, normalised wording) of every committed clause."""
    for file in sorted(CLAUSES.glob("*.toml")):
        document = tomllib.loads(file.read_text("utf-8"))
        for clause in document["clauses"]:
            key = " | ".join((document["document"], document["edition"], clause["id"]))
            yield key, normalised(clause["text"])


def hashed(passage: str) -> str:
    return hashlib.sha256(passage.encode()).hexdigest()


def main(sources: Sequence[str]) -> int:
    if not sources:
        sys.stderr.write("usage: python tools/clauses.py SOURCE.txt…\n")
        return 2
    texts = [normalised(Path(source).read_text("utf-8")) for source in sources]
    found = list(passages())
    missing = [key for key, passage in found if not any(passage in text for text in texts)]
    for key in missing:
        sys.stderr.write(f"not in the sources in this wording: {key}\n")
    if missing:
        return 1
    sys.stdout.writelines(f"{hashed(passage)}  {key}\n" for key, passage in found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
