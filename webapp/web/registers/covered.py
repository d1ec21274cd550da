"""The list of covered businesses (Act, article 52(2)) as of a day: read, searched, printed, taken along as a table. It is
kept here; where it is published is not known here."""

from __future__ import annotations

from typing import Final

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.ask_rule import published_body
from webapp.model.bundle import Form
from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers
from webapp.model.text import Text
from webapp.registers.capacities import text_of
from webapp.registers.kinds import KINDS
from webapp.store.reads.covered import CoveredLine, covered_on
from webapp.web.actor import desk, now, require
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later, pick
from webapp.web.registers.editing import asked_day
from webapp.web.registers.routes import READERS, blueprint
from webapp.web.registers.tables import taken_along

WHICH: Final = {"published": later("公表する"), "withheld": later("公表しない"), "all": later("すべて")}
_PUBLISH: Final = {"published": True, "withheld": False, "all": None}


@blueprint.get("/covered")
@require(*READERS)
def covered() -> ResponseReturnValue:
    return _list("")


@blueprint.post("/covered")
@require(*READERS)
def search_covered() -> ResponseReturnValue:
    """The same list searched by text, which stays out of the address."""
    return _list(request.form.get("text", ""))


@blueprint.get("/covered.csv")
@require(*READERS)
def covered_table() -> ResponseReturnValue:
    day, problem = asked_day()
    if problem is not None:
        raise InvalidAnswers({"on": problem})
    which = _which()
    with desk().store.read() as unit:
        found = covered_on(unit, day, _PUBLISH[which])
    head = [_("名称"), _("名称（英語表記）"), _("法人番号"), _("根拠"), _("いつから"), _("いつまで"), _("公表")]
    bases = _bases()
    return taken_along(f"covered-{which}-{day.isoformat()}.csv", head, [_row(line, bases) for line in found.lines])


def _list(text: str) -> ResponseReturnValue:
    (day, problem), which = asked_day(), _which()
    with desk().store.read() as unit:
        found = covered_on(unit, day, _PUBLISH[which], text)
    shown = render_template(
        "registers/covered.html",
        found=found,
        text=text,
        which=which,
        whiches=WHICH,
        on=day,
        today=local_date(now()),
        typed_on=request.args.get("on", "") or day.isoformat(),
        problem=problem,
        bases=_bases(),
        body=text_of(published_body(desk()).get("name")),
        taken=url_for("registers.covered_table", on=day.isoformat(), which=which),
    )
    return shown, 422 if problem else 200


def _which() -> str:
    asked = request.args.get("which", "published")
    return asked if asked in WHICH else "published"


def _bases() -> dict[str, Text]:
    form: Form = KINDS["coverage"].form
    return {option.value: option.label for field in form.fields if field.id == "basis" for option in field.options}


def _row(line: CoveredLine, bases: dict[str, Text]) -> tuple[str, ...]:
    return (
        line.name.ja,
        line.name.en,
        line.corporate_number or "",
        pick(bases[line.basis]),
        line.first_day.isoformat(),
        "" if line.last_day is None else line.last_day.isoformat(),
        _("公表する") if line.publish else _("公表しない"),
    )
