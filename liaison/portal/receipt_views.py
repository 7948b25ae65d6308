"""Looking up a receipt: how far the comment is and what was decided, for whoever holds the code."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from liaison.comments.models import Channel
from liaison.comments.queries import comment_by_receipt
from liaison.comments.receipts import read_receipt_code
from liaison.database import db
from liaison.permissions import Action, requires
from liaison.portal.journey import journey_of
from liaison.portal.qr import qr_response
from liaison.portal.queries import open_page_of

blueprint = Blueprint("receipts", __name__, template_folder="templates")


@blueprint.get("/receipts")
@requires(Action.PUBLIC)
def look_up() -> str | Response | tuple[str, int]:
    """The form for typing a code; a code that can be one leads to its page."""
    typed = request.args.get("code", "").strip()
    code = read_receipt_code(typed)
    if code is not None:
        return redirect(url_for("receipts.receipt", code=code))
    problem = _("编号是 14 个字母和数字，没有 0、O、1、I、L，请对着回执再看一遍") if typed else ""
    return render_template("portal/look_up.html", typed=typed, problem=problem)


@blueprint.get("/receipts/<code>")
@requires(Action.PUBLIC)
def receipt(code: str) -> str | Response | tuple[str, int]:
    read = read_receipt_code(code)
    if read is not None and read != code:
        return redirect(url_for("receipts.receipt", code=read))
    comment = comment_by_receipt(db.session, code)
    if comment is None:
        return render_template(
            "portal/look_up.html", typed=code, problem=_("没有找到这个编号，请对着回执再看一遍")
        ), 404
    return render_template(
        "portal/receipt.html",
        comment=comment,
        journey=journey_of(db.session, comment),
        form_page=open_page_of(db.session, comment) if comment.channel is Channel.QR else None,
        station_name=comment.draft.consultation.station.name,
        autosave=f"public:{comment.consultation_id}:{comment.point_id}",
    )


@blueprint.get("/receipts/<code>/qr.svg")
@requires(Action.PUBLIC)
def receipt_qr(code: str) -> str | Response | tuple[str, int]:
    comment = comment_by_receipt(db.session, code)
    if comment is None:
        return render_template(
            "portal/look_up.html", typed=code, problem=_("没有找到这个编号，请对着回执再看一遍")
        ), 404
    address = url_for("receipts.receipt", code=comment.receipt_code)
    return qr_response(str(current_app.config["LIAISON_BASE_URL"]) + address)
