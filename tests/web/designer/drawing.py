"""The draft of the process `review`: as it is kept, changed, and sent by the editor and by a browser."""

from __future__ import annotations

from casework import House
from web.visiting import Visitor
from werkzeug.test import TestResponse

from webapp.bundle.pack import unpack
from webapp.store import design
from webapp.store.design import DraftRow

DRAFT = "/design/review/draft"


def the_draft(house: House) -> DraftRow:
    with house.store.read() as unit:
        found = design.open_draft(unit, "review")
    assert found is not None
    return found


def diagram(house: House) -> str:
    return unpack(the_draft(house).files)["process.bpmn"].decode()


def renamed(house: House) -> str:
    before = diagram(house)
    after = before.replace('id="write" name="', 'id="write" name="改めて')
    assert before != after
    return after


def send(visitor: Visitor, body: object) -> TestResponse:
    """As the script of the editor does."""
    if not visitor.tokens:
        visitor.get("/design")
    headers = {"X-CSRFToken": visitor.tokens["csrf_token"], "Accept": "application/json"}
    return visitor.client.post(DRAFT, json=body, headers=headers)


def submitted(house: House, owner: Visitor) -> None:
    """yoshida has renamed a task and submitted the draft."""
    revision = the_draft(house).revision
    send(owner, {"xml": renamed(house), "revision": revision})
    answer = owner.post(f"{DRAFT}/submit", {"revision": the_draft(house).revision, "reason": "呼び名を改める"})
    assert answer.status_code == 303
