"""The form behind a point's QR code: no account, no name, and nothing of a draft that is not public."""

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from liaison.addresses import id_in
from liaison.comments.forms import typed_again
from liaison.comments.models import Channel, Comment
from liaison.comments.operations import Receipt, SameTokenOtherWords, receive, supplement
from liaison.comments.places import anchor_of
from liaison.comments.queries import comment_by_receipt
from liaison.comments.submission import Submission
from liaison.crypto import random_token
from liaison.database import db, transaction
from liaison.drafts.models import Draft, DraftState, Visibility
from liaison.drafts.queries import article_text, article_texts
from liaison.errors import Refused
from liaison.language.references import article_key
from liaison.permissions import Action, requires
from liaison.portal.forms import PublicForm
from liaison.portal.guard import SHORTEST_SECONDS, name_visitor, seconds_shown, shown_stamp, too_many
from liaison.portal.privacy_notice import NOTICE
from liaison.portal.qr import qr_response
from liaison.portal.queries import OpenPage, open_page

blueprint = Blueprint("public_form", __name__, template_folder="templates")

Page = str | AnyResponse | tuple[str, int]


@blueprint.route("/p/<code>", methods=["GET", "POST"])
@requires(Action.PUBLIC)
def public_form(code: str) -> Page:
    page = open_page(db.session, code)
    if page is None:
        return _closed_page()
    name_visitor()
    form = _form(page)
    if form.change_article.data or not form.validate_on_submit():
        return _form_page(page, form)
    if doubt := _doubt(form):
        return _asked_again(page, form, *doubt)
    try:
        with transaction(db.session):
            receipt = _save(form, page)
    except SameTokenOtherWords as conflict:
        return _conflict_page(code, form, conflict)
    except Refused as refusal:
        return _asked_again(page, form, refusal.message, 422)
    return redirect(url_for("receipts.receipt", code=receipt.code), 303)


@blueprint.get("/p/<code>/article")
@requires(Action.PUBLIC)
def article(code: str) -> Page:
    """The text of the article `key`, for the page that is already open."""
    page = open_page(db.session, code)
    if page is None:
        return _closed_page()
    text = article_text(db.session, _draft(page).id, request.args.get("key", ""))
    return render_template("comments/article.html", article=text)


@blueprint.get("/p/<code>/qr.svg")
@requires(Action.PUBLIC)
def qr(code: str) -> Page | Response:
    if open_page(db.session, code) is None:
        return _closed_page()
    return qr_response(_address(code))


@blueprint.get("/p/<code>/poster")
@requires(Action.PUBLIC)
def poster(code: str) -> Page:
    """To print and put up at the point."""
    page = open_page(db.session, code)
    if page is None:
        return _closed_page()
    return render_template(
        "portal/poster.html", page=page, code=code, address=_address(code), station_name=page.consultation.station.name
    )


def _address(code: str) -> str:
    """From the settings, never from the request: a forged Host must not get onto a poster."""
    return str(current_app.config["LIAISON_BASE_URL"]) + url_for("public_form.public_form", code=code)


def _closed_page() -> tuple[str, int]:
    return render_template("portal/closed.html"), 404


def _draft(page: OpenPage) -> Draft:
    """The public draft that the form was opened with, even if a newer one has come since."""
    asked = id_in(request.values, "draft_id")
    shown = db.session.get(Draft, asked) if asked else None
    if (
        shown is not None
        and shown.consultation_id == page.consultation.id
        and shown.visibility is Visibility.PUBLIC
        and shown.state is not DraftState.PROOFING
    ):
        return shown
    return page.draft


def _form(page: OpenPage) -> PublicForm:
    draft = _draft(page)
    articles = article_texts(db.session, draft.id)
    asked = request.args.get("provision", "")
    chosen = next((text for text in articles if text.key == article_key(asked)), None)
    kept = {"supplements": request.args.get("supplements", ""), "place": anchor_of(chosen, asked) if chosen else ""}
    form = PublicForm(data=kept | ({"article": chosen.key} if chosen else {}))
    form.offer(articles)
    form.draft_id.data = str(draft.id)
    if form.change_article.data:
        form.place.data = ""
    return form


def _doubt(form: PublicForm) -> tuple[str, int] | None:
    """Why a submission is asked for once more, and with which status. The second time a person has been slow enough."""
    shown_for = seconds_shown(form.shown_at.data or "")
    if form.website.data or shown_for is None or shown_for < SHORTEST_SECONDS:
        form.website.data = ""
        form.shown_at.data = form.shown_at.data if shown_for is not None else shown_stamp()
        return _("提交得很快，系统没有分清是不是有人在填。请核对一下，再按一次“提交意见”。"), 422
    if too_many():
        return _("这一个小时里，从这里提交的意见已经很多。请过一会儿再提交，或者到采集点当面说。"), 429
    return None


def _asked_again(page: OpenPage, form: PublicForm, message: str, status: int) -> tuple[str, int]:
    form.form_errors.append(message)
    return _rendered(page, form), status


def _save(form: PublicForm, page: OpenPage) -> Receipt:
    submission = Submission(
        consultation_id=page.participation.consultation_id,
        point_id=page.participation.point_id,
        draft_id=int(form.draft_id.data or 0),
        **form.said(),
    )
    first = _first(form, page)
    if first is not None:
        return supplement(db.session, first, submission, by=None)
    return receive(db.session, submission, by=None)


def _first(form: PublicForm, page: OpenPage) -> Comment | None:
    """What this one adds to, if it came in by this very page; otherwise it is a comment of its own."""
    first = comment_by_receipt(db.session, form.supplements.data or "")
    here = (page.participation.consultation_id, page.participation.point_id, Channel.QR)
    return first if first is not None and (first.consultation_id, first.point_id, first.channel) == here else None


def _form_page(page: OpenPage, form: PublicForm) -> Page:
    shown = _rendered(page, form)
    return (shown, 422) if form.errors else shown


def _rendered(page: OpenPage, form: PublicForm) -> str:
    return render_template(
        "portal/form.html",
        page=page,
        form=form,
        code=page.participation.public_code,
        article=form.chosen_article,
        first=_first(form, page),
        notice=NOTICE,
        station_name=page.consultation.station.name,
        autosave=f"public:{page.consultation.id}:{page.participation.point_id}",
    )


def _conflict_page(code: str, form: PublicForm, conflict: SameTokenOtherWords) -> tuple[str, int]:
    """The first words are not shown: a receipt says how far a comment is, never what it says."""
    page = render_template(
        "comments/conflict.html",
        action=url_for("public_form.public_form", code=code),
        first=conflict.first,
        show_first=False,
        form=form,
        more=[(form.contact.label.text, form.contact.data)],
        typed=typed_again(request.form),
        token=random_token(),
    )
    return page, 409
