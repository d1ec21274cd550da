"""A diagram that comes from outside, and one that is laid out: taken in, refused, tidied."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from casework import House
from web.designer.drawing import DRAFT, diagram, renamed, send, the_draft
from web.visiting import Visitor
from werkzeug.test import TestResponse

from webapp.model.actor import Actor

Visit = Callable[[Actor], Visitor]


def test_a_file_takes_the_place_of_the_drafts_diagram(house: House, owner: Visitor) -> None:
    form = {"revision": the_draft(house).revision, "file": (io.BytesIO(renamed(house).encode()), "mine.bpmn")}
    assert owner.post(f"{DRAFT}/import", form).status_code == 303
    assert "改めて" in diagram(house)


@pytest.mark.parametrize("content", [b"", b"\x89PNG", b"<!DOCTYPE x><x/>", b"<definitions/>"])
def test_a_file_that_is_no_diagram_is_refused_and_the_draft_stays(house: House, owner: Visitor, content: bytes) -> None:
    before = the_draft(house)
    form = {"revision": before.revision, "file": (io.BytesIO(content), "mine.bpmn")}
    answer = owner.post(f"{DRAFT}/import", form)
    assert answer.status_code == 422
    assert "取り込めませんでした" in answer.text
    assert the_draft(house) == before


def test_a_bare_file_with_another_id_says_what_was_done_to_it(house: House, owner: Visitor) -> None:
    bare = re.sub(r"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "", diagram(house), flags=re.S)
    bare = bare.replace('"review"', '"Process_1"')
    form = {"revision": the_draft(house).revision, "file": (io.BytesIO(bare.encode()), "mine.bpmn")}
    page = owner.follow(owner.post(f"{DRAFT}/import", form)).text
    assert "「Process_1」" in page
    assert "並べました" in page
    assert "BPMNShape" in diagram(house)
    assert "Process_1" not in diagram(house)


def test_a_draft_without_a_picture_is_served_with_one(house: House, owner: Visitor) -> None:
    bare = re.sub(r"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "", diagram(house), flags=re.S)
    send(owner, {"xml": bare, "revision": the_draft(house).revision})
    assert b"BPMNShape" in owner.get("/design/review/draft.bpmn").data
    assert "BPMNShape" not in diagram(house)


def tidy(visitor: Visitor, body: object) -> TestResponse:
    visitor.get("/design")
    headers = {"X-CSRFToken": visitor.tokens["csrf_token"], "Accept": "application/json"}
    return visitor.client.post(f"{DRAFT}/tidy", json=body, headers=headers)


def test_tidying_answers_the_diagram_laid_out_and_saves_nothing(house: House, owner: Visitor) -> None:
    before = the_draft(house)
    answer = tidy(owner, {"xml": renamed(house)})
    assert answer.json is not None
    assert "改めて" in answer.json["xml"]
    assert "BPMNShape" in answer.json["xml"]
    assert the_draft(house) == before


@pytest.mark.parametrize(("body", "status"), [([], 400), ({"xml": 1}, 400), ({"xml": "<no"}, 422)])
def test_what_is_no_diagram_is_not_tidied(owner: Visitor, body: object, status: int) -> None:
    assert tidy(owner, body).status_code == status
