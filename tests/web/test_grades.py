"""The grades that assessors choose from belong to a scale of ours, and the page that offers them says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask, get_template_attribute

from webapp.bundle.read import read_folder
from webapp.model.catalogue import Catalogue, are_grades_ours, grades_in_force
from webapp.web import forms
from webapp.web.parts.asked import catalogue

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
