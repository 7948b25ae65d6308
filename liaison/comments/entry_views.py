"""Entering what somebody said, and saving it once however often the form is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from liaison import clock
from liaison.accounts.models import Point, User
from liaison.addresses import id_in
from liaison.comments.admission import is_open, is_over
from liaison.comments.forms import EntryForm, typed_again
from liaison.comments.labels import PLACE_LABELS, place_label
from liaison.comments.models import Comment, Place
from liaison.comments.operations import Receipt, SameTokenOtherWords, receive, supplement
from liaison.comments.places import anchor_of, kept_for_next
from liaison.comments.queries import entry_counts, participations_of, visible_comment_by_receipt
from liaison.comments.speakers import open_speaker
from liaison.comments.submission import Submission
from liaison.consultations.models import Consultation
from liaison.crypto import random_token
from liaison.database import db, transaction
from liaison.drafts.models import Draft, DraftState
from liaison.drafts.queries import (
    ArticleText,
    article_text,
    article_texts,
    current_draft,
    provision_at,
    provision_label,
)
from liaison.errors import Refused
from liaison.language.references import article_key
from liaison.permissions import Action, actor, fetch_or_404, requires, visible

blueprint = Blueprint("entry", __name__, template_folder="templates")


@dataclass(frozen=True)
class EntryDesk:
    """What an entry page needs to know: where this person may enter, and the text they enter about."""

    consultation: Consultation
    points: Sequence[Point]
    draft: Draft | None
    articles: Sequence[ArticleText]

    @property
    def begun(self) -> bool:
        today = clock.today()
        return is_open(self.consultation, today) or is_over(self.consultation, today)


@blueprint.route("/consultations/<int:id>/comments/new", methods=["GET", "POST"])
@requires(Action.ENTER_COMMENT)
def new_comment(id: int) -> str | Response | tuple[str, int]:
    desk = _desk(id)
    if desk.draft is None or not desk.begun:
        return render_template("comments/not_ready.html", desk=desk)
    form = _form(desk)
    if form.change_article.data or not form.validate_on_submit():
        return _entry_page(desk, form)
    try:
        with transaction(db.session):
            receipt = _save(form, id)
    except SameTokenOtherWords as conflict:
        return _conflict_page(desk, form, conflict)
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return _entry_page(desk, form)
    return redirect(_next_page(receipt), 303)


@blueprint.get("/consultations/<int:id>/comments/article")
@requires(Action.ENTER_COMMENT)
def article(id: int) -> str:
    """The text of the article `key` as a choice of its places, for the page that is already open."""
    desk = _desk(id)
    text = article_text(db.session, desk.draft.id, request.args.get("key", "")) if desk.draft else None
    return render_template("comments/article.html", article=text)


def _desk(id: int) -> EntryDesk:
    user = cast(User, actor())
    consultation = fetch_or_404(db.session, user, Consultation, id)
    points = [participation.point for participation in participations_of(db.session, user, consultation)]
    if not points:
        abort(404)
    draft = _draft(consultation)
    return EntryDesk(consultation, points, draft, article_texts(db.session, draft.id) if draft else ())


def _draft(consultation: Consultation) -> Draft | None:
    """The draft that the form was opened with, even if a newer one has come since; else the current one."""
    asked = id_in(request.values, "draft_id")
    shown = visible(actor(), Draft).where(Draft.id == asked, Draft.consultation_id == consultation.id)
    opened = db.session.scalar(shown.where(Draft.state != DraftState.PROOFING)) if asked else None
    return opened or current_draft(db.session, consultation.id)


def _form(desk: EntryDesk) -> EntryForm:
    form = EntryForm(data=_kept(desk))
    form.offer(desk.articles)
    form.offer_points(desk.points)
    form.draft_id.data = str(desk.draft.id) if desk.draft else ""
    if form.change_article.data:
        form.place.data = ""
    return form


def _kept(desk: EntryDesk) -> dict[str, Any]:
    """What goes on from the last comment or was chosen on the way here: the article, the channel, the date, the point."""
    asked = request.args.get("provision", "")
    chosen = next((text for text in desk.articles if text.key == article_key(asked)), None)
    collected = _date(request.args.get("collected_on", ""))
    return {
        "article": chosen.key if chosen else asked if asked in set(Place) else Place.WHOLE.value,
        "place": anchor_of(chosen, asked) if chosen else "",
        "channel": request.args.get("channel", "counter"),
        "collected_on": min(collected, clock.today()) if collected else clock.today(),
        "point": id_in(request.args, "point"),
        "supplements": request.args.get("supplements", ""),
    }


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _save(form: EntryForm, id: int) -> Receipt:
    user = cast(User, actor())
    submission = Submission(consultation_id=id, draft_id=int(form.draft_id.data or 0), **form.said())
    if not form.supplements.data:
        return receive(db.session, submission, by=user)
    first = visible_comment_by_receipt(db.session, user, form.supplements.data)
    if first is None or first.consultation_id != id:
        abort(404)
    return supplement(db.session, first, submission, by=user)


def _next_page(receipt: Receipt) -> str:
    comment = receipt.comment
    if request.form.get("print"):
        return url_for("comments.slip", id=comment.id)
    return url_for("entry.new_comment", id=comment.consultation_id, saved=receipt.code, **kept_for_next(comment))


def _entry_page(desk: EntryDesk, form: EntryForm) -> str | tuple[str, int]:
    user = cast(User, actor())
    saved = visible_comment_by_receipt(db.session, user, request.args.get("saved", ""))
    point = next((each for each in desk.points if each.id == form.point.data), desk.points[0])
    page = render_template(
        "comments/entry.html",
        form=form,
        desk=desk,
        article=form.chosen_article,
        place_now=_place_now(desk, form),
        counts=entry_counts(db.session, desk.consultation.id, point.id),
        point_name=point.name,
        saved=saved,
        saved_speaker=open_speaker(db.session, saved.speaker) if saved else None,
        first=visible_comment_by_receipt(db.session, user, form.supplements.data or ""),
        over=is_over(desk.consultation, clock.today()),
        autosave=f"comment:{user.id}:{desk.consultation.id}",
    )
    return (page, 422) if form.errors else page


def _place_now(desk: EntryDesk, form: EntryForm) -> str:
    """第十二条第二款, as the page says where the words will be noted."""
    place, key = form.about
    provision = provision_at(db.session, desk.draft.id, key) if key and desk.draft else None
    return provision_label(provision) if provision else str(PLACE_LABELS.get(place, ""))


def _conflict_page(desk: EntryDesk, form: EntryForm, conflict: SameTokenOtherWords) -> tuple[str, int]:
    """Both texts side by side. Whoever may not see the first one (a token guessed or handed on) only sees their own."""
    first = db.session.scalar(visible(actor(), Comment).where(Comment.id == conflict.first.id))
    if first is None:
        form.client_token.data = random_token()
        form.form_errors.append(_("这张表已经失效，写的内容都在，请再按一次保存。"))
        page = _entry_page(desk, form)
        return page if isinstance(page, tuple) else (page, 409)
    page = render_template(
        "comments/conflict.html",
        action=url_for("entry.new_comment", id=desk.consultation.id),
        first=first,
        show_first=True,
        place_label=place_label,
        form=form,
        more=[(form.suggestion.label.text, form.suggestion.data), (form.reason.label.text, form.reason.data)],
        typed=typed_again(request.form),
        token=random_token(),
    )
    return page, 409
