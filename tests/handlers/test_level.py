"""The level: short-circuits, the sum of the scores, contradictions, and the scale behind the points."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.determination import InputRefused, Law
from handlers.registry import RULES
from tests.handlers.conftest import SHELF, TODAY, Ask, Refuse
from webapp.bundle.law import law_of_shelf

GRANTEE_FULL = {"B": 2, "C": 2, "D": 2, "E": 2, "F": 1, "G": 1}
APPLICANT_FULL = {"C": 2, "D": 2, "E": 2, "F": 2, "G": 2}
LAW = law_of_shelf(SHELF, TODAY, "incident")


@pytest.mark.parametrize("status", ["grantee", "under_review", "prospective"])
def test_T47_intent_of_the_operator_is_level_10_at_once(ask: Ask, status: str) -> None:
    found = ask("incident.level", status=status, cause="intent")
    assert found.outcome == "10"
    assert (found.value["level"], found.value["scored"], found.value["short_circuit"]) == (10, False, "intent")


@pytest.mark.parametrize("status", ["grantee", "under_review", "prospective"])
def test_T48_force_majeure_is_level_0_at_once(ask: Ask, status: str) -> None:
    found = ask("incident.level", status=status, cause="force_majeure", scores={})
    assert found.outcome == "0"
    assert (found.value["level"], found.value["scored"], found.value["short_circuit"]) == (0, False, "force_majeure")
    assert found.value["review_flags"] == []


def test_T49_a_grantee_that_complies_is_level_0(ask: Ask) -> None:
    found = ask("incident.level", status="grantee", cause="negligence", complies_with_criteria=True)
    assert found.outcome == "0"
    assert found.value["short_circuit"] == "complies"


def test_force_majeure_with_a_known_deviation_is_shown_to_the_committee(ask: Ask) -> None:
    found = ask("incident.level", status="grantee", cause="force_majeure", complies_with_criteria=False)
    assert found.outcome == "0"
    assert found.value["review_flags"] == ["force_majeure_with_deviation"]


@pytest.mark.parametrize(
    "inputs",
    [
        {"status": "grantee", "complies_with_criteria": False},
        {"status": "under_review"},
        {"status": "prospective", "scores": {}, "complies_with_criteria": None},
    ],
)
def test_T50_what_no_short_circuit_decides_is_to_be_scored(ask: Ask, inputs: dict[str, Any]) -> None:
    found = ask("incident.level", cause="negligence", **inputs)
    assert found.outcome == "score"
    assert found.value["level"] is None
    assert found.value["scored"] is False
    assert found.value["short_circuit"] is None


def test_T57_the_level_is_the_sum_of_the_scores(ask: Ask) -> None:
    scores = {"B": 2, "C": 2, "D": 1, "E": 2, "F": 1, "G": 0}
    found = ask("incident.level", status="grantee", cause="negligence", complies_with_criteria=False, scores=scores)
    assert found.outcome == "8"
    assert (found.value["level"], found.value["raw_sum"], found.value["scored"]) == (8, 8, True)


def test_negligence_alone_can_reach_level_10_for_every_status(ask: Ask) -> None:
    grantee = ask(
        "incident.level", status="grantee", cause="negligence", complies_with_criteria=False, scores=GRANTEE_FULL
    )
    assert (grantee.outcome, grantee.value["short_circuit"]) == ("10", None)
    for status in ("under_review", "prospective"):
        assert ask("incident.level", status=status, cause="negligence", scores=APPLICANT_FULL).outcome == "10"


def test_a_sum_of_0_is_a_level_and_no_short_circuit(ask: Ask) -> None:
    found = ask("incident.level", status="prospective", cause="negligence", scores=dict.fromkeys(APPLICANT_FULL, 0))
    assert found.outcome == "0"
    assert (found.value["scored"], found.value["short_circuit"]) == (True, None)


def test_the_scale_is_labelled_as_a_default_of_this_installation(ask: Ask) -> None:
    found = ask("incident.level", status="prospective", cause="negligence", scores=APPLICANT_FULL)
    assert found.value["scale"]["ours"] is True
    assert found.parameters["scale"]["ours"] is True
    assert "既定値" in found.because[-1].ja
    assert "default" in found.because[-1].en


NEGLIGENT_GRANTEE: dict[str, Any] = {"status": "grantee", "cause": "negligence", "complies_with_criteria": False}
NEGLIGENT_APPLICANT: dict[str, Any] = {"status": "under_review", "cause": "negligence"}


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        pytest.param({"cause": "negligence"}, "status", id="no status"),
        pytest.param({"status": "grantee"}, "cause", id="no cause"),
        pytest.param({"status": "grantee", "cause": "accident"}, "cause", id="unknown cause"),
        pytest.param({"status": "grantee", "cause": "negligence"}, "complies_with_criteria", id="B not answered"),
        pytest.param({**NEGLIGENT_GRANTEE, "complies_with_criteria": "no"}, "complies_with_criteria", id="B as text"),
        pytest.param(
            {**NEGLIGENT_APPLICANT, "complies_with_criteria": False}, "complies_with_criteria", id="B of an applicant"
        ),
        pytest.param(
            {"status": "prospective", "cause": "intent", "complies_with_criteria": True},
            "complies_with_criteria",
            id="B of a prospective applicant with intent",
        ),
        pytest.param({**NEGLIGENT_APPLICANT, "scores": GRANTEE_FULL}, "scores.B", id="item B for an applicant"),
        pytest.param({**NEGLIGENT_GRANTEE, "scores": {**GRANTEE_FULL, "A": 0}}, "scores.A", id="item A is a gate"),
        pytest.param({**NEGLIGENT_GRANTEE, "scores": APPLICANT_FULL}, "scores.B", id="item B missing"),
        pytest.param({**NEGLIGENT_APPLICANT, "scores": {"C": 1}}, "scores.D", id="one score only"),
        pytest.param({**NEGLIGENT_GRANTEE, "scores": {**GRANTEE_FULL, "G": 2}}, "scores.G", id="above the scale"),
        pytest.param({**NEGLIGENT_GRANTEE, "scores": {**GRANTEE_FULL, "C": -1}}, "scores.C", id="negative"),
        pytest.param({**NEGLIGENT_GRANTEE, "scores": {**GRANTEE_FULL, "C": 1.5}}, "scores.C", id="half a point"),
        pytest.param({**NEGLIGENT_GRANTEE, "scores": {**GRANTEE_FULL, "C": True}}, "scores.C", id="true is no score"),
        pytest.param({**NEGLIGENT_GRANTEE, "scores": {**GRANTEE_FULL, "C": None}}, "scores.C", id="score left out"),
        pytest.param({**NEGLIGENT_GRANTEE, "scores": 8}, "scores", id="a sum instead of scores"),
        pytest.param({"status": "grantee", "cause": "intent", "scores": {"C": 1}}, "scores", id="scores and intent"),
        pytest.param(
            {"status": "prospective", "cause": "force_majeure", "scores": {"C": 0}}, "scores", id="scores and A"
        ),
        pytest.param(
            {**NEGLIGENT_GRANTEE, "complies_with_criteria": True, "scores": GRANTEE_FULL}, "scores", id="scores and B"
        ),
        pytest.param({**NEGLIGENT_GRANTEE, "level": 3}, "level", id="unknown input"),
    ],
)
def test_contradictory_and_missing_inputs_are_refused_by_name(
    refuse: Refuse, inputs: dict[str, Any], field: str
) -> None:
    refused = refuse("incident.level", **inputs)
    assert refused.field == field
    assert refused.ja != refused.en


def scale_with(change: Any) -> Law:
    scale = deepcopy(dict(LAW.tables["scale"]))
    change(scale["editions"][0]["profiles"])
    return replace(LAW, tables={"scale": scale})


def refused_under(law: Law, status: str) -> InputRefused:
    scores = GRANTEE_FULL if status == "grantee" else APPLICANT_FULL
    complies = {"complies_with_criteria": False} if status == "grantee" else {}
    with pytest.raises(InputRefused) as caught:
        RULES["incident.level"].function({"status": status, "cause": "negligence", "scores": scores, **complies}, law)
    return caught.value


@given(st.lists(st.integers(0, 4), min_size=5, max_size=5))
def test_a_scale_is_used_only_if_its_highest_sum_is_10(highest: list[int]) -> None:
    def change(profiles: Any) -> None:
        for item, points in zip("CDEFG", highest, strict=True):
            profiles["applicants"][item]["grades"] = [{"id": str(p), "points": p} for p in range(points + 1)]

    law = scale_with(change)
    scores = dict(zip("CDEFG", highest, strict=True))
    inputs = {"status": "under_review", "cause": "negligence", "scores": scores}
    if sum(highest) == 10:
        assert RULES["incident.level"].function(inputs, law).value["level"] == 10
    else:
        assert refused_under(law, "under_review").field == "tables.scale.applicants"


def test_a_score_that_no_grade_of_the_scale_gives_is_refused() -> None:
    law = scale_with(lambda profiles: profiles["applicants"]["C"]["grades"].pop(1))  # leaves 0 and 2
    inputs = {"status": "prospective", "cause": "negligence"}
    with pytest.raises(InputRefused) as refused:
        RULES["incident.level"].function({**inputs, "scores": {**APPLICANT_FULL, "C": 1}}, law)
    assert refused.value.field == "scores.C"
    assert RULES["incident.level"].function({**inputs, "scores": APPLICANT_FULL}, law).outcome == "10"


def test_a_scale_without_an_item_is_refused() -> None:
    refused = refused_under(scale_with(lambda profiles: profiles["grantee"].pop("B")), "grantee")
    assert refused.field == "tables.scale.grantee"


def test_a_scale_that_asks_applicants_for_B_is_refused() -> None:
    law = scale_with(lambda profiles: profiles["applicants"].update(B=profiles["grantee"]["B"]))
    assert refused_under(law, "prospective").field == "tables.scale.applicants"


@pytest.mark.parametrize("points", [-1, 1.5, "2", True])
def test_points_are_whole_numbers(points: Any) -> None:
    law = scale_with(lambda profiles: profiles["grantee"]["C"]["grades"][0].update(points=points))
    assert refused_under(law, "grantee").field == "tables.scale.grantee.C"


def test_no_scale_at_all_is_refused() -> None:
    assert refused_under(replace(LAW, tables={}), "grantee").field == "tables.scale"


def test_the_scale_in_force_on_the_day_of_the_decision_is_used() -> None:
    scale = deepcopy(dict(LAW.tables["scale"]))
    later = deepcopy(scale["editions"][0])
    later |= {"edition": "own-2027", "from": date(2027, 4, 1), "ours": False}
    scale["editions"].append(later)
    inputs = {"status": "prospective", "cause": "negligence", "scores": APPLICANT_FULL}
    used = {}
    for day in (date(2027, 3, 31), date(2027, 4, 1)):
        law = replace(LAW, on=day, tables={"scale": scale})
        used[day.isoformat()] = RULES["incident.level"].function(inputs, law).value["scale"]["edition"]
    assert used == {"2027-03-31": "installation-1", "2027-04-01": "own-2027"}


GRADES = {
    "grantee": {"B": "b_systemic", "C": "c_private", "D": "d_none", "E": "e_some", "F": "f_late", "G": "g_none"},
    "under_review": {"C": "c_sensitive", "D": "d_serious", "E": "e_wide", "F": "f_none", "G": "g_repeated"},
}


def test_points_follow_from_the_grades_and_go_into_the_level(ask: Ask) -> None:
    points = ask("incident.points", status="grantee", grades=GRADES["grantee"])
    assert points.value["scores"] == {"B": 2, "C": 1, "D": 0, "E": 1, "F": 1, "G": 0}
    level = ask("incident.level", **NEGLIGENT_GRANTEE, scores=points.value["scores"])
    assert level.outcome == "5"
    assert (
        ask("incident.points", status="under_review", grades=GRADES["under_review"]).value["scores"] == APPLICANT_FULL
    )


@pytest.mark.parametrize(
    ("status", "grades", "field"),
    [
        ("under_review", GRADES["grantee"], "grades.B"),
        ("grantee", {**GRADES["grantee"], "C": "c_unknown"}, "grades.C"),
        ("grantee", {**GRADES["grantee"], "C": None}, "grades.C"),
        ("grantee", {}, "grades.B"),
        ("grantee", None, "grades"),
    ],
)
def test_grades_that_the_scale_does_not_have_are_refused(refuse: Refuse, status: str, grades: Any, field: str) -> None:
    assert refuse("incident.points", status=status, grades=grades).field == field


@pytest.mark.parametrize("rule", ["incident.level", "incident.points"])
def test_the_scale_is_called_by_its_title_and_never_by_its_id(ask: Ask, rule: str) -> None:
    given = (
        {"grades": GRADES["grantee"]} if rule == "incident.points" else {**NEGLIGENT_GRANTEE, "scores": GRANTEE_FULL}
    )
    if rule == "incident.points":
        given["status"] = "grantee"
    sentences = [text for reason in ask(rule, **given).because for text in (reason.ja, reason.en)]
    assert any("欠格レベルの配点表" in text for text in sentences)
    assert any("Scale of points for the disqualification level" in text for text in sentences)
    assert not any("installation-1" in text for text in sentences)
