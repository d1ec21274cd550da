"""The wording of the clauses is that of the documents: compared by hashes that were made from them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from handlers.citing import OUTLINE, OUTLINE_EDITION
from handlers.determination import Law
from handlers.editions import EDITIONS, TPDMS
from tools import clauses

HASHES = {
    key: digest
    for digest, _, key in (
        line.partition("  ") for line in (Path(__file__).parent / "clauses.sha256").read_text("utf-8").splitlines()
    )
}


def test_every_clause_has_the_wording_of_its_document() -> None:
    found = {key: hashlib.sha256(passage.encode()).hexdigest() for key, passage in clauses.passages()}
    assert found == HASHES


def test_the_law_carries_every_clause(law: Law) -> None:
    assert {" | ".join(key) for key in law.clauses} == set(HASHES)
    assert {key[:2] for key in law.clauses} == {(TPDMS, EDITIONS[0].name), (OUTLINE, OUTLINE_EDITION)}


@pytest.mark.parametrize(
    ("text", "code"), [("前文 事故等の\n  報告 後文", 0), ("事故等の 届出", 1)], ids=["word for word", "another word"]
)
def test_hashes_are_made_only_of_what_stands_in_a_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, code: int
) -> None:
    # given one clause and a source
    (tmp_path / "one.toml").write_text(
        'document = "D"\nedition = "1"\n[[clauses]]\nid = "5"\ntext = "事故等の報告"\n', "utf-8"
    )
    monkeypatch.setattr(clauses, "CLAUSES", tmp_path)
    source = tmp_path / "source.txt"
    source.write_text(text, "utf-8")
    # then a hash is written only if the source has it word for word
    assert clauses.main([str(source)]) == code
    out, err = capsys.readouterr()
    assert (out.endswith("  D | 1 | 5\n"), "D | 1 | 5" in err) == ((True, False) if code == 0 else (False, True))
