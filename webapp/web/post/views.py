"""What has left the house."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.model.may import Reach
from webapp.store.reads.post import post_room
from webapp.web.actor import current_actor, desk, require

blueprint = Blueprint("post", __name__)


@blueprint.get("/post")
@require("secretariat", "manager", "auditor")
def room() -> ResponseReturnValue:
    # Its readers see all that leaves the house, but for the cases that they keep away from.
    actor = current_actor()
    with desk().store.read() as unit:
        page = post_room(
            unit, request.args.get("page", 1, int), Reach(everything=True, person=actor.id, barred=actor.barred)
        )
    return render_template("post/room.html", page=page)
