"""A draft is entered – pasted or uploaded –, proofread and put to use."""

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from liaison import files
from liaison.consultations.access import fetch_run_or_404
from liaison.consultations.models import Consultation
from liaison.database import db, transaction
from liaison.drafts.access import fetch_run_draft_or_404
from liaison.drafts.arrival import pasted, uploaded
from liaison.drafts.blueprint import blueprint
from liaison.drafts.doubts import MOST_SHOWN, doubts_of
from liaison.drafts.forms import USUAL_KINDS, DraftForm, as_entered
from liaison.drafts.models import Draft, DraftKind, DraftState, Visibility
from liaison.drafts.names import draft_name
from liaison.drafts.operations import NewDraft, add_draft, confirm_draft, enter_again
from liaison.drafts.queries import current_draft
from liaison.drafts.unreadable import UnreadableDraft
from liaison.drafts.whole import whole_text
from liaison.errors import Refused
from liaison.files import StoredFile
from liaison.permissions import Action, actor, requires

Page = str | Response | tuple[str, int]


@blueprint.route("/consultations/<int:id>/drafts/new", methods=["GET", "POST"])
@requires(Action.EDIT_DRAFT)
def new_draft(id: int) -> Page:
    consultation = fetch_run_or_404(db.session, actor(), id)
    form = DraftForm(data={"kind": USUAL_KINDS.get(consultation.stage, DraftKind.TEXT).value})
    new = _new_draft(form)
    if new is None:
        return _form_page(form, consultation)
    with transaction(db.session):
        draft = add_draft(db.session, consultation, new, by=actor())
    return redirect(url_for("drafts.proof", id=draft.id, saved=1), 303)


@blueprint.route("/drafts/<int:id>/again", methods=["GET", "POST"])
@requires(Action.EDIT_DRAFT)
def again(id: int) -> Page:
    """The same draft with another text, as long as nobody has confirmed it."""
    draft = fetch_run_draft_or_404(db.session, actor(), id)
    if draft.state is not DraftState.PROOFING:
        flash(_("这一稿已经启用，不能再改。请录入新的一稿。"), "warn")
        return redirect(url_for("desk.consultation", id=draft.consultation_id), 303)
    form = DraftForm(data=as_entered(draft))
    form.stored_text = draft.source_text
    new = _new_draft(form)
    if new is None:
        return _form_page(form, draft.consultation, draft)
    try:
        with transaction(db.session):
            enter_again(db.session, draft, new, by=actor())
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return _form_page(form, draft.consultation, draft)
    return redirect(url_for("drafts.proof", id=id, saved=1), 303)


@blueprint.get("/drafts/<int:id>/proof")
@requires(Action.EDIT_DRAFT)
def proof(id: int) -> Page:
    draft = fetch_run_draft_or_404(db.session, actor(), id)
    if draft.state is not DraftState.PROOFING:
        return redirect(url_for("drafts.read", id=id))
    before = current_draft(db.session, draft.consultation_id)
    return render_template(
        "drafts/proof.html",
        draft=draft,
        name=draft_name(draft),
        whole=whole_text(db.session, draft),
        doubts=doubts_of(draft),
        most_shown=MOST_SHOWN,
        public_before=before is not None and before.visibility is Visibility.PUBLIC,
        autosaved=_autosave_key(draft.consultation) if request.args.get("saved") else "",
    )


@blueprint.post("/drafts/<int:id>/confirm")
@requires(Action.EDIT_DRAFT)
def confirm(id: int) -> Response:
    draft = fetch_run_draft_or_404(db.session, actor(), id)
    try:
        with transaction(db.session):
            confirm_draft(db.session, draft, by=actor())
    except Refused as refusal:
        flash(refusal.message, "warn")
        return redirect(url_for("drafts.proof", id=id), 303)
    flash(_("草案已经启用，现在还是内部的。"), "done")
    return redirect(url_for("desk.consultation", id=draft.consultation_id), 303)


@blueprint.get("/drafts/<int:id>/original")
@requires(Action.EDIT_DRAFT)
def original(id: int) -> Response:
    """The uploaded file, byte for byte."""
    draft = fetch_run_draft_or_404(db.session, actor(), id)
    file = db.session.get(StoredFile, draft.source_file_id) if draft.source_file_id else None
    if file is None:
        abort(404)
    path = files.path_of(db.session, file)
    return send_file(path, mimetype=file.content_type, as_attachment=True, download_name=file.name)


def _new_draft(form: DraftForm) -> NewDraft | None:
    """What the form brings, read and parsed before any transaction begins; None with the reason on the form."""
    if not form.validate_on_submit():
        return None
    try:
        arrival = uploaded(form.upload) if form.upload else pasted(form.text.data or "")
    except UnreadableDraft as unreadable:
        (form.refuse_file if form.upload else form.refuse_text)(unreadable.message)
        return None
    new = NewDraft(
        text=arrival.text,
        kind=DraftKind(form.kind.data),
        title=form.title.data or "",
        reading=form.reading.data or "",
        remarks=arrival.remarks,
        original=arrival.original,
    )
    new.tree  # noqa: B018  # worked out here, not under the write lock
    return new


def _form_page(form: DraftForm, consultation: Consultation, draft: Draft | None = None) -> str | tuple[str, int]:
    page = _rendered(form, consultation, draft)
    return (page, 422) if form.errors else page


def _rendered(form: DraftForm, consultation: Consultation, draft: Draft | None = None) -> str:
    return render_template(
        "drafts/form.html",
        form=form,
        consultation=consultation,
        draft=draft,
        autosave=_autosave_key(consultation),
    )


def _autosave_key(consultation: Consultation) -> str:
    return f"draft:{actor().id}:{consultation.id}"
