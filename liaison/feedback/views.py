"""What became of each item: the list with what is still open, and the form for one."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from liaison import clock
from liaison.annotations.pages import RECEIPT
from liaison.database import db, transaction
from liaison.errors import Refused
from liaison.feedback.forms import DecisionForm
from liaison.feedback.labels import OUTCOME_LABELS, OUTCOME_TAGS
from liaison.feedback.operations import decide
from liaison.feedback.queries import decisions_of, items_with_decisions, next_undecided
from liaison.permissions import Action, actor, fetch_or_404, requires
from liaison.reports import summary
from liaison.reports.models import Report, ReportItem, ReportState
from liaison.reports.value import from_json

blueprint = Blueprint("adoption", __name__, template_folder="templates")


@blueprint.get("/reports/<int:id>/decisions")
@requires(Action.DECIDE_ADOPTION)
def decisions(id: int) -> str:
    report = _sent_or_404(id)
    return render_template(
        "feedback/list.html",
        report=report,
        items=items_with_decisions(db.session, report),
        contents={item.number: item for item in from_json(report.value).items},
        outcomes=OUTCOME_LABELS,
        tags=OUTCOME_TAGS,
        clean_proposal=summary.clean_proposal,
    )


@blueprint.route("/reports/<int:id>/items/<int:item_id>/decision", methods=["GET", "POST"])
@requires(Action.DECIDE_ADOPTION)
def decision(id: int, item_id: int) -> str | Response | tuple[str, int]:
    report = _sent_or_404(id)
    item = fetch_or_404(db.session, actor(), ReportItem, item_id)
    if item.report_id != id:
        abort(404)
    form = DecisionForm(data={"decided_on": clock.today()})
    if not form.validate_on_submit():
        return _item_page(report, item, form)
    try:
        with transaction(db.session):
            decide(db.session, item, form.answer, by=actor())
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return _item_page(report, item, form)
    flash(_autosave_key(item), RECEIPT)
    flash(_("第 %(n)s 项已登记：%(outcome)s。", n=item.number, outcome=OUTCOME_LABELS[form.answer.outcome]), "done")
    following = next_undecided(db.session, id, item.number)
    if following is None:
        return redirect(url_for("adoption.decisions", id=id), 303)
    return redirect(url_for("adoption.decision", id=id, item_id=following.id), 303)


def _sent_or_404(id: int) -> Report:
    """Before a report is sent there is nothing to answer."""
    report = fetch_or_404(db.session, actor(), Report, id)
    if report.state is not ReportState.SENT:
        abort(404)
    return report


def _item_page(report: Report, item: ReportItem, form: DecisionForm) -> str | tuple[str, int]:
    content = next(each for each in from_json(report.value).items if each.number == item.number)
    everything = items_with_decisions(db.session, report)
    page = render_template(
        "feedback/item.html",
        report=report,
        item=item,
        content=content,
        proposal=summary.proposal(content),
        earlier=decisions_of(db.session, item.id),
        undecided=sum(each.decision is None for each in everything),
        total=len(everything),
        form=form,
        outcomes=OUTCOME_LABELS,
        tags=OUTCOME_TAGS,
        autosave=_autosave_key(item),
    )
    return (page, 422) if form.errors else page


def _autosave_key(item: ReportItem) -> str:
    return f"decision:{actor().id}:{item.id}"
