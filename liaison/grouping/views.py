"""The office's look at what was grouped where, and the inbox of what names no article."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from liaison.addresses import id_in
from liaison.comments.labels import CHANNEL_LABELS
from liaison.comments.models import Excerpt, Place
from liaison.database import db, transaction
from liaison.drafts.models import Draft
from liaison.drafts.queries import article_texts, provision_at
from liaison.errors import Refused
from liaison.grouping.forms import PlaceForm
from liaison.grouping.inbox import drafts_with_unplaced, placed_excerpt
from liaison.grouping.operations import attribute
from liaison.grouping.place_titles import place_titles
from liaison.grouping.queries import place_counts, unplaced_count, unplaced_excerpts, unsettled_places
from liaison.permissions import Action, actor, fetch_or_404, may, requires

blueprint = Blueprint("groups", __name__, template_folder="templates")
AT_ONCE = 20


@blueprint.get("/drafts/<int:draft_id>/groups")
@requires(Action.SEE_GROUPS)
def overview(draft_id: int) -> str:
    """Every article with what was said about it."""
    draft = fetch_or_404(db.session, actor(), Draft, draft_id)
    counts = place_counts(db.session, draft_id)
    titles = sorted(title for title in place_titles(db.session, [draft_id])[draft_id].values() if title.key in counts)
    return render_template(
        "grouping/overview.html",
        draft=draft,
        places=[(title, counts[title.key]) for title in titles],
        unsettled=set(unsettled_places(db.session, draft_id)),
        unplaced=unplaced_count(db.session, draft_id) if may(actor(), Action.ATTRIBUTE_EXCERPT) else 0,
    )


@blueprint.get("/unplaced")
@requires(Action.ATTRIBUTE_EXCERPT)
def all_unplaced() -> str | Response:
    """Which drafts have opinions that name no article; straight to the draft where there is only one."""
    drafts = drafts_with_unplaced(db.session, actor())
    if len(drafts) == 1:
        return redirect(url_for("groups.unplaced", draft_id=drafts[0][0].id))
    return render_template("grouping/all_unplaced.html", drafts=drafts)


@blueprint.get("/drafts/<int:draft_id>/unplaced")
@requires(Action.ATTRIBUTE_EXCERPT)
def unplaced(draft_id: int) -> str:
    return _inbox(fetch_or_404(db.session, actor(), Draft, draft_id))


@blueprint.post("/excerpts/<int:id>/place")
@requires(Action.ATTRIBUTE_EXCERPT)
def place_excerpt(id: int) -> Response | tuple[str, int]:
    """Puts an excerpt where it belongs, or (with none) back into the inbox."""
    excerpt = fetch_or_404(db.session, actor(), Excerpt, id)
    draft = fetch_or_404(db.session, actor(), Draft, excerpt.draft_id)
    form = PlaceForm()
    form.offer(article_texts(db.session, draft.id))
    if not form.validate_on_submit():
        return _inbox(draft, form, id), 422
    place, key = form.about
    try:
        with transaction(db.session):
            provision = provision_at(db.session, draft.id, key) if key else None
            attribute(db.session, excerpt, provision, place, by=actor())
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return _inbox(draft, form, id), 422
    if place is Place.NONE:
        flash(_("已经撤销，这条意见又回到下面。"), "done")
        return redirect(url_for("groups.unplaced", draft_id=draft.id), 303)
    return redirect(url_for("groups.unplaced", draft_id=draft.id, placed=id), 303)


def _inbox(draft: Draft, refused: PlaceForm | None = None, refused_id: int = 0) -> str:
    """The oldest opinions that name no article, each with its own choice; above them what was just decided, with the way back."""
    form = PlaceForm(formdata=None)
    form.offer(article_texts(db.session, draft.id))
    return render_template(
        "grouping/unplaced.html",
        draft=draft,
        excerpts=unplaced_excerpts(db.session, draft.id, AT_ONCE),
        waiting=unplaced_count(db.session, draft.id),
        form=form,
        refused=refused,
        refused_id=refused_id,
        placed=placed_excerpt(db.session, actor(), draft, id_in(request.args, "placed")),
        titles=place_titles(db.session, [draft.id])[draft.id],
        channels=CHANNEL_LABELS,
    )
