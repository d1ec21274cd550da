"""Days that people record keep the order of the procedure: sub-committee, committee, hearing, decision, answer (TPDMS-2210
4.1, 4.3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from letterwork import act, incident, walked

from webapp.design.story import Act, read_story
from webapp.model.refusals import InvalidAnswers


@pytest.mark.parametrize(
    ("story", "earlier", "told", "step", "field"),
    [
        ("grantee_10_revocation", "subcommittee_report", "held_on", "open_meeting", "held_on"),
        ("grantee_10_revocation", "open_meeting", "held_on", "decide", "decided_on"),
        ("against_the_advice", "decide", "decided_on", "send_response", "dispatched_on"),
        ("grantee_intent", "written_defence", "received_on", "chair_report", "closed_on"),
    ],
)
def test_a_day_before_what_had_to_come_first_is_refused(
    story: str, earlier: str, told: str, step: str, field: str
) -> None:
    with walked(story, step) as (stage, entry):
        told_of = [one for one in read_story(incident(), story).steps if isinstance(one, Act)]
        first = next(one for one in told_of if one.step == earlier)
        before = date.fromisoformat(str(first.answers[told])) - timedelta(days=1)
        late = {"late_reason": "記録が遅れた。"} if field == "dispatched_on" else {}
        with pytest.raises(InvalidAnswers) as refused:
            act(stage, entry, **{field: before.isoformat()}, **late)
        assert refused.value.problems.keys() == {field}
        act(stage, entry)
