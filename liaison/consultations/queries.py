"""Which consultations there are, for whom, and how long still."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload

from liaison import clock
from liaison.accounts.models import Point, Station
from liaison.accounts.queries import points_of
from liaison.consultations.models import Consultation, ConsultationState, Participation
from liaison.permissions import Actor, visible

PAGE = 30


@dataclass(frozen=True)
class ConsultationsPage:
    """One page of the list; `points` counts the participating points of each consultation by its id."""

    consultations: Sequence[Consultation]
    points: dict[int, int]
    page: int
    pages: int
    total: int


def open_for(session: Session, user: Actor) -> list[Consultation]:
    """Open consultations that this person may see, the nearest deadline first."""
    running = visible(user, Consultation).where(Consultation.state == ConsultationState.OPEN)
    return list(session.scalars(running.order_by(Consultation.closes_on, Consultation.id)))


def consultations_page(session: Session, user: Actor, page: int) -> ConsultationsPage:
    """All that this person may see: what is prepared or runs by deadline, then what is over, the newest first."""
    seen = visible(user, Consultation)
    total = session.scalar(select(func.count()).select_from(seen.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    alive = Consultation.state.in_((ConsultationState.PLANNED, ConsultationState.OPEN))
    ordered = seen.order_by(
        case((alive, 0), else_=1), case((alive, Consultation.closes_on)), Consultation.closes_on.desc(), Consultation.id
    )
    found = session.scalars(ordered.limit(PAGE).offset((page - 1) * PAGE)).all()
    return ConsultationsPage(found, _points_by_consultation(session, found), page, pages, total)


def days_left(consultation: Consultation) -> int:
    """Whole days until the last day; 0 on that day, negative afterwards."""
    return (consultation.closes_on - clock.today()).days


def collects_today(consultation: Consultation) -> bool:
    """Whether points and citizens may submit today; the closing day is the last one."""
    opened = consultation.state is ConsultationState.OPEN
    return opened and consultation.opens_on <= clock.today() <= consultation.closes_on


def participation_of(session: Session, consultation_id: int, point_id: int) -> Participation | None:
    return session.scalar(
        select(Participation).where(
            Participation.consultation_id == consultation_id, Participation.point_id == point_id
        )
    )


def participations_seen(session: Session, user: Actor, consultation_id: int) -> list[Participation]:
    """All participating points for the office, their own ones for collectors and experts, in the points' order."""
    seen = visible(user, Participation).where(Participation.consultation_id == consultation_id)
    ordered = seen.join(Point, Point.id == Participation.point_id).order_by(Point.number)
    return list(session.scalars(ordered.options(joinedload(Participation.point))))


def points_taking_part(session: Session, consultation_ids: Sequence[int]) -> dict[int, list[Point]]:
    """Consultation → its points in their order; one statement."""
    taking_part = (
        select(Participation.consultation_id, Point)
        .join(Point, Point.id == Participation.point_id)
        .where(Participation.consultation_id.in_(consultation_ids))
        .order_by(Point.number)
    )
    found: dict[int, list[Point]] = {}
    for consultation_id, point in session.execute(taking_part):
        found.setdefault(consultation_id, []).append(point)
    return found


def points_to_choose(session: Session, station_id: int, consultation: Consultation | None = None) -> list[Point]:
    """The station's active points, and those that take part already even if they have been given up since."""
    found = points_of(session, station_id)
    taking_part = [participation.point for participation in consultation.participations] if consultation else []
    return sorted({*found, *taking_part}, key=lambda point: point.number)


def usual_body(session: Session, station: Station) -> str:
    """Who commissioned the station's last consultation; before the first one, whoever does so in most cities."""
    last = select(Consultation.commissioning_body).where(Consultation.station_id == station.id)
    return session.scalar(last.order_by(Consultation.id.desc()).limit(1)) or f"{station.city}人大常委会法制工作委员会"


def _points_by_consultation(session: Session, consultations: Sequence[Consultation]) -> dict[int, int]:
    ids = [consultation.id for consultation in consultations]
    counted = select(Participation.consultation_id, func.count()).where(Participation.consultation_id.in_(ids))
    return dict(session.execute(counted.group_by(Participation.consultation_id)).all())
