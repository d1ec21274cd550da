"""What the body keeps about itself: the kinds of records, each with the form by which it is added and corrected.

Must not know who may write them or how they are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from webapp.model.bundle import Field, Form, Option
from webapp.model.dates import FIRST_YEAR, LAST_YEAR
from webapp.model.text import Text
from webapp.people.names import LONGEST
from webapp.registers.fields import FIRST, LAST, NOTE, REASON, options

ACCOUNTS: Final = "accounts"
PROCEDURE: Final = "procedure"
OTHER_BUSINESS: Final = "other_business"
MISUSE: Final = "misuse"
CESSATION: Final = "cessation"
VERSIONS: Final = "versions"


@dataclass(frozen=True, slots=True)
class BodyKind:
    """`most_files`: how many files may come with one record; `needs_file`: none is entered without one."""

    name: str
    title: Text
    form: Form
    most_files: int = 5
    needs_file: bool = False

    @property
    def correction(self) -> Form:
        """The same form with the reason that a correction needs."""
        return replace(self.form, fields=(*self.form.fields, REASON))


def of_versions(kind: BodyKind, versions: Sequence[Option]) -> BodyKind:
    """The kind with the published versions that its form offers."""
    fields = tuple(
        replace(field, options=tuple(versions)) if field.id == VERSIONS else field for field in kind.form.fields
    )
    return replace(kind, form=replace(kind.form, fields=fields))


_ACCOUNTS = Form(
    ACCOUNTS,
    Text("経理的基礎の資料", "Evidence of financial soundness"),
    Text(
        "認定の基準（法第49条第2号）の経理的基礎を示す資料を、年度ごとに加えます。会計の処理は、ここでは行いません。",
        "Documents that show the financial basis (the Act, article 49 (ii)), year by year. No accounts are kept here.",
    ),
    (
        Field(
            "year",
            "integer",
            Text("年度（4月から翌年3月まで）", "Fiscal year (April to March)"),
            Text("例：2025", "For example 2025"),
            required=True,
            minimum=FIRST_YEAR,
            maximum=LAST_YEAR,
        ),
        Field(
            "what",
            "choice",
            Text("資料の種類", "Kind of document"),
            required=True,
            options=options(
                ("statements", "計算書類・財務諸表", "Financial statements"),
                ("audit", "監査報告", "Audit report"),
                ("budget", "事業計画・予算", "Plan and budget"),
                ("tax", "納税証明", "Certificate of tax payment"),
                ("other", "その他", "Other"),
            ),
        ),
        Field("title", "text", Text("題名", "Title"), required=True, maximum=LONGEST),
        NOTE,
    ),
)
_PROCEDURE = Form(
    PROCEDURE,
    Text("業務規程", "Procedures"),
    Text(
        "認定業務の実施の方法を定めた規程（法第49条第1号）の版と、それを実装するプロセスの版を結び付けます。始まった案件は、始まった時の版のまま進みます。",
        "An edition of the procedures (the Act, article 49 (i)), tied to the versions of processes that carry it out. Cases "
        "that have begun stay with the version under which they began.",
    ),
    (
        Field("title", "text", Text("規程の名称", "Name"), required=True, maximum=LONGEST),
        Field("edition", "text", Text("版", "Edition"), required=True, maximum=LONGEST),
        replace(FIRST, label=Text("施行の日", "In force from")),
        replace(LAST, label=Text("最後の日", "In force until")),
        Field(
            VERSIONS,
            "choices",
            Text("この版を実装するプロセスの版", "Versions of processes that carry it out"),
            Text("発効した版から選ぶ。", "Of those that were published."),
            required=True,
        ),
        NOTE,
    ),
)
_OTHER_BUSINESS = Form(
    OTHER_BUSINESS,
    Text("認定業務のほかの業務", "Other business of the body"),
    Text(
        "それを行うことで認定業務が不公正になるおそれがないこと（法第49条第3号）を、業務ごとに記録します。",
        "For each, that it does not make the accredited work unfair (the Act, article 49 (iii)).",
    ),
    (
        Field("name", "text", Text("業務の名称", "Name"), required=True, maximum=LONGEST),
        Field("name_en", "text", Text("業務の名称（英語表記）", "Name in English"), maximum=LONGEST),
        Field(
            "purpose",
            "choice",
            Text("情報の扱いの区分", "How information is kept apart"),
            required=True,
            options=options(
                ("mark_certification", "マークの認定の業務", "Certification of the mark"),
                ("other_business", "団体のその他の業務", "The body's other business"),
            ),
        ),
        Field(
            "apart",
            "textarea",
            Text("担当者と情報の分け方", "How people and information are kept apart"),
            required=True,
            maximum=1000,
        ),
        FIRST,
        LAST,
        Field(
            "found",
            "choice",
            Text("不公正になるおそれ", "Risk of unfairness"),
            required=True,
            options=options(
                ("none", "おそれはない", "None"),
                ("guarded", "手当てをして、おそれをなくしている", "Guarded against"),
                ("present", "おそれがある", "There is one"),
            ),
        ),
        Field("reviewed_on", "date", Text("確かめた日", "Reviewed on"), required=True, not_after_today=True),
    ),
)
_MISUSE = Form(
    MISUSE,
    Text("名称の無断使用", "Misuse of the protected name"),
    Text(
        "認定を受けていない者が「認定個人情報保護団体」という名称や紛らわしい名称を使っていること（法第56条）を知ったときに記録します。苦情の処理で知ったことは、認定業務のためにだけ使えます。",
        "What becomes known of others that are not accredited and use the protected name or one like it (the Act, article "
        "56). What was learnt from a complaint serves accredited work alone.",
    ),
    (
        Field("who", "text", Text("使っている者", "Who uses it"), required=True, maximum=LONGEST, personal=True),
        Field(
            "name_used",
            "choice",
            Text("使われている名称", "Which name"),
            required=True,
            options=options(
                ("same", "「認定個人情報保護団体」そのもの", "The protected name itself"),
                ("like", "紛らわしい名称", "One that can be taken for it"),
            ),
        ),
        Field(
            "where",
            "textarea",
            Text("どこでどのように使われているか", "Where and how"),
            required=True,
            maximum=1000,
        ),
        Field("found_on", "date", Text("知った日", "Learnt on"), required=True, not_after_today=True),
        Field("source", "text", Text("誰から、どう知ったか", "From whom and how"), required=True, maximum=LONGEST),
        Field("done", "textarea", Text("行ったこと", "What was done"), maximum=1000),
        Field(
            "told_on",
            "date",
            Text("個人情報保護委員会に知らせた日", "The PPC was told on"),
            not_after_today=True,
            not_before="found_on",
        ),
        Field(
            "closed_on",
            "date",
            Text("使用が終わったことを確かめた日", "Found to have ended on"),
            not_after_today=True,
            not_before="found_on",
        ),
    ),
)
CHANNELS: Final = options(
    ("mail", "郵送", "Post"),
    ("email", "電子メール", "E-mail"),
    ("phone", "電話", "Telephone"),
    ("in_person", "持参・面談", "In person"),
    ("notice", "公告", "Public notice"),
)
_CESSATION = Form(
    CESSATION,
    Text("認定の終わりの通知と引継ぎ", "Notice and hand-over after the accreditation"),
    Text(
        "認定が取り消されるか終わったことを、対象事業者と申出人に知らせ、途中の仕事を引き継ぐ名簿です。申出人は、氏名でなく受付の番号で書きます。",
        "Who is to be told that the accreditation has ended, and what is handed over to whom. Complainants are named by "
        "their number, not by their name.",
    ),
    (
        Field(
            "to",
            "choice",
            Text("誰に", "To whom"),
            required=True,
            options=options(
                ("business", "対象事業者", "Covered business"),
                ("complainant", "申出人", "Complainant"),
                ("other", "その他", "Other"),
            ),
        ),
        Field(
            "name",
            "text",
            Text("対象事業者の名称、または苦情の受付番号", "Name of the business, or number of the complaint"),
            required=True,
            maximum=LONGEST,
        ),
        Field(
            "hand_over",
            "textarea",
            Text("途中の仕事と、その引継ぎ先", "Unfinished work, and who takes it over"),
            Text("なければ「なし」と書く。", "Write “none” where there is none."),
            maximum=1000,
        ),
        Field("told_on", "date", Text("知らせた日", "Told on"), not_after_today=True),
        Field("channel", "choice", Text("知らせた方法", "Told by"), options=CHANNELS),
        Field("proof", "text", Text("証拠（追跡番号など）", "Proof, such as a tracking number"), maximum=LONGEST),
    ),
)

BODY_KINDS: Final[Mapping[str, BodyKind]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            BodyKind(ACCOUNTS, _ACCOUNTS.title, _ACCOUNTS, needs_file=True),
            BodyKind(PROCEDURE, _PROCEDURE.title, _PROCEDURE),
            BodyKind(OTHER_BUSINESS, _OTHER_BUSINESS.title, _OTHER_BUSINESS),
            BodyKind(MISUSE, _MISUSE.title, _MISUSE),
            BodyKind(CESSATION, _CESSATION.title, _CESSATION),
        )
    }
)
