"""Reports in any state, by the same operations as the pages."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison.accounts.models import User
from liaison.consultations.models import Consultation
from liaison.database import transaction
from liaison.jobs import OPEN, Job, perform
from liaison.reports.freezing import freeze
from liaison.reports.models import Report, ReportState
from liaison.reports.operations import RENDER, WAY, move_on


def make_report(
    session: Session, consultation: Consultation, by: User, state: ReportState = ReportState.DRAWN_UP
) -> Report:
    """Commits a frozen report that has gone as far as `state`."""
    with transaction(session):
        report = freeze(session, consultation, although_unsettled=True, by=by)
        for step in WAY[1 : WAY.index(state) + 1]:
            move_on(session, report, step, by=by)
    return report


def render_all(session: Session) -> None:
    """Does the waiting render jobs, as the worker would."""
    session.rollback()
    waiting = select(Job.id).where(Job.kind == RENDER, Job.state.in_(OPEN)).order_by(Job.id)
    for job_id in list(session.scalars(waiting)):
        perform(session, job_id)
