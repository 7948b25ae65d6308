"""Who serves which point, today."""

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from liaison import clock
from liaison.accounts.models import Appointment, Pairing, Point, Station, User
from liaison.permissions import Role


def holds_today(valid_from: ColumnElement[date], valid_to: ColumnElement[date | None]) -> ColumnElement[bool]:
    today = clock.today()
    return and_(valid_from <= today, or_(valid_to.is_(None), valid_to > today))


def paired_point_ids(user_id: int) -> Select[int]:
    """The points whose groups this expert phrases, as the paired expert or as the deputy."""
    pairing = Pairing.__table__.c
    return select(Pairing.point_id).where(
        or_(Pairing.expert_id == user_id, Pairing.deputy_id == user_id),
        holds_today(pairing.valid_from, pairing.valid_to),
    )


def pairings_today(session: Session, station_id: int) -> list[Pairing]:
    columns = Pairing.__table__.c
    paired = (
        select(Pairing)
        .join(Point)
        .where(Point.station_id == station_id, holds_today(columns.valid_from, columns.valid_to))
    )
    people = paired.options(joinedload(Pairing.expert), joinedload(Pairing.deputy))
    return list(session.scalars(people.order_by(Point.number)))


def pairing_of(session: Session, point: Point) -> Pairing | None:
    columns = Pairing.__table__.c
    today = holds_today(columns.valid_from, columns.valid_to)
    return session.scalar(select(Pairing).where(Pairing.point_id == point.id, today))


def points_paired_with(session: Session, expert: User) -> list[Point]:
    """Whose expert this person is today; where they are the deputy does not count."""
    columns = Pairing.__table__.c
    today = holds_today(columns.valid_from, columns.valid_to)
    paired = select(Point).join(Pairing).where(Pairing.expert_id == expert.id, today)
    return list(session.scalars(paired.order_by(Point.station_id, Point.number)))


def all_stations(session: Session) -> list[Station]:
    return list(session.scalars(select(Station).order_by(Station.id)))


def points_of(session: Session, station_id: int) -> list[Point]:
    return list(
        session.scalars(select(Point).where(Point.station_id == station_id, Point.active).order_by(Point.number))
    )


def point_numbered(session: Session, station_id: int, number: int) -> Point | None:
    return session.scalar(select(Point).where(Point.station_id == station_id, Point.number == number))


def next_point_number(session: Session, station_id: int) -> int:
    return (session.scalar(select(func.max(Point.number)).where(Point.station_id == station_id)) or 0) + 1


def home_station(session: Session, user: User) -> Station | None:
    """The station in whose name this person acts today (the first, if there are several)."""
    return next((appointment.station for appointment in user.appointments_today), None)


def user_named(session: Session, username: str) -> User | None:
    return session.scalar(select(User).where(User.username == username))


def people_holding(session: Session, station_id: int, role: Role) -> list[User]:
    columns = Appointment.__table__.c
    holding = select(User).join(Appointment, Appointment.user_id == User.id)
    today = holds_today(columns.valid_from, columns.valid_to)
    return list(
        session.scalars(
            holding.where(Appointment.station_id == station_id, Appointment.role == role, today)
            .distinct()
            .order_by(User.id)
        )
    )
