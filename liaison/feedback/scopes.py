"""Decisions are seen where their reports are seen."""

from sqlalchemy import select

from liaison.feedback.models import AdoptionDecision
from liaison.permissions import register_scope
from liaison.reports.models import Report, ReportItem
from liaison.reports.scopes import reports


def register_scopes() -> None:
    register_scope(
        AdoptionDecision,
        lambda actor: AdoptionDecision.report_item_id.in_(select(ReportItem.id).join(Report).where(reports(actor))),
    )
