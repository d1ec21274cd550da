"""What the registers hold: the kinds of entries, each with the form by which it is added and corrected.

Must not know who may write them or how they are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, Literal

from webapp.model.bundle import Condition, Field, Form
from webapp.model.text import Text
from webapp.people.names import LONGEST
from webapp.registers.fields import FIRST, LAST, NOTE, NUMBER, REASON, named, options

Parent = Literal["operator", "service"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entry. `table`: where it is kept; `parent`: what it hangs on; `fixed`: columns that tell kinds of one
    table apart; `strikable`: whether an entry made by mistake can be struck; `rule`: what is asked before one is entered
    or corrected, and whose reasons and citations stay with it."""

    name: str
    table: str
    title: Text
    form: Form
    parent: Parent | None = "operator"
    fixed: Mapping[str, Any] = field(default_factory=dict)
    strikable: bool = True
    rule: str | None = None

    @property
    def correction(self) -> Form:
        """The same form with the reason that a correction needs."""
        return replace(self.form, fields=(*self.form.fields, REASON))


_OPERATOR = Form(
    "operator",
    Text("事業者", "Operator"),
    None,
    (
        *named("事業者名", "Name"),
        Field(
            "corporate_number",
            "text",
            Text("法人番号", "Corporate number"),
            Text(
                "13桁の数字。法人でない団体は空欄にし、代表者か管理人を書く。",
                "13 digits. For an unincorporated body leave it empty and write its representative or administrator.",
            ),
        ),
        Field(
            "representative",
            "text",
            Text("代表者・管理人の氏名", "Representative or administrator"),
            maximum=LONGEST,
            personal=True,
        ),
        Field("address", "text", Text("所在地", "Address")),
        Field(
            "parent_number",
            "text",
            Text("親会社の法人番号", "Corporate number of the parent company"),
            Text("あるときだけ", "Only where there is one"),
        ),
    ),
)
_SERVICE = Form(
    "service",
    Text("サービス", "Service"),
    None,
    (*named("サービス名", "Name of the service"),),
)
_OFFICER = Form(
    "officer",
    Text("役員", "Officer"),
    Text(
        "刑や暴力団員等の申告は、ここには書かず、登録した後に「申告」のページで記録します。",
        "Declarations about punishments or organised crime do not belong here: record them afterwards on the page "
        "“Declaration”.",
    ),
    (
        *named("氏名", "Name", personal=True),
        Field(
            "position",
            "choice",
            Text("役職の種類", "Kind of office"),
            required=True,
            options=options(
                ("representative", "代表者", "Representative"),
                ("director", "取締役・理事等", "Director"),
                ("auditor", "監査役・監事", "Statutory auditor"),
                ("agent", "代理人・管理人（法人でない団体）", "Agent or administrator (unincorporated body)"),
                ("other", "その他の役員", "Other officer"),
            ),
        ),
        replace(FIRST, label=Text("就任の日", "In office from")),
        replace(LAST, label=Text("退任の日", "In office until")),
    ),
)


def _partner(name: str, title: Text, purpose: Text) -> Form:
    return Form(
        name,
        title,
        None,
        (
            Field("name", "text", Text("名称", "Name"), required=True, maximum=LONGEST),
            NUMBER,
            Field("purpose", "textarea", purpose, required=True, maximum=1000),
            FIRST,
            LAST,
            Field(
                "review",
                "choice",
                Text("適法性の確認", "Review of legality"),
                required=True,
                options=options(
                    ("none", "行っていない", "Not carried out"),
                    ("lawful", "適法", "Lawful"),
                    ("doubtful", "疑いがある", "Doubtful"),
                    ("unlawful", "適法でない", "Not lawful"),
                ),
            ),
            Field(
                "reviewed_on",
                "date",
                Text("確認した日", "Reviewed on"),
                required=True,
                when=Condition("review", ("lawful", "doubtful", "unlawful")),
                not_after_today=True,
            ),
            NOTE,
        ),
    )


_APPLICATION = Form(
    "application",
    Text("審査中の申請", "Application under review"),
    Text(
        "進行中の事故等の案件があるときは、申請と案件のどちらにも警告が表示されます。",
        "Where a case about an incident is open, both the application and the case show a warning.",
    ),
    (
        Field(
            "kind",
            "choice",
            Text("申請の種類", "Kind of application"),
            required=True,
            options=options(
                ("new", "新規", "New"),
                ("renewal", "更新", "Renewal"),
                ("add_service", "サービスの追加", "A further service"),
            ),
        ),
        replace(FIRST, label=Text("申請の日", "Filed on"), not_after_today=True),
        replace(
            LAST,
            label=Text("審査が終わった日", "Review ended on"),
            hint=Text("審査中は空欄", "Empty while it is being reviewed"),
        ),
        Field("result", "text", Text("結果", "Result"), maximum=LONGEST),
        NOTE,
    ),
)
_COVERAGE = Form(
    "coverage",
    Text("対象事業者", "Covered business"),
    None,
    (
        Field(
            "basis",
            "choice",
            Text("対象とする根拠", "Basis"),
            required=True,
            options=options(
                ("CONSENT", "同意（法第52条）", "Consent (Act, article 52)"),
                ("MEMBER", "構成員（2022年3月31日までの旧法）", "Membership (former law, until 31 March 2022)"),
            ),
        ),
        Field(
            "evidence",
            "text",
            Text("根拠となる文書", "Document that shows it"),
            Text("同意書・会員名簿などの名称と日付", "Name and date of the consent or the list of members"),
            required=True,
        ),
        Field(
            "within_field",
            "boolean",
            Text("認定を受けた業務の範囲に当たる", "Within the field of the accreditation"),
            Text(
                "範囲は「認定団体の資格」のページにあります。範囲の外の事業者は登録できません（法第47条第2項）。",
                "The field stands on the page of the body. A business outside it cannot be entered (article 47(2)).",
            ),
            required=True,
        ),
        FIRST,
        LAST,
        Field("ended_because", "text", Text("対象から外れた理由", "Why it ended")),
        Field(
            "publish",
            "boolean",
            Text("氏名又は名称を公表する", "Its name is to be published"),
            Text("ここでは公表の要否だけを記録します。", "Only whether it is to be published is recorded here."),
            required=True,
        ),
    ),
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("operator", "operator", _OPERATOR.title, _OPERATOR, parent=None, strikable=False),
            Kind("service", "service", _SERVICE.title, _SERVICE, strikable=False),
            Kind("officer", "officer", _OFFICER.title, _OFFICER),
            Kind(
                "recipient",
                "partner",
                Text("情報提供先", "Recipient of data"),
                _partner(
                    "recipient",
                    Text("情報提供先", "Recipient of data"),
                    Text("提供する情報と利用目的", "Data given, and for what"),
                ),
                parent="service",
                fixed={"kind": "recipient"},
            ),
            Kind(
                "contractor",
                "partner",
                Text("委託先", "Contractor"),
                _partner(
                    "contractor",
                    Text("委託先", "Contractor"),
                    Text("委託する業務と扱う情報", "Work entrusted, and the data it handles"),
                ),
                parent="service",
                fixed={"kind": "contractor"},
            ),
            Kind("application", "application", _APPLICATION.title, _APPLICATION, parent="service"),
            Kind("coverage", "coverage", _COVERAGE.title, _COVERAGE, rule="coverage.entry"),
        )
    }
)
