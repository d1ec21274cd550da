"""act.article: the article of the Act on a subject as numbered on a day, and how binding it is.

The same number means different things in different years, so an article is never named without its version. Numbers
of the supervision articles since 2022 are from secondary sources and marked for checking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from handlers.citing import ACT, outline
from handlers.dates import day_en, day_ja
from handlers.determination import Citation, Determination, Input, Law, Outcome, Reason, Rule
from handlers.inputs import Inputs, refusal

VERSIONS: Final = (date(2005, 4, 1), date(2017, 5, 30), date(2022, 4, 1), date(2023, 4, 1))
"""Days from which a numbering of the articles on accredited organisations has been in force."""

CHECKED_THROUGH: Final = date(2024, 4, 1)
"""The numbering was compared with the text in force on this day; later versions have yet to be compared."""

MUST, EFFORT, MAY = "must", "effort", "may"


@dataclass(frozen=True, slots=True)
class Subject:
    """What an article is about; numbers and forces by version, None where there was no such article."""

    ja: str
    en: str
    articles: tuple[str | None, str | None, str | None, str]
    forces: tuple[str, str, str, str]
    outline: str | None = None  # the section of the Ministry's outline
    to_be_checked: bool = False


def _always(force: str) -> tuple[str, str, str, str]:
    return (force, force, force, force)


SUBJECTS: Final[Mapping[str, Subject]] = {
    "own_complaints": Subject(
        "事業者自身による苦情の処理",
        "handling of complaints by the business itself",
        ("第31条", "第35条", "第40条", "第40条"),
        _always(EFFORT),
        "2 苦情処理",
    ),
    "breach_report": Subject("漏えい等の報告", "report of a breach", (None, None, "第26条", "第26条"), _always(MUST)),
    "accreditation": Subject("認定", "accreditation", ("第37条", "第47条", "第47条", "第47条"), _always(MAY), "3"),
    "criteria": Subject(
        "認定の基準", "criteria of accreditation", ("第39条", "第49条", "第49条", "第49条"), _always(MUST), "6 第1号"
    ),
    "covered_businesses": Subject(
        "対象事業者とその公表",
        "covered businesses and their publication",
        ("第41条", "第51条", "第52条", "第52条"),
        _always(MUST),
        "4",
    ),
    "complaints": Subject(
        "苦情の処理",
        "handling of complaints",
        ("第42条", "第52条", "第53条", "第53条"),
        _always(MUST),
        "3 法第42条第1項",
    ),
    "guideline": Subject(
        "個人情報保護指針の作成・公表",
        "drawing up and publishing the guideline",
        ("第43条第1項", "第53条第1項", "第54条第1項", "第54条第1項"),
        _always(EFFORT),
        "5 第1項",
    ),
    "guideline_compliance": Subject(
        "指針を遵守させるための指導・勧告等",
        "guidance and recommendations so that the guideline is followed",
        ("第43条第2項", "第53条第4項", "第54条第4項", "第54条第4項"),
        (EFFORT, MUST, MUST, MUST),
        "5 第2項",
    ),
    "purpose": Subject(
        "目的外利用の禁止",
        "ban on use beyond purpose",
        ("第44条", "第54条", "第55条", "第55条"),
        _always(MUST),
        "7 第44条",
    ),
    "name": Subject(
        "名称の使用制限", "protected name", ("第45条", "第55条", "第56条", "第56条"), _always(MUST), "7 第45条"
    ),
    "report_collection": Subject(
        "報告の徴収",
        "report to the regulator",
        ("第46条", "第56条", "第150条", "第153条"),
        _always(MAY),
        "7 第46条～第48条",
        to_be_checked=True,
    ),
    "order": Subject(
        "改善命令",
        "order of the regulator",
        ("第47条", "第57条", "第151条", "第154条"),
        _always(MAY),
        "7 第46条～第48条",
        to_be_checked=True,
    ),
    "cancellation": Subject(
        "認定の取消し",
        "cancellation of the accreditation",
        ("第48条", "第58条", "第152条", "第155条"),
        _always(MAY),
        "7 第46条～第48条",
        to_be_checked=True,
    ),
}

FORCES: Final = {
    MUST: ("義務", "duty"),
    EFFORT: ("努力義務", "duty of effort"),
    MAY: ("権限（任意）", "power (may)"),
}


def cite_act(subject: str, paragraph: str = "", old_paragraph: str = "") -> tuple[Citation, ...]:
    """The present article on a subject with its version, and the number of the Ministry's outline in brackets."""
    articles = SUBJECTS[subject].articles
    old = f"（旧{articles[0]}{old_paragraph}）" if articles[0] else ""
    return (Citation(ACT, f"{VERSIONS[-1]}施行", f"{articles[-1]}{paragraph}{old}"),)


