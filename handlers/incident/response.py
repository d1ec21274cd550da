"""incident.response: what the recorded days say of the operator's response after an incident (item F).

It proposes a grade; which one holds is for the assessors. Must not know how the grade is chosen on a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from handlers.act_articles import cite_act
from handlers.amounts import Amount, whole_number
from handlers.citing import ppc_guidelines, tpdms
from handlers.dates import day_en, day_ja
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.incident.scale import every_scale, proposed, proposed_reason, scale_for
from handlers.inputs import Inputs
from handlers.periods.breach_report import FINAL_REPORT_DAYS, Dues, days_for_final_report, dues, nth_day
from handlers.words import STATUSES

REGULATOR: Final = ("done", "due", "not_needed", "unknown")
ITEM: Final = "F"
FALLBACKS: Final[Mapping[str, tuple[str, ...]]] = {
    "proper": ("proper",),
    "wanting": ("wanting",),
    "nothing": ("nothing", "wanting"),
}
"""Outcome -> for what the scale may propose a grade, the nearest first: grantees' F has no grade for nothing at all."""
_Days = Mapping[str, date | None]
"""Input -> the day on record."""


@dataclass(frozen=True, slots=True)
class _Deed:
    """One thing that the operator had to do: when it did, and by when. `late`: days after that day, of what was done
    or is still open on the day of reference; 0 where there is time left."""

    name: str
    ja: str
    en: str
    done_on: date | None
    due: date
    on: date

    @property
    def late(self) -> int:
        return max(0, ((self.done_on or self.on) - self.due).days)

    @property
    def reason(self) -> Reason:
        facts = {
            "done_on": None if self.done_on is None else self.done_on.isoformat(),
            "due": self.due.isoformat(),
            "late": self.late,
        }
        by_ja, by_en = f"期限{day_ja(self.due)}", f"due {day_en(self.due)}"
        if self.done_on is None:
            if not self.late:
                return Reason(f"{self.ja}：記録はない（{by_ja}の前）。", f"{self.en}: not on record ({by_en}).", facts)
            return Reason(
                f"{self.ja}：記録がない（{by_ja}を{self.late}日過ぎた）。",
                f"{self.en}: not on record, {_days(self.late)} past its day ({by_en}).",
                facts,
            )
        if self.late:
            return Reason(
                f"{self.ja}：{day_ja(self.done_on)}、{self.late}日の遅れ（{by_ja}）。",
                f"{self.en}: {day_en(self.done_on)}, late by {_days(self.late)} ({by_en}).",
                facts,
            )
        return Reason(
            f"{self.ja}：{day_ja(self.done_on)}（{by_ja}）。", f"{self.en}: {day_en(self.done_on)} ({by_en}).", facts
        )


def notice_days(law: Law) -> Amount:
    """Within how many days of knowing, that day being day 1, notice and publication count as prompt. Raises
    InputRefused."""
    return whole_number(law, "response_notice_days", 1, 366)


def examined(law: Law) -> None:
    """Raises InputRefused where an amount or the scale cannot be used."""
    notice_days(law)
    every_scale(law)


