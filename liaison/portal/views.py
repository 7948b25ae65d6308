"""What everybody may read about the service itself."""

from flask import Blueprint, render_template

from liaison.permissions import Action, requires
from liaison.portal.privacy_notice import NOTICE, NOTICE_VERSION

blueprint = Blueprint("portal", __name__, template_folder="templates")


@blueprint.get("/help")
@requires(Action.PUBLIC)
def help() -> str:
    return render_template("portal/help.html")


@blueprint.get("/accessibility")
@requires(Action.PUBLIC)
def accessibility() -> str:
    return render_template("portal/accessibility.html")


@blueprint.get("/privacy")
@requires(Action.PUBLIC)
def privacy() -> str:
    return render_template("portal/privacy.html", notice=NOTICE, version=NOTICE_VERSION)
