"""Table 2, cell by cell, and who is heard before it is applied."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handlers.determination import Law
from handlers.registry import RULES
from tests.handlers.conftest import Ask, Refuse

COMMITTEE: dict[str, Any] = {"kind": "committee"}
YEAR: dict[str, Any] = {"kind": "fixed", "months": 12}

# level, status, measures, period, counts_notice_day, optional_check
CELLS: list[tuple[int, str, list[str], dict[str, Any] | None, bool, str | None]] = [
    (10, "grantee", ["REVOKE_GRANT"], None, False, None),
    (10, "under_review", ["TERMINATE_REVIEW", "BAR"], YEAR, False, None),
    (10, "prospective", ["BAR"], YEAR, False, None),
    (9, "grantee", ["SUSPEND_GRANT"], COMMITTEE, True, None),
    (9, "under_review", ["HALT_REVIEW"], COMMITTEE, True, None),
    (9, "prospective", ["BAR"], COMMITTEE, True, None),
    (8, "grantee", ["SUSPEND_GRANT"], COMMITTEE, True, None),
    (8, "under_review", ["HALT_REVIEW"], COMMITTEE, True, None),
    (8, "prospective", ["BAR"], COMMITTEE, True, None),
    (7, "grantee", ["RECOMMENDATION_LETTER"], None, False, "note1"),
    (7, "under_review", ["CONTINUE_REVIEW"], None, False, "note2"),
    (7, "prospective", ["MAY_APPLY"], None, False, None),
    (6, "grantee", ["RECOMMENDATION_LETTER"], None, False, "note1"),
    (6, "under_review", ["CONTINUE_REVIEW"], None, False, "note2"),
    (6, "prospective", ["MAY_APPLY"], None, False, None),
    (5, "grantee", ["CAUTION_LETTER"], None, False, "note1"),
    (5, "under_review", ["CONTINUE_REVIEW"], None, False, "note2"),
    (5, "prospective", ["MAY_APPLY"], None, False, None),
    (4, "grantee", ["CAUTION_LETTER"], None, False, "note1"),
    (4, "under_review", ["CONTINUE_REVIEW"], None, False, "note2"),
    (4, "prospective", ["MAY_APPLY"], None, False, None),
    (3, "grantee", ["CAUTION_LETTER"], None, False, "note1"),
    (3, "under_review", ["CONTINUE_REVIEW"], None, False, "note2"),
    (3, "prospective", ["MAY_APPLY"], None, False, None),
    (2, "grantee", ["CAUTION_LETTER"], None, False, "note1"),
    (2, "under_review", ["CONTINUE_REVIEW"], None, False, "note2"),
    (2, "prospective", ["MAY_APPLY"], None, False, None),
    (1, "grantee", ["CAUTION_LETTER"], None, False, "note1"),
    (1, "under_review", ["CONTINUE_REVIEW"], None, False, "note2"),
    (1, "prospective", ["MAY_APPLY"], None, False, None),
    (0, "grantee", ["NO_MEASURE"], None, False, None),
    (0, "under_review", ["CONTINUE_REVIEW"], None, False, None),
    (0, "prospective", ["MAY_APPLY"], None, False, None),
]


def test_T60_the_table_has_33_cells() -> None:
    assert len({(level, status) for level, status, *_ in CELLS}) == 33


@pytest.mark.parametrize(("level", "status", "measures", "period", "counts", "check"), CELLS)
def test_T60_each_cell_gives_its_measure(
    ask: Ask,
    level: int,
    status: str,
    measures: list[str],
    period: dict[str, Any] | None,
    counts: bool,
    check: str | None,
) -> None:
    found = ask("incident.measure", level=level, status=status)
    assert found.outcome == measures[0]
    assert {name: value for name, value in found.value.items() if name != "organs"} == {
        "measures": measures,
        "period": period,
        "counts_notice_day": counts,
        "optional_check": check,
    }
    assert ("注3" in {cite.clause for cite in found.cites}) == counts


@pytest.mark.parametrize(("level", "status"), [(level, status) for level, status, *_ in CELLS])
def test_T61_the_committee_is_asked_at_every_level_and_the_body_decides_last(ask: Ask, level: int, status: str) -> None:
    organs = ask("incident.organs", level=level, status=status)
    assert organs.value["organs"][-2:] == ["committee", "body"]
    assert organs.value["organs"] == ask("incident.measure", level=level, status=status).value["organs"]
    assert (organs.outcome == "subcommittee_report") == ("subcommittee" in organs.value["organs"]) == (level >= 8)


def test_T40_the_text_asks_for_the_subcommittee_for_grantees_only(law: Law) -> None:
    # given a body that follows the text and no more
    by_text = {
        "values": [{"from": date(2019, 6, 26), "value": False, "source": "4.1", "ours": False}],
    }
    strict = replace(law, parameters={**law.parameters, "subcommittee_for_applicants": by_text})
    for status, outcome in (
        ("grantee", "subcommittee_report"),
        ("under_review", "consultation"),
        ("prospective", "consultation"),
    ):
        assert RULES["incident.organs"].function({"level": 9, "status": status}, strict).outcome == outcome


def test_the_default_on_the_subcommittee_is_labelled_as_ours(ask: Ask) -> None:
    assert ask("incident.organs", level=9, status="grantee").parameters == {}
    parameters = ask("incident.organs", level=9, status="prospective").parameters
    assert parameters["subcommittee_for_applicants"]["ours"] is True


@pytest.mark.parametrize("level", [-1, 11, "8", 8.0, True, None])
@pytest.mark.parametrize("rule", ["incident.measure", "incident.organs", "incident.hearing_required"])
def test_a_level_outside_0_to_10_is_refused(refuse: Refuse, rule: str, level: Any) -> None:
    refused = refuse(rule, level=level, status="grantee")
    assert refused.field == "level"
    assert "0" in refused.expected
    assert "10" in refused.expected


@pytest.mark.parametrize("status", ["GRANTEE", "付与事業者", "", 1, None])
def test_an_unknown_status_is_refused_with_those_that_are_known(refuse: Refuse, status: Any) -> None:
    refused = refuse("incident.measure", level=8, status=status)
    assert refused.field == "status"
    assert "under_review" in refused.expected


@pytest.mark.parametrize("level", range(11))
def test_T62_a_hearing_is_always_held_from_level_8_as_shipped(ask: Ask, level: int) -> None:
    found = ask("incident.hearing_required", level=level)
    assert found.outcome == ("required" if level >= 8 else "optional")
    assert found.value["reason_needed_if_not_held"] == (level < 8)
    assert found.parameters["hearing_required_from_level"]["ours"] is True


def test_a_body_may_hold_hearings_at_every_level(law: Law) -> None:
    always = {"values": [{"from": date(2026, 1, 1), "value": 0, "source": "規程", "ours": False}]}
    own = replace(law, parameters={**law.parameters, "hearing_required_from_level": always})
    assert RULES["incident.hearing_required"].function({"level": 0}, own).outcome == "required"
