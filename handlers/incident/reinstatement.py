"""incident.reinstatement: whether a suspension or halt that has run its time is over, and from which day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.amounts import Amount, amount
from handlers.citing import tpdms
from handlers.dates import day_en, day_ja
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.inputs import Inputs, refusal


def conditions_asked(law: Law) -> Amount:
    """Whether the end of a suspension has conditions beside its time. Raises InputRefused."""
    default = amount(law, "reinstatement_conditions")
    if not isinstance(default.value, bool):
        raise refusal(f"parameters.{default.name}", "true または false", "true or false")
    return default


def reinstatement(raw: Mapping[str, Any], law: Law) -> Determination:
    """A suspension or halt ends with its time and, where the installation asks for them, with its conditions: then
    from the day on which they were found to be met, and not before its time.

    Cites: TPDMS-2210 2019-06-26 表2 8, 9, 注3
    """
    inputs = Inputs(raw, "usable_again", "checked_on", "met")
    usable = inputs.day("usable_again")
    checked = inputs.day("checked_on")
    met = inputs.boolean("met")
    asked = conditions_asked(law)
    over = checked >= usable and (met or not asked.value)
    begins = checked if asked.value else usable
    facts = {"usable_again": usable.isoformat(), "checked_on": checked.isoformat(), "met": met}
    return Determination(
        outcome="resume" if over else "not_yet",
        value={"usable_from": begins.isoformat() if over else None},
        because=(
            Reason(
                "TPDMS-2210は期間の終わり方を定めない。"
                + (
                    "期間が過ぎ、終了の条件が満たされたことが確認されたときに終わる（この設置の設定。プライバシーマーク制度の運用にならう）。"
                    if asked.value
                    else "期間が過ぎたときに終わる（この設置の設定）。"
                ),
                "TPDMS-2210 does not say how the period ends. "
                + (
                    "It ends when its time is over and its conditions are found to be met (a setting of this "
                    "installation, after the practice of the PrivacyMark System)."
                    if asked.value
                    else "It ends with its time (a setting of this installation)."
                ),
                {"reinstatement_conditions": asked.value},
            ),
            Reason(*_finding(over, checked < usable, day_ja(begins), day_en(begins)), facts),
        ),
        cites=tpdms(law, "表2 8, 9", "注3"),
        parameters=asked.record,
        edition=edition_of(law).name,
    )


def _finding(over: bool, early: bool, ja: str, en: str) -> tuple[str, str]:
    if over:
        return f"{ja}から再び使用し、又は審査を再開できる。", f"From {en} the mark may be used, or the review goes on."
    if early:
        return "期間がまだ過ぎていない。", "The period is not over yet."
    return "終了の条件がまだ満たされていない。", "The conditions of its end are not met yet."


RULE: Final = Rule(
    name="incident.reinstatement",
    ja="一時停止等の終了",
    en="End of a suspension or halt",
    function=reinstatement,
    inputs=(
        Input("usable_again", "date", "期間が過ぎた最初の日", "First day after the period"),
        Input("checked_on", "date", "条件を確かめた日", "Day on which the conditions were checked"),
        Input("met", "boolean", "条件が満たされたか", "Are the conditions met?"),
    ),
    outcomes=(
        Outcome("resume", "終了する", "over"),
        Outcome("not_yet", "まだ終了しない", "not over yet"),
    ),
    editions=NAMES,
    examine=conditions_asked,
)
