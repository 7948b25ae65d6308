"""Freezing, reading, signing and sending a report."""

from typing import cast

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from liaison.accounts.models import User
from liaison.consultations.models import Consultation
from liaison.database import db, transaction
from liaison.errors import Refused
from liaison.permissions import Action, actor, fetch_or_404, may, requires
from liaison.reports import summary
from liaison.reports.forms import FreezeForm, MoveOnForm, PapersForm
from liaison.reports.freezing import freeze
from liaison.reports.labels import FORMAT_LABELS, PAPER_LABELS, STATE_LABELS, STEP_VERBS
from liaison.reports.models import Report, ReportState
from liaison.reports.operations import move_on, next_state
from liaison.reports.queries import papers_of, readiness, reports_of, way_of
from liaison.reports.value import from_json

blueprint = Blueprint("reports", __name__, template_folder="templates")
ROWS_SHOWN = 400  # of the table on the screen; the papers have them all


@blueprint.get("/reports")
@requires(Action.READ_REPORT)
def all_reports() -> str:
    return render_template("reports/list.html", reports=reports_of(db.session, actor()), states=STATE_LABELS)


@blueprint.route("/consultations/<int:id>/reports", methods=["GET", "POST"])
@requires(Action.FREEZE_REPORT)
def of_consultation(id: int) -> str | Response | tuple[str, int]:
    consultation = fetch_or_404(db.session, actor(), Consultation, id)
    form = FreezeForm()
    if not form.validate_on_submit():
        return _consultation_page(consultation, form)
    try:
        with transaction(db.session):
            user = cast(User, actor())
            report = freeze(db.session, consultation, although_unsettled=form.although_unsettled.data, by=user)
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return _consultation_page(consultation, form), 422
    flash(_("第 %(n)s 版已经定稿，以后的修改不影响这一份。", n=report.version), "done")
    return redirect(url_for("reports.one_report", id=report.id), 303)


@blueprint.get("/reports/<int:id>")
@requires(Action.READ_REPORT)
def one_report(id: int) -> str:
    return report_page(fetch_or_404(db.session, actor(), Report, id))


@blueprint.post("/reports/<int:id>/state")
@requires(Action.FREEZE_REPORT)
def move(id: int) -> Response | tuple[str, int]:
    report = fetch_or_404(db.session, actor(), Report, id)
    form = MoveOnForm()
    if not form.validate_on_submit():
        return report_page(report, move_form=form), 422
    try:
        with transaction(db.session):
            to, number = ReportState(form.to.data or ""), (form.document_number.data or "").strip()
            remark = (form.remark.data or "").strip()
            move_on(db.session, report, to, document_number=number, remark=remark, by=actor())
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return report_page(report, move_form=form), 422
    flash(_("已到：%(state)s。", state=STATE_LABELS[to]), "done")
    return redirect(url_for("reports.one_report", id=id), 303)


def report_page(report: Report, *, move_form: MoveOnForm | None = None, papers_form: PapersForm | None = None) -> str:
    """The paper as it reads, what can be downloaded, where the report stands."""
    value = from_json(report.value)
    following = next_state(report)
    move_form = move_form or MoveOnForm(formdata=None)
    move_form.to.data = following.value if following else ""
    return render_template(
        "reports/report.html",
        report=report,
        value=value,
        paper=summary.for_print(value),
        rows_shown=ROWS_SHOWN,
        way=way_of(db.session, report),
        following=following,
        move_form=move_form,
        papers=papers_of(db.session, report),
        papers_form=papers_form or PapersForm(formdata=None),
        may_move=may(actor(), Action.FREEZE_REPORT),
        may_decide=may(actor(), Action.DECIDE_ADOPTION),
        states=STATE_LABELS,
        verbs=STEP_VERBS,
        paper_names=PAPER_LABELS,
        format_names=FORMAT_LABELS,
    )


def _consultation_page(consultation: Consultation, form: FreezeForm) -> str:
    return render_template(
        "reports/consultation.html",
        consultation=consultation,
        form=form,
        ready=readiness(db.session, consultation),
        reports=reports_of(db.session, actor(), consultation.id),
        states=STATE_LABELS,
    )
