"""The dossier of an archive: one page of HTML that needs nothing beside it, Japanese with English, to be read on a screen
or printed on A4. Every word of a case stands in it as text. Must not know where the contents come from."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from html import escape
from typing import Final

from webapp.archive.contents import (
    Answers,
    Attachment,
    Contents,
    Cover,
    Deadline,
    Decision,
    LeftOut,
    Letter,
    Line,
    Row,
)
from webapp.model.clock import TOKYO
from webapp.model.text import Text

STYLE: Final = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 52rem; color: #1c2430; background: #fff;
  font: 1rem/1.7 "Hiragino Sans", "Yu Gothic", "Noto Sans JP", Meiryo, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.35; margin: .25rem 0 1rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; padding-bottom: .25rem; border-bottom: 2px solid #1c2430; }
h3 { font-size: 1rem; margin: 0 0 .4rem; }
p { margin: .35rem 0; }
.en { color: #4a5563; font-weight: 400; font-size: .87em; }
h1 .en, h2 .en, .said .en { display: block; }
.by { color: #4a5563; font-size: .87rem; }
dl { display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; margin: .4rem 0; }
dt, dd { margin: 0; padding: .35rem .5rem .35rem 0; border-top: 1px solid #d7dce3; }
dt { color: #37414f; font-size: .93rem; }
dt .en, dd .en { display: block; }
dd { white-space: pre-line; }
section > article { padding: .9rem 0; border-bottom: 1px solid #aab3bf; }
blockquote { margin: .4rem 0; padding: .1rem 0 .1rem .9rem; border-left: 3px solid #aab3bf; white-space: pre-line; }
ul, ol { margin: .35rem 0; padding-left: 1.4rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-top: 1px solid #d7dce3; }
th { color: #37414f; font-weight: 600; }
td .en, th .en { display: block; }
.left-out { border: 1px solid #aab3bf; padding: .5rem 1rem; }
.left-out h2 { font-size: 1rem; margin: .2rem 0; padding: 0; border: 0; }
.left-out h2 .en { display: inline; }
code { font-size: .8rem; }
@media (max-width: 34rem) {
  dl { display: block; } dt { padding-bottom: 0; } dd { border-top: 0; padding-top: 0; }
  table, tbody, tr, td { display: block; } thead { position: absolute; clip-path: inset(50%); }
  tr { border-top: 1px solid #aab3bf; padding: .4rem 0; } td { border: 0; padding: .05rem 0; }
}
@media print {
  @page { size: A4; margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); } }
  body { max-width: none; padding: 0; font-size: 9pt; line-height: 1.5; }
  dt, dd { padding: .12rem .4rem .12rem 0; } dd .en { display: inline; margin-left: .5em; }
  section > article { padding: .5rem 0; }
  h2, h3, .by { break-after: avoid; } tr, dt, dd, li { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
}
"""
STYLE_HASH: Final = f"sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}"
"""Of the style, for whoever shows the page under a policy."""
NOTHING: Final = Text("なし", "None")
_LINKED: Final = re.compile(r'<a href="[^"]*">(.*?)</a>', re.DOTALL)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def dossier(contents: Contents) -> str:
    """The whole page. Its only links lead to the files beside it."""
    return _page(contents)


def preview(contents: Contents) -> str:
    """The same page where the files are not beside it."""
    return _LINKED.sub(r"\1", _page(contents))


def _page(contents: Contents) -> str:
    cover = contents.cover
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="ja">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(cover.number)} {escape(cover.title.ja)}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            *_cover(cover),
            "<main>",
            *_left_out(contents),
            *_sections(contents),
            "</main>",
            *_end(contents),
            "</body>",
            "</html>",
            "",
        ]
    )


