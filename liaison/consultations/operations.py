"""Planning a consultation, changing the plan, opening and closing it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison import audit, clock
from liaison.accounts.models import Point, Station
from liaison.consultations.models import Consultation, ConsultationState, Participation, Stage, Step, StepKind
from liaison.consultations.schedule import due_dates, given_dates
from liaison.consultations.texts import texts_of
from liaison.crypto import random_token
from liaison.errors import Conflict, Refused
from liaison.permissions import Actor

CODE_BITS = 80


@dataclass(frozen=True)
class Plan:
    """What the office decides beforehand. A step without a date of its own follows the closing day (schedule)."""

    title: str
    commissioning_body: str
    stage: Stage
    opens_on: date
    closes_on: date
    point_ids: tuple[int, ...]
    due: tuple[tuple[StepKind, date], ...] = ()

    @property
    def all_due(self) -> dict[StepKind, date]:
        return due_dates(self.opens_on, self.closes_on, dict(self.due))


def plan(session: Session, station: Station, wanted: Plan, *, by: Actor) -> Consultation:
    """A new consultation, not yet open: only the office sees it."""
    _check_points(session, station.id, wanted.point_ids)
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
    for kind, due_on in wanted.all_due.items():
        session.add(Step(consultation_id=consultation.id, kind=kind, due_on=due_on))
    _add_points(session, consultation, wanted.point_ids)
    audit.record(session, "consultation_planned", consultation, by=by, points=list(wanted.point_ids))
    return consultation


def plan_of(consultation: Consultation) -> Plan:
    """The plan as it stands; dates that follow from the last day are not listed."""
    due = {step.kind: step.due_on for step in consultation.steps}
    given = given_dates(consultation.opens_on, consultation.closes_on, due)
    return Plan(
        title=consultation.title,
        commissioning_body=consultation.commissioning_body,
        stage=consultation.stage,
        opens_on=consultation.opens_on,
        closes_on=consultation.closes_on,
        point_ids=tuple(sorted(participation.point_id for participation in consultation.participations)),
        due=tuple(given.items()),
    )


def fingerprint(plan: Plan) -> str:
    """Tells whether a plan is still the one that a form was opened with."""
    return sha256(repr(plan).encode()).hexdigest()


def change(session: Session, consultation: Consultation, wanted: Plan, *, seen: str, by: Actor) -> None:
    """`seen` is the fingerprint of the plan that the person had before them.

    Codes of points that stay are kept. Once a consultation has begun no point can be taken out: words may have come in there.
    """
    _hold(session, consultation)
    if fingerprint(plan_of(consultation)) != seen:
        raise Conflict("这次征询刚刚被别人改过。请核对下面两边的内容，再保存一次")
    _check_points(session, consultation.station_id, wanted.point_ids)
    consultation.title = wanted.title
    consultation.commissioning_body = wanted.commissioning_body
    consultation.stage = wanted.stage
    consultation.opens_on, consultation.closes_on = wanted.opens_on, wanted.closes_on
    for step in consultation.steps:
        step.due_on = wanted.all_due[step.kind]
    _set_participants(session, consultation, wanted.point_ids)
    audit.record(session, "consultation_changed", consultation, by=by, points=list(wanted.point_ids))


def open_consultation(session: Session, consultation: Consultation, *, by: Actor) -> None:
    """The points begin to collect, on a text that has been proofread; a consultation that was closed goes on."""
    _hold(session, consultation)
    if consultation.state not in (ConsultationState.PLANNED, ConsultationState.CLOSED):
        raise Refused("这次征询已经开始了")
    if not any(text.ready for text in texts_of(session, by, [consultation.id]).get(consultation.id, [])):
        raise Refused("还没有核对好的草案。请先录入草案，核对启用以后再开始征询")
    if not consultation.participations:
        raise Refused("还没有采集点参加。请先在“修改”里选参加的采集点")
    if consultation.closes_on < clock.today():
        raise Refused("截止日期已经过了。请先在“修改”里改截止日期")
    consultation.state = ConsultationState.OPEN
    audit.record(session, "consultation_opened", consultation, by=by)


def close_consultation(session: Session, consultation: Consultation, *, by: Actor) -> None:
    _hold(session, consultation)
    if consultation.state is not ConsultationState.OPEN:
        raise Refused("这次征询不在进行中，不用结束")
    consultation.state = ConsultationState.CLOSED
    audit.record(session, "consultation_closed", consultation, by=by)


def _hold(session: Session, consultation: Consultation) -> None:
    """Until the transaction ends nobody else changes it, so what is decided here is decided on what is true."""
    session.refresh(consultation, with_for_update={"key_share": True})


def _check_points(session: Session, station_id: int, point_ids: tuple[int, ...]) -> None:
    own = select(func.count()).where(Point.id.in_(point_ids), Point.station_id == station_id)
    if session.scalar(own) != len(set(point_ids)):
        raise Refused("选的采集点里有不属于本联系点的，请重新勾选")


def _set_participants(session: Session, consultation: Consultation, point_ids: Iterable[int]) -> None:
    taking_part = {participation.point_id: participation for participation in consultation.participations}
    gone = taking_part.keys() - set(point_ids)
    if gone and consultation.state is not ConsultationState.PLANNED:
        names = "、".join(taking_part[point_id].point.name for point_id in sorted(gone))
        raise Refused(f"征询已经开始，参加的采集点只能增加，不能去掉。请重新勾选：{names}")
    for point_id in gone:
        session.delete(taking_part[point_id])
    _add_points(session, consultation, [point_id for point_id in point_ids if point_id not in taking_part])


def _add_points(session: Session, consultation: Consultation, point_ids: Iterable[int]) -> None:
    for point_id in point_ids:
        code = random_token(CODE_BITS)
        session.add(Participation(consultation_id=consultation.id, point_id=point_id, public_code=code))
