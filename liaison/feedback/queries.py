"""The decision that counts for an item is its newest one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison.accounts.models import User
from liaison.feedback.models import AdoptionDecision
from liaison.reports.models import Report, ReportItem, ReportItemVoice


@dataclass(frozen=True)
class DecidedItem:
    """An item of a report with the decision that counts, if there is one."""

    item: ReportItem
    decision: AdoptionDecision | None


def items_with_decisions(session: Session, report: Report) -> list[DecidedItem]:
    """Every item in the order of the paper."""
    items = session.scalars(select(ReportItem).where(ReportItem.report_id == report.id).order_by(ReportItem.number))
    found = list(items)
    newest = newest_decisions(session, [item.id for item in found])
    return [DecidedItem(item, newest.get(item.id)) for item in found]


def newest_decisions(session: Session, item_ids: Iterable[int]) -> dict[int, AdoptionDecision]:
    """item id → its newest decision."""
    newest = (
        select(func.max(AdoptionDecision.id))
        .where(AdoptionDecision.report_item_id.in_(list(item_ids)))
        .group_by(AdoptionDecision.report_item_id)
    )
    decisions = session.scalars(select(AdoptionDecision).where(AdoptionDecision.id.in_(newest)))
    return {decision.report_item_id: decision for decision in decisions}


def answered(session: Session, report_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Report → (items with a decision, items); one statement."""
    counted = (
        select(
            ReportItem.report_id,
            func.count(AdoptionDecision.report_item_id.distinct()),
            func.count(ReportItem.id.distinct()),
        )
        .outerjoin(AdoptionDecision, AdoptionDecision.report_item_id == ReportItem.id)
        .where(ReportItem.report_id.in_(report_ids))
        .group_by(ReportItem.report_id)
    )
    return {report_id: (decided, items) for report_id, decided, items in session.execute(counted)}


def decisions_of(session: Session, item_id: int) -> list[tuple[AdoptionDecision, str]]:
    """Every decision on an item with the name of who entered it, the newest first."""
    entered = select(AdoptionDecision, User.name).join(User, User.id == AdoptionDecision.entered_by_id)
    mine = entered.where(AdoptionDecision.report_item_id == item_id)
    return list(session.execute(mine.order_by(AdoptionDecision.id.desc())))


def next_undecided(session: Session, report_id: int, after: int) -> ReportItem | None:
    """The first item without a decision behind number `after`, or from the start again."""
    decided = select(AdoptionDecision.report_item_id)
    open_items = select(ReportItem).where(ReportItem.report_id == report_id, ReportItem.id.not_in(decided))
    return session.scalar(open_items.order_by(ReportItem.number <= after, ReportItem.number).limit(1))


def items_speaking_for(session: Session, comment_id: int) -> list[ReportItem]:
    """Every item of every report that carries this comment, oldest report first."""
    voiced = select(ReportItemVoice.report_item_id).where(ReportItemVoice.comment_id == comment_id)
    return list(
        session.scalars(
            select(ReportItem).where(ReportItem.id.in_(voiced)).order_by(ReportItem.report_id, ReportItem.number)
        )
    )