def _in_version(subject: Subject, index: int) -> str:
    """The number in one version of the Act, with the number that it had at first and the one that it has now."""
    others = []
    if index > 0 and subject.articles[0]:
        others.append(f"旧{subject.articles[0]}")
    if index < len(VERSIONS) - 1:
        others.append(f"現{subject.articles[-1]}")
    both = f"（{'、'.join(others)}）" if others else ""
    return f"{subject.articles[index]}{both}"


def article(raw: Mapping[str, Any], law: Law) -> Determination:
    """The article that governs a subject on a day, in the numbering of that day, with its binding force then and the
    numbers it had before and has now.

    Cites: 個人情報の保護に関する法律; 経済産業省「認定個人情報保護団体制度の趣旨」
    """
    inputs = Inputs(raw, "subject", "on")
    name = inputs.choice("subject", tuple(SUBJECTS))
    on = inputs.day_or_none("on") or law.on
    subject = SUBJECTS[name]
    index = max((i for i, start in enumerate(VERSIONS) if start <= on), default=None)
    if index is None:
        raise refusal("on", f"{day_ja(VERSIONS[0])}以後の日付", f"a date from {day_en(VERSIONS[0])} on")
    number, version = subject.articles[index], VERSIONS[index]
    force = subject.forces[index] if number else "none"
    to_be_checked = (subject.to_be_checked and index >= 2) or on > CHECKED_THROUGH
    facts = {"subject": name, "on": on.isoformat(), "article": number, "version": version.isoformat()}
    return Determination(
        outcome=force,
        value={
            "article": number,
            "version": version.isoformat(),
            "outline_article": subject.articles[0],
            "present_article": subject.articles[-1],
            "to_be_checked": to_be_checked,
        },
        because=(
            _reason(subject, number, version, force, facts),
            *_check_reason(to_be_checked),
        ),
        cites=(
            *((Citation(ACT, f"{version}施行", _in_version(subject, index)),) if number else ()),
            *(outline(law, subject.outline) if subject.outline else ()),
        ),
    )


def _reason(subject: Subject, number: str | None, version: date, force: str, facts: Mapping[str, Any]) -> Reason:
    if number is None:
        return Reason(
            f"{subject.ja}についての条は、{day_ja(version)}施行の法律にはない。",
            f"The Act as in force from {day_en(version)} has no article on the {subject.en}.",
            facts,
        )
    return Reason(
        f"{subject.ja}は、{day_ja(version)}施行の法律では{number}であり、{FORCES[force][0]}である。",
        f"The {subject.en}: {number} of the Act as in force from {day_en(version)}; {FORCES[force][1]}.",
        facts,
    )


def _check_reason(to_be_checked: bool) -> tuple[Reason, ...]:
    if not to_be_checked:
        return ()
    return (
        Reason(
            f"条番号は{day_ja(CHECKED_THROUGH)}時点の法文によって確かめた範囲を超える。引用の前に現行の法文を確かめること。",
            f"The number goes beyond what was checked against the text of {day_en(CHECKED_THROUGH)}. Compare the text in force "
            "before quoting.",
            {"checked_through": CHECKED_THROUGH.isoformat()},
        ),
    )


RULE: Final = Rule(
    name="act.article",
    ja="個人情報保護法の条番号と拘束力",
    en="Article of the Act and its force",
    function=article,
    inputs=(
        Input("subject", "choice", "事項", "Subject", choices=tuple(SUBJECTS)),
        Input("on", "date", "基準日（なければ判断の日）", "Day of reference (default: the decision)", required=False),
    ),
    outcomes=(
        *(Outcome(force, ja, en) for force, (ja, en) in FORCES.items()),
        Outcome("none", "条なし", "no such article"),
    ),
)
