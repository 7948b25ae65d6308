"""条文对照, and the office's decisions about which article is which."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from liaison.consultations.access import runs
from liaison.database import db, transaction
from liaison.drafts.access import fetch_run_draft_or_404
from liaison.drafts.blueprint import blueprint
from liaison.drafts.comparison import Comparison, comparison
from liaison.drafts.forms import PairForm
from liaison.drafts.mapping import confirm_row, pair_by_hand, previous_draft, refuse_row, reopen_row
from liaison.drafts.maps import ProvisionMap
from liaison.drafts.models import Draft
from liaison.drafts.names import CORRESPONDENCE_LABELS, draft_name
from liaison.drafts.queries import article_texts
from liaison.errors import Refused
from liaison.permissions import Action, actor, fetch_or_404, requires, visible

Page = str | Response | tuple[str, int]
ALL = "all"


@blueprint.get("/drafts/<int:id>/comparison")
@requires(Action.READ_DRAFT)
def compare(id: int) -> Page:
    draft = fetch_or_404(db.session, actor(), Draft, id)
    shown = comparison(db.session, draft)
    if shown.earlier is not None and not _may_see(shown.earlier):
        abort(404)
    return _page(draft, shown)


@blueprint.post("/map-rows/<int:id>/confirm")
@requires(Action.EDIT_DRAFT)
def confirm_map_row(id: int) -> Response:
    return _decide(id, confirm_row)


@blueprint.post("/map-rows/<int:id>/refuse")
@requires(Action.EDIT_DRAFT)
def refuse_map_row(id: int) -> Response:
    return _decide(id, refuse_row)


@blueprint.post("/map-rows/<int:id>/reopen")
@requires(Action.EDIT_DRAFT)
def reopen_map_row(id: int) -> Response:
    return _decide(id, reopen_row)


@blueprint.post("/drafts/<int:id>/comparison")
@requires(Action.EDIT_DRAFT)
def pair(id: int) -> Page:
    """A person says that an old and a new article are the same one."""
    draft = fetch_run_draft_or_404(db.session, actor(), id)
    shown = comparison(db.session, draft)
    form = _pair_form(shown, draft)
    if not form.validate_on_submit():
        return _page(draft, shown, form), 422
    try:
        with transaction(db.session):
            row = pair_by_hand(db.session, draft, form.old.data, form.new.data, by=actor())
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return _page(draft, shown, form), 422
    flash(_("已经对应好了。"), "done")
    return redirect(url_for("drafts.compare", id=id, _anchor=f"row-{row.id}"), 303)


def _decide(id: int, decide: Callable[..., None]) -> Response:
    row = fetch_or_404(db.session, actor(), ProvisionMap, id)
    draft = fetch_run_draft_or_404(db.session, actor(), row.to_draft_id)
    with transaction(db.session):
        decide(db.session, row, by=actor())
    everything = 1 if request.form.get(ALL) else None
    return redirect(url_for("drafts.compare", id=draft.id, all=everything, _anchor=f"row-{id}"), 303)


def _may_see(draft: Draft) -> bool:
    return db.session.scalar(visible(actor(), Draft).where(Draft.id == draft.id)) is not None


def _pair_form(shown: Comparison, draft: Draft) -> PairForm:
    form = PairForm()
    earlier = article_texts(db.session, shown.earlier.id) if shown.earlier else []
    form.offer(earlier, article_texts(db.session, draft.id))
    return form


def _page(draft: Draft, shown: Comparison, form: PairForm | None = None) -> str:
    office = runs(actor(), draft.consultation)
    return render_template(
        "drafts/comparison.html",
        draft=draft,
        name=draft_name(draft),
        shown=shown,
        earlier_name=draft_name(shown.earlier) if shown.earlier else "",
        comparing=shown.earlier is None and previous_draft(db.session, draft) is not None,
        everything=bool(request.args.get(ALL)),
        kinds=CORRESPONDENCE_LABELS,
        office=office,
        form=(form or _pair_form(shown, draft)) if office and shown.earlier else None,
    )
