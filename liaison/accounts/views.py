"""What people set for themselves."""

from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from liaison.accounts.forms import PasswordForm
from liaison.accounts.guessing import guarded_change
from liaison.accounts.models import User
from liaison.accounts.operations import change_password
from liaison.accounts.passwords import SHORTEST
from liaison.accounts.places import local_path
from liaison.accounts.sign_in import begin_sign_in
from liaison.database import db, transaction
from liaison.permissions import Action, actor, requires

blueprint = Blueprint("accounts", __name__, template_folder="templates")
ELDER_COOKIE = "elder"
ONE_YEAR = 365 * 86_400


@blueprint.post("/elder-mode")
@requires(Action.PUBLIC)
def elder_mode() -> Response:
    """Switches 长者模式 for this browser and, for those who have signed in, for this person."""
    wanted = request.form.get("on") == "1"
    if current_user.is_authenticated:
        with transaction(db.session):
            current_user.elder_mode = wanted
    response = redirect(local_path(request.form.get("next", "")))
    response.set_cookie(ELDER_COOKIE, "1" if wanted else "0", max_age=ONE_YEAR, httponly=True, samesite="Lax")
    return response


@blueprint.route("/password", methods=["GET", "POST"])
@requires(Action.SIGNED_IN)
@guarded_change
def password() -> str | Response | tuple[str, int]:
    user = cast(User, actor())
    form = PasswordForm(user)
    if not form.validate_on_submit():
        page = render_template("accounts/password.html", form=form, shortest=SHORTEST)
        return (page, 422) if form.errors else page
    with transaction(db.session):
        change_password(db.session, user, form.new_password.data or "", by=user)
        begin_sign_in(db.session, user)
    flash(_("密码已经改好，您在别处的登录都已退出。"), "done")
    return redirect(url_for("desk.home"), 303)
