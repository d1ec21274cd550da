"""The operators of the demo body and their services. All are invented; no registry office gives out their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from webapp.registers.corporate_number import check_digit

_OFFICE: Final = "9999"  # no registry office has this code
_KIND: Final = "01"


@dataclass(frozen=True, slots=True)
class DemoService:
    key: str
    name: str
    name_en: str
    status: str


@dataclass(frozen=True, slots=True)
class DemoPartner:
    """A recipient of data or a contractor (`kind`) of a service (`service`: its key)."""

    kind: str
    service: str
    name: str
    purpose: str
    review: str


@dataclass(frozen=True, slots=True)
class DemoOfficer:
    name: str
    name_en: str
    position: str


@dataclass(frozen=True, slots=True)
class DemoOperator:
    """`serial` is the end of the corporate number, `parent` that of the parent company; None for an unincorporated
    body. `consent`: the document by which it is a covered business."""

    name: str
    name_en: str
    address: str
    serial: int | None
    services: tuple[DemoService, ...]
    representative: str = ""
    parent: int | None = None
    officers: tuple[DemoOfficer, ...] = ()
    partners: tuple[DemoPartner, ...] = ()
    consent: str = ""

    @property
    def corporate_number(self) -> str | None:
        return None if self.serial is None else _number(self.serial)

    @property
    def parent_number(self) -> str | None:
        return None if self.parent is None else _number(self.parent)


def _number(serial: int) -> str:
    base = f"{_OFFICE}{_KIND}{serial:06d}"
    return f"{check_digit(base)}{base}"


DEMO_OPERATORS: Final = (
    DemoOperator(
        "あけぼのデータ信託株式会社",
        "Akebono Data Trust",
        "東京都千代田区見本町2-4",
        17,
        (DemoService("akebono", "あけぼの家計ノート", "Akebono Household Ledger", "grantee"),),
        representative="東雲 明",
        officers=(
            DemoOfficer("東雲 明", "Akira Shinonome", "representative"),
            DemoOfficer("宵野 千里", "Chisato Yoino", "director"),
            DemoOfficer("曙 研一", "Kenichi Akebono", "auditor"),
        ),
        partners=(
            DemoPartner(
                "recipient", "akebono", "みほん家計研究所", "家計の分類（個人を識別しない集計）。統計の作成", "lawful"
            ),
            DemoPartner("recipient", "akebono", "見本町商店会", "購買の傾向。案内の送付", "none"),
            DemoPartner("contractor", "akebono", "あさひ計算センター", "データの保管と夜間の処理", "lawful"),
        ),
        consent="対象事業者となることの同意書",
    ),
    DemoOperator(
        "みなとライフログ株式会社",
        "Minato Lifelog",
        "神奈川県横浜市見本区浜町1-8",
        24,
        (
            DemoService("minato", "みなと暮らしの記録", "Minato Daily Records", "grantee"),
            DemoService("minato_health", "みなと健康手帳", "Minato Health Notebook", "under_review"),
        ),
        representative="浜田 汐里",
        officers=(
            DemoOfficer("浜田 汐里", "Shiori Hamada", "representative"),
            DemoOfficer("岬 大洋", "Taiyo Misaki", "director"),
        ),
        partners=(DemoPartner("contractor", "minato", "浜町データ運用", "問合せ窓口。氏名と連絡先", "lawful"),),
        consent="対象事業者となることの同意書",
    ),
    DemoOperator(
        "ほしぞらポイント株式会社",
        "Hoshizora Points",
        "愛知県名古屋市見本区星見3-1",
        31,
        (DemoService("hoshizora", "ほしぞらポイント信託", "Hoshizora Points Trust", "grantee"),),
    ),
    DemoOperator(
        "北斗ヘルスデータ株式会社",
        "Hokuto Health Data",
        "北海道札幌市見本区北一条5-2",
        38,
        (DemoService("hokuto", "北斗健康バンク", "Hokuto Health Bank", "grantee"),),
    ),
    DemoOperator(
        "一般社団法人こもれび地域データ",
        "Komorebi Regional Data",
        "長野県見本市森町6",
        45,
        (DemoService("komorebi", "こもれび観光パス", "Komorebi Travel Pass", "grantee"),),
        representative="浜辺 しおり",
    ),
    DemoOperator(
        "翠嵐リサーチ株式会社",
        "Suiran Research",
        "京都府京都市見本区竹町9-3",
        52,
        (DemoService("suiran", "翠嵐アンケート信託", "Suiran Survey Trust", "grantee"),),
    ),
    DemoOperator(
        "かざはな明細株式会社",
        "Kazahana Statements",
        "群馬県見本市上町2-2",
        59,
        (DemoService("kazahana", "かざはな明細箱", "Kazahana Statement Box", "grantee"),),
    ),
    DemoOperator(
        "さくら移動情報株式会社",
        "Sakura Mobility Information",
        "福岡県福岡市見本区桜坂4-7",
        66,
        (DemoService("sakura", "さくら移動記録", "Sakura Travel Log", "under_review"),),
    ),
    DemoOperator(
        "つばめ購買データ株式会社",
        "Tsubame Purchase Data",
        "大阪府大阪市見本区南町7-12",
        73,
        (DemoService("tsubame", "つばめ買物帳", "Tsubame Shopping Book", "under_review"),),
        parent=17,
    ),
    DemoOperator(
        "やまびこ学習データ株式会社",
        "Yamabiko Learning Data",
        "宮城県仙台市見本区山手1-5",
        80,
        (DemoService("yamabiko", "やまびこ学習記録", "Yamabiko Learning Record", "under_review"),),
    ),
    DemoOperator(
        "ときわ電力手帳株式会社",
        "Tokiwa Power Notebook",
        "広島県広島市見本区常盤2-9",
        87,
        (DemoService("tokiwa", "ときわ電力手帳", "Tokiwa Power Notebook", "prospective"),),
    ),
    DemoOperator(
        "ひなた子育て情報株式会社",
        "Hinata Parenting Information",
        "埼玉県見本市日向町3-3",
        94,
        (DemoService("hinata", "ひなた子育て手帳", "Hinata Parenting Notebook", "prospective"),),
    ),
    DemoOperator(
        "しおさい市民データ協議会",
        "Shiosai Citizens' Data Council",
        "静岡県見本市浜辺町1",
        None,
        (DemoService("shiosai", "しおさい市民ポケット", "Shiosai Citizens' Pocket", "prospective"),),
        representative="浜辺 しおり",
        officers=(DemoOfficer("浜辺 しおり", "Shiori Hamabe", "representative"),),
    ),
)
