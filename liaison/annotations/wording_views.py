"""Writing: save, submit, return, finalise, each its own address so that a button says what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from liaison.accounts.models import User
from liaison.annotations import operations
from liaison.annotations.bench import Bench
from liaison.annotations.forms import WordingForm
from liaison.annotations.models import AnnotationVersion
from liaison.annotations.operations import StaleWording
from liaison.annotations.pages import (
    RECEIPT,
    article_page,
    autosave_key,
    conflict_page,
    gone_page,
    refill,
    wording_form,
)
from liaison.annotations.queries import GroupWork
from liaison.annotations.views import bench_or_404
from liaison.annotations.waiting import DraftOnList, GroupOnList, drafts_in_work, falling_to, next_of
from liaison.database import db, transaction
from liaison.drafts.queries import provision_at
from liaison.errors import Conflict, Refused
from liaison.grouping.models import Group
from liaison.permissions import Action, actor, fetch_or_404, requires

blueprint = Blueprint("wording", __name__, template_folder="templates")
Answer = str | tuple[str, int] | Response


@dataclass(frozen=True)
class Step:
    """One button: what it does, who may press it, what is said afterwards and what is shown next (None: the same group)."""

    operation: Callable[..., AnnotationVersion]
    allowed: Callable[[GroupWork, User], bool]
    said: str
    onward: Callable[[User, list[DraftOnList]], list[GroupOnList]] | None = None
    last_page: str = ""


def _own_waiting(user: User, drafts: list[DraftOnList]) -> list[GroupOnList]:
    return [group for entry in falling_to(user.id, drafts) for group in entry.waiting]


def _submitted(user: User, drafts: list[DraftOnList]) -> list[GroupOnList]:
    return [group for entry in drafts for group in entry.submitted]


SAVE = Step(operations.save, GroupWork.may_be_phrased_by, _l("第 %(n)s 组已保存。"))
SUBMIT = Step(
    operations.submit, GroupWork.may_be_phrased_by, _l("第 %(n)s 组已送审。"), _own_waiting, "annotations.waiting"
)
RETURN = Step(
    operations.return_with_note,
    GroupWork.may_be_reviewed_by,
    _l("第 %(n)s 组已退回给专家。"),
    _submitted,
    "annotations.reviewing",
)
FINALISE = Step(
    operations.finalise, GroupWork.may_be_reviewed_by, _l("第 %(n)s 组已定稿。"), _submitted, "annotations.reviewing"
)


@blueprint.post("/groups/<int:id>/wording/save")
@requires(Action.PHRASE)
def save(id: int) -> Answer:
    return _take(SAVE, id)


@blueprint.post("/groups/<int:id>/wording/submit")
@requires(Action.PHRASE)
def submit(id: int) -> Answer:
    return _take(SUBMIT, id)


@blueprint.post("/groups/<int:id>/wording/return")
@requires(Action.REVIEW)
def return_with_note(id: int) -> Answer:
    return _take(RETURN, id)


@blueprint.post("/groups/<int:id>/wording/finalise")
@requires(Action.REVIEW)
def finalise(id: int) -> Answer:
    return _take(FINALISE, id)


@blueprint.post("/groups/<int:id>/wording/provision")
@requires(Action.PHRASE)
def change_provision(id: int) -> Answer:
    """Without JavaScript: the box gets the text of the 款 or 项 that was chosen. Writes nothing."""
    user = cast(User, actor())
    bench, work = _open(user, fetch_or_404(db.session, user, Group, id))
    if work is None or not work.may_be_phrased_by(user):
        abort(404)
    form = wording_form(bench, work)
    if not refill(bench, form):
        flash(_("您改过的字没有动。要从原文改起，先清空再换。"))
    return article_page(bench, work, user, form=form)


def _take(step: Step, id: int) -> Answer:
    user = cast(User, actor())
    group = fetch_or_404(db.session, user, Group, id)
    bench, work = _open(user, group)
    if work is None:
        return gone_page(bench), 409
    if not step.allowed(work, user):
        abort(404)
    form = wording_form(bench, work)
    if not form.validate_on_submit():
        return article_page(bench, work, user, form=form), 422
    try:
        _keep(step, group, work, form, user)
    except Conflict as conflict:
        return _conflict_page(conflict, group, form, user), 409
    except Refused as refusal:
        form.refuse(refusal)
        return article_page(bench, work, user, form=form), 422
    flash(autosave_key(user, id), RECEIPT)
    return redirect(_onward(step, group, user), 303)


def _keep(step: Step, group: Group, work: GroupWork, form: WordingForm, user: User) -> None:
    with transaction(db.session):
        provision = provision_at(db.session, group.draft_id, form.provision.data)
        wording = form.wording(provision.id if provision else None)
        step.operation(db.session, group, wording, by=user, expert=work.expert)


def _open(user: User, group: Group) -> tuple[Bench, GroupWork | None]:
    """The group's article and, unless it has been merged or emptied, its work."""
    bench = bench_or_404(user, group.draft_id, group.article_grouping.place_key)
    return bench, bench.work_on(group.id)


def _conflict_page(conflict: Conflict, group: Group, form: WordingForm, user: User) -> str:
    bench, work = _open(user, group)
    if work is None or not isinstance(conflict, StaleWording):
        return gone_page(bench)
    return conflict_page(bench, work, form, request.path, user)


def _onward(step: Step, group: Group, user: User) -> str:
    """After saving the same group; after handing on the next that waits, so that an evening's work needs no list."""
    said = step.said % {"n": f"{group.number:03d}"}
    if step.onward is None:
        flash(said, "done")
        return _address(group.draft_id, group.article_grouping.place_key, group.number)
    rest = step.onward(user, drafts_in_work(db.session, user))
    following = next_of(rest, group.draft_id, group.article_grouping.place_key)
    if following is None:
        flash(said + _("没有别的在等了。"), "done")
        return url_for(step.last_page)
    flash(said + _("还有 %(n)s 组，这是下一组。", n=len(rest)), "done")
    return _address(following.draft_id, following.place_key, following.number)


def _address(draft_id: int, place_key: str, number: int) -> str:
    return url_for("annotations.article", draft_id=draft_id, place_key=place_key, group=number, _anchor="wording")
