"""The pages of the committee's own evidence: one member asks, another looks at it and makes it, members take it; for the body
there is no such page, and nothing on the page of the case before it is made."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from letterwork import walked
from pages import new_app
from web.visiting import Clock, Visitor

from webapp.archive.dossier import STYLE_HASH
from webapp.archive.verify import verify
from webapp.design.sandbox import Stage
from webapp.model.actor import Actor
from webapp.people.sessions import create_session

SECRET = "被害が続いており、表2の措置を講じる。"
TYPED = {
    "authority": "個人情報保護委員会\n総務省",
    "reason": "是正が確かめられない。",
    "parts": ["answers", "decisions"],
}
LEFT_OUT = {f"out:answer:{step}.reason": "secret" for step in ("judge_cause_1", "judge_cause_2")}


@dataclass
class Scene:
    stage: Stage
    now: datetime

    @property
    def case_id(self) -> str:
        return self.stage.case_id


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with walked("against_the_advice", "own_action") as (stage, entry):
        found = Scene(stage, entry.on)
        for number in (1, 2):
            stage.declare(person(found, "committee", number), entry.on)
        yield found


def person(scene: Scene, role: str, number: int = 1) -> Actor:
    found = scene.stage.person(role, number)
    assert found is not None
    return found


def visitor(scene: Scene, who: Actor) -> Visitor:
    clock = Clock(scene.now)
    client = new_app(scene.stage.desk, None, clock=clock).test_client()
    client.set_cookie("nintei", create_session(scene.stage.desk.store, who.id, clock.now))
    return Visitor(client)


def test_T43_evidence_from_asking_to_taking(scene: Scene) -> None:
    first, second = visitor(scene, person(scene, "committee")), visitor(scene, person(scene, "committee", 2))
    clerk = visitor(scene, person(scene, "secretariat"))
    case = f"/cases/{scene.case_id}"
    page, own = f"{case}/evidence", "独自の行動の資料"
    assert own in first.get(case).text and own not in clerk.get(case).text

    form = first.get(f"{page}/new").text
    assert 'name="out:answer:agree_cause.reason"' in form
    wrong = first.post(f"{page}/new", {**TYPED, "authority": "", "reason": "理由は残る"})
    assert wrong.status_code == 422 and "理由は残る" in wrong.text and 'href="#recipients"' in wrong.text
    asked = first.post(f"{page}/new", {**TYPED, **LEFT_OUT})
    assert (asked.status_code, asked.headers["Location"]) == (303, page)
    assert own not in clerk.get(case).text and clerk.get(page).status_code == 403

    shown = first.get(page).text
    (evidence,) = set(re.findall(rf"{page}/([0-9a-f]+)/preview", shown))
    assert "総務省（関係行政機関）" in shown and "求めた本人は確認できません" in shown
    assert second.get("/committee").text.count(f"{page}/{evidence}") == 1
    check = second.get(f"{page}/{evidence}").text
    assert check.count("載せない：営業上の秘密</span>") == 2, "what was left out in the asking stays so"
    (seen,) = re.findall(r'name="seen" value="([0-9a-f]{64})"', check)

    preview = second.get(f"{page}/{evidence}/preview")
    assert f"style-src '{STYLE_HASH}'" in preview.headers["Content-Security-Policy"] and SECRET in preview.text
    more = {"out:answer:decide.reasons": "secret", "seen": seen}
    assert SECRET not in second.post(f"{page}/{evidence}", {**more, "deed": "look"}).text
    assert second.post(f"{page}/{evidence}", {"deed": "send_back", "reason": " "}).status_code == 422
    assert first.post(f"{page}/{evidence}", {"deed": "make"}).status_code == 403
    moved = second.post(f"{page}/{evidence}", {**more, "deed": "make", "seen": "0" * 64})
    assert moved.status_code == 409 and 'value="secret" selected' in moved.text
    assert second.post(f"{page}/{evidence}", {**more, "deed": "make"}).status_code == 303

    taken = first.post(f"{page}/{evidence}/take")
    assert (taken.status_code, taken.headers["Content-Type"]) == (200, "application/zip")
    assert verify(io.BytesIO(taken.data)).differences == () and SECRET.encode() not in taken.data
    assert clerk.post(f"{page}/{evidence}/take").status_code == 403
    made = first.get(page).text
    assert verify(io.BytesIO(taken.data)).hash in made and "受け取りの記録" in made
    told = clerk.get(case).text
    assert "「独自の行動を決める」の資料を作りました（SHA-256" in told and f"{page}/" not in told


def test_T43_what_is_sent_back_says_why_to_members_alone(scene: Scene) -> None:
    first, second = visitor(scene, person(scene, "committee")), visitor(scene, person(scene, "committee", 2))
    page = f"/cases/{scene.case_id}/evidence"
    second.post(f"{page}/new", TYPED)
    (evidence,) = set(re.findall(rf"{page}/([0-9a-f]+)/preview", second.get(page).text))
    why = "宛先の部署を書いてほしい。"
    assert first.post(f"{page}/{evidence}", {"deed": "send_back", "reason": why}).status_code == 303
    assert why in second.get(page).text and "差し戻し" in second.get(page).text
    assert first.post(f"{page}/{evidence}", {"deed": "make"}).status_code == 409
    assert why not in visitor(scene, person(scene, "secretariat")).get(f"/cases/{scene.case_id}").text


def test_T43_there_is_no_such_page_where_a_process_knows_no_own_action(scene: Scene) -> None:
    member = visitor(scene, person(scene, "committee"))
    assert member.get("/cases/none/evidence").status_code == 404
    assert member.get(f"/cases/{scene.case_id}/evidence/none").status_code == 404
    assert (
        visitor(scene, person(scene, "promotion_committee")).get(f"/cases/{scene.case_id}/evidence").status_code == 404
    )
