"""What a manager looks after among people: requests without an answer, tasks that came back, qualifications that end."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.model.clock import local_date
from webapp.model.may import reach
from webapp.people.qualifications import all_qualifications, ended, ending_soon
from webapp.people.register_of_body import register_of_body
from webapp.store.reads.organs import requests, returned
from webapp.store.reads.people import names_of
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.manager.names import step_name
from webapp.web.manager.routes import blueprint


@blueprint.get("/people")
@require("manager")
def people() -> ResponseReturnValue:
    actor = current_actor()
    today = local_date(now())
    qualified = all_qualifications(desk().store)
    with desk().store.read() as unit:
        notice = register_of_body(unit, today).notice
        soon = (*ended(qualified, today, notice), *ending_soon(qualified, today, notice))
        asked = requests(unit, reach(actor), only_open=True)
        tasks = returned(unit, reach(actor))
        names = names_of(unit, {row.user_id for row in soon})
    return render_template(
        "people/looked_after.html",
        asked=asked,
        returned=tasks,
        soon=soon,
        notice=notice,
        today=today,
        names=names,
        step_name=step_name,
    )
