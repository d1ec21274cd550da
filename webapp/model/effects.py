"""The closed list of effects: what a diagram may ask of the house beside a rule. Must not know how one is carried out."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from handlers.determination import Input

PREFIX: Final = "effect."
_MADE_BY: Final = Input(
    "letter",
    "text",
    "文書を作った工程のid（なければ最後に作った文書）",
    "Id of the step that made the letter (absent: the one made last)",
    required=False,
)
_SAID: Final = (
    Input("ja", "text", "日本語の文", "Text in Japanese"),
    Input("en", "text", "英語の文", "Text in English"),
)


@dataclass(frozen=True, slots=True)
class EffectKind:
    """An effect by the name used in diagrams, with the parameters that it takes."""

    name: str
    ja: str
    en: str
    inputs: tuple[Input, ...]


EFFECTS: Final = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            EffectKind(
                "effect.prepare_letter",
                "文書を作成する",
                "Prepare a letter",
                (
                    Input(
                        "letter",
                        "text",
                        "文書の名前（letters/のファイル名）",
                        "Name of the letter (its file in letters/)",
                    ),
                    Input("date", "date", "文書の日付", "Date of the letter", required=False),
                    Input("addressee", "text", "宛先", "Addressee", required=False),
                    Input("reasons", "text", "決定の理由", "Reasons of the decision", required=False),
                    Input("months", "integer", "月数", "Months", required=False),
                    Input("first_day", "date", "期間の初日", "First day of the period", required=False),
                    Input("last_day", "date", "期間の末日", "Last day of the period", required=False),
                    Input("held_on", "date", "期日・開催日", "Day of the hearing or meeting", required=False),
                    Input(
                        "invited_on", "date", "期日の通知を送った日", "Day on which its notice was sent", required=False
                    ),
                    Input("attendees", "text", "出席した人", "Who attended", required=False),
                    Input("place", "text", "場所", "Place", required=False),
                    Input("text", "text", "本文に入れる文", "Text that stands in it", required=False),
                    Input(
                        "document", "text", "答える文書の番号", "Number of the paper that it answers", required=False
                    ),
                    Input(
                        "document_date", "date", "答える文書の日付", "Date of the paper that it answers", required=False
                    ),
                    Input(
                        "advised_measure",
                        "text",
                        "表2の措置と異なるとき、相当とされた措置",
                        "Measure advised, where it is not that of table 2",
                        required=False,
                    ),
                    Input("advised_level", "integer", "相当とされた欠格レベル", "Level advised", required=False),
                    Input("advised_months", "integer", "相当とされた月数", "Months advised", required=False),
                    Input(
                        "rests_on",
                        "text",
                        "根拠とする判定の工程（なければ、措置の判定）",
                        "Step whose determination the letter rests on (else that of the measure)",
                        required=False,
                    ),
                ),
            ),
            EffectKind("effect.approve_letter", "文書を承認済みにする", "Mark the letter as approved", (_MADE_BY,)),
            EffectKind(
                "effect.dispatch_letter",
                "文書の発信を記録する",
                "Record the dispatch of the letter",
                (
                    _MADE_BY,
                    Input("dispatched_on", "date", "発信日", "Date of dispatch"),
                    Input("channel", "text", "発信の方法", "Channel"),
                    Input("proof", "text", "発信の証拠", "Proof of dispatch"),
                    Input(
                        "late_reason",
                        "text",
                        "発信の日より後に記録する理由",
                        "Why it is recorded after the day of dispatch",
                        required=False,
                    ),
                    Input("received_on", "date", "相手が受け取った日", "Day on which it arrived", required=False),
                ),
            ),
            EffectKind(
                "effect.change_status",
                "事業者の地位を変える",
                "Change the status of the operator",
                (
                    Input("measures", "record", "措置", "Measures"),
                    Input("notice_date", "date", "通告の日", "Date of the notice"),
                    Input("last_day", "date", "措置の末日", "Last day of the measure", required=False),
                ),
            ),
            EffectKind(
                "effect.restore_status",
                "措置の前の地位に戻す",
                "Bring back the status before the measure",
                (Input("on", "date", "前の地位に戻る日", "Day from which it holds again"),),
            ),
            EffectKind(
                "effect.publish_measure",
                "措置の公表を登録簿に記録する",
                "Enter in the register that the measure is published",
                (
                    Input("wording", "text", "公表の文面", "Wording"),
                    Input("wording_en", "text", "公表の文面（英語）", "Wording in English", required=False),
                    Input("first_day", "date", "公表を始める日", "First day of the publication"),
                    Input(
                        "last_day",
                        "date",
                        "公表を終える日（なければ、措置が続く間）",
                        "Last day of the publication (absent: as long as the measure lasts)",
                        required=False,
                    ),
                    Input("reason", "text", "公表する理由", "Why it is published"),
                ),
            ),
            EffectKind(
                "effect.open_related",
                "ほかの地位の案件を開く",
                "Open the cases of further standings",
                (
                    Input(
                        "services",
                        "record",
                        "サービスのidの並び（standingsの項目の答え）",
                        "Ids of services (the answer of a field standings)",
                        required=False,
                    ),
                ),
            ),
            EffectKind(
                "effect.tell_related",
                "同じ事業者のほかの案件に知らせる",
                "Tell the operator's other cases",
                _SAID,
            ),
            EffectKind(
                "effect.seat_members",
                "この案件だけの臨時委員を置く",
                "Seat temporary members for this case",
                (
                    Input("organ", "text", "機関", "Organ"),
                    Input("members", "list of texts", "臨時委員", "Temporary members"),
                ),
            ),
            EffectKind(
                "effect.notify",
                "役割の人に知らせる",
                "Notify people of a role",
                (
                    Input("role", "text", "役割", "Role"),
                    *_SAID,
                ),
            ),
        )
    }
)
