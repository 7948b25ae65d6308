"""The points of a station: adding one, changing what is said of it, pairing it with an expert."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from liaison.accounts.appointing import PairedElsewhere, end_pairing, pair, pairing_mark
from liaison.accounts.labels import KIND_LABELS
from liaison.accounts.models import Pairing, Point, Station, User
from liaison.accounts.operations import NumberTaken, PointDetails, add_point, change_point, details_of, fingerprint
from liaison.accounts.people_access import fetch_kept_point_or_404, keeps_points, kept_station_or_404
from liaison.accounts.people_forms import NewPointForm, PairingForm, PointForm
from liaison.accounts.queries import next_point_number, pairing_of, people_holding
from liaison.addresses import id_in
from liaison.database import db, transaction
from liaison.errors import Conflict, Refused
from liaison.permissions import Action, Role, actor, requires

blueprint = Blueprint("points", __name__, template_folder="templates")

Page = str | Response | tuple[str, int]


@blueprint.route("/points/new", methods=["GET", "POST"])
@requires(Action.MANAGE_PEOPLE)
def new_point() -> Page:
    station = _station()
    form = NewPointForm()
    if not form.is_submitted():
        form.number.data = next_point_number(db.session, station.id)
    if not form.validate_on_submit():
        return _form_page(form, station)
    try:
        with transaction(db.session):
            point = add_point(db.session, station, form.number.data or 0, form.details(), by=actor())
    except NumberTaken as taken:
        form.number.errors = [taken.message]
        return _form_page(form, station)
    flash(_("%(name)s已经加上。接着给它加采集员、结对专家。", name=point.name), "done")
    return _back_to_list(station)


@blueprint.route("/points/<int:id>", methods=["GET", "POST"])
@requires(Action.MANAGE_PEOPLE)
def one_point(id: int) -> Page:
    point = fetch_kept_point_or_404(db.session, actor(), id)
    station = db.session.get_one(Station, point.station_id)
    form = PointForm()
    if not form.is_submitted():
        form.show(point)
    if not form.validate_on_submit():
        return _form_page(form, station, point)
    try:
        with transaction(db.session):
            change_point(db.session, point, form.details(), seen=form.seen.data or "", by=actor())
    except Conflict as conflict:
        form.form_errors.append(conflict.message)
        form.seen.data = fingerprint(details_of(point))
        return _form_page(form, station, point, details_of(point))
    flash(_("已经改好。"), "done")
    return _back_to_list(station)


@blueprint.route("/points/<int:id>/pairing", methods=["GET", "POST"])
@requires(Action.MANAGE_PEOPLE)
def pairing(id: int) -> Page:
    point = fetch_kept_point_or_404(db.session, actor(), id)
    form = _pairing_form(point)
    if not form.validate_on_submit():
        return _pairing_page(form, point)
    try:
        with transaction(db.session):
            _store(form, point)
    except PairedElsewhere as question:
        form.ask(question.message)
        return _pairing_page(form, point)
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return _pairing_page(form, point, conflict=isinstance(refusal, Conflict))
    flash(_("结对已经改好。"), "done")
    return _back_to_list(db.session.get_one(Station, point.station_id))


def _station() -> Station:
    station = kept_station_or_404(db.session, actor(), id_in(request.args, "station"))
    if not keeps_points(actor(), station.id):
        abort(404)
    return station


def _back_to_list(station: Station) -> Response:
    return redirect(url_for("people.all_people", station=station.id), 303)


def _form_page(form: PointForm, station: Station, point: Point | None = None, now: PointDetails | None = None) -> Page:
    """The form with all that was typed; `now` is what somebody else has stored in the meantime."""
    page = render_template(
        "accounts/points_form.html", form=form, station=station, point=point, now=now, kinds=KIND_LABELS
    )
    if not form.is_submitted():
        return page
    return page, 409 if now else 422


def _pairing_form(point: Point) -> PairingForm:
    form, now = PairingForm(), pairing_of(db.session, point)
    form.offer(_experts(point, now))
    if not form.is_submitted():
        form.show(now, pairing_mark(now))
    return form


def _experts(point: Point, now: Pairing | None) -> list[User]:
    """Who can sign in and phrase; who is paired already stays in the list."""
    able = [user for user in people_holding(db.session, point.station_id, Role.EXPERT) if user.active]
    paired = [now.expert, now.deputy] if now else []
    return list(dict.fromkeys([*able, *filter(None, paired)]))


def _store(form: PairingForm, point: Point) -> None:
    seen = form.seen.data or ""
    if expert := form.chosen_expert:
        deputy, agreed = form.chosen_deputy, form.agreed
        pair(db.session, point, expert, deputy=deputy, although_paired=agreed, seen=seen, by=actor())
    else:
        end_pairing(db.session, point, seen=seen, by=actor())


def _pairing_page(form: PairingForm, point: Point, *, conflict: bool = False) -> Page:
    """The form with all that was chosen. After a conflict, sending it again means: mine after all."""
    now = pairing_of(db.session, point)
    if conflict:
        form.seen.data = pairing_mark(now)
    page = render_template("accounts/points_pairing.html", form=form, point=point, now=now, conflict=conflict)
    if not form.is_submitted():
        return page
    return page, 409 if conflict else 422
