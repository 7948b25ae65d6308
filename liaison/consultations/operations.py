"""Planning a consultation, opening and closing it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from liaison import audit, clock
from liaison.accounts.models import Station
from liaison.consultations.models import Consultation, ConsultationState, Participation, Stage, Step, StepKind
from liaison.crypto import random_token
from liaison.errors import Refused
from liaison.permissions import Actor

CODE_BITS = 80


@dataclass(frozen=True)
class Plan:
    """What the office decides beforehand. Steps without a date of their own are due when the collecting ends."""

    title: str
    commissioning_body: str
    stage: Stage
    opens_on: date
    closes_on: date
    point_ids: tuple[int, ...]
    due: tuple[tuple[StepKind, date], ...] = ()


def plan(session: Session, station: Station, wanted: Plan, *, by: Actor) -> Consultation:
    consultation = Consultation(
        station_id=station.id,
        title=wanted.title,
        commissioning_body=wanted.commissioning_body,
        stage=wanted.stage,
        opens_on=wanted.opens_on,
        closes_on=wanted.closes_on,
        created_by_id=by.id,
        created_at=clock.now(),
    )
    session.add(consultation)
    session.flush()
    due = dict(wanted.due)
    for kind in StepKind:
        session.add(Step(consultation_id=consultation.id, kind=kind, due_on=due.get(kind, wanted.closes_on)))
    for point_id in wanted.point_ids:
        session.add(
            Participation(consultation_id=consultation.id, point_id=point_id, public_code=random_token(CODE_BITS))
        )
    audit.record(session, "consultation_planned", consultation, by=by)
    return consultation


def open_consultation(session: Session, consultation: Consultation, *, by: Actor) -> None:
    if consultation.state is not ConsultationState.PLANNED:
        raise Refused("这次征询已经开始了")
    consultation.state = ConsultationState.OPEN
    audit.record(session, "consultation_opened", consultation, by=by)


def close_consultation(session: Session, consultation: Consultation, *, by: Actor) -> None:
    consultation.state = ConsultationState.CLOSED
    audit.record(session, "consultation_closed", consultation, by=by)
