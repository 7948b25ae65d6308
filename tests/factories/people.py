"""A station with points and people, made directly in the database. Passwords are hashed once for all tests."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from liaison.accounts.models import Appointment, Pairing, Point, Station, User
from liaison.database import transaction
from liaison.permissions import Role

PASSWORD = "Lake-2026-heron"
LONG_AGO = date(2020, 1, 1)


@cache
def hashed_password() -> str:
    return PasswordHasher().hash(PASSWORD)


@dataclass
class Town:
    """One station; `collectors[n]` and `experts[n]` belong to `points[n]`."""

    station: Station
    office: User
    points: list[Point] = field(default_factory=list)
    collectors: list[User] = field(default_factory=list)
    experts: list[User] = field(default_factory=list)
    reader: User | None = None
    auditor: User | None = None
    admin: User | None = None


def add_user(
    session: Session, username: str, role: Role, station: Station, point: Point | None = None, name: str = ""
) -> User:
    user = User(username=username, name=name or username, password=hashed_password())
    session.add(user)
    session.flush()
    session.add(
        Appointment(
            user_id=user.id,
            role=role,
            station_id=station.id,
            point_id=point.id if point else None,
            valid_from=LONG_AGO,
            valid_to=None,
        )
    )
    return user


def make_town(session: Session, name: str = "金溪", points: int = 2) -> Town:
    """Commits a station with `points` points, a collector and a paired expert for each, and one holder of every other role."""
    with transaction(session):
        station = Station(name=f"{name}联系点", short_name=name, city="临湖市", district="云溪区", phone="")
        session.add(station)
        session.flush()
        town = Town(station, add_user(session, f"{name}-office", Role.OFFICE, station))
        town.reader = add_user(session, f"{name}-reader", Role.READER, station)
        town.auditor = add_user(session, f"{name}-auditor", Role.AUDITOR, station)
        town.admin = add_user(session, f"{name}-admin", Role.SYSTEM_ADMIN, station)
        for number in range(1, points + 1):
            _add_point(session, town, name, number)
    return town


def _add_point(session: Session, town: Town, name: str, number: int) -> None:
    point = Point(station_id=town.station.id, number=number, name=f"{name}{number}号采集点")
    session.add(point)
    session.flush()
    town.points.append(point)
    town.collectors.append(add_user(session, f"{name}-collector-{number}", Role.COLLECTOR, town.station, point))
    expert = add_user(session, f"{name}-expert-{number}", Role.EXPERT, town.station)
    town.experts.append(expert)
    session.add(Pairing(point_id=point.id, expert_id=expert.id, deputy_id=None, valid_from=LONG_AGO, valid_to=None))


def sign_in(client: FlaskClient, user: User) -> FlaskClient:
    answer = client.post("/sign-in", data={"username": user.username, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return client
