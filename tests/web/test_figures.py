"""The pages of the figures and of the public reports. M-28."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from cases.test_public_report import filled
from casework import House
from web.visiting import Visitor

from webapp.model.actor import Actor

Visit = Callable[[Actor], Visitor]


@pytest.fixture
def full(house: House) -> House:
    return filled(house)


def test_M28_the_page_tells_all_to_managers_and_withholds_small_counts_for_the_public(
    full: House, visit: Visit
) -> None:
    manager = visit(full.people.sasaki)
    everything = manager.get("/figures?process=review&year=2026").text
    assert "2026年度に受け付けた案件" in everything and "中央値は10日、90％が20日以内" in everything
    assert re.search(r'良</th><td class="end number">2</td>', everything)
    told = manager.get("/figures?process=review&year=2026&view=public").text
    assert not re.search(r'良</th><td class="end number">2</td>', told) and "良</th>" in told
    assert "＊" in told and "5未満の件数" in told
    # What nobody can have meant is the first process, this year and all counts.
    assert "2026年度" in manager.get("/figures?process=x&year=soon&view=y").text
    assert "2011年度" in manager.get("/figures?year=2011").text

    rows = list(csv.reader(io.StringIO(manager.get("/figures/table.csv?year=2026").data.decode("utf-8-sig"))))
    assert ["評価", "良", "2"] in rows and ["評価", "計", "5"] in rows


def test_M28_a_report_is_prepared_approved_and_taken_along(full: House, visit: Visit) -> None:
    manager, decider = visit(full.people.sasaki), visit(full.people.kato)
    manager.get("/figures/reports")
    assert manager.post("/figures/reports", {"of": "review.2011"}).status_code == 422
    made = manager.post("/figures/reports", {"of": "review.2026", "note_ja": "注記です"})
    address = made.headers["Location"]
    own = manager.follow(made).text
    assert "作成した本人は承認できません" in own and 'value="approve"' not in own
    assert manager.post("/figures/reports", {"of": "review.2026"}).status_code == 409
    assert manager.post(address, {"answer": "approve"}).status_code == 403

    assert 'value="approve"' in decider.get(address).text
    assert decider.post(address, {"answer": "return", "because": " "}).status_code == 422
    assert decider.post(address, {"answer": "approve"}).status_code == 303
    assert decider.post(address, {"answer": "approve"}).status_code == 409
    assert "承認済み" in visit(full.people.matsumoto).get("/figures/reports").text

    page = decider.get(f"{address}/page.html")
    assert page.headers["Content-Disposition"].startswith("attachment") and "注記です" in page.text
    assert not re.search(r"(src|href)=", page.text), "the page needs nothing from anywhere"
    table = decider.get(f"{address}/table.csv")
    assert table.data.startswith("\ufeff".encode()) and "試験の事業者" not in table.text
    assert decider.get("/figures/reports/nothing").status_code == 404


def test_a_report_that_was_returned_says_why(full: House, visit: Visit) -> None:
    manager, decider = visit(full.people.sasaki), visit(full.people.kato)
    manager.get("/figures/reports")
    address = manager.post("/figures/reports", {"of": "review.2026"}).headers["Location"]
    decider.get(address)
    decider.post(address, {"answer": "return", "because": "注記が要る"})
    assert "注記が要る" in manager.get(address).text and "差戻し" in manager.get("/figures/reports").text
