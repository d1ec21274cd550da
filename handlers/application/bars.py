"""application.bars: whether an application may be filed on a day, given all that happened before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from handlers.citing import civil_code, tpdms
from handlers.dates import ONE_DAY, day_en, day_ja
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.inputs import Inputs, names
from handlers.periods.bar import GROUNDS, INPUTS, Bar, compute
from handlers.periods.provisional import provisional, provisional_reasons


def bars(raw: Mapping[str, Any], law: Law) -> Determination:
    """An application is barred while any bar holds, of the operator or of one deemed identical with it; the bar that
    ends last counts, and an event after the application does not bar it.

    `first_day_allowed` is the first day from the application on that no bar covers: a bar that begins after the
    application still covers the days after it, where the operator would apply again.

    Cites: TPDMS-2210 2019-06-26 3.1, 3.2, 3.2.1, 3.2.2, 3.2.3; 民法 第138条, 第140条, 第141条, 第142条, 第143条
    """
    inputs = Inputs(raw, "application_date", "events")
    applied = inputs.day("application_date")
    found = [(event.text_or_none("operator"), compute(event, law)) for event in inputs.records("events", *names(EVENT))]
    holding = [(operator, bar) for operator, bar in found if bar.begins <= applied <= bar.last.day]
    others = [(operator, bar) for operator, bar in found if (operator, bar) not in holding]
    latest = _last_in_the_way(applied, [bar for _, bar in found])
    allowed = latest.first_day_allowed if latest else applied
    return Determination(
        outcome="barred" if holding else "may_apply",
        value={
            "bars": [_shown(operator, bar, law) for operator, bar in holding],
            "not_barring": [_shown(operator, bar, law) for operator, bar in others],
            "last": latest.last.day.isoformat() if latest else None,
            "first_day_allowed": allowed.isoformat(),
            **(provisional(law, latest.last) if latest else {}),
        },
        because=(
            *(_reason(operator, bar, applied) for operator, bar in found),
            _conclusion(applied, latest),
            *(provisional_reasons(law, (latest.last,)) if latest else ()),
        ),
        cites=(
            *tpdms(
                law,
                "3.1",
                "3.2",
                *dict.fromkeys(clause for _, bar in found for clause in bar.clauses if clause != "3.2"),
            ),
            *civil_code(*sorted({article for _, bar in found for article in bar.articles})),
        ),
        parameters={name: record for _, bar in found for name, record in bar.parameters.items()},
        edition=edition_of(law).name,
    )


def _last_in_the_way(applied: date, bars: list[Bar]) -> Bar | None:
    """The bar whose end opens the first free day from the application on; None where that day itself is free."""
    found, day = None, applied
    while holding := [bar for bar in bars if bar.begins <= day <= bar.last.day]:
        found = max(holding, key=lambda bar: bar.last.day)
        day = found.first_day_allowed
    return found


def _shown(operator: str | None, bar: Bar, law: Law) -> dict[str, Any]:
    return {
        "ground": bar.ground,
        "operator": operator,
        "event_date": bar.event.isoformat(),
        "last_day_barred": bar.last.day.isoformat(),
        "first_day_allowed": bar.first_day_allowed.isoformat(),
        **provisional(law, bar.last),
    }


def _reason(operator: str | None, bar: Bar, applied: date) -> Reason:
    clause, ja, en = GROUNDS[bar.ground]
    facts = {
        "ground": bar.ground,
        "event_date": bar.event.isoformat(),
        "last_day_barred": bar.last.day.isoformat(),
        **({"operator": operator} if operator else {}),
    }
    about_ja = f"{clause} {ja}（{day_ja(bar.event)}、申請不可は{day_ja(bar.last.day)}まで）"
    about_en = f"{clause}, {en} ({day_en(bar.event)}, barred through {day_en(bar.last.day)})"
    if applied < bar.begins:
        return Reason(f"{about_ja}は申請より後の事由である。", f"{about_en} came after the application.", facts)
    if applied > bar.last.day:
        return Reason(f"{about_ja}の期間は経過している。", f"{about_en} has run out.", facts)
    return Reason(f"{about_ja}により申請できない。", f"{about_en} bars the application.", facts)


def _conclusion(applied: date, latest: Bar | None) -> Reason:
    if latest is None:
        return Reason(
            f"{day_ja(applied)}に申請を妨げる事由はない。",
            f"Nothing bars an application on {day_en(applied)}.",
            {"application_date": applied.isoformat()},
        )
    allowed = latest.last.day + ONE_DAY
    return Reason(
        f"最も遅く終わる期間は{day_ja(latest.last.day)}までで、申請できる最初の日は{day_ja(allowed)}である。",
        f"The bar that ends last ends on {day_en(latest.last.day)}; the first day allowed is {day_en(allowed)}.",
        {"last": latest.last.day.isoformat(), "first_day_allowed": allowed.isoformat()},
    )


EVENT: Final = (*INPUTS, Input("operator", "text", "事業者", "Operator", required=False))

RULE: Final = Rule(
    name="application.bars",
    ja="申請の可否（申請不可期間）",
    en="Whether an application is barred",
    function=bars,
    inputs=(
        Input("application_date", "date", "申請の日", "Day of the application"),
        Input(
            "events",
            "list of records",
            "事由（実質的に同一とみなす事業者のものを含む）",
            "Events, those of operators deemed identical included",
            fields=EVENT,
        ),
    ),
    outcomes=(
        Outcome("barred", "申請できない", "barred"),
        Outcome("may_apply", "申請できる", "may apply"),
    ),
    editions=NAMES,
)
