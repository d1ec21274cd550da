"""The door for XML that comes from outside: read strictly, or refused with located problems.

Nothing behind this door sees a DOCTYPE, an entity, a network address or a file without bounds. Must not know what a
diagram means.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from webapp.diagram.names import BPMN, DI, bpmn, line_of, namespace
from webapp.model.problem import Problem
from webapp.model.text import Text

MAX_BYTES: Final = 2_000_000
MAX_ELEMENTS: Final = 20_000
MAX_TEXT: Final = 20_000
MAX_ID: Final = 200
ENCODINGS: Final = frozenset({"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ASCII", "US-ASCII"})

UNREADABLE: Final = frozenset(
    {
        "file-missing",
        "xml-malformed",
        "xml-too-large",
        "xml-doctype",
        "xml-encoding",
        "xml-too-many-elements",
        "not-bpmn",
    }
)
"""Codes of problems that mean: the file was not read at all."""


class DiagramRefused(Exception):
    """The XML does not come in. `problems` say why, in both languages, with line numbers."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(p.message.en for p in problems))


def open_diagram(raw: bytes, file: str = "process.bpmn") -> etree._Element:
    """The root `bpmn:definitions` of a diagram. Raises DiagramRefused; `file` is the name used in its problems."""
    if len(raw) > MAX_BYTES:
        raise DiagramRefused(
            _error(
                file,
                "xml-too-large",
                f"ファイルが大きすぎます（{len(raw):,}バイト。上限は{MAX_BYTES:,}バイト）。",
                f"The file is too large ({len(raw):,} bytes; the limit is {MAX_BYTES:,}).",
                "図を分けるか、埋め込まれた画像などを取り除いてください。",
                "Split the diagram, or remove embedded pictures and the like.",
            )
        )
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise _doctype(file, raw.count(b"\n", 0, max(raw.find(b"<!DOCTYPE"), raw.find(b"<!ENTITY"))) + 1)
    root = _parse(raw, file)
    info: Any = root.getroottree().docinfo  # the stubs know half of it
    if info.doctype or info.internalDTD is not None:
        raise _doctype(file, 1)
    if (info.encoding or "UTF-8").upper() not in ENCODINGS:
        raise DiagramRefused(
            _error(
                file,
                "xml-encoding",
                f"文字コード{info.encoding}は使えません。",
                f"The encoding {info.encoding} is not accepted.",
                "UTF-8で保存し直してください。",
                "Save the file as UTF-8.",
                1,
            )
        )
    if root.tag != bpmn("definitions"):
        raise DiagramRefused(
            _error(
                file,
                "not-bpmn",
                f"BPMN 2.0の図ではありません（最上位の要素が{_short(root.tag)}です）。",
                f"This is not a BPMN 2.0 diagram (its top element is {_short(root.tag)}).",
                f"名前空間{BPMN}のdefinitionsで始まるファイルを選んでください。",
                f"Choose a file that begins with definitions of the namespace {BPMN}.",
                line_of(root),
            )
        )
    problems = tuple(_bounds(root, file))
    if problems:
        raise DiagramRefused(*problems)
    return root


def _parse(raw: bytes, file: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as problem:
        line, column = problem.position
        raise DiagramRefused(
            _error(
                file,
                "xml-malformed",
                f"XMLとして読めません（{line}行{column}列：{problem.msg}）。",
                f"This is not well-formed XML (line {line}, column {column}: {problem.msg}).",
                "BPMNエディターで開いて保存し直すか、その行の書き方を直してください。",
                "Open it in a BPMN editor and save it again, or mend that line.",
                line or None,
            )
        ) from None


def _bounds(root: etree._Element, file: str) -> Iterator[Problem]:
    seen: dict[str, int | None] = {}
    for count, element in enumerate(root.iter(), start=1):
        if count > MAX_ELEMENTS:
            yield _error(
                file,
                "xml-too-many-elements",
                f"要素が多すぎます（上限は{MAX_ELEMENTS:,}）。",
                f"There are too many elements (the limit is {MAX_ELEMENTS:,}).",
                "図をいくつかのプロセスに分けてください。",
                "Split the diagram into several processes.",
                line_of(element),
            )
            return
        texts = (element.text, element.tail, *element.attrib.values())
        if max(map(len, filter(None, texts)), default=0) > MAX_TEXT:
            yield _error(
                file,
                "text-too-long",
                f"{MAX_TEXT:,}文字を超える文字列があります。",
                f"A text is longer than {MAX_TEXT:,} characters.",
                "短くしてください。長い説明は別の文書に置いてください。",
                "Shorten it; keep long explanations in a document of their own.",
                line_of(element),
            )
        name = element.get("id")
        if name is None or namespace(element) not in (BPMN, DI):
            continue  # extensions use id in their own sense, e.g. for the name of a parameter
        line = line_of(element)
        if not name.strip() or len(name) > MAX_ID:
            yield _error(
                file,
                "id-unusable",
                f"idが空か、{MAX_ID}文字を超えています。",
                f"An id is empty or longer than {MAX_ID} characters.",
                "短いidを付けてください。",
                "Give it a short id.",
                line,
            )
        elif name in seen:
            yield _error(
                file,
                "id-duplicate",
                f"id「{name}」が2回使われています（{seen[name]}行と{line}行）。",
                f"The id “{name}” is used twice (lines {seen[name]} and {line}).",
                "どちらかのidを変えてください。",
                "Change one of the two.",
                line,
                name,
            )
        else:
            seen[name] = line


def _doctype(file: str, line: int) -> DiagramRefused:
    return DiagramRefused(
        _error(
            file,
            "xml-doctype",
            "DOCTYPE宣言や実体宣言のあるファイルは受け付けません。",
            "A file with a DOCTYPE or an entity declaration is not accepted.",
            "その宣言を取り除いて保存し直してください。BPMNには必要ありません。",
            "Remove the declaration and save again; BPMN does not need it.",
            line,
        )
    )


def _short(tag: object) -> str:
    return str(tag).rpartition("}")[2][:60]


def _error(
    file: str,
    code: str,
    ja: str,
    en: str,
    fix_ja: str,
    fix_en: str,
    line: int | None = None,
    element: str | None = None,
) -> Problem:
    return Problem("error", code, Text(ja, en), Text(fix_ja, fix_en), file, element, line)
