"""The public report of a fiscal year as a page of its own, in both languages, and as a table for spreadsheets. Everything
that is shown is in the page. Must not know how figures are counted or who approves them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from webapp.model.figures import Figures, Table, Times
from webapp.model.text import Language, Text

WITHHELD: Final = "＊"
LANGUAGES: Final[tuple[Language, ...]] = ("ja", "en")
_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says. `figures`: as the public may be told; `smallest`: the smallest count that is told; `note`: of
    the body on this year, "" where it has none."""

    body: Text
    process: Text
    year: int
    as_of: date
    figures: Figures
    smallest: int
    note: Text


def as_page(report: Report) -> str:
    """A whole HTML page. Nothing is loaded from anywhere."""
    title = f"{report.process.ja} {report.year}年度 / {report.process.pick('en')}, fiscal year {report.year}"
    parts = "\n".join(_part(report, language) for language in LANGUAGES)
    return (
        f'<!doctype html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{parts}\n</body>\n</html>\n"
    )


def as_csv(report: Report) -> str:
    """A line for each count, in both languages; what is withheld has its sign."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["表", "Table", "区分", "Category", "件数", "Count"])
    for title, label, count in _lines(report.figures):
        table.writerow([_cell(word) for word in (title.ja, title.pick("en"), label.ja, label.pick("en"))] + [count] * 2)
    return out.getvalue()


def told(count: int | None) -> str:
    return WITHHELD if count is None else str(count)


def _lines(figures: Figures) -> Iterator[tuple[Text, Text, str]]:
    yield _RECEIVED, Text("", ""), str(figures.received)
    yield _CASES, Text("", ""), str(figures.cases)
    for table in figures.tables:
        yield from ((table.title, cell.label, told(cell.count)) for cell in table.cells)
        yield table.title, _WHOLE, str(table.whole)
    for label, count in _of_times(figures.times):
        yield _TIMES, label, count


def _of_times(times: Times) -> Iterator[tuple[Text, str]]:
    yield Text("件数", "Cases"), told(times.count)
    if times.median is not None:
        yield Text("中央値（日）", "Median, in days"), str(times.median)
    if times.ninety is not None:
        yield Text("90％が収まる日数", "Nine in ten within, in days"), str(times.ninety)


def _part(report: Report, language: Language) -> str:
    words = _WORDS[language]
    figures = report.figures
    shown = [_heading(report, language, words)]
    if report.note.ja:
        shown.append(f"<p>{escape(report.note.pick(language))}</p>")
    shown.append(
        f"<dl><div><dt>{_RECEIVED.pick(language)}</dt><dd>{figures.received}</dd></div>"
        f"<div><dt>{_CASES.pick(language)}</dt><dd>{figures.cases}</dd></div></dl>"
    )
    shown.extend(_table(table, language, words) for table in figures.tables)
    rows = "".join(_row(label.pick(language), count) for label, count in _of_times(figures.times))
    shown.append(f"<table><caption>{_TIMES.pick(language)}</caption><tbody>{rows}</tbody></table>")
    shown.append(f"<p><small>{words['sign'].format(sign=WITHHELD, smallest=report.smallest)}</small></p>")
    shown.append(f"<p><small>{words['once']}</small></p>")
    return f'<section lang="{language}">\n' + "\n".join(shown) + "\n</section>"


def _heading(report: Report, language: Language, words: dict[str, str]) -> str:
    day = report.as_of
    on = f"{day.year}年{day.month}月{day.day}日" if language == "ja" else f"{day.day} {day:%B %Y}"
    title = words["title"].format(process=escape(report.process.pick(language)), year=report.year)
    return f"<h1>{title}</h1>\n<p>{escape(report.body.pick(language))} · {words['as_of'].format(day=on)}</p>"


def _table(table: Table, language: Language, words: dict[str, str]) -> str:
    title = escape(table.title.pick(language))
    if table.withheld:
        return f"<h2>{title}</h2><p>{words['nothing']}</p>"
    rows = "".join(_row(cell.label.pick(language), told(cell.count)) for cell in table.cells)
    whole = _row(words["marks"] if table.of_marks else _WHOLE.pick(language), str(table.whole))
    return (
        f'<table><caption>{title}</caption><thead><tr><th scope="col">{words["category"]}</th>'
        f'<th scope="col">{words["count"]}</th></tr></thead><tbody>{rows}</tbody><tfoot>{whole}</tfoot></table>'
    )


def _row(label: str, count: str) -> str:
    return f'<tr><th scope="row">{escape(label)}</th><td>{count}</td></tr>'


def _cell(value: str) -> str:
    """A name that a spreadsheet would take for a formula stays a name."""
    return f"'{value}" if value.startswith(_STARTS_A_FORMULA) else value


_RECEIVED: Final = Text("受け付けた件数", "Received")
_CASES: Final = Text("案件の数（対象のサービスごと）", "Cases (one for each service concerned)")
_WHOLE: Final = Text("計", "Total")
_TIMES: Final = Text("受付から通告まで", "From receipt to the notice")
_WORDS: Final[dict[str, dict[str, str]]] = {
    "ja": {
        "title": "{process}　{year}年度の件数",
        "as_of": "{day}現在",
        "category": "区分",
        "count": "件数",
        "marks": "延べ数（一つの案件に複数の区分があります）",
        "nothing": "件数が少ないため、内訳を伏せています。",
        "sign": "{sign}は、{smallest}未満の件数と、ほかの数から計算できてしまう件数を伏せたものです。",
        "once": "年度（4月から翌年3月まで）は、案件を受け付けた年度です。内訳は公表の日の状態で、後の年度に決まったものを含みます。",
    },
    "en": {
        "title": "{process}: figures of fiscal year {year}",
        "as_of": "as of {day}",
        "category": "Category",
        "count": "Cases",
        "marks": "Marks in all (a case may have several)",
        "nothing": "The numbers are small, so this table is withheld.",
        "sign": "{sign} stands for counts below {smallest}, and for those that would follow from the others.",
        "once": "The fiscal year (April to March) is the one in which a case came in. The tables tell how cases stand on the "
        "day of the report, decisions of later years included.",
    },
}
_STYLE: Final = (
    "body{font:16px/1.6 system-ui,'Noto Sans JP',sans-serif;color:#1a1a1c;background:#fff;max-width:46rem;margin:2rem auto;"
    "padding:0 1rem}section+section{border-top:2px solid #1a1a1c;margin-top:3rem;padding-top:1rem}h1{font-size:1.5rem}"
    "h2,caption{font-size:1.0625rem;font-weight:700;text-align:left;margin-top:1.5rem;padding:1rem 0 .4rem}"
    "table{width:100%;border-collapse:collapse;break-inside:avoid}th,td{border-bottom:1px solid #c8c8cc;padding:.35rem .5rem;"
    "text-align:left;font-weight:400}td,thead th:last-child{text-align:right;font-variant-numeric:tabular-nums}"
    "tfoot th,tfoot td{font-weight:700;border-bottom:0}dl div{display:flex;gap:1rem}dt{min-width:16rem}dd{margin:0;"
    "font-weight:700}@media print{body{margin:0;max-width:none}section+section{break-before:page;border:0;margin:0}}"
)