def _sections(contents: Contents) -> Iterator[str]:
    chosen = {part.id: part.name for part in contents.parts if part.chosen}
    bodies: dict[str, Iterable[str]] = {
        "answers": (line for one in contents.answers for line in _answers(one)),
        "decisions": (line for one in contents.decisions for line in _decision(one)),
        "deadlines": (line for one in contents.deadlines for line in _deadline(one)),
        "letters": (line for one in contents.letters for line in _letter(one)),
        "files": (line for one in contents.attachments for line in _attachment(one)),
        "history": _history(contents.history),
    }
    for id, body in bodies.items():
        if id in chosen:
            lines = list(body) or [f"<p>{_both(NOTHING)}</p>"]
            yield from ("<section>", f"<h2>{_both(chosen[id])}</h2>", *lines, "</section>")


def _cover(cover: Cover) -> Iterator[str]:
    yield "<header>"
    yield f'<p class="by">{_both(cover.body)}</p>'
    yield f"<h1>{escape(cover.number)}　{_both(cover.title)}</h1>"
    ended = "—" if cover.ended_at is None else _moment(cover.ended_at)
    yield _list(
        [
            (Text("プロセス", "Process"), _both(_version(cover))),
            (Text("事業者", "Operator"), _both(cover.operator)),
            (Text("サービス", "Service"), _both(cover.service)),
            (Text("状態", "State"), _both(cover.state)),
            (Text("案件を開いた日時", "Opened"), _moment(cover.opened_at)),
            (Text("案件が終わった日時", "Ended"), ended),
            (Text("渡す目的", "For"), _both(cover.purpose)),
            (Text("受け取る相手", "Recipients"), escape("、".join(cover.recipients)) or "—"),
            (Text("添え書き", "Note"), escape(cover.note) or "—"),
            (Text("この資料を作った日時", "Made"), _moment(cover.made_at)),
        ]
    )
    yield "</header>"


def _version(cover: Cover) -> Text:
    number = cover.version
    return Text(f"{cover.process.ja}（第{number}版）", f"{cover.process.pick('en')} (version {number})")


def _left_out(contents: Contents) -> Iterator[str]:
    absent = [LeftOut(part.name, Text("選ばれていない", "Not chosen")) for part in contents.parts if not part.chosen]
    left_out = (*contents.left_out, *absent)
    yield '<section class="left-out">'
    yield f"<h2>{_both(Text('載せていないもの', 'What is left out'))}</h2>"
    if left_out:
        yield "<ul>"
        yield from (f"<li>{_both(one.what)}：{_both(one.ground)}</li>" for one in left_out)
        yield "</ul>"
    else:
        yield f"<p>{_both(NOTHING)}</p>"
    yield "</section>"


def _answers(one: Answers) -> Iterator[str]:
    marks = "".join(
        f" <em>{_both(mark)}</em>"
        for holds, mark in (
            (one.aside, Text("（戻されて使われなくなった回答）", "(laid aside: the case went back behind it)")),
            (one.corrected, Text("（訂正後の回答）", "(as corrected)")),
        )
        if holds
    )
    yield f"<article><h3>{_both(one.step)}{marks}</h3>"
    yield f'<p class="by">{_both(one.who)}、{_moment(one.at)}</p>'
    yield _rows(one.rows)
    yield "</article>"


def _decision(one: Decision) -> Iterator[str]:
    yield f"<article><h3>{_both(one.step)}</h3>"
    yield f'<p class="by">{_both(one.rule)}、{_day(one.decided_on)}</p>'
    if one.outcome.ja:
        yield f'<p class="said"><strong>{_both(one.outcome)}</strong></p>'
    yield _rows(one.computed)
    if one.reasons:
        yield "<ul>"
        yield from (f'<li class="said">{_both(reason)}</li>' for reason in one.reasons)
        yield "</ul>"
    for cited in one.clauses:
        place = escape(f"{cited.document} {cited.edition} {cited.clause}")
        quote = "" if cited.quote is None else f"<blockquote>{escape(cited.quote)}</blockquote>"
        yield f"<p>{_both(Text('根拠', 'Clause'))}：{place}</p>{quote}"
    if one.inputs:
        yield f'<p class="by">{_both(Text("判定に使った値", "What the rule was given"))}</p>{_rows(one.inputs)}'
    if one.parameters:
        yield f'<p class="by">{_both(Text("判定に使った定数", "Amounts that it used"))}</p>{_rows(one.parameters)}'
    yield "</article>"


