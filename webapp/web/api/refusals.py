"""What the API refuses before a verb is asked. Must not know any operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.model.refusals import Refusal
from webapp.model.text import Text


class TokenNeeded(Refusal):
    ja = "有効なトークンがありません。ヘッダー「Authorization: Bearer …」に、失効していないトークンを付けてください。"
    en = "There is no valid token. Send one that is in force in the header “Authorization: Bearer …”."


class Unreadable(Refusal):
    ja = "要求を読めません：{why_ja}"
    en = "The request cannot be read: {why_en}"


class NotJson(Refusal):
    ja = "本文はJSONだけを受け付けます。ヘッダー「Content-Type: application/json」を付けてください。"
    en = "Bodies are JSON only. Send the header “Content-Type: application/json”."


class NotMultipart(Refusal):
    ja = "この操作はファイルを受け取ります。「Content-Type: multipart/form-data」で、「file」という部分に入れて送ってください。"
    en = "This operation takes a file. Send it as “Content-Type: multipart/form-data”, in the part “file”."


class RevisionNeeded(Refusal):
    ja = 'ヘッダー「If-Match」に、ご覧になった版の番号を付けてください（例：If-Match: "3"）。'
    en = 'Name the revision that you saw in the header “If-Match” (such as If-Match: "3").'


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong at one place: `at` is a JSON pointer into the body, or the name of a parameter."""

    at: str
    message: Text
    parameter: bool = False


class BadFields(Refusal):
    """The request does not have the shape of its operation."""

    ja = "送信された項目を確認してください（{count}か所）。"
    en = "Check what was sent ({count} places)."

    def __init__(self, wrongs: Sequence[Wrong]) -> None:
        self.wrongs = tuple(wrongs)
        super().__init__(count=len(self.wrongs))
