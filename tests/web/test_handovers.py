"""The pages of hand-overs: asked for with what the rule says beside each use, approved by another person, taken as a file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from cases.test_handovers import learnt_in
from casework import House
from web.visiting import Visitor

from webapp.model.actor import Actor

Visit = Callable[[Actor], Visitor]
TYPED = {
    "a-used_for": "mark_certification",
    "a-recipient_kind": "authority",
    "a-recipient": "個人情報保護委員会",
    "a-basis": "法第153条",
    "a-reason": "報告を求められた",
    "a-parts": "answers",
}


def test_a_hand_over_from_asking_to_taking(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    manager, decider, auditor = (visit(who) for who in (house.people.sasaki, house.people.kato, house.people.matsumoto))
    page = f"/cases/{case_id}/handovers"
    form = manager.get(f"{page}/new").text
    assert "マークの認定の業務" in form and "利用できる" in form and 'name="out:answer:write.summary"' in form
    asked = manager.post(f"{page}/new", {**TYPED, "out:answer:write.urgent": "secret"})
    assert (asked.status_code, asked.headers["Location"]) == (303, page)

    shown = manager.get(page).text
    assert "承認を待っています" in shown and "第55条" in shown and "営業上の秘密" in shown
    assert "/approve" not in shown and "/take" not in shown
    (handover,) = set(re.findall(rf"{page}/([0-9a-f]+)/approve", decider.get(page).text))
    looked = decider.get(f"{page}/{handover}")
    assert "何が起きたか" in looked.text and "sandbox" in looked.headers["Content-Security-Policy"]
    assert decider.post(f"{page}/{handover}/decline", {"reason": " "}).status_code == 422
    assert decider.post(f"{page}/{handover}/approve").status_code == 303
    assert decider.post(f"{page}/{handover}/approve").status_code == 409
    assert decider.get(f"{page}/{handover}").status_code == 409

    taken = manager.post(f"{page}/{handover}/take")
    assert (taken.status_code, taken.headers["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(taken.data)) as packed:
        assert "個人情報保護委員会" in packed.read("dossier.html").decode()
    seen = auditor.get(page).text
    assert "受け取りの記録" in seen and "/take" not in seen
    told = auditor.get(f"/cases/{case_id}").text
    assert all(
        words in told
        for words in ("資料の提供を求めました", "資料の提供を承認しました", "提供する資料を受け取りました")
    )
    deeds = auditor.get("/audit").text
    assert "資料の提供を承認した" in deeds and "提供する資料を受け取った" in deeds


def test_what_article_55_forbids_is_refused_with_the_clause_and_told_on_the_case(house: House, visit: Visit) -> None:
    learnt_in(house, "complaints")
    case_id = house.to_approval()
    manager = visit(house.people.sasaki)
    assert "苦情の処理" in manager.get(f"/cases/{case_id}").text
    refused = manager.post(f"/cases/{case_id}/handovers/new", TYPED)
    assert refused.status_code == 403 and "第55条" in refused.text and "個人情報保護委員会" in refused.text
    assert "利用できない目的のため断られました" in manager.get(f"/cases/{case_id}").text


def test_members_and_assessors_see_nothing_of_it(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    assert "資料の提供" in visit(house.people.sasaki).get(f"/cases/{case_id}").text
    assessor = visit(house.people.suzuki)
    assert "資料の提供" not in assessor.get(f"/cases/{case_id}").text
    assert assessor.get(f"/cases/{case_id}/handovers").status_code == 403


def test_what_is_missing_is_asked_for_again_with_what_was_typed(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    again = visit(house.people.sasaki).post(f"/cases/{case_id}/handovers/new", {**TYPED, "a-basis": ""})
    assert again.status_code == 422 and "報告を求められた" in again.text
