"""The post room: what has left the house."""

from __future__ import annotations

from collections.abc import Callable

from casework import House
from web.visiting import Visitor

from webapp.model.actor import Actor
from webapp.store.rows.work import Posted

Visit = Callable[[Actor], Visitor]


def test_an_empty_post_room_says_so(house: House, visit: Visit) -> None:
    assert "まだ何も発送されていません" in visit(house.people.ito).get("/post").text


def test_what_waits_and_what_was_sent_is_shown(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    house.approve(case_id)
    visitor = visit(house.people.ito)
    assert "発送待ち" in visitor.get("/post").text
    letter = {"title_ja": "通告書", "title_en": "Notice", "body_ja": "<b>本文</b>", "body_en": "Text"}
    notice = {"ja": "通告しました", "en": "Notified"}
    with house.store.write() as unit:
        for key, kind, to, payload in (
            ("letter:1", "letter", "試験の事業者 御中", letter),
            ("notice:1", "notice", "role:manager", notice),
        ):
            row = {"key": key, "case_id": case_id, "kind": kind, "recipient": to, "payload": payload, "at": house.now}
            unit.execute(Posted.__table__.insert().values(**row))
    page = visitor.get("/post").text
    assert "通告書" in page and "試験の事業者 御中" in page and "&lt;b&gt;本文&lt;/b&gt;" in page
    assert "業務管理者" in page and "通告しました" in page
    assert "REV-2026-0001" in page
