"""For the tests of archives: a small one, and one packed anew with other files in it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from functools import partial

from webapp.archive.contents import Answers, Attachment, AuditHead, Contents, Cover, Enclosure, LeftOut, Part, Row
from webapp.archive.packing import Packing
from webapp.archive.write import in_memory
from webapp.model.text import Text

AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
COVER = Cover(
    body=Text("団体", "Body"),
    number="INC-2026-0001",
    title=Text("誤送信"),
    process=Text("事故等の審査", "Incident"),
    process_id="incident",
    version=3,
    operator=Text("事業者", "Operator"),
    service=Text("サービス"),
    state=Text("進行中", "Open"),
    opened_at=AT,
    ended_at=None,
    purpose=Text("報告", "Report"),
    recipients=("個人情報保護委員会",),
    note="",
    made_at=AT,
)


def attached(number: int, content: bytes, title: str = "記録.txt") -> Attachment:
    file = Enclosure(f"attachments/{number:02}.txt", Text(title), "text/plain", partial(io.BytesIO, content))
    return Attachment(Text("受付", "Intake"), Text("佐々木"), AT, file)


def contents(*files: Attachment, answer: str = "はい") -> Contents:
    return Contents(
        cover=COVER,
        parts=(Part("answers", Text("回答", "Answers"), True), Part("files", Text("添付", "Attachments"), bool(files))),
        left_out=(LeftOut(Text("件数"), Text("個人情報")),),
        head=AuditHead("case:1", 7, "ab" * 16),
        answers=(Answers(Text("受付", "Intake"), Text("佐々木"), AT, (Row(Text("答え", "Answer"), Text(answer)),)),),
        attachments=files,
    )


SMALL = in_memory(contents(attached(1, b"one"), attached(2, "二".encode())))


def repacked(**changes: bytes | None) -> bytes:
    """The small archive packed anew, with other files in it: a new content, None for one that is gone."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SMALL)) as old, Packing(out) as packing:
        kept = {name: old.read(name) for name in old.namelist()}
        for name, content in {**kept, **changes}.items():
            if content is not None:
                packing.put(name, [content])
    return out.getvalue()
