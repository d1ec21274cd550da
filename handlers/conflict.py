"""conflict.check: whether a person may act in a case, given their interests and what they did in it already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from handlers.act_articles import cite_act
from handlers.citing import outline, tpdms
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.inputs import Inputs, names, refusal
from handlers.purpose import ACCREDITED, PURPOSES

ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "complaint_handler": ("相談員", "complaint handler"),
    "assessor": ("事故評価者", "assessor"),
    "subcommittee": ("認定分科会の委員", "member of the sub-committee"),
    "committee": ("認定委員会の委員", "member of the committee"),
    "chair": ("聴聞主宰者", "chair of the hearing"),
    "decider": ("認定団体決定者", "decider of the body"),
}

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "employment": ("雇用・役職", "employment or office"),
    "shareholding": ("出資", "shareholding"),
    "adviser": ("助言・受託", "advising or contracting"),
    "family": ("親族", "family"),
    "complainant": ("申出人本人", "being the complainant"),
    "other_business": ("団体の他の業務での関与", "involvement through the body's other business"),
    "other": ("その他", "other"),
}

APART: Final = {
    "assessor": ("subcommittee", "committee", "chair", "decider"),
    "subcommittee": ("assessor", "decider"),
    "committee": ("assessor", "decider"),
    "chair": ("assessor", "decider"),
    "decider": ("assessor", "subcommittee", "committee", "chair"),
    "complaint_handler": (),
}
"""Roles that nobody fills beside another in one case."""

OTHER_BUSINESS: Final = ("mark_certification", "other_business")
"""Beside which nobody does accredited work about the same party, nor the other way round."""

DECLARES_FIRST: Final = ("subcommittee", "committee")


def check(raw: Mapping[str, Any], law: Law) -> Determination:
    """Whoever has an interest in a party on the day, filled a role in the case that must stay apart, or works about a party
    in the body's other business beside accredited work, may not act; a member declares interests before seeing the
    dossier, and a recused member is left out of access, quorum and vote.

    Cites: TPDMS-2210 2019-06-26 4.1, 4.1(4); 経済産業省「認定個人情報保護団体制度の趣旨」 2, 6; 個人情報の保護に関する法律 第55条
    （旧第44条）
    """
    inputs = Inputs(raw, "role", "parties", "interests", "roles_filled", "declared", "on", "business", "elsewhere")
    role = inputs.choice("role", tuple(ROLES))
    parties = inputs.texts("parties")
    on = inputs.day_or_none("on") or law.on
    filled = inputs.choices("roles_filled", tuple(ROLES)) if inputs.has("roles_filled") else ()
    declared = inputs.boolean_or("declared", False)
    crossed = _businesses(inputs, parties)
    found = [*_interests(inputs, parties, on), *_roles(role, filled), *crossed]
    member = role in DECLARES_FIRST
    outcome = "conflict" if found else "declare_first" if member and not declared else "clear"
    recused = bool(found) and member
    return Determination(
        outcome=outcome,
        value={"conflicts": found, "loses_access": bool(found), "out_of_quorum": recused, "out_of_vote": recused},
        because=(*(_reason(conflict) for conflict in found), _conclusion(outcome, role)),
        cites=(
            *(tpdms(law, "4.1", "4.1(4)") if role != "complaint_handler" else outline(law, "2 苦情処理")),
            *outline(law, "6 第3号"),
            *(cite_act("purpose") if crossed else ()),
        ),
        edition=edition_of(law).name,
    )


def _interests(inputs: Inputs, parties: tuple[str, ...], on: date) -> list[dict[str, Any]]:
    found = []
    for interest in inputs.records("interests", *names(INTEREST)):
        party, kind = interest.text("party"), interest.choice("kind", tuple(KINDS))
        start, end = interest.day_or_none("from"), interest.day_or_none("until")
        if start is not None and end is not None and end < start:
            raise refusal(interest.field("until"), f"{start}以後の日付", f"a date from {start} on")
        holds = (start is None or start <= on) and (end is None or on <= end)
        if party in parties and holds:
            found.append({"party": party, "kind": kind})
    return found


def _roles(role: str, filled: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"role": role, "filled": other} for other in filled if other in APART[role]]


def _businesses(inputs: Inputs, parties: tuple[str, ...]) -> list[dict[str, Any]]:
    """Work about a party on the other side of the wall between accredited work and the body's other business."""
    here = inputs.choice("business", tuple(PURPOSES)) if inputs.has("business") else None
    elsewhere = inputs.records("elsewhere", *names(ELSEWHERE)) if inputs.has("elsewhere") else ()
    found = []
    for work in elsewhere:
        party, there = work.text("party"), work.choice("business", tuple(PURPOSES))
        apart = (here in ACCREDITED and there in OTHER_BUSINESS) or (here in OTHER_BUSINESS and there in ACCREDITED)
        if party in parties and apart:
            found.append({"business": here, "party": party, "elsewhere": there})
    return found


