"""The measures that are made public as of a day: read, printed, taken along as a table, withdrawn with a reason. They are
kept here; where they are published is not known here."""

from __future__ import annotations

from typing import Final

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.model.clock import local_date
from webapp.model.may import reach
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.registers.correct_record import find
from webapp.registers.publications import KIND, WITHDRAWAL, WithdrawPublication, withdraw_publication
from webapp.store.reads.publications import Published, all_published, publications_of, published_on
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later, pick
from webapp.web.parts.measures import measure_words
from webapp.web.registers.editing import Edit, Typed, asked_day, carried_out, operator_of, revision, shown
from webapp.web.registers.routes import READERS, WRITERS, blueprint
from webapp.web.registers.tables import taken_along

WHICH: Final = {"published": later("公表する"), "all": later("すべて")}


@blueprint.get("/publications")
@require(*READERS)
def publications() -> ResponseReturnValue:
    (day, problem), which, actor = asked_day(), _which(), current_actor()
    with desk().store.read() as unit:
        found = published_on(unit, reach(actor), day) if which == "published" else all_published(unit, reach(actor))
    page = render_template(
        "registers/publications.html",
        found=found,
        which=which,
        whiches=WHICH,
        on=day,
        today=local_date(now()),
        typed_on=request.args.get("on", "") or day.isoformat(),
        problem=problem,
        measure_words=measure_words,
        taken=url_for("registers.publications_table", on=day.isoformat()),
    )
    return page, 422 if problem else 200


@blueprint.get("/publications.csv")
@require(*READERS)
def publications_table() -> ResponseReturnValue:
    """What is to be published on the day, without the reason and the case, which are not for the public."""
    day, problem = asked_day()
    if problem is not None:
        raise InvalidAnswers({"on": problem})
    with desk().store.read() as unit:
        found = published_on(unit, reach(current_actor()), day)
    head = [
        _("事業者"), _("事業者（英語表記）"), _("法人番号"), _("サービス"), _("措置"), _("通告した日"),
        _("公表の文面"), _("公表の文面（英語）"), _("いつから"), _("いつまで"),
    ]  # fmt: skip
    return taken_along(f"measures-{day.isoformat()}.csv", head, [_row(one) for one in found])


@blueprint.get("/<operator_id>/publications/<publication_id>")
@require(*WRITERS)
def publication(operator_id: str, publication_id: str) -> ResponseReturnValue:
    return shown(_edit(operator_id, publication_id), {"withdrawn_on": local_date(now()).isoformat()})


@blueprint.post("/<operator_id>/publications/<publication_id>")
@kept.shown_again_on("registers.publication")
@require(*WRITERS)
def withdraw(operator_id: str, publication_id: str) -> ResponseReturnValue:
    edit = _edit(operator_id, publication_id)

    def deed(typed: Typed) -> str:
        command = WithdrawPublication(operator_id, publication_id, revision(), typed)
        withdraw_publication(desk().store, desk().keys, current_actor(), command, now())
        return edit.back

    return carried_out(edit, deed, _("公表をやめる日を記録しました。"))


def _edit(operator_id: str, publication_id: str) -> Edit:
    with desk().store.read() as unit:
        found = find(unit, KIND, operator_id, publication_id)
    if found.values["withdrawn_on"] is not None and request.method == "GET":
        raise NotFound
    return Edit(
        form=WITHDRAWAL,
        heading=_("公表をやめる"),
        action=request.path,
        back=url_for("registers.operator", operator_id=operator_id),
        submit=_("公表をやめる日を記録する"),
        operator=operator_of(operator_id),
        about=_about(operator_id, publication_id),
        seen=str(found.revision),
    )


def _about(operator_id: str, publication_id: str) -> Text | None:
    """What is withdrawn, so that nobody takes one measure for another."""
    with desk().store.read() as unit:
        found = publications_of(unit, reach(current_actor()), operator_id)
    said = (Text(f"{measure_words(one.measures)} — {pick(one.service)}") for one in found if one.id == publication_id)
    return next(said, None)


def _which() -> str:
    asked = request.args.get("which", "published")
    return asked if asked in WHICH else "published"


def _row(one: Published) -> tuple[str, ...]:
    return (
        one.operator.ja,
        one.operator.en,
        one.corporate_number or "",
        one.service.ja,
        measure_words(one.measures),
        one.notice_date.isoformat(),
        one.wording.ja,
        one.wording.en,
        one.first_day.isoformat(),
        "" if one.last_day is None else one.last_day.isoformat(),
    )
