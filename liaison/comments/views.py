"""Reading what has come in: the list with its filters, one comment, the slip to print, the full text of an overlong one."""

from typing import cast

from flask import Blueprint, abort, current_app, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from liaison import files
from liaison.accounts.models import User
from liaison.addresses import id_in
from liaison.comments.forms import LOOSE_PLACES, FilterForm
from liaison.comments.labels import CHANNEL_LABELS, REPLY_WISH_LABELS, SPEAKER_KIND_LABELS, place_label
from liaison.comments.models import Channel, Comment
from liaison.comments.places import kept_for_next
from liaison.comments.queries import (
    CommentFilter,
    comments_page,
    consultations_with_comments,
    open_to_enter,
    participations_of,
    supplements_of,
)
from liaison.comments.speakers import open_speaker
from liaison.comments.words import as_typed
from liaison.consultations.models import Consultation
from liaison.database import db
from liaison.drafts.models import Visibility
from liaison.drafts.queries import article_texts, current_draft
from liaison.permissions import Action, actor, fetch_or_404, requires

blueprint = Blueprint("comments", __name__, template_folder="templates")


@blueprint.get("/comments")
@requires(Action.READ_COMMENTS)
def all_comments() -> str:
    user = cast(User, actor())
    form = _filters(user)
    wanted = _wanted(form) if form.validate() else CommentFilter()
    before, after = id_in(request.args, "before"), id_in(request.args, "after")
    unasked = wanted == CommentFilter() and before is None and after is None
    return render_template(
        "comments/list.html",
        form=form,
        page=comments_page(db.session, user, wanted, before=before, after=after),
        narrowed=wanted != CommentFilter(),
        kept={name: value for name, value in form.data.items() if value and name in request.args},
        open=[each for each in open_to_enter(db.session, user) if each.today] if unasked else [],
        place_label=place_label,
        channels=CHANNEL_LABELS,
    )


@blueprint.get("/comments/<int:id>")
@requires(Action.READ_COMMENTS)
def one_comment(id: int) -> str:
    user = cast(User, actor())
    comment = fetch_or_404(db.session, user, Comment, id)
    consultation = db.session.get_one(Consultation, comment.consultation_id)
    return render_template(
        "comments/comment.html",
        comment=comment,
        consultation=consultation,
        speaker=open_speaker(db.session, comment.speaker),
        first=db.session.get(Comment, comment.supplements_id) if comment.supplements_id else None,
        supplements=supplements_of(db.session, user, comment),
        may_supplement=comment.point_id
        in {each.point_id for each in participations_of(db.session, user, consultation)},
        place=place_label(comment),
        channels=CHANNEL_LABELS,
        kinds=SPEAKER_KIND_LABELS,
        wishes=REPLY_WISH_LABELS,
    )


@blueprint.get("/comments/<int:id>/slip")
@requires(Action.READ_COMMENTS)
def slip(id: int) -> str:
    """A paper for the citizen: it is carried about, so it names neither person nor words, nor a draft that is internal."""
    comment = fetch_or_404(db.session, actor(), Comment, id)
    public = comment.draft.visibility is Visibility.PUBLIC
    return render_template(
        "comments/slip.html",
        comment=comment,
        consultation=db.session.get_one(Consultation, comment.consultation_id),
        law_title=comment.draft.title if public else "",
        place=place_label(comment) if public else "",
        receipts_url=current_app.config["LIAISON_BASE_URL"] + url_for("receipts.look_up"),
        next=kept_for_next(comment),
        autosave=f"comment:{actor().id}:{comment.consultation_id}",
    )


@blueprint.get("/comments/<int:id>/full-text")
@requires(Action.READ_COMMENTS)
def full_text(id: int) -> Response:
    """Overlong words, as they came in."""
    comment = fetch_or_404(db.session, actor(), Comment, id)
    file = comment.words.full_text_file
    if file is None:
        abort(404)
    path = files.path_of(db.session, file)
    return send_file(path, mimetype=file.content_type, as_attachment=True, download_name=file.name)


def _filters(user: User) -> FilterForm:
    form = FilterForm(request.args)
    seen = consultations_with_comments(db.session, user)
    form.consultation.choices = [("", _("不限")), *((str(each.id), each.title) for each in seen)]
    chosen = next((each for each in seen if str(each.id) == form.consultation.data), None)
    draft = current_draft(db.session, chosen.id) if chosen else None
    articles = article_texts(db.session, draft.id) if draft else []
    named = [(article.key, f"{article.label}　{article.heading}".rstrip("　")) for article in articles]
    form.article.choices = [("", _("不限")), *LOOSE_PLACES, *named]
    return form


def _wanted(form: FilterForm) -> CommentFilter:
    return CommentFilter(
        consultation_id=int(form.consultation.data) if form.consultation.data else None,
        channel=Channel(form.channel.data) if form.channel.data else None,
        place_key=form.article.data or "",
        since=form.since.data,
        until=form.until.data,
        text=as_typed(form.q.data or "").strip(),
    )
