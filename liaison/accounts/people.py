"""Who is who at a station: its points with those who serve them, its people with what they hold and held."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from liaison.accounts.models import Appointment, Pairing, Point, Station, User
from liaison.accounts.queries import holds_today, pairings_today, points_of
from liaison.permissions import Actor, Role, visible

ROLE_ORDER = sorted(Role, key=lambda role: role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN))


@dataclass(frozen=True)
class Person:
    """`appointments` are those that the reader may see, the oldest first."""

    user: User
    appointments: list[Appointment]

    @property
    def held(self) -> list[Appointment]:
        return [each for each in self.appointments if not each.over]


@dataclass(frozen=True)
class ServedPoint:
    point: Point
    collectors: list[User]
    pairing: Pairing | None


def people_of(session: Session, actor: Actor, station: Station) -> list[Person]:
    """By role, the office first and the administrators last; who holds nothing any more comes after them."""
    seen = visible(actor, Appointment).where(Appointment.station_id == station.id)
    found: dict[User, list[Appointment]] = {}
    for appointment in session.scalars(seen.options(joinedload(Appointment.user)).order_by(Appointment.id)):
        found.setdefault(appointment.user, []).append(appointment)
    return sorted((Person(user, held) for user, held in found.items()), key=_turn)


def _turn(person: Person) -> tuple[int, int]:
    return min((ROLE_ORDER.index(each.role) for each in person.held), default=len(ROLE_ORDER)), person.user.id


def appointments_of(session: Session, actor: Actor, user: User) -> list[Appointment]:
    """At every station whose people the reader keeps, the oldest first."""
    seen = visible(actor, Appointment).where(Appointment.user_id == user.id)
    return list(session.scalars(seen.order_by(Appointment.id)))


def served_points(session: Session, station: Station) -> list[ServedPoint]:
    """In the order of their numbers."""
    columns = Appointment.__table__.c
    collecting = select(Appointment).where(Appointment.station_id == station.id, Appointment.role == Role.COLLECTOR)
    today = collecting.where(holds_today(columns.valid_from, columns.valid_to)).options(joinedload(Appointment.user))
    collectors: dict[int | None, list[User]] = {}
    for appointment in session.scalars(today.order_by(Appointment.id)):
        collectors.setdefault(appointment.point_id, []).append(appointment.user)
    pairings = {pairing.point_id: pairing for pairing in pairings_today(session, station.id)}
    return [
        ServedPoint(point, collectors.get(point.id, []), pairings.get(point.id))
        for point in points_of(session, station.id)
    ]
