"""Certificates of a service: drawn from the register on demand, approved by a second person, taken along as PDF."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.certify import (
    APPROVERS,
    PREPARERS,
    ApproveCertificate,
    PrepareCertificate,
    approve_certificate,
    prepare_certificate,
)
from webapp.letters import press
from webapp.letters.sheet import LANGUAGES
from webapp.model.clock import local_date
from webapp.model.refusals import NotFound
from webapp.registers.statement import GRANTEE, statement_of
from webapp.store import certificates as rows
from webapp.store.reads.people import names_of
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.i18n import gettext as _

blueprint = Blueprint("certificates", __name__, url_prefix="/registers/certificates")

READERS: Final = ("secretariat", "decider", "manager", "auditor")


@blueprint.get("/<service_id>")
@require(*READERS)
def certificates(service_id: str) -> ResponseReturnValue:
    today, actor = local_date(now()), current_actor()
    with desk().store.read() as unit:
        grant = rows.grant_on(unit, service_id, today)
        if grant is None:
            raise NotFound
        found = rows.certificates_of(unit, service_id)
        names = names_of(unit, {one.prepared_by for one in found} | {one.approved_by or "" for one in found})
    return render_template(
        "certificates/certificates.html",
        service_id=service_id,
        grant=grant,
        found=found,
        names=names,
        today=today,
        stated=statement_of(grant.status),
        may_prepare=actor.has(*PREPARERS) and grant.status == GRANTEE,
        may_approve=actor.has(*APPROVERS) and grant.status == GRANTEE,
        me=actor.id,
        languages=LANGUAGES,
    )


@blueprint.post("/<service_id>")
@require(*PREPARERS)
def prepare(service_id: str) -> ResponseReturnValue:
    prepare_certificate(desk(), current_actor(), PrepareCertificate(service_id), now())
    flash(_("証明書を作成しました。別の人の承認を待ちます。"), "success")
    return redirect(url_for("certificates.certificates", service_id=service_id), 303)


@blueprint.post("/<service_id>/<certificate_id>")
@require(*APPROVERS)
def approve(service_id: str, certificate_id: str) -> ResponseReturnValue:
    approve_certificate(desk(), current_actor(), ApproveCertificate(service_id, certificate_id), now())
    flash(_("証明書を承認しました。"), "success")
    return redirect(url_for("certificates.certificates", service_id=service_id), 303)


@blueprint.get("/<service_id>/<certificate_id>/<tongue>.pdf")
@require(*READERS)
def document(service_id: str, certificate_id: str, tongue: str) -> ResponseReturnValue:
    """The same sheet gives the same bytes; before the approval with the mark of a draft."""
    with desk().store.read() as unit:
        found = rows.certificate(unit, certificate_id)
    if found is None or found.service_id != service_id or tongue not in LANGUAGES:
        raise NotFound
    draft = found.approved_by is None
    name = f"{found.number}-{tongue}{'-draft' if draft else ''}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(press.pdf(dict(found.sheet), tongue, draft=draft), mimetype="application/pdf", headers=headers)
