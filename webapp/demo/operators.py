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
class DemoOperator:
    """`serial` is the end of the corporate number; None for an unincorporated body."""

    name: str
    name_en: str
    address: str
    serial: int | None
    services: tuple[DemoService, ...]
    representative: str = ""

    @property
    def corporate_number(self) -> str | None:
        if self.serial is None:
            return None
        base = f"{_OFFICE}{_KIND}{self.serial:06d}"
        return f"{check_digit(base)}{base}"


DEMO_OPERATORS: Final = (
    DemoOperator(
        "あけぼのデータ信託株式会社",
        "Akebono Data Trust",
        "東京都千代田区見本町2-4",
        17,
        (DemoService("akebono", "あけぼの家計ノート", "Akebono Household Ledger", "grantee"),),
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
    ),
)
