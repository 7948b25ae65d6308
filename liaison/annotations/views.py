"""The expert's lists and the article page; the office reviews on the same page."""

from typing import cast

from flask import Blueprint, abort, render_template, request

from liaison.accounts.models import User
from liaison.addresses import id_in
from liaison.annotations.bench import Bench, bench
from liaison.annotations.labels import STATE_LABELS, STATE_TAGS
from liaison.annotations.pages import article_page
from liaison.annotations.waiting import drafts_in_work, falling_to, headlines, names
from liaison.database import db
from liaison.drafts.models import Draft
from liaison.grouping.models import ArticleGrouping
from liaison.permissions import Action, Role, actor, fetch_or_404, requires, visible

blueprint = Blueprint("annotations", __name__, template_folder="templates")


@blueprint.get("/phrasing")
@requires(Action.PHRASE)
def waiting() -> str:
    """What falls to this expert; for the office everything that nobody has handed in yet."""
    user = cast(User, actor())
    everything = drafts_in_work(db.session, user)
    office = Role.OFFICE in user.roles_held
    drafts = everything if office else falling_to(user.id, everything)
    groups = [group for entry in drafts for group in entry.groups]
    return render_template(
        "annotations/waiting.html",
        drafts=drafts,
        office=office,
        headlines=headlines(db.session, groups),
        names=names(db.session, groups) if office else {},
        states=STATE_LABELS,
        state_tags=STATE_TAGS,
    )


@blueprint.get("/reviewing")
@requires(Action.REVIEW)
def reviewing() -> str:
    """Wordings that were handed in and wait for the office."""
    drafts = drafts_in_work(db.session, cast(User, actor()))
    submitted = [group for entry in drafts for group in entry.submitted]
    return render_template(
        "annotations/reviewing.html",
        drafts=drafts,
        headlines=headlines(db.session, submitted),
        names=names(db.session, submitted),
    )


@blueprint.get("/drafts/<int:draft_id>/groups/<place_key>")
@requires(Action.SEE_GROUPS)
def article(draft_id: int, place_key: str) -> str:
    """The law at the left, what people say in the middle, the wording of one group at the right."""
    user = cast(User, actor())
    shown = bench_or_404(user, draft_id, place_key)
    work = shown.chosen(id_in(request.args, "group"), user)
    return article_page(shown, work, user, all_words="all" in request.args)


def bench_or_404(user: User, draft_id: int, place_key: str) -> Bench:
    draft = fetch_or_404(db.session, user, Draft, draft_id)
    seen = visible(user, ArticleGrouping).where(ArticleGrouping.draft_id == draft_id)
    if db.session.scalar(seen.where(ArticleGrouping.place_key == place_key)) is None:
        abort(404)
    shown = bench(db.session, draft, place_key)
    return shown or abort(404)
