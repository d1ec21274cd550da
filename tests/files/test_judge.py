"""What may come in: every kind by its content, and everything that only says it is one."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers import JPEG, PDF, PNG, TIFF, office, zipped

from webapp.files import reasons
from webapp.files.judge import judge
from webapp.files.kinds import KINDS, LARGEST
from webapp.files.names import clean, disposition, ending
from webapp.files.reasons import Refused
from webapp.model.text import Text


def refused(content: bytes, name: str) -> Text:
    with pytest.raises(Refused) as caught:
        judge(io.BytesIO(content), name)
    return caught.value.message


@pytest.mark.parametrize(
    ("content", "name", "media"),
    [
        (PDF, "報告書.pdf", "application/pdf"),
        (PDF, "報告書.PDF", "application/pdf"),
        (PNG, "画面.png", "image/png"),
        (JPEG, "写真.jpg", "image/jpeg"),
        (JPEG, "写真.jpeg", "image/jpeg"),
        (TIFF, "写し.tiff", "image/tiff"),
        ("会員番号,氏名\n1,佐藤\n".encode(), "名簿.csv", "text/csv; charset=utf-8"),
        ("会員番号,氏名\r\n1,髙橋①\r\n".encode("cp932"), "名簿.csv", "text/csv; charset=shift_jis"),
        ("\ufeff記録".encode(), "記録.txt", "text/plain; charset=utf-8"),
        (office("docx"), "弁明書.docx", KINDS["docx"].media),
        (office("xlsx"), "一覧.xlsx", KINDS["xlsx"].media),
        (office("pptx"), "説明.pptx", KINDS["pptx"].media),
    ],
)
def test_each_kind_comes_in_and_is_served_as_what_it_is(content: bytes, name: str, media: str) -> None:
    stream = io.BytesIO(content)
    judged = judge(stream, name)
    assert (judged.name, judged.media, judged.size) == (name, media, len(content))
    assert judged.hash == hashlib.sha256(content).hexdigest()
    assert stream.tell() == 0


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"MZ\x90\x00" + bytes(200), "請求書.pdf", reasons.OTHER_CONTENT),
        (b"MZ\x90\x00" + bytes(200), "setup.exe", reasons.KIND),
        (PDF, "報告書.pdf.exe", reasons.KIND),
        (PDF, "報告書.exe.pdf", reasons.PROGRAM_INSIDE),
        (PDF, "報告書", reasons.KIND),
        (PDF, "", reasons.NAMELESS),
        (PDF, "../..", reasons.NAMELESS),
        (b"<!DOCTYPE html><script>alert(1)</script>", "画面.png", reasons.OTHER_CONTENT),
        (b"<html><body>x</body></html>", "記録.txt", reasons.OTHER_CONTENT),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "図.svg", reasons.KIND),
        (b'<?xml version="1.0"?><svg onload="x()"/>', "図.txt", reasons.OTHER_CONTENT),
        (b"", "空.txt", reasons.EMPTY),
        (b"abc\x00def", "記録.txt", reasons.NO_TEXT),
        ("記録".encode("utf-16"), "記録.txt", reasons.NO_TEXT),
        (b"\x89\xff\xfe\xfd", "記録.csv", reasons.NO_TEXT),
        (PDF.replace(b"%%EOF", b""), "報告書.pdf", reasons.CUT_SHORT),
        (PDF + zipped(a=b"b"), "報告書.pdf", reasons.TWO_KINDS),
        (PDF.replace(b"%PDF-1.7\n", b"%PDF-1.7\n<script>x</script>\n"), "報告書.pdf", reasons.TWO_KINDS),
        (b"junk" + PDF, "報告書.pdf", reasons.OTHER_CONTENT),
        (PNG + zipped(a=b"b"), "画面.png", reasons.TWO_KINDS),
        (PNG[:-4], "画面.png", reasons.CUT_SHORT),
        (JPEG, "画面.png", reasons.OTHER_CONTENT),
        (JPEG[:-2], "写真.jpg", reasons.CUT_SHORT),
        (JPEG + zipped(a=b"b"), "写真.jpg", reasons.TWO_KINDS),
        (b"II*\x00" + struct.pack("<I", 4_000_000), "写し.tif", reasons.CUT_SHORT),
        (zipped(a=b"b"), "資料.zip", reasons.KIND),
        (zipped(a=b"b"), "資料.docx", reasons.OTHER_CONTENT),
        (office("xlsx"), "資料.docx", reasons.OTHER_CONTENT),
        (office("docm"), "資料.docx", reasons.MACROS),
        (office("docx", **{"word/vbaProject.bin": b"x"}), "資料.docx", reasons.MACROS),
        (office("docx", **{"word/activeX/activeX1.xml": b"x"}), "資料.docx", reasons.MACROS),
        (office("docx", **{"word/embeddings/oleObject1.bin": b"MZ"}), "資料.docx", reasons.MACROS),
        (office("docx", **{"../../etc/cron.d/x": b"x"}), "資料.docx", reasons.OTHER_CONTENT),
        (office("docx", **{"word/embeddings/x.bin": b"MZ"}), "資料.docx", reasons.MACROS),
        (office("docx", **{"word/media/x.png": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}), "資料.docx", reasons.MACROS),
        (office("docx")[:-30], "資料.docx", reasons.CUT_SHORT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "資料.docx", reasons.SEALED),
        (b"MZ" + office("docx"), "資料.docx", reasons.OTHER_CONTENT),
    ],
)
def test_what_only_says_it_is_one_is_refused_with_its_reason(content: bytes, name: str, why: Text) -> None:
    assert refused(content, name) == why


FETCHED = '<Relationship Type="x/attachedTemplate" TargetMode="External" Target="https://example.com/a.dotm"/>'


@pytest.mark.parametrize(
    ("links", "why"),
    [
        (FETCHED.encode(), reasons.MACROS),
        (FETCHED.replace("=", " = ").encode(), reasons.MACROS),
        (FETCHED.replace('"', "'").encode(), reasons.MACROS),
        (FETCHED.replace("Ext", "&#69;xt").encode(), reasons.MACROS),
        (FETCHED.replace("Template", "&#x54;emplate").encode(), reasons.MACROS),
        (FETCHED.replace("attachedTemplate", "oleObject").encode(), reasons.MACROS),
        (f'<!DOCTYPE r [<!ENTITY e "External">]>{FETCHED.replace("External", "&e;")}'.encode(), reasons.OTHER_CONTENT),
        (FETCHED.encode("utf-16"), reasons.OTHER_CONTENT),
    ],
)
def test_a_document_that_fetches_a_template_is_refused_however_that_is_written(links: bytes, why: Text) -> None:
    assert refused(office("docx", **{"word/_rels/settings.xml.rels": links}), "資料.docx") == why


def test_a_document_with_links_for_its_readers_comes_in() -> None:
    links = (
        b'<?xml version="1.0"?><!-- x --><Relationship Type="x/hyperlink" TargetMode="External" Target="https://x"/>'
    )
    assert judge(io.BytesIO(office("docx", **{"word/_rels/document.xml.rels": links})), "資料.docx")


def test_a_document_that_would_grow_too_large_is_refused_without_unpacking_it() -> None:
    bomb = office("docx", **{"word/media/image1.png": bytes(160 * 1024 * 1024)})
    assert len(bomb) < 1_000_000
    assert refused(bomb, "資料.docx") == reasons.BOMB


def test_a_document_with_too_many_parts_is_refused() -> None:
    many = office("docx", **{f"word/{n}.xml": b"" for n in range(5_001)})
    assert refused(many, "資料.docx") == reasons.BOMB


def test_a_document_that_lies_about_its_sizes_is_refused() -> None:
    """The listing says 10 bytes, the part holds a hundred thousand."""
    content = bytes(100_000)
    honest = office("docx", **{"word/big.xml": content})
    lying = honest.replace(struct.pack("<I", len(content)), struct.pack("<I", 10))
    assert lying != honest
    assert refused(lying, "資料.docx") == reasons.CUT_SHORT


def test_the_size_ends_at_25_megabytes() -> None:
    head = b"%PDF-1.7\n"
    tail = b"\n%%EOF\n"
    largest = head + b"x" * (LARGEST - len(head) - len(tail)) + tail
    assert judge(io.BytesIO(largest), "大.pdf").size == 25 * 1024 * 1024
    with pytest.raises(Refused) as caught:
        judge(io.BytesIO(largest + b"\n"), "大.pdf")
    assert caught.value.too_large and caught.value.message == reasons.TOO_LARGE


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("C:\\Users\\sato\\報告書.pdf", "報告書.pdf"),
        ("../../../etc/passwd.txt", "passwd.txt"),
        ("請求書\u202efdp.exe", "請求書fdp.exe"),
        ("a\u2066b\u200fc.pdf", "abc.pdf"),
        ("報告\r\nSet-Cookie: x.pdf", "報告Set-Cookie x.pdf"),
        ('quo"te;name.pdf', "quotename.pdf"),
        ("  .pdf. ", "pdf"),
        ("が.pdf", "が.pdf"),
        ("あ" * 300 + ".pdf", "あ" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned_and_keep_their_true_ending(name: str, cleaned: str) -> None:
    assert clean(name) == cleaned


def test_a_name_that_reads_backwards_is_judged_by_its_true_ending() -> None:
    assert refused(PDF, "請求書\u202efdp.exe") == reasons.KIND


@given(st.text(max_size=300))
def test_a_cleaned_name_is_never_a_path_and_cleaning_again_changes_nothing(name: str) -> None:
    cleaned = clean(name)
    assert len(cleaned) <= 120
    assert not set(cleaned) & set('/\\<>:"|?*;\r\n\x00')
    assert not cleaned.startswith(".")
    assert clean(cleaned) == cleaned


@given(st.text(max_size=200))
def test_the_header_of_a_download_is_one_line_of_ascii(name: str) -> None:
    header = disposition(clean(name))
    assert header.isascii() and "\n" not in header and "\r" not in header
    assert header.count('"') == 2 and header.startswith("attachment; ")


@given(st.binary(max_size=400), st.sampled_from(sorted(KINDS)))
def test_no_bytes_ever_break_it(content: bytes, kind: str) -> None:
    try:
        judged = judge(io.BytesIO(content), f"x.{kind}")
    except Refused:
        return
    assert ending(judged.name) == kind and judged.media.startswith(KINDS[kind].media)


@pytest.mark.parametrize("spoil", [lambda raw: raw[:-1], lambda raw: raw[::-1], lambda raw: zlib.compress(raw)])
@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
def test_a_spoilt_document_is_refused(kind: str, spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Refused):
        judge(io.BytesIO(spoil(office(kind))), f"x.{kind}")
