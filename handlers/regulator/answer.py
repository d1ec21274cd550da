"""regulator.answer: whether what the regulator asked for was sent by its day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.act_articles import cite_act
from handlers.citing import outline
from handlers.dates import day_en, day_ja
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.inputs import Inputs, refusal
from handlers.regulator.order import KINDS


def answer(raw: Mapping[str, Any], law: Law) -> Determination:
    """What was sent on the due day or before is in time; a later day is recorded as late, by how many days.

    Cites: 個人情報の保護に関する法律 第153条（旧第46条）, 第154条（旧第47条）; 経済産業省「認定個人情報保護団体制度の趣旨」 7
    """
    inputs = Inputs(raw, "kind", "received_on", "first_due_on", "due_on", "extended_on", "sent_on")
    kind = inputs.choice("kind", tuple(KINDS))
    received, sent, due = inputs.day("received_on"), inputs.day("sent_on"), inputs.day("due_on")
    first = inputs.day_or_none("first_due_on") or due
    if sent < received:
        raise refusal("sent_on", "文書を受け取った日以後の日付", "a date not before the day of receipt")
    extended = inputs.day_or_none("extended_on")
    if due < first:
        raise refusal("due_on", "文書に記された期限以後の日付", "a date not before the day that the paper states")
    if due > first and extended is None:
        raise refusal("extended_on", "延長を知らされた日", "the day on which the extension was told")
    late = max((sent - due).days, 0)
    return Determination(
        outcome="late" if late else "in_time",
        value={
            "due_on": due.isoformat(),
            "first_due_on": first.isoformat(),
            "extended_on": None if extended is None else extended.isoformat(),
            "sent_on": sent.isoformat(),
            "days_late": late,
        },
        because=(
            Reason(
                f"期限は{day_ja(due)}、発信は{day_ja(sent)}であり、"
                + (f"{late}日遅れた。" if late else "期限内である。"),
                f"Due on {day_en(due)}, sent on {day_en(sent)}: " + (f"{late} days late." if late else "in time."),
                {"due_on": due.isoformat(), "sent_on": sent.isoformat(), "days_late": late},
            ),
        ),
        cites=(*cite_act(KINDS[kind][0]), *outline(law, "7 第46条～第48条")),
    )


RULE: Final = Rule(
    name="regulator.answer",
    ja="監督機関への提出の時期",
    en="Timeliness of an answer to the regulator",
    function=answer,
    inputs=(
        Input("kind", "choice", "文書の種類", "Kind of paper", choices=tuple(KINDS)),
        Input("received_on", "date", "文書を受け取った日", "Day on which the paper came"),
        Input(
            "first_due_on",
            "date",
            "文書に記された期限（なければ、いまの期限）",
            "Day that the paper states (default: the present one)",
            required=False,
        ),
        Input("due_on", "date", "いまの期限", "Present last day"),
        Input("extended_on", "date", "延長を知らされた日", "Day on which an extension was told", required=False),
        Input("sent_on", "date", "発信した日", "Day of dispatch"),
    ),
    outcomes=(
        Outcome("in_time", "期限内", "in time"),
        Outcome("late", "遅延", "late"),
    ),
)
