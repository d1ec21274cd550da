"""periods.bar: until when an operator cannot apply, by the ground of the bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from handlers.citing import civil_code, tpdms
from handlers.dates import ONE_DAY, Rolled, day_en, day_ja, last_day_counting, roll_forward
from handlers.determination import Determination, Input, Law, Reason, Rule
from handlers.editions import LEVELS, NAMES, Edition, edition_of
from handlers.inputs import Inputs, names, refusal
from handlers.periods.provisional import provisional, provisional_reasons
from handlers.periods.suspension import bounds
from handlers.words import calendar_months

GROUNDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "3.2.1a": ("3.2.1 a)", "付与適格性を有しない旨の決定", "decision that the operator is not eligible"),
    "3.2.1b": ("3.2.1 b)", "不払いによる審査の打ち切り", "termination of the review for non-payment"),
    "3.2.1c": ("3.2.1 c)", "是正の期限の徒過", "corrections not made in time"),
    "3.2.2a": ("3.2.2 a)", "審査の過程で発見した事項による打ち切り", "termination for what was found in the review"),
    "3.2.2b": ("3.2.2 b)", "付与の取り消し", "revocation of the grant"),
    "3.2.2c": ("3.2.2 c)", "付与契約の解除", "termination of the grant contract"),
    "3.2.3": ("3.2.3", "事故等による申請不可", "bar decided after an incident"),
}
"""Ground -> (clause, Japanese, English)."""

READINGS: Final[Mapping[str, tuple[str, str]]] = {
    "bar322": ("STANDARD", "DAY_BEFORE_EXCLUSIVE"),
    "bar321c": ("STANDARD", "LAPSE_DAY_EXCLUDED"),
    "note3": ("STANDARD", "NOTICE_DAY_EXCLUDED"),
    "article142": ("STANDARD", "APPLIED"),
}
"""Passages that can be read in more than one way: the standard reading first, then the one that lasts longer."""

LOWEST_BARRING_LEVEL: Final = 8
MONTHS: Final = range(1, 1201)
NOTE_3_LEVELS: Final = (8, 9)


@dataclass(frozen=True, slots=True)
class Bar:
    """A computed bar: it holds from `begins` to the end of `last`. `clauses` are those of the criteria and `articles`
    those of the Civil Code by which it was counted."""

    ground: str
    event: date
    begins: date
    months: int
    last: Rolled
    because: tuple[Reason, ...]
    clauses: tuple[str, ...]
    articles: tuple[str, ...]
    parameters: Mapping[str, Mapping[str, Any]]

    @property
    def first_day_allowed(self) -> date:
        return self.last.day + ONE_DAY


@dataclass(frozen=True, slots=True)
class _Count:
    """How the months of a bar are counted: the first counted day, and why. `by_own_rule`: the criteria themselves say
    when the period begins, which stands before the rule of the Civil Code (its article 138)."""

    begins: date
    first_counted: date
    months: int
    reason: Reason
    extra_day: bool = False
    clauses: tuple[str, ...] = ()
    by_own_rule: bool = False
    parameters: Mapping[str, Mapping[str, Any]] | None = None


def bar(raw: Mapping[str, Any], law: Law) -> Determination:
    """A bar runs by calendar months from the day after the event; at levels 8 and 9 the day of the notice is counted.

    Holidays do not lengthen a bar, because nothing has to be done within it.

    Cites: TPDMS-2210 2019-06-26 3.2.1, 3.2.2, 3.2.3, 表2, 注3; 民法 第138条, 第140条, 第141条, 第142条, 第143条
    """
    found = compute(Inputs(raw, *names(INPUTS)), law)
    return Determination(
        outcome=None,
        value={
            "last_day_barred": found.last.day.isoformat(),
            "first_day_allowed": found.first_day_allowed.isoformat(),
            **provisional(law, found.last),
        },
        because=found.because,
        cites=(*tpdms(law, *found.clauses), *civil_code(*found.articles)),
        parameters=found.parameters,
        edition=edition_of(law).name,
    )


def compute(inputs: Inputs, law: Law) -> Bar:
    """The bar of one event. Raises InputRefused."""
    ground = inputs.choice("ground", tuple(GROUNDS))
    event = inputs.day("event_date")
    chosen = inputs.record("readings", *READINGS) if inputs.has("readings") else Inputs({}, *READINGS)
    readings = {name: chosen.choice_or(name, choices, "STANDARD") for name, choices in READINGS.items()}
    if ground != "3.2.3":
        for name in ("level", "months"):
            inputs.refuse_beside(name, "3.2.3の申請不可にだけ用いる", "it belongs to the ground 3.2.3 only")
    count = _count(ground, event, inputs, readings, law)
    plain = last_day_counting(count.first_counted, count.months)
    if count.extra_day:
        plain += ONE_DAY
    last = Rolled(plain, moved=False, over_holiday=False)
    if readings["article142"] == "APPLIED":
        last = roll_forward(plain, law.calendars["office"], law.calendars["holidays"])
    clause, ja, en = GROUNDS[ground]
    return Bar(
        ground=ground,
        event=event,
        begins=count.begins,
        months=count.months,
        last=last,
        because=(
            Reason(
                f"{clause}：{ja}（{day_ja(event)}）。",
                f"{clause}: {en} ({day_en(event)}).",
                {"ground": ground, "event_date": str(event)},
            ),
            count.reason,
            *_ending(count, last, readings),
            *provisional_reasons(law, (last,)),
        ),
        clauses=("3.2", *_paragraph(clause), *count.clauses),
        articles=_articles(count, readings),
        parameters=count.parameters or {},
    )


def _paragraph(clause: str) -> tuple[str, ...]:
    """The paragraph that gives the period, and its item where there is one."""
    paragraph = clause.partition(" ")[0]
    return (clause,) if paragraph == clause else (paragraph, clause)


def _articles(count: _Count, readings: Mapping[str, str]) -> tuple[str, ...]:
    first_day = "第138条" if count.by_own_rule else "第140条"
    holidays = ("第142条",) if readings["article142"] == "APPLIED" else ()
    return (first_day, "第141条", *holidays, "第143条第2項")


def _count(ground: str, event: date, inputs: Inputs, readings: Mapping[str, str], law: Law) -> _Count:
    edition = edition_of(law)
    if ground == "3.2.3":
        return _after_incident(event, inputs, readings, law, edition)
    if ground == "3.2.1c":
        return _after_lapse(event, readings, edition)
    if ground in ("3.2.1a", "3.2.1b"):
        return _Count(event, event + ONE_DAY, edition.bar_321_months, _day_excluded(event))
    return _Count(
        event,
        event + ONE_DAY,
        edition.bar_322_months,
        _day_excluded(event),
        extra_day=readings["bar322"] == "DAY_BEFORE_EXCLUSIVE",
    )


def _after_lapse(last_for_correction: date, readings: Mapping[str, str], edition: Edition) -> _Count:
    lapse = last_for_correction + ONE_DAY
    if readings["bar321c"] == "LAPSE_DAY_EXCLUDED":
        reason = Reason(
            f"是正の期限は{day_ja(last_for_correction)}に満了した。翌日の{day_ja(lapse)}は数えない（長い方の読み方）。",
            f"The time for correction ended on {day_en(last_for_correction)}. The next day, {day_en(lapse)}, is not counted (the longer "
            "reading).",
            {"lapse": lapse.isoformat(), "bar321c": "LAPSE_DAY_EXCLUDED"},
        )
        return _Count(lapse, lapse + ONE_DAY, edition.bar_321_months, reason)
    reason = Reason(
        f"是正の期限は{day_ja(last_for_correction)}に満了した。期間は{day_ja(lapse)}の午前0時に始まるため、この日を数える。",
        f"The time for correction ended on {day_en(last_for_correction)}. The period begins at 0:00 of {day_en(lapse)}, so that day is "
        "counted.",
        {"lapse": lapse.isoformat()},
    )
    return _Count(lapse, lapse, edition.bar_321_months, reason)


def _after_incident(notice: date, inputs: Inputs, readings: Mapping[str, str], law: Law, edition: Edition) -> _Count:
    level = inputs.integer("level", LOWEST_BARRING_LEVEL, edition.highest_level)
    if level not in NOTE_3_LEVELS:
        months = (
            inputs.integer("months", MONTHS[0], MONTHS[-1]) if inputs.has("months") else edition.level_10_bar_months
        )
        if months != edition.level_10_bar_months:
            raise refusal(
                inputs.field("months"),
                f"欠格レベル{level}では{edition.level_10_bar_months}か月",
                f"{edition.level_10_bar_months} at level {level}",
            )
        return _Count(notice, notice + ONE_DAY, months, _day_excluded(notice), clauses=("表2 10",))
    shortest, longest = bounds(law)
    months = inputs.integer("months", shortest.value, longest.value)
    parameters = {**shortest.record, **longest.record}
    if readings["note3"] == "NOTICE_DAY_EXCLUDED":
        reason = Reason(
            f"通告した日（{day_ja(notice)}）を数えない読み方による。",
            f"By the reading that does not count the day of the notice, {day_en(notice)}.",
            {"notice_date": notice.isoformat(), "note3": "NOTICE_DAY_EXCLUDED"},
        )
        return _Count(notice, notice + ONE_DAY, months, reason, clauses=("表2 8, 9", "注3"), parameters=parameters)
    reason = Reason(
        f"欠格レベル{level}の期間は通告した日（{day_ja(notice)}）から始まり、この日を数える（注3）。",
        f"At level {level} the period begins on the day of the notice, {day_en(notice)}, which is counted (note 3).",
        {"notice_date": notice.isoformat(), "level": level},
    )
    return _Count(notice, notice, months, reason, clauses=("表2 8, 9", "注3"), by_own_rule=True, parameters=parameters)


def _day_excluded(event: date) -> Reason:
    return Reason(
        f"期間は{day_ja(event)}の翌日から数える（初日不算入）。",
        f"The period is counted from the day after {day_en(event)} (first day excluded).",
        {"first_counted_day": (event + ONE_DAY).isoformat()},
    )


def _ending(count: _Count, last: Rolled, readings: Mapping[str, str]) -> tuple[Reason, ...]:
    allowed = last.day + ONE_DAY
    reasons = []
    if count.extra_day:
        reasons.append(
            Reason(
                "「申請の前日1年以内」を、申請の前日を基準とし、その日を数えない読み方による。1日長くなる。",
                "“申請の前日1年以内” is read from the day before the application, that day excluded: one day longer.",
                {"bar322": "DAY_BEFORE_EXCLUSIVE"},
            )
        )
    if readings["article142"] == "APPLIED" and last.moved:
        reasons.append(
            Reason(
                f"末日が休業日のため、{day_ja(last.day)}に満了する読み方による。",
                f"The last day is closed, and by the chosen reading the period ends on {day_en(last.day)}.",
                {"article142": "APPLIED"},
            )
        )
    reasons.append(
        Reason(
            f"暦に従って{count.months}か月を数え、申請できない最後の日は{day_ja(last.day)}、申請できる最初の日は{day_ja(allowed)}である。",
            f"{calendar_months(count.months)}: the last day barred is {day_en(last.day)}, the first day allowed {day_en(allowed)}.",
            {"months": count.months, "last_day_barred": last.day.isoformat(), "first_day_allowed": allowed.isoformat()},
        )
    )
    return tuple(reasons)


INPUTS: Final = (
    Input("ground", "choice", "申請不可の事由", "Ground of the bar", choices=tuple(GROUNDS)),
    Input(
        "event_date",
        "date",
        "事由の生じた日（3.2.1cは是正の期限の最後の日、3.2.3は通告した日）",
        "Day of the event (3.2.1c: last day for correction; 3.2.3: day of the notice)",
    ),
    Input(
        "level",
        "integer",
        "欠格レベル（3.2.3のみ、8〜10）",
        "Level (3.2.3 only, 8 to 10)",
        required=False,
        numbers=LEVELS[LOWEST_BARRING_LEVEL:],
    ),
    Input("months", "integer", "月数（3.2.3のみ）", "Months (3.2.3 only)", required=False, numbers=MONTHS),
    Input(
        "readings",
        "record",
        "読み方の切替え",
        "Choice of readings",
        required=False,
        fields=(
            Input("bar322", "choice", "3.2.2の1年", "The year of 3.2.2", False, READINGS["bar322"]),
            Input("bar321c", "choice", "3.2.1 c)の始まり", "Start of 3.2.1 c)", False, READINGS["bar321c"]),
            Input("note3", "choice", "通告した日", "The day of the notice", False, READINGS["note3"]),
            Input("article142", "choice", "民法第142条", "Civil Code, article 142", False, READINGS["article142"]),
        ),
    ),
)

RULE: Final = Rule(
    name="periods.bar",
    ja="申請不可期間",
    en="Bar on applying",
    function=bar,
    inputs=INPUTS,
    editions=NAMES,
    examine=bounds,
)
