"""coverage.entry: whether a business may be entered as a covered business, and must be published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from handlers.act_articles import cite_act
from handlers.citing import outline
from handlers.dates import day_en, day_ja
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.inputs import Inputs, refusal

BASES: Final = {"member": ("構成員", "membership"), "consent": ("同意", "consent")}
CONSENT_ONLY_FROM: Final = date(2022, 4, 1)
"""Since then membership alone no longer makes a covered business (第52条第1項)."""


def entry(raw: Mapping[str, Any], law: Law) -> Determination:
    """A business is covered by its consent; membership alone was enough for entries before 2022-04-01. Whoever is
    covered is published by name, and taken off the list on leaving. Only an accredited body has covered businesses, in
    the field for which it is accredited.

    Cites: 個人情報の保護に関する法律 第52条（旧第41条）, 第47条（旧第37条）; 経済産業省「認定個人情報保護団体制度の趣旨」 4
    """
    inputs = Inputs(raw, "basis", "entered_on", "document", "left_on", "accreditation_active", "within_field")
    basis = inputs.choice("basis", tuple(BASES))
    entered = inputs.day("entered_on")
    left = inputs.day_or_none("left_on")
    inputs.text("document")
    if left is not None and left < entered:
        raise refusal("left_on", f"{day_ja(entered)}以後の日付", f"a date from {day_en(entered)} on")
    bars = {
        "not_accredited": not inputs.boolean_or("accreditation_active", True),
        "outside_field": not inputs.boolean_or("within_field", True),
        "refused": basis != "consent" and entered >= CONSENT_ONLY_FROM,
    }
    bar = next((name for name, holds in bars.items() if holds), None)
    allowed = bar is None
    publish = allowed and (left is None or law.on < left)
    outcome = "refused" if not allowed else "publish" if publish else "remove"
    ja, en = BASES[basis]
    return Determination(
        outcome=outcome,
        value={"covered": publish, "basis": basis, **({"bar": bar} if bar in OF_THE_BODY else {})},
        because=(
            Reason(
                f"根拠は{ja}、登録の日は{day_ja(entered)}である。",
                f"Basis: {en}; entered on {day_en(entered)}.",
                {"basis": basis},
            ),
            Reason(
                *SENTENCES[bar or outcome],
                {"entered_on": entered.isoformat(), "left_on": left.isoformat() if left else None},
            ),
        ),
        cites=(
            *cite_act("covered_businesses"),
            *(cite_act("accreditation") if bar in OF_THE_BODY else ()),
            *outline(law, "4"),
        ),
    )


OF_THE_BODY: Final = ("not_accredited", "outside_field")
"""Why nobody, or nobody of this kind, can be covered by the body at all (article 47)."""
SENTENCES: Final = {
    "not_accredited": (
        "その日に団体の認定が有効でないため、対象事業者とすることができない。",
        "The body is not accredited on that day, so that nobody becomes a covered business.",
    ),
    "outside_field": (
        "団体が認定を受けた業務の範囲の外であるため、対象事業者とすることができない。",
        "It lies outside the field for which the body is accredited, so that it cannot become a covered business.",
    ),
    "refused": (
        "2022年4月1日以後は、同意がなければ対象事業者とすることができない。",
        "Since 1 April 2022 nobody becomes a covered business without consent.",
    ),
    "publish": (
        "対象事業者であり、氏名又は名称を公表しなければならない。",
        "It is a covered business, and its name must be published.",
    ),
    "remove": (
        "対象事業者でなくなったため、公表から外す。",
        "It is no longer covered and is taken off the published list.",
    ),
}

RULE: Final = Rule(
    name="coverage.entry",
    ja="対象事業者の登録と公表",
    en="Entry of a covered business",
    function=entry,
    inputs=(
        Input("basis", "choice", "根拠", "Basis", choices=tuple(BASES)),
        Input("entered_on", "date", "登録の日", "Day of entry"),
        Input("document", "text", "同意書等の文書", "The document that shows it"),
        Input("left_on", "date", "離脱の日", "Day of leaving", required=False),
        Input("accreditation_active", "boolean", "その日に認定が有効か", "Accredited on that day", required=False),
        Input("within_field", "boolean", "認定を受けた分野の中か", "Within the accredited field", required=False),
    ),
    outcomes=(
        Outcome("publish", "公表する", "publish"),
        Outcome("remove", "公表から外す", "remove"),
        Outcome("refused", "登録できない", "refused"),
    ),
)
