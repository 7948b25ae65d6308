"""What people set for themselves."""

from flask import Blueprint, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from liaison.accounts.places import local_path
from liaison.database import db, transaction
from liaison.permissions import Action, requires

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
