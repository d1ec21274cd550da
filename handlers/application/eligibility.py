"""application.eligibility: the grounds for disqualification, and what is still for people to judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from handlers.application.officers import OFFICER, Standing, standing
from handlers.citing import civil_code, penal_code, tpdms
from handlers.dates import day_en, day_ja
from handlers.determination import Citation, Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.inputs import Inputs, names, refusal

SEATS: Final = ("domestic", "foreign")

QUESTIONS: Final = {
    "branch_registered": (
        "外国法人が日本の法律に基づいて支店として登記しているか",
        "whether the foreign corporation is registered as a branch under Japanese law",
    ),
    "handled_only_in_japan": (
        "日本国内で取得したパーソナルデータ（自社の従業員のものを除く）の取扱いが日本国内に限られるか",
        "whether personal data acquired in Japan, its own employees' aside, are handled in Japan only",
    ),
    "suspicion": (
        "情報銀行認定制度に対する一般の信頼を毀損する事業活動の疑いがあるか",
        "whether there is a suspicion of activities that damage the public's trust in the scheme",
    ),
    "suspension_revoked": (
        "執行猶予が取り消されていないか",
        "whether the suspension of the sentence was not revoked",
    ),
    "continued_effect": (
        "刑法第27条第2項により刑の言渡しの効力が継続していないか",
        "whether the sentence keeps its effect under article 27(2) of the Penal Code",
    ),
    "committee_deliberation": (
        "3.1.3への該当性について認定委員会の審議を経ること",
        "the committee's deliberation on 3.1.3",
    ),
    "body_conclusion": (
        "3.1.3への該当性についての認定団体の判断",
        "the body's conclusion on 3.1.3",
    ),
}
"""What only people can judge: id -> (Japanese, English)."""


@dataclass
class _Findings:
    grounds: list[dict[str, Any]] = field(default_factory=list)
    open: list[dict[str, Any]] = field(default_factory=list)
    because: list[Reason] = field(default_factory=list)
    cites: list[Citation] = field(default_factory=list)

    def ground(self, clause: str, evidence: Mapping[str, Any], ja: str, en: str) -> None:
        self.grounds.append({"clause": clause, "evidence": dict(evidence)})
        self.because.append(Reason(f"{clause}に該当する：{ja}。", f"{clause} applies: {en}.", dict(evidence)))

    def question(self, name: str, clause: str, **facts: Any) -> None:
        ja, en = QUESTIONS[name]
        self.open.append({"clause": clause, "question": name, **facts})
        self.because.append(
            Reason(
                f"人が判断する：{ja}（{clause}）。",
                f"For people to judge: {en} ({clause}).",
                {"clause": clause, "question": name, **facts},
            )
        )


def eligibility(raw: Mapping[str, Any], law: Law) -> Determination:
    """An operator is not eligible if any ground of 3.1.1 to 3.1.3 applies; what a rule cannot decide is listed for
    people.

    A foreign corporation is excepted only if both a) and b) hold. One barred officer is enough. Nothing is found under
    3.1.3 without the committee's deliberation. The day is `on`, or the day of the decision.

    Cites: TPDMS-2210 2019-06-26 3.1, 3.1.1, 3.1.2, 3.1.3; 民法 第140条, 第141条, 第143条; 刑法 第27条
    """
    inputs = Inputs(raw, "seat", "branch_registered", "handled_only_in_japan", "officers", "trust", "on")
    on = inputs.day_or_none("on") or law.on
    found = _Findings()
    _seat(inputs, found)
    _officers(inputs, found, on, law)
    _trust(inputs, found)
    return Determination(
        outcome=_outcome(found),
        value={"grounds": found.grounds, "open": found.open},
        because=tuple(found.because)
        or (
            Reason("欠格事由に該当する事実はない。", "No ground for disqualification applies.", {"on": on.isoformat()}),
        ),
        cites=(*tpdms(law, "3.1", "3.1.1", "3.1.2", "3.1.3"), *dict.fromkeys(found.cites)),
        edition=edition_of(law).name,
    )


def _outcome(found: _Findings) -> str:
    if found.grounds:
        return "ground"
    return "open" if found.open else "no_ground"


def _seat(inputs: Inputs, found: _Findings) -> None:
    seat = inputs.choice("seat", SEATS)
    conditions = {
        name: inputs.boolean(name) if inputs.has(name) else None
        for name in ("branch_registered", "handled_only_in_japan")
    }
    if seat == "domestic":
        return
    if False in conditions.values():
        found.ground(
            "3.1.1",
            {"seat": seat, **conditions},
            "外国法人であり、a)とb)の両方を満たすとはいえない",
            "a foreign corporation that does not meet both a) and b)",
        )
        return
    if None not in conditions.values():
        found.because.append(
            Reason(
                "外国法人であるが、a)とb)のいずれにも該当するため、3.1.1の例外に当たる。",
                "It is a foreign corporation, but both a) and b) hold: 3.1.1 excepts it.",
                {"seat": seat, **conditions},
            )
        )
    for (name, holds), clause in zip(conditions.items(), ("3.1.1 a)", "3.1.1 b)"), strict=True):
        if holds is None:
            found.question(name, clause)


def _officers(inputs: Inputs, found: _Findings, on: date, law: Law) -> None:
    for number, officer in enumerate(inputs.records("officers", *names(OFFICER)), 1):
        stands = standing(officer, number, on, law)
        ja, en = _why(stands)
        for clause in stands.items:
            found.ground(clause, stands.evidence, f"役員{number}（{ja}）", f"officer {number}, {en}")
        for question in stands.open:
            found.question(question, "3.1.2", officer=number)
        if not stands.items and "last_day_ineligible" in stands.evidence:
            last = date.fromisoformat(stands.evidence["last_day_ineligible"])
            found.because.append(
                Reason(
                    f"役員{number}（{ja}）が該当するのは{day_ja(last)}までであり、{day_ja(on)}には該当しない。",
                    f"Officer {number}, {en}, was barred through {day_en(last)} and is not on {day_en(on)}.",
                    stands.evidence,
                )
            )
        if "suspended_until" in stands.evidence:
            found.cites += penal_code("第27条")
        elif "last_day_ineligible" in stands.evidence:
            found.cites += civil_code("第140条", "第141条", "第143条第2項")


def _why(stands: Standing) -> tuple[str, str]:
    """What bars an officer, or did, in words: membership, a suspended sentence, or one executed on a day or not yet."""
    facts = stands.evidence
    if facts["kind"] == "organized_crime_member":
        return "指定された暴力団の構成員", "a member of a designated organised-crime group"
    if "suspended_until" in facts:
        until = date.fromisoformat(facts["suspended_until"])
        return f"執行猶予は{day_ja(until)}まで", f"whose sentence is suspended through {day_en(until)}"
    if facts.get("ended_on") is None:
        return "執行を終わった日がない", "whose sentence has no day on which its execution ended"
    ended = date.fromisoformat(facts["ended_on"])
    return (
        f"執行を終わり、又は受けることがなくなった日は{day_ja(ended)}",
        f"whose sentence ended, or ceased to be executable, on {day_en(ended)}",
    )


def _trust(inputs: Inputs, found: _Findings) -> None:
    if not inputs.has("trust"):
        found.question("suspicion", "3.1.3")
        return
    trust = inputs.record("trust", *names(TRUST))
    suspicion = trust.boolean("suspicion")
    deliberated = trust.boolean_or("deliberated", False)
    concluded = trust.boolean("concluded") if trust.has("concluded") else None
    facts = {"suspicion": suspicion, "deliberated": deliberated, "concluded": concluded}
    if concluded is not None and not deliberated:
        raise refusal(
            trust.field("concluded"),
            "認定委員会の審議を経ていない判断はできない",
            "nothing is concluded without the committee's deliberation",
            absent=True,
        )
    if concluded:
        found.ground(
            "3.1.3",
            facts,
            "認定委員会の審議を経て、認定団体が該当すると判断した",
            "after the committee's deliberation the body concluded that it applies",
        )
        return
    if concluded is None and deliberated:
        found.question("body_conclusion", "3.1.3", **facts)
        return
    if concluded is None and suspicion:
        found.question("committee_deliberation", "3.1.3", **facts)
        return
    if suspicion:
        found.because.append(
            Reason(
                "疑いはあるが、認定委員会の審議を経て、認定団体は3.1.3に該当しないと判断した。理由の記録が必要である。",
                "There is a suspicion, but after the committee's deliberation the body concluded that 3.1.3 does not "
                "apply. The reasons must be recorded.",
                facts,
            )
        )


TRUST: Final = (
    Input("suspicion", "boolean", "疑いがある", "There is a suspicion"),
    Input("deliberated", "boolean", "認定委員会の審議を経た", "The committee has deliberated", required=False),
    Input("concluded", "boolean", "該当すると判断した", "The body concluded that it applies", required=False),
)

RULE: Final = Rule(
    name="application.eligibility",
    ja="付与適格性（欠格事由）",
    en="Eligibility (grounds for disqualification)",
    function=eligibility,
    inputs=(
        Input("seat", "choice", "法人の国籍", "Where the corporation belongs", choices=SEATS),
        Input("branch_registered", "boolean", "支店の登記", "Branch registered in Japan", required=False),
        Input("handled_only_in_japan", "boolean", "取扱いが国内に限られる", "Handled in Japan only", required=False),
        Input("officers", "list of records", "役員", "Officers", fields=OFFICER),
        Input(
            "trust",
            "record",
            "信頼を毀損する事業活動（3.1.3）",
            "Activities that damage trust (3.1.3)",
            required=False,
            fields=TRUST,
        ),
        Input("on", "date", "基準日（なければ判断の日）", "Day of reference (default: the decision)", required=False),
    ),
    outcomes=(
        Outcome("ground", "欠格事由がある", "a ground applies"),
        Outcome("open", "人の判断が残る", "something is still for people to judge"),
        Outcome("no_ground", "欠格事由がない", "no ground applies"),
    ),
    editions=NAMES,
    leads=True,
)
