"""The consultations of a station: the list, planning and changing, opening and closing. One of them is a page of the desk."""

from collections.abc import Callable
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from liaison.accounts.models import Station, User
from liaison.accounts.scopes import stations
from liaison.consultations.access import fetch_run_or_404
from liaison.consultations.forms import ConsultationForm, autosave_key
from liaison.consultations.labels import NAMES
from liaison.consultations.models import Consultation
from liaison.consultations.operations import (
    Plan,
    change,
    close_consultation,
    fingerprint,
    open_consultation,
    plan,
    plan_of,
)
from liaison.consultations.queries import (
    consultations_page,
    points_to_choose,
    usual_body,
)
from liaison.consultations.texts import texts_of
from liaison.database import db, transaction
from liaison.errors import Conflict, Refused
from liaison.permissions import Action, Role, actor, may, requires

blueprint = Blueprint("consultations", __name__, template_folder="templates")

Page = str | Response | tuple[str, int]


@blueprint.get("/consultations")
@requires(Action.SEE_CONSULTATION)
def all_consultations() -> str:
    page = consultations_page(db.session, actor(), request.args.get("page", 1, type=int))
    return render_template(
        "consultations/list.html",
        page=page,
        texts=texts_of(db.session, actor(), [each.id for each in page.consultations]),
        may_plan=may(actor(), Action.RUN_CONSULTATION),
        **NAMES,
    )


@blueprint.route("/consultations/new", methods=["GET", "POST"])
@requires(Action.RUN_CONSULTATION)
def new_consultation() -> Page:
    station = _station()
    form = ConsultationForm()
    form.offer(points_to_choose(db.session, station.id))
    if not form.is_submitted():
        form.start(usual_body(db.session, station))
    if not form.validate_on_submit():
        return _form_page(form, None)
    try:
        with transaction(db.session):
            consultation = plan(db.session, station, form.plan(), by=actor())
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return _form_page(form, None)
    flash(_("征询已经建好。下一步：录入草案。"), "done")
    return redirect(url_for("desk.consultation", id=consultation.id, saved="new"), 303)


@blueprint.route("/consultations/<int:id>/edit", methods=["GET", "POST"])
@requires(Action.RUN_CONSULTATION)
def edit(id: int) -> Page:
    consultation = fetch_run_or_404(db.session, actor(), id)
    form = ConsultationForm()
    form.stored_end = consultation.closes_on
    form.offer(points_to_choose(db.session, consultation.station_id, consultation))
    if not form.is_submitted():
        form.show(consultation)
    if not form.validate_on_submit():
        return _form_page(form, consultation)
    try:
        with transaction(db.session):
            change(db.session, consultation, form.plan(), seen=form.seen.data or "", by=actor())
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return _form_page(form, consultation, _overtaken(form, consultation) if isinstance(refusal, Conflict) else None)
    flash(_("已经改好。"), "done")
    return redirect(url_for("desk.consultation", id=id, saved="changed"), 303)


@blueprint.post("/consultations/<int:id>/open")
@requires(Action.RUN_CONSULTATION)
def opening(id: int) -> Response:
    return _move(id, open_consultation, _("征询开始了，参加的采集点现在可以录入意见。"))


@blueprint.route("/consultations/<int:id>/close", methods=["GET", "POST"])
@requires(Action.RUN_CONSULTATION)
def closing(id: int) -> Page:
    if request.method == "POST":
        return _move(id, close_consultation, _("采集已经结束。结束早了，可以按“重新开始采集”。"))
    return render_template("consultations/close.html", consultation=fetch_run_or_404(db.session, actor(), id))


def _move(id: int, move: Callable[..., None], done: str) -> Response:
    """One step in the life of a consultation; its page says what has come of it."""
    consultation = fetch_run_or_404(db.session, actor(), id)
    try:
        with transaction(db.session):
            move(db.session, consultation, by=actor())
    except Refused as refusal:
        flash(refusal.message, "warn")
    else:
        flash(done, "done")
    return redirect(url_for("desk.consultation", id=id), 303)


def _station() -> Station:
    """The station in whose office this person works (the first, if there are several)."""
    return db.session.get_one(Station, min(stations(cast(User, actor()), Role.OFFICE)))


def _form_page(form: ConsultationForm, consultation: Consultation | None, now: Plan | None = None) -> Page:
    """The form with all that was typed; `now` is what somebody else has stored in the meantime."""
    page = render_template(
        "consultations/form.html",
        form=form,
        consultation=consultation,
        now=now,
        point_names={point.id: point.name for point in form.points.offered},
        usual_dates=form.usual_dates(),
        autosave=autosave_key(actor(), consultation.id if consultation else None),
        **NAMES,
    )
    if not form.is_submitted():
        return page
    return page, 409 if now else 422


def _overtaken(form: ConsultationForm, consultation: Consultation) -> Plan:
    """What is stored now. Sending the form again then means: mine after all."""
    now = plan_of(consultation)
    form.seen.data = fingerprint(now)
    return now
