"""采集点和人员: who is who at the station; accounts, appointments and first passwords."""

from collections.abc import Callable
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from liaison.accounts.appointing import appoint, end_appointment, engage
from liaison.accounts.granting import grantable, why_not
from liaison.accounts.labels import KIND_LABELS
from liaison.accounts.models import ROLE_NAMES, Appointment, Station, User
from liaison.accounts.operations import UsernameTaken, disable_user, enable_user, password_mark, reset_password
from liaison.accounts.people import appointments_of, people_of, served_points
from liaison.accounts.people_access import KEEPING, keeps_people, keeps_points, kept_station_or_404, kept_stations
from liaison.accounts.people_forms import AppointmentForm, PersonForm, ResetForm
from liaison.accounts.queries import points_of, points_paired_with
from liaison.addresses import id_in
from liaison.database import db, transaction
from liaison.errors import Conflict, Refused
from liaison.permissions import Action, Role, actor, fetch_or_404, may, requires

blueprint = Blueprint("people", __name__, template_folder="templates")

Page = str | Response | tuple[str, int]


@blueprint.get("/people")
@requires(*KEEPING)
def all_people() -> str:
    station = _station()
    keeps = keeps_points(actor(), station.id)
    return render_template(
        "accounts/people.html",
        station=station,
        stations=kept_stations(db.session, actor()),
        keeps_points=keeps,
        points=served_points(db.session, station) if keeps else [],
        people=people_of(db.session, actor(), station),
        kinds=KIND_LABELS,
        roles=ROLE_NAMES,
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires(*KEEPING)
def new_person() -> Page:
    station = _station()
    form = PersonForm()
    _offer(form, station)
    if not form.is_submitted():
        form.start()
        form.role.data = request.args.get("role", form.role.data)
        form.point.data = request.args.get("point", form.point.data)
    if not form.validate_on_submit():
        return _new_person_page(form, station)
    try:
        with transaction(db.session):
            user = engage(db.session, station, form.new_user(), form.chosen_role, point=form.chosen_point, by=actor())
    except UsernameTaken as taken:
        form.username.errors = [taken.message]
        return _new_person_page(form, station)
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return _new_person_page(form, station)
    return _password_page(user, form.chosen_password, _("账号已经建好"), station)


@blueprint.get("/people/<int:id>")
@requires(*KEEPING)
def one_person(id: int) -> str:
    user = fetch_or_404(db.session, actor(), User, id)
    station = _station()
    return render_template(
        "accounts/people_person.html",
        user=user,
        station=station,
        stations=kept_stations(db.session, actor()),
        appointments=appointments_of(db.session, actor(), user),
        grantable={each.id: grantable(_me(), each.id) for each in kept_stations(db.session, actor())},
        paired=points_paired_with(db.session, user),
        why_not=why_not(_me(), user),
        roles=ROLE_NAMES,
    )


@blueprint.route("/people/<int:id>/appoint", methods=["GET", "POST"])
@requires(*KEEPING)
def appointing(id: int) -> Page:
    user = fetch_or_404(db.session, actor(), User, id)
    station = _station()
    form = AppointmentForm()
    _offer(form, station)
    if not form.validate_on_submit():
        return _form_page("accounts/people_appoint.html", form, user=user, station=station)
    try:
        with transaction(db.session):
            appoint(db.session, user, form.chosen_role, station, point=form.chosen_point, by=actor())
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return _form_page("accounts/people_appoint.html", form, user=user, station=station)
    flash(_("%(name)s从今天起担任%(role)s。", name=user.name, role=ROLE_NAMES[form.chosen_role]), "done")
    return redirect(_person_url(user), 303)


@blueprint.route("/appointments/<int:id>/end", methods=["GET", "POST"])
@requires(*KEEPING)
def ending(id: int) -> Page:
    appointment = fetch_or_404(db.session, actor(), Appointment, id)
    if request.method != "POST":
        return _question_page(appointment)
    user = appointment.user
    done = _("已经结束。%(name)s留下的记录不变，仍然写着名字。", name=user.name)
    return _do(user, lambda: end_appointment(db.session, appointment, by=actor()), done)


@blueprint.post("/people/<int:id>/disable")
@requires(*KEEPING)
def disabling(id: int) -> Response:
    user = fetch_or_404(db.session, actor(), User, id)
    done = _("账号已经停用，这个人现在登录不了。")
    return _do(user, lambda: disable_user(db.session, user, by=actor()), done)


@blueprint.post("/people/<int:id>/enable")
@requires(*KEEPING)
def enabling(id: int) -> Response:
    user = fetch_or_404(db.session, actor(), User, id)
    done = _("账号已经恢复，用原来的密码就能登录。")
    return _do(user, lambda: enable_user(db.session, user, by=actor()), done)


@blueprint.route("/people/<int:id>/password", methods=["GET", "POST"])
@requires(*KEEPING)
def resetting(id: int) -> Page:
    user = fetch_or_404(db.session, actor(), User, id)
    if reason := why_not(_me(), user):
        flash(reason, "warn")
        return redirect(_person_url(user), 303)
    form = ResetForm(user)
    if not form.is_submitted():
        form.start()
    if not form.validate_on_submit():
        return _form_page("accounts/people_reset.html", form, user=user)
    try:
        with transaction(db.session):
            reset_password(db.session, user, form.chosen_password, seen=form.seen.data or "", by=actor())
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        form.seen.data = password_mark(user)
        return _form_page("accounts/people_reset.html", form, user=user, conflict=isinstance(refusal, Conflict))
    return _password_page(user, form.chosen_password, _("密码已经重设"), _station())


def page_context() -> dict[str, str]:
    """For base.html and these pages: what the page of people is called for whoever may open it."""
    if not current_user.is_authenticated or not keeps_people(actor()):
        return {"people_page": ""}
    office = may(actor(), Action.MANAGE_PEOPLE)
    return {"people_page": _("采集点和人员") if office else _("联系点工作人员的账号")}


def _me() -> User:
    return cast(User, actor())


def _station() -> Station:
    """The station of this page: the one in the address, for those who keep several."""
    return kept_station_or_404(db.session, actor(), id_in(request.args, "station"))


def _offer(form: AppointmentForm, station: Station) -> None:
    roles = grantable(_me(), station.id)
    form.offer(roles, points_of(db.session, station.id) if Role.COLLECTOR in roles else [])
    if len(roles) == 1 and not form.is_submitted():
        form.role.data = roles[0].value


def _new_person_page(form: PersonForm, station: Station) -> Page:
    return _form_page("accounts/people_new.html", form, station=station)


def _form_page(template: str, form: AppointmentForm | ResetForm, *, conflict: bool = False, **shown: object) -> Page:
    """The form with all that was typed, except a password."""
    if not form.is_submitted():
        return render_template(template, form=form, **shown)
    if isinstance(form, PersonForm | ResetForm):
        form.drop_password()
    return render_template(template, form=form, **shown), 409 if conflict else 422


def _question_page(appointment: Appointment) -> str:
    """What ends with it: an expert leaves their points."""
    paired = points_paired_with(db.session, appointment.user) if appointment.role is Role.EXPERT else []
    here = [point for point in paired if point.station_id == appointment.station_id]
    return render_template("accounts/people_end.html", appointment=appointment, paired=here, roles=ROLE_NAMES)


def _password_page(user: User, password: str, heading: str, station: Station) -> str:
    """The answer to the form itself, so that the password is never kept anywhere to be shown on a next page."""
    return render_template(
        "accounts/people_password.html", user=user, password=password, heading=heading, station=station
    )


def _do(user: User, change: Callable[[], None], done: str) -> Response:
    """One change of a person; their page says what has come of it."""
    try:
        with transaction(db.session):
            change()
    except Refused as refusal:
        flash(refusal.message, "warn")
    else:
        flash(done, "done")
    return redirect(_person_url(user), 303)


def _person_url(user: User) -> str:
    return url_for("people.one_person", id=user.id, station=id_in(request.args, "station"))
