"""Carrying what people said from one draft to the next: what would move, what stays behind, and doing it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from liaison.comments.carry_over import carry_over, to_carry
from liaison.comments.labels import place_label
from liaison.database import db, transaction
from liaison.drafts.access import fetch_run_draft_or_404
from liaison.drafts.mapping import previous_draft
from liaison.drafts.names import draft_name
from liaison.errors import Refused
from liaison.permissions import Action, actor, requires

blueprint = Blueprint("carrying", __name__, template_folder="templates")
ORPHANS_SHOWN = 100


@blueprint.route("/drafts/<int:id>/carry-over", methods=["GET"])
@requires(Action.EDIT_DRAFT)
def carry(id: int) -> str:
    draft = fetch_run_draft_or_404(db.session, actor(), id)
    earlier = previous_draft(db.session, draft)
    carrying = to_carry(db.session, draft)
    return render_template(
        "comments/carry_over.html",
        draft=draft,
        name=draft_name(draft),
        earlier_name=draft_name(earlier) if earlier else "",
        carrying=carrying,
        orphans=carrying.orphaned[:ORPHANS_SHOWN],
        place_label=place_label,
    )


@blueprint.post("/drafts/<int:id>/carry-over")
@requires(Action.EDIT_DRAFT)
def carry_now(id: int) -> Response:
    draft = fetch_run_draft_or_404(db.session, actor(), id)
    try:
        with transaction(db.session):
            count = carry_over(db.session, draft, by=actor())
    except Refused as refusal:
        flash(refusal.message, "warn")
    else:
        flash(_("已经转过来 %(n)s 处意见，正在归并。", n=count), "done")
    return redirect(url_for("carrying.carry", id=id), 303)