def response(raw: Mapping[str, Any], law: Law) -> Determination:
    """Notice to the persons, the reports to the body and the regulator, and publication, each with its day, the day
    by which it counts as prompt, and the days in between. Publication may stand for a notice to the persons; where
    neither is on record the notice is wanting. What nobody knows of the regulator is left out.

    Cites: TPDMS-2210 2019-06-26 4.2 b)⑤, 5; 個人情報の保護に関する法律 第26条; ガイドライン（通則編） 3-5-3-3, 3-5-3-4
    """
    inputs = Inputs(raw, *(each.name for each in INPUTS))
    scale = scale_for(inputs.choice("status", tuple(STATUSES)), law)
    days = days_for_final_report(inputs) if inputs.has("days") else FINAL_REPORT_DAYS[0]
    regulator = inputs.choice_or("regulator", REGULATOR, "unknown")
    said = {each.name: inputs.day_or_none(each.name) for each in INPUTS if each.type == "date"}
    if said["regulator_preliminary_on"] or said["regulator_final_on"]:
        regulator = "done"
    on, known, limit = said["on"] or law.on, said["known_on"], notice_days(law)
    found = None if known is None else dues(known, days, law)
    deeds = (
        *_reports(said, found, on),
        *_telling(said, None if known is None else nth_day(known, limit.value), on),
        *(_regulator(said, found, on) if regulator in ("done", "due") else ()),
    )
    made = any(said[name] for name in DONE)
    wanting = [deed.name for deed in deeds if deed.late]
    if found is None:
        wanting.append("report")
    outcome = "proper" if not wanting else "wanting" if made else "nothing"
    grade = proposed(scale, ITEM, *FALLBACKS[outcome])
    return Determination(
        outcome=outcome,
        value={"grade": grade, "wanting": wanting, "late": {deed.name: deed.late for deed in deeds if deed.late}},
        because=(
            *_beginning(said),
            *(deed.reason for deed in deeds),
            *_unjudged(said, regulator),
            Reason(
                f"報告の期限は個人情報保護委員会への報告の期限を、本人通知と公表は知った日から{limit.value}日（この設置の既定値。"
                "法第26条第2項は「速やかに」とのみ定める）を用いた。",
                "The days of the reports to the PPC serve for all reports; for notice and publication "
                f"{limit.value} days from knowing (a default of this installation: article 26(2) only says “promptly”).",
                {"response_notice_days": limit.value, "days": days},
            ),
            proposed_reason(scale, ITEM, grade),
        ),
        cites=(*tpdms(law, "4.2 b)⑤", "5"), *cite_act("breach_report"), *ppc_guidelines("3-5-3-3", "3-5-3-4")),
        parameters={**(found.parameters if found else {}), **limit.record, **scale.parameters},
        edition=edition_of(law).name,
    )


def _reports(said: _Days, found: Dues | None, on: date) -> tuple[_Deed, ...]:
    """A final report stands for a preliminary one, too."""
    if found is None:
        return ()
    first, last = said["preliminary_on"] or said["final_on"], said["final_on"]
    return (
        _Deed("preliminary", "認定団体への速報", "Preliminary report to the body", first, found.preliminary_alarm, on),
        _Deed("final", "認定団体への確報", "Final report to the body", last, found.final.day, on),
    )


def _regulator(said: _Days, found: Dues | None, on: date) -> tuple[_Deed, ...]:
    if found is None:
        return ()
    first, last = said["regulator_preliminary_on"] or said["regulator_final_on"], said["regulator_final_on"]
    ja, en = "個人情報保護委員会への", "report to the PPC"
    return (
        _Deed("regulator_preliminary", f"{ja}速報", f"Preliminary {en}", first, found.preliminary_alarm, on),
        _Deed("regulator_final", f"{ja}確報", f"Final {en}", last, found.final.day, on),
    )


def _telling(said: _Days, due: date | None, on: date) -> tuple[_Deed, ...]:
    """Where the persons were not told, the publication stands for it; nobody has to do both."""
    if due is None:
        return ()
    notice = _Deed("notice", "本人への通知", "Notice to the persons", said["persons_notified_on"], due, on)
    publication = _Deed("publication", "公表", "Publication", said["published_on"], due, on)
    return tuple(each for each in (notice, publication) if each.done_on or (each is notice and not publication.done_on))


def _beginning(said: _Days) -> tuple[Reason, ...]:
    occurred, known = said["occurred_on"], said["known_on"]
    if known is None:
        return (
            Reason(
                "事業者の報告がなく、事業者が知った日も記録がない。報告がないことは、対応の不足として考える。",
                "There is no report of the operator, and no day on which it knew is on record. That none came counts as wanting.",
                {"known_on": None},
            ),
        )
    happened_ja = "" if occurred is None else f"起きた日は{day_ja(occurred)}、"
    happened_en = "" if occurred is None else f"It happened on {day_en(occurred)}; "
    return (
        Reason(
            f"{happened_ja}事業者が知った日は{day_ja(known)}である。",
            f"{happened_en}the operator knew on {day_en(known)}.",
            {"occurred_on": None if occurred is None else occurred.isoformat(), "known_on": known.isoformat()},
        ),
    )