def _reason(conflict: Mapping[str, Any]) -> Reason:
    if "elsewhere" in conflict:
        (here, here_en), (there, there_en) = PURPOSES[conflict["business"]], PURPOSES[conflict["elsewhere"]]
        return Reason(
            f"「{there}」で関係者「{conflict['party']}」の案件を担当しており、「{here}」を同じ関係者について行うことはできない。",
            f"The person works on a case about the party “{conflict['party']}” in {there_en}; nobody does {here_en} about "
            "the same party beside it.",
            dict(conflict),
        )
    if "party" in conflict:
        ja, en = KINDS[conflict["kind"]]
        return Reason(
            f"関係者「{conflict['party']}」との利害関係がある（{ja}）。",
            f"There is an interest in the party “{conflict['party']}” ({en}).",
            dict(conflict),
        )
    ja, en = ROLES[conflict["filled"]]
    return Reason(
        f"この案件ですでに{ja}を務めており、兼ねることはできない。",
        f"The person has already acted in this case as {en}; nobody does both.",
        dict(conflict),
    )


def _conclusion(outcome: str, role: str) -> Reason:
    ja, en = ROLES[role]
    sentences = {
        "conflict": (f"{ja}を務めることはできない。", f"The person may not act as {en}."),
        "declare_first": (
            f"{ja}は、資料を見る前に利害関係を申告する。",
            f"A {en} declares interests before seeing the dossier.",
        ),
        "clear": (f"{ja}を務める妨げはない。", f"Nothing keeps the person from acting as {en}."),
    }
    return Reason(*sentences[outcome], {"role": role})


INTEREST: Final = (
    Input("party", "text", "関係者のid", "Id of the party"),
    Input("kind", "choice", "種類", "Kind", choices=tuple(KINDS)),
    Input("from", "date", "始まり", "From", required=False),
    Input("until", "date", "終わり", "Until", required=False),
)

ELSEWHERE: Final = (
    Input("party", "text", "関係者のid", "Id of the party"),
    Input("business", "choice", "業務", "Business", choices=tuple(PURPOSES)),
)

RULE: Final = Rule(
    name="conflict.check",
    ja="利害関係と兼務",
    en="Conflict of interests and of roles",
    function=check,
    inputs=(
        Input("role", "choice", "務める役割", "Role to be filled", choices=tuple(ROLES)),
        Input("parties", "list of texts", "関係者のid", "Ids of the parties"),
        Input("interests", "list of records", "申告された利害関係", "Interests declared", fields=INTEREST),
        Input(
            "roles_filled", "list of choices", "この案件で務めた役割", "Roles filled in this case", False, tuple(ROLES)
        ),
        Input("declared", "boolean", "申告済み", "Interests were declared", required=False),
        Input("on", "date", "基準日（なければ判断の日）", "Day of reference (default: the decision)", required=False),
        Input("business", "choice", "この案件の業務", "Business of this case", False, tuple(PURPOSES)),
        Input(
            "elsewhere",
            "list of records",
            "ほかの案件で担当している業務",
            "Business in which the person works on other cases",
            required=False,
            fields=ELSEWHERE,
        ),
    ),
    outcomes=(
        Outcome("clear", "妨げなし", "clear"),
        Outcome("declare_first", "先に申告を要する", "declare first"),
        Outcome("conflict", "務められない", "conflict"),
    ),
    editions=NAMES,
)
