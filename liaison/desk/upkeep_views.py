"""The pages of those who keep the house running: the state of the system, and the audit trail."""

from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from liaison import audit
from liaison.accounts.models import User
from liaison.accounts.scopes import stations
from liaison.addresses import id_in
from liaison.database import db, transaction
from liaison.desk.labels import ACTION_LABELS, JOB_LABELS, OBJECT_LABELS
from liaison.desk.upkeep import office_appointments, quarantined_jobs, queue_now, retry, seals, trail
from liaison.health import LONGEST_WAIT_SECONDS
from liaison.jobs import Job
from liaison.permissions import Action, Role, actor, fetch_or_404, may, requires

blueprint = Blueprint("upkeep", __name__, template_folder="templates")


@blueprint.get("/system")
@requires(Action.SEE_JOBS)
def system() -> str:
    """Whether work gets done, what nobody could finish, and for the administrator who works in the offices."""
    administered = stations(cast(User, actor()), Role.SYSTEM_ADMIN)
    keeps_accounts = may(actor(), Action.MANAGE_OFFICE_ACCOUNTS)
    return render_template(
        "desk/system.html",
        queue=queue_now(db.session, actor()),
        longest_wait=LONGEST_WAIT_SECONDS,
        jobs=quarantined_jobs(db.session, actor()),
        job_names=JOB_LABELS,
        keeps_accounts=keeps_accounts,
        appointments=office_appointments(db.session, administered) if keeps_accounts else [],
    )


@blueprint.post("/jobs/<int:id>/retry")
@requires(Action.SEE_JOBS)
def retry_job(id: int) -> Response:
    job = fetch_or_404(db.session, actor(), Job, id)
    with transaction(db.session):
        retry(db.session, job, by=actor())
    flash(_("已经重新排上，做好以后就不在这里了。"), "done")
    return redirect(url_for("upkeep.system"), 303)


@blueprint.get("/audit")
@requires(Action.READ_AUDIT)
def audit_trail() -> str:
    """Who did what to which object, never in whose words. Checking the whole chain takes time, so it is done when asked for."""
    checked = "check" in request.args
    before, after = id_in(request.args, "before"), id_in(request.args, "after")
    return render_template(
        "desk/audit.html",
        trail=trail(db.session, actor(), before=before, after=after),
        seals=seals(db.session),
        checked=checked,
        fault=audit.first_fault(db.session) if checked else None,
        actions=ACTION_LABELS,
        objects=OBJECT_LABELS,
    )
