"""The people of the demo body. All of them are invented; the password is public, so a demo is for loopback only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DEMO_PASSWORD: Final = "nintei-demo-2026"  # noqa: S105  # printed at every start of a demo, on purpose


@dataclass(frozen=True, slots=True)
class DemoPerson:
    login: str
    name: str
    name_en: str
    roles: tuple[str, ...]
    password: str = DEMO_PASSWORD


DEMO_PEOPLE: Final = (
    DemoPerson("uketsuke", "相沢 みのり", "Minori Aizawa", ("intake",)),
    DemoPerson("hyoka1", "倉持 健吾", "Kengo Kuramochi", ("assessor",)),
    DemoPerson("hyoka2", "早瀬 由佳", "Yuka Hayase", ("assessor",)),
    DemoPerson("hyoka3", "三枝 直樹", "Naoki Saegusa", ("assessor",)),
    DemoPerson("jimu1", "榊 美咲", "Misaki Sakaki", ("secretariat",)),
    DemoPerson("jimu2", "矢島 拓海", "Takumi Yajima", ("secretariat",)),
    DemoPerson("bunkakai", "瀬川 千鶴", "Chizuru Segawa", ("subcommittee",)),
    DemoPerson("iinkai", "桐生 正和", "Masakazu Kiryu", ("committee",)),
    DemoPerson("bunkakai2", "宇野 芳樹", "Yoshiki Uno", ("subcommittee",)),
    DemoPerson("bunkakai3", "長瀬 玲子", "Reiko Nagase", ("subcommittee",)),
    DemoPerson("iinkai2", "城戸 あかり", "Akari Kido", ("committee",)),
    DemoPerson("iinkai3", "真鍋 徹", "Toru Manabe", ("committee",)),
    DemoPerson("suishin1", "北條 雅彦", "Masahiko Hojo", ("promotion_committee",)),
    DemoPerson("suishin2", "滝沢 友里", "Yuri Takizawa", ("promotion_committee",)),
    DemoPerson("shusai", "神崎 遥", "Haruka Kanzaki", ("chair",)),
    DemoPerson("shusai2", "宮下 慎一", "Shin'ichi Miyashita", ("chair",)),
    DemoPerson("kettei1", "藤堂 敬子", "Keiko Todo", ("decider",)),
    DemoPerson("kettei2", "水上 修", "Osamu Minakami", ("decider",)),
    DemoPerson("zu1", "長峰 沙織", "Saori Nagamine", ("process_owner",)),
    DemoPerson("zu2", "黒田 悠人", "Yuto Kuroda", ("process_owner",)),
    DemoPerson("gyomu", "江口 真理子", "Mariko Eguchi", ("manager",)),
    DemoPerson("kanri", "速水 大地", "Daichi Hayami", ("administrator",)),
    DemoPerson("kansa", "香月 玲", "Rei Katsuki", ("auditor",)),
)
