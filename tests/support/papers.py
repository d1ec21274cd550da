"""Small files of each kind that may come in, made here byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x11" * 50 + b"\xff\xd9"
TIFF = b"II*\x00" + struct.pack("<I", 8) + struct.pack("<H", 0) + bytes(8)
_MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    + _chunk(b"IEND", b"")
)


def office(kind: str, **more: bytes) -> bytes:
    """The least that makes a document of Word, Excel or PowerPoint; `more`: further parts by name."""
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{_MAIN[kind]}"/></Types>'
    )
    return zipped(**{"[Content_Types].xml": types.encode(), "main.xml": b"<main/>"}, **more)


def zipped(**parts: bytes) -> bytes:
    """The parts packed under their names; the same bytes at any time, since they are in the names of tests."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def paper(number: int = 1) -> bytes:
    """A PDF of its own for each number."""
    return PDF.replace(b"trailer", b"%% %d\ntrailer" % number)
