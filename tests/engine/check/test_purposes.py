"""Every process says in which business it learns; none of accredited work writes into the registers of the mark."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers import purpose
from handlers.registry import RULES
from tests.engine.check.test_whole_bundle import FILES, check
from tests.engine.drawing import bundle, end, path, service, start
from webapp.engine.check import check_bundle
from webapp.model.purpose import PURPOSES

SAID = b'purpose = "mark_certification"'


def test_the_words_are_those_of_the_rule() -> None:
    assert {name: (text.ja, text.en) for name, text in PURPOSES.items()} == purpose.PURPOSES


def test_a_process_without_a_purpose_cannot_go_live() -> None:
    assert SAID in FILES["process.toml"]
    told = check({"process.toml": FILES["process.toml"].replace(SAID, b"")})
    assert [(one.severity, one.code, one.file) for one in told] == [("error", "purpose-missing", "process.toml")]


@pytest.mark.parametrize("name", sorted(PURPOSES))
def test_what_was_learnt_in_accredited_work_is_not_written_into_the_registers_of_the_mark(name: str) -> None:
    drawn = bundle(start(), service("status", "effect.change_status"), end(), path("begin", "status", "done"))
    found = [one for one in check_bundle(replace(drawn, purpose=name), RULES) if one.code == "purpose-crossed"]
    assert [one.element for one in found] == (["status"] if name in purpose.ACCREDITED else [])
