"""Entering what the city congress decided. A decision is never altered: a new one takes its place and the old one stays."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from liaison import audit, clock
from liaison.errors import Refused
from liaison.feedback.models import AdoptionDecision, AdoptionOutcome
from liaison.permissions import Actor
from liaison.reports.models import ReportItem, ReportState


@dataclass(frozen=True)
class Answer:
    outcome: AdoptionOutcome
    reason: str
    adopted_text: str
    decided_on: date


def decide(session: Session, item: ReportItem, answer: Answer, *, by: Actor) -> AdoptionDecision:
    """Records the outcome of one item. The reason is what the people who spoke will read, so there must be one."""
    if item.report.state is not ReportState.SENT:
        raise Refused("报告报送以后，才能登记采纳情况")
    if not answer.reason.strip():
        raise Refused("写明理由：提意见的人会读到它")
    if answer.decided_on > clock.today():
        raise Refused("决定日期还没有到，请核对日期")
    decision = AdoptionDecision(
        report_item_id=item.id,
        outcome=answer.outcome,
        reason=answer.reason.strip(),
        adopted_text=answer.adopted_text.strip(),
        decided_on=answer.decided_on,
        entered_by_id=by.id,
        entered_at=clock.now(),
    )
    session.add(decision)
    audit.record(session, "adoption_decided", decision, by=by, item=item.id, outcome=answer.outcome.value)
    return decision
