"""Each role's start page."""

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from liaison.permissions import Action, requires

blueprint = Blueprint("desk", __name__, template_folder="templates")


@blueprint.get("/")
@requires(Action.PUBLIC)
def home() -> str | Response:
    if not current_user.is_authenticated:
        return redirect(url_for("security.login"))
    return render_template("desk/home.html")
