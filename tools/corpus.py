"""Records determinations, so that a published edition can be shown never to change them.

    python tools/corpus.py < questions.jsonl >> tests/handlers/corpus/2019-06-26.jsonl

A question is {"rule", "on", "inputs"}. It is answered under the law kept beside the corpus, not that of the shelf,
which process owners change. The wording of clauses and of reasons is left out: clauses have hashes of their own, and a
sentence may be put better. Lines that are recorded already are never written again: a change is a new edition.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from handlers.determination import InputRefused, Law
from handlers.registry import RULES
from webapp.bundle.law import law_of_shelf

CORPUS = Path(__file__).resolve().parent.parent / "tests" / "handlers" / "corpus"


@cache
def law_of_corpus() -> Law:
    return replace(law_of_shelf(CORPUS / "law", date(2026, 11, 21), "incident"), clauses={})


def answered(question: Mapping[str, Any]) -> dict[str, Any]:
    """What the rule answers: outcome, value, facts, citations, parameters and edition, or the refused field."""
    law = replace(law_of_corpus(), on=date.fromisoformat(question["on"]))
    try:
        found = RULES[question["rule"]].function(question["inputs"], law)
    except InputRefused as refused:
        return {"refused": refused.field}
    return {
        "outcome": found.outcome,
        "value": found.value,
        "facts": [dict(reason.facts) for reason in found.because],
        "cites": [[cite.document, cite.edition, cite.clause] for cite in found.cites],
        "parameters": {name: dict(record) for name, record in found.parameters.items()},
        "edition": found.edition,
    }


def main() -> int:
    recorded = {
        json.dumps({name: line[name] for name in ("rule", "on", "inputs")}, sort_keys=True)
        for file in CORPUS.glob("*.jsonl")
        for line in map(json.loads, file.read_text("utf-8").splitlines())
    }
    for line in sys.stdin:
        question = json.loads(line)
        if json.dumps(question, sort_keys=True) in recorded:
            sys.stderr.write(f"recorded already: {line}")
            continue
        sys.stdout.write(json.dumps({**question, "answer": answered(question)}, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
