"""A day that a form compares with one of another step is compared when the task is completed, not in the form alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from casework import House
from correcting import variant

from webapp.model.refusals import InvalidAnswers

HELD = {"id": "held_on", "kind": "date", "label": {"ja": "開いた日", "en": "Held on"}, "required": True}


@pytest.mark.parametrize("path", ["write.held_on", "start.held_on write.held_on"])
def test_a_day_before_that_of_an_earlier_step_is_refused(house: House, tmp_path: Path, path: str) -> None:
    later = {**HELD, "not_before": path}
    variant(house, tmp_path, forms={"start": [HELD], "write": [HELD], "judge_1": [later]})
    case_id = house.open(held_on="2026-11-01").case_id
    house.complete(case_id, "write", house.people.sato, summary="概要", urgent="no", held_on="2026-11-10")

    with pytest.raises(InvalidAnswers) as refused:
        house.complete(case_id, "judge_1", house.people.suzuki, level="7", held_on="2026-11-09")

    assert "2026年11月10日" in refused.value.problems["held_on"].ja
    house.complete(case_id, "judge_1", house.people.suzuki, level="7", held_on="2026-11-10")
