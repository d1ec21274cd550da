"""`[retention]` of process.toml: what cannot be meant is refused, and every outcome is an end of the case."""

from __future__ import annotations

import pytest

from tests.engine.check.test_whole_bundle import FILES, check
from webapp.bundle.read import read_files
from webapp.bundle.shape import BundleProblems
from webapp.model.retention import NEVER_DUE, Period
from webapp.model.text import Text

SAID = """
[retention]
period = "P10Y"
ours = true
source = "当団体の定め"
source_en = "Our own"
[retention.outcomes]
END = "P3Y"
"""


def with_toml(told: str) -> dict[str, bytes]:
    return {"process.toml": FILES["process.toml"] + told.encode()}


def test_it_is_read_with_its_source() -> None:
    found = read_files({**FILES, **with_toml(SAID)}, "sound").retention
    assert (found.period, found.outcomes, found.ours) == (Period(120), {"END": Period(36)}, True)
    assert found.source == Text("当団体の定め", "Our own")


def test_a_process_may_say_nothing() -> None:
    assert read_files(FILES, "sound").retention == NEVER_DUE


@pytest.mark.parametrize(
    "change, place",
    [
        (('"P10Y"', '"10 years"'), "retention.period"),
        (('"P10Y"', "10"), "retention.period"),
        (('"P10Y"', '"P0Y"'), "retention.period"),
        (('"P10Y"', '"P900Y"'), "retention.period"),
        (('period = "P10Y"', ""), "retention.period"),
        (('"P3Y"', '"P90D"'), "retention.outcomes.END"),
        (("ours = true", ""), "retention.ours"),
        (("ours = true", 'ours = "yes"'), "retention.ours"),
        (('source = "当団体の定め"', ""), "retention.source"),
        (("ours = true", "ours = true\nforever = true"), "forever"),
    ],
)
def test_nonsense_is_named_at_its_place(change: tuple[str, str], place: str) -> None:
    assert change[0] in SAID
    with pytest.raises(BundleProblems) as refused:
        read_files({**FILES, **with_toml(SAID.replace(*change))}, "sound")
    assert {problem.file for problem in refused.value.problems} == {"process.toml"}
    assert any(place in problem.message.ja and place in problem.message.en for problem in refused.value.problems)


@pytest.mark.parametrize("end, known", [("done", True), ("nowhere", False), ("begin", False)])
def test_an_outcome_is_an_end_of_the_case(end: str, known: bool) -> None:
    told = [one for one in check(with_toml(SAID.replace("END", end))) if one.code == "retention-unknown"]
    assert [(one.severity, one.file) for one in told] == ([] if known else [("error", "process.toml")])
    assert known or end in told[0].message.ja
