"""Each role's start page, and the page of one consultation."""

from typing import cast

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from liaison import clock
from liaison.accounts.models import User
from liaison.consultations.access import runs
from liaison.consultations.forms import autosave_key
from liaison.consultations.labels import NAMES
from liaison.consultations.models import Consultation
from liaison.consultations.queries import collects_today, participations_seen
from liaison.consultations.texts import texts_of
from liaison.database import db
from liaison.desk.onward import next_step, next_step_of_guest, ways_of_guest, ways_of_office
from liaison.desk.parts import expert_part, office_part, points_part, reader_part
from liaison.desk.standing import standings
from liaison.desk.steps import steps_of
from liaison.permissions import Action, Role, actor, fetch_or_404, requires
from liaison.reports.labels import STATE_LABELS

blueprint = Blueprint("desk", __name__, template_folder="templates")

OWN_PAGES = {  # whoever does only this starts there
    Role.EXPERT: "annotations.waiting",
    Role.AUDITOR: "upkeep.audit_trail",
    Role.SYSTEM_ADMIN: "upkeep.system",
}


@blueprint.get("/")
@requires(Action.PUBLIC)
def home() -> str | Response:
    if not current_user.is_authenticated:
        return redirect(url_for("security.login"))
    user = cast(User, actor())
    held = user.roles_held
    if len(held) == 1 and (page := OWN_PAGES.get(min(held))):
        return redirect(url_for(page))
    return render_template(
        "desk/home.html",
        day=format_date(clock.today(), _("M月d日 EEEE")),
        held=held,
        office=office_part(db.session, user) if Role.OFFICE in held else None,
        points=points_part(db.session, user) if Role.COLLECTOR in held else None,
        falling=expert_part(db.session, user) if Role.EXPERT in held else None,
        reader=reader_part(db.session, user) if Role.READER in held else None,
        report_states=STATE_LABELS,
        **NAMES,
    )


@blueprint.get("/consultations/<int:id>")
@requires(Action.SEE_CONSULTATION)
def consultation(id: int) -> str:
    """One consultation: how far it is and what is next, its texts, its dates, its points."""
    user = cast(User, actor())
    found = fetch_or_404(db.session, user, Consultation, id)
    texts = texts_of(db.session, user, [id]).get(id, [])
    current = next((text for text in texts if text.ready), None)
    collects = current is not None and collects_today(found)
    standing = standings(db.session, [found])[0] if runs(user, found) else None
    saved = request.args.get("saved")
    return render_template(
        "desk/consultation.html",
        consultation=found,
        standing=standing,
        steps=steps_of(standing) if standing else [],
        next=next_step(standing) if standing else next_step_of_guest(user, found, current),
        ways=ways_of_office(standing) if standing else ways_of_guest(db.session, user, found, current),
        participations=participations_seen(db.session, user, id),
        texts=texts,
        current=current,
        public_page=collects and current is not None and current.public,
        base_url=current_app.config["LIAISON_BASE_URL"],
        saved=autosave_key(user, None if saved == "new" else id) if saved else "",
        **NAMES,
    )
