"""The grades that assessors choose from belong to a scale of ours, and the page that offers them says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask, get_template_attribute

from webapp.bundle.read import read_folder
from webapp.model.catalogue import Catalogue, are_grades_ours, grades_in_force
from webapp.model.forms import proposed
from webapp.web import forms
from webapp.web.parts.asked import catalogue
from webapp.web.parts.decisions import Decision, proposals

SHIPPED = read_folder(Path(__file__).resolve().parents[2] / "processes" / "incident")
TODAY = date(2026, 11, 21)
LABEL = "この設置の既定値"


def questions(offered: Catalogue) -> dict[str, forms.Shown]:
    context = {"case": {"status": "grantee"}}
    return {asked.kind: asked for asked in forms.show(SHIPPED.forms["score_1"], {}, context, offered, {})}


def test_the_scale_as_shipped_is_ours_and_only_its_grades_are_labelled() -> None:
    shown = questions(catalogue(SHIPPED, (), TODAY))
    assert shown["grade"].choices
    assert {kind for kind, asked in shown.items() if asked.ours} == {"grade"}


def test_a_scale_of_the_body_carries_no_label() -> None:
    ours, theirs = {"from": date(2019, 6, 26), "ours": True}, {"from": date(2026, 11, 1), "ours": False}
    scale = {"editions": [theirs, ours]}
    assert [are_grades_ours(scale, date(2026, 10, 31)), are_grades_ours(scale, TODAY)] == [True, False]
    assert not are_grades_ours({}, TODAY)
    grades = grades_in_force(SHIPPED.tables["scale"], TODAY)
    assert not questions(Catalogue(grades))["grade"].ours


@pytest.mark.parametrize(("ours", "said"), [(True, 1), (False, 0)])
def test_the_page_says_it_beside_the_question(app: Flask, ours: bool, said: int) -> None:
    grades = grades_in_force(SHIPPED.tables["scale"], TODAY)
    shown = questions(Catalogue(grades, grades_are_ours=ours))["grade"]
    with app.test_request_context("/"):
        page = get_template_attribute("parts/fields.html", "question")(shown)
    assert page.count(LABEL) == said


LATE = {"outcome": "wanting", "value": {"grade": "f_late"}}
WHY = Decision(
    id="1",
    anchor="decision-response",
    question="事故後の対応を調べる",
    rule="",
    outcome="遅れか不足がある",
    lines=(),
    reasons=("認定団体への確報：2026年5月13日、6日の遅れ（期限2026年5月7日）。",),
    clauses=(),
    inputs=(),
    parameters=(),
    edition=None,
    decided_on=TODAY,
    leads=False,
)


@pytest.mark.parametrize("form", ["score_1", "score_2"])
def test_T55_item_F_shows_the_days_and_what_the_record_proposes(app: Flask, form: str) -> None:
    asked = SHIPPED.forms[form]
    context = {"case": {"status": "grantee"}, "response": LATE}
    typed = proposed(asked, context)
    shown = {one.id: one for one in forms.show(asked, typed, context, catalogue(SHIPPED, (), TODAY), {})}
    why = proposals(asked, [WHY])
    with app.test_request_context("/"):
        question = get_template_attribute("parts/fields.html", "question")
        page = question(shown["grade_f"], (), why["grade_f"], "/cases/7")
        other = question(shown["grade_e"], (), why.get("grade_e"), "/cases/7")

    assert [(choice.value, choice.chosen, choice.proposed) for choice in shown["grade_f"].choices] == [
        ("f_proper", False, False),
        ("f_late", True, True),
    ]
    assert "6日の遅れ" in page and 'href="/cases/7#decision-response"' in page
    assert page.count("記録からの提案") == 1
    assert "記録からの提案" not in other and "checked" not in other


def test_an_assessor_who_chose_otherwise_keeps_the_choice_and_still_sees_the_proposal() -> None:
    context = {"case": {"status": "grantee"}, "response": LATE}
    typed = {**proposed(SHIPPED.forms["score_1"], context), "grade_f": "f_proper"}
    shown = forms.show(SHIPPED.forms["score_1"], typed, context, catalogue(SHIPPED, (), TODAY), {})
    grade = next(one for one in shown if one.id == "grade_f")
    assert [(choice.chosen, choice.proposed) for choice in grade.choices] == [(True, False), (False, True)]


def test_the_committee_reads_before_it_votes_which_share_carries_the_advice() -> None:
    shown = forms.show(SHIPPED.forms["committee_deliberation"], {}, {"case": {}}, catalogue(SHIPPED, (), TODAY), {})
    hint = next(one.hint for one in shown if one.id == "votes_for")
    assert hint is not None
    assert "合計の50％を超えれば" in hint.ja and "more than 50 per cent" in hint.en
