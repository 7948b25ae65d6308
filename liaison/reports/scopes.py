"""The office sees its station's reports; the city congress those that were signed or sent."""

from typing import cast

from sqlalchemy import ColumnElement, and_, or_, select

from liaison.accounts.models import User
from liaison.accounts.scopes import stations
from liaison.permissions import Actor, Role, nobody, register_scope
from liaison.reports.models import Report, ReportFile, ReportItem, ReportItemVoice, ReportSignature, ReportState

FINISHED = (ReportState.SIGNED, ReportState.SENT)


def register_scopes() -> None:
    register_scope(Report, reports)
    register_scope(ReportItem, lambda actor: ReportItem.report_id.in_(select(Report.id).where(reports(actor))))
    register_scope(ReportFile, lambda actor: ReportFile.report_id.in_(select(Report.id).where(reports(actor))))
    register_scope(
        ReportSignature, lambda actor: ReportSignature.report_id.in_(select(Report.id).where(reports(actor)))
    )
    register_scope(ReportItemVoice, nobody)


def reports(actor: Actor) -> ColumnElement[bool]:
    user = cast(User, actor)
    return or_(
        Report.station_id.in_(stations(user, Role.OFFICE)),
        and_(Report.station_id.in_(stations(user, Role.READER)), Report.state.in_(FINISHED)),
    )