def _unjudged(said: _Days, regulator: str) -> tuple[Reason, ...]:
    """What the days alone do not decide, and what was done where there is no day to count from."""
    told, published = said["persons_notified_on"], said["published_on"]
    left: list[Reason] = []
    if said["known_on"] is None and (told or published):
        each = [(ja, en, day) for ja, en, day in (("通知", "told", told), ("公表", "published", published)) if day]
        left.append(
            Reason(
                "、".join(f"{ja}{day_ja(day)}" for ja, _, day in each) + "。知った日がなく、遅れは数えられない。",
                ", ".join(f"{en} on {day_en(day)}" for _, en, day in each)
                + "; without a day of knowing nothing is counted.",
                {name: day.isoformat() for _, name, day in each},
            )
        )
    if told and not published:
        left.append(
            Reason(
                "公表：記録はない。本人に通知しているため、公表を要したかどうかは評価者が判断する。",
                "Publication: not on record. The persons were told; whether it was needed is for the assessor.",
                {"published_on": None},
            )
        )
    if published and not told:
        left.append(
            Reason(
                "本人への通知：記録はない。公表で足りるかどうか（法第26条第2項ただし書）は評価者が判断する。",
                "Notice to the persons: not on record. Whether the publication stands for it (article 26(2), proviso) is for "
                "the assessor.",
                {"persons_notified_on": None},
            )
        )
    if regulator == "not_needed":
        left.append(
            Reason(
                "個人情報保護委員会への報告：要らないと記録されている。",
                "Report to the PPC: on record as not needed.",
                {"regulator": regulator},
            )
        )
    if regulator == "unknown":
        left.append(
            Reason(
                "個人情報保護委員会への報告：分からないため、考えに入れていない。",
                "Report to the PPC: not known, and left out.",
                {"regulator": regulator},
            )
        )
    return tuple(left)


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"


DONE: Final = (
    "preliminary_on",
    "final_on",
    "persons_notified_on",
    "published_on",
    "regulator_preliminary_on",
    "regulator_final_on",
)
"""Inputs that say that something was done."""
INPUTS: Final = (
    Input("status", "choice", "事業者の地位", "Status of the operator", choices=tuple(STATUSES)),
    Input("occurred_on", "date", "起きた日", "Happened on", required=False),
    Input("known_on", "date", "事業者が知った日", "Operator knew on", required=False),
    Input(
        "days",
        "integer",
        "確報の日数（30または60）",
        "Days for the final report (30 or 60)",
        required=False,
        numbers=FINAL_REPORT_DAYS,
    ),
    Input("preliminary_on", "date", "速報を受けた日", "Preliminary report received", required=False),
    Input("final_on", "date", "確報を受けた日", "Final report received", required=False),
    Input("persons_notified_on", "date", "本人に通知した日", "Persons notified on", required=False),
    Input("published_on", "date", "公表した日", "Published on", required=False),
    Input("regulator", "choice", "委員会への報告", "Report to the PPC", required=False, choices=REGULATOR),
    Input("regulator_preliminary_on", "date", "委員会への速報の日", "First reported to the PPC on", required=False),
    Input("regulator_final_on", "date", "委員会への確報の日", "Final report to the PPC on", required=False),
    Input("on", "date", "基準日（なければ判断の日）", "Day of reference (default: the decision)", required=False),
)

RULE: Final = Rule(
    name="incident.response",
    ja="事故後の対応（F）",
    en="Response after the incident (F)",
    function=response,
    inputs=INPUTS,
    outcomes=(
        Outcome("proper", "記録からは適切", "proper, by the record"),
        Outcome("wanting", "遅れか不足がある", "late or wanting"),
        Outcome("nothing", "何も行われていない", "nothing was done"),
    ),
    editions=NAMES,
    examine=examined,
)
