"""Which consultations run, for whom, and how long still."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.consultations.models import Consultation, ConsultationState, Participation
from liaison.permissions import Actor, visible


def open_for(session: Session, user: Actor) -> list[Consultation]:
    """Open consultations that this person may see, the nearest deadline first."""
    running = visible(user, Consultation).where(Consultation.state == ConsultationState.OPEN)
    return list(session.scalars(running.order_by(Consultation.closes_on, Consultation.id)))


def days_left(consultation: Consultation) -> int:
    """Whole days until the last day; 0 on that day, negative afterwards."""
    return (consultation.closes_on - clock.today()).days


def participation_of(session: Session, consultation_id: int, point_id: int) -> Participation | None:
    return session.scalar(
        select(Participation).where(
            Participation.consultation_id == consultation_id, Participation.point_id == point_id
        )
    )
