"""The decision that counts for an item is its newest one."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison.feedback.models import AdoptionDecision
from liaison.reports.models import ReportItem, ReportItemVoice


def newest_decisions(session: Session, item_ids: Iterable[int]) -> dict[int, AdoptionDecision]:
    """item id → its newest decision."""
    newest = (
        select(func.max(AdoptionDecision.id))
        .where(AdoptionDecision.report_item_id.in_(list(item_ids)))
        .group_by(AdoptionDecision.report_item_id)
    )
    decisions = session.scalars(select(AdoptionDecision).where(AdoptionDecision.id.in_(newest)))
    return {decision.report_item_id: decision for decision in decisions}


def items_speaking_for(session: Session, comment_id: int) -> list[ReportItem]:
    """Every item of every report that carries this comment, oldest report first."""
    voiced = select(ReportItemVoice.report_item_id).where(ReportItemVoice.comment_id == comment_id)
    return list(
        session.scalars(
            select(ReportItem).where(ReportItem.id.in_(voiced)).order_by(ReportItem.report_id, ReportItem.number)
        )
    )
