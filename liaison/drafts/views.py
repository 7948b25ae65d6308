"""Opening a draft to the public, and reading it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from liaison.consultations.access import runs
from liaison.database import db, transaction
from liaison.drafts.access import fetch_run_draft_or_404
from liaison.drafts.blueprint import blueprint
from liaison.drafts.forms import OpeningForm
from liaison.drafts.models import Draft
from liaison.drafts.names import draft_name
from liaison.drafts.operations import open_draft
from liaison.drafts.queries import article_text, current_draft
from liaison.drafts.whole import whole_text
from liaison.errors import Refused
from liaison.permissions import Action, actor, fetch_or_404, requires

Page = str | Response | tuple[str, int]


@blueprint.route("/drafts/<int:id>/open", methods=["GET", "POST"])
@requires(Action.OPEN_DRAFT)
def opening(id: int) -> Page:
    """The explicit act. Nothing else makes a draft public."""
    draft = fetch_run_draft_or_404(db.session, actor(), id)
    form = OpeningForm()
    if not form.validate_on_submit():
        page = render_template("drafts/open.html", draft=draft, name=draft_name(draft), form=form)
        return (page, 422) if form.errors else page
    try:
        with transaction(db.session):
            open_draft(db.session, draft, basis=form.basis.data or "", by=actor())
    except Refused as refusal:
        flash(refusal.message, "warn")
    else:
        flash(_("草案已经公开。征求意见期间，扫采集点的二维码就能看到。"), "done")
    return redirect(url_for("desk.consultation", id=draft.consultation_id), 303)


@blueprint.get("/drafts/<int:id>")
@requires(Action.READ_DRAFT)
def read(id: int) -> str:
    draft = fetch_or_404(db.session, actor(), Draft, id)
    return render_template(
        "drafts/read.html",
        draft=draft,
        name=draft_name(draft),
        whole=whole_text(db.session, draft),
        runs=runs(actor(), draft.consultation),
        current=current_draft(db.session, draft.consultation_id),
    )


@blueprint.get("/drafts/<int:id>/articles")
@requires(Action.READ_DRAFT)
def articles(id: int) -> str:
    """The article `key` as a choice of its places, for a page that is already open."""
    draft = fetch_or_404(db.session, actor(), Draft, id)
    article = article_text(db.session, draft.id, request.args.get("key", ""))
    if article is None:
        abort(404)
    return render_template("drafts/article.html", article=article)