def _deadline(one: Deadline) -> Iterator[str]:
    yield f"<article><h3>{_both(one.name)}</h3>"
    last = "" if one.last is None else f"{_day(one.last)} "
    yield f"<p>{last}{_both(one.state)}</p>"
    if one.lines:
        heads = (
            Text("日", "Day"),
            Text("何が", "What"),
            Text("理由", "Ground"),
            Text("だれが", "Who"),
            Text("期限", "Due"),
        )
        yield _table(
            heads,
            (
                (
                    _day(line.on),
                    _both(line.what),
                    _both(line.ground),
                    _both(line.who),
                    "—" if line.last is None else _day(line.last),
                )
                for line in one.lines
            ),
        )
    yield "</article>"


def _letter(one: Letter) -> Iterator[str]:
    yield f"<article><h3>{escape(one.number)}　{_both(one.title)}</h3>"
    yield _list(
        [
            (Text("宛先", "Addressee"), _both(one.addressee)),
            (Text("状態", "State"), _both(one.state)),
            (Text("文書の日付", "Dated"), "—" if one.dated is None else _day(one.dated)),
            (Text("発信した日", "Dispatched"), "—" if one.dispatched_on is None else _day(one.dispatched_on)),
        ]
    )
    yield "<ul>"
    yield from (f"<li>{_link(paper.name, paper.title)}</li>" for paper in one.papers)
    yield "</ul></article>"


def _attachment(one: Attachment) -> Iterator[str]:
    yield f"<article><h3>{_link(one.file.name, one.file.title)}</h3>"
    yield f'<p class="by">{_both(one.where)}、{_both(one.who)}、{_moment(one.at)}</p></article>'


def _history(lines: tuple[Line, ...]) -> Iterator[str]:
    if lines:
        heads = (
            Text("番号", "No."),
            Text("日時", "When"),
            Text("だれが", "Who"),
            Text("何を", "What"),
            Text("工程", "Step"),
            Text("理由", "Reason"),
        )
        yield _table(
            heads,
            (
                (
                    str(line.seq),
                    _moment(line.at),
                    _both(line.who),
                    _both(line.what),
                    _both(line.step),
                    _both(line.reason),
                )
                for line in lines
            ),
        )


def _end(contents: Contents) -> Iterator[str]:
    head = contents.head
    told = Text(
        "この資料のファイルとそのSHA-256は、目録（manifest.json）にあります。「nintei archive verify」で確かめられます。",
        "The manifest (manifest.json) lists the files with their SHA-256; “nintei archive verify” compares them.",
    )
    chain = Text("作ったときの監査記録の末尾", "End of the audit chain when this was made")
    yield f'<footer><p class="by said">{_both(told)}</p>'
    yield f'<p class="by">{_both(chain)}：{head.seq} <code>{escape(head.mac)}</code></p></footer>'


def _rows(rows: Iterable[Row]) -> str:
    return _list((row.label, _both(row.value)) for row in rows)


def _list(pairs: Iterable[tuple[Text, str]]) -> str:
    lines = [f"<dt>{_both(label)}</dt><dd>{shown}</dd>" for label, shown in pairs]
    return f"<dl>{''.join(lines)}</dl>" if lines else ""


def _table(heads: Iterable[Text], rows: Iterable[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{_both(one)}</th>' for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="table"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _link(name: str, title: Text) -> str:
    return f'<a href="{escape(name)}">{_both(title)}</a>'


def _both(text: Text) -> str:
    """Both languages, the English one only where it says something else."""
    if not text.en or text.en == text.ja:
        return escape(text.ja)
    return f'{escape(text.ja)} <span class="en" lang="en">{escape(text.en)}</span>'


def _day(day: date) -> str:
    english = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f'<time datetime="{day.isoformat()}">{_both(Text(f"{day.year}年{day.month}月{day.day}日", english))}</time>'


def _moment(at: datetime) -> str:
    local = at.astimezone(TOKYO)
    shown = f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    return f'<time datetime="{local.isoformat(timespec="minutes")}">{shown}</time>'
