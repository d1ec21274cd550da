"""What has left the house."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.store.reads.post import post_room
from webapp.web.actor import desk, require

blueprint = Blueprint("post", __name__)


@blueprint.get("/post")
@require("secretariat", "manager", "auditor")
def room() -> ResponseReturnValue:
    with desk().store.read() as unit:
        page = post_room(unit, request.args.get("page", 1, int))
    return render_template("post/room.html", page=page)
