"""Accounts are made by the office or the administrator; nobody registers themselves."""

from dataclasses import dataclass
from datetime import date

from flask_security import hash_password
from sqlalchemy.orm import Session

from liaison import audit, clock
from liaison.accounts.models import Appointment, Pairing, Point, PointKind, Station, User
from liaison.accounts.passwords import normalised, objection
from liaison.accounts.queries import user_named
from liaison.accounts.sign_in import revoke_sign_ins
from liaison.errors import Refused
from liaison.permissions import Actor, Role


@dataclass(frozen=True)
class NewUser:
    username: str
    name: str
    password: str


def found_station(
    session: Session, *, name: str, short_name: str, city: str, district: str, phone: str = ""
) -> Station:
    station = Station(name=name, short_name=short_name, city=city, district=district, phone=phone)
    session.add(station)
    session.flush()
    return station


def add_point(
    session: Session,
    station: Station,
    *,
    number: int,
    name: str,
    town: str = "",
    kind: PointKind = PointKind.LOCAL,
    phone: str = "",
) -> Point:
    point = Point(station_id=station.id, number=number, name=name, town=town, kind=kind, phone=phone)
    session.add(point)
    session.flush()
    return point


def add_user(session: Session, new: NewUser, *, by: Actor | None) -> User:
    """Makes an account without any appointment; the password is stored as an argon2 hash."""
    if user_named(session, new.username):
        raise Refused(f"账号“{new.username}”已经有人用了，换一个")
    user = User(username=new.username, name=new.name, password=_hashed(new.password, new.username, new.name))
    session.add(user)
    audit.record(session, "user_added", user, by=by)
    return user


def appoint(
    session: Session,
    user: User,
    role: Role,
    station: Station,
    *,
    point: Point | None = None,
    valid_from: date | None = None,
    by: Actor | None,
) -> Appointment:
    """From `valid_from` (today if open) the person may act in this role; a collector needs the point. Sessions end."""
    if role is Role.COLLECTOR and point is None:
        raise Refused("信息采集员要写明是哪个采集点的")
    appointment = Appointment(
        user=user,
        role=role,
        station_id=station.id,
        point_id=point.id if point else None,
        valid_from=valid_from or clock.today(),
        valid_to=None,
    )
    session.add(appointment)
    revoke_sign_ins(session, user)
    audit.record(session, "appointed", appointment, by=by, user=user.id, role=role.value)
    return appointment


def pair(
    session: Session,
    point: Point,
    expert: User,
    *,
    deputy: User | None = None,
    valid_from: date | None = None,
    by: Actor | None,
) -> Pairing:
    """结对: from now on the groups in which this point has most voices fall to this expert."""
    pairing = Pairing(
        point_id=point.id,
        expert_id=expert.id,
        deputy_id=deputy.id if deputy else None,
        valid_from=valid_from or clock.today(),
        valid_to=None,
    )
    session.add(pairing)
    audit.record(session, "paired", pairing, by=by, point=point.id, expert=expert.id)
    return pairing


def disable_user(session: Session, user: User, *, by: Actor | None) -> None:
    """The account stays for the records; its sessions end at the next request."""
    user.active = False
    revoke_sign_ins(session, user)
    audit.record(session, "user_disabled", user, by=by)


def reset_password(session: Session, user: User, password: str, *, by: Actor | None) -> None:
    """Somebody else sets it, because the person has forgotten it."""
    _set_password(session, user, password)
    audit.record(session, "password_reset", user, by=by)


def change_password(session: Session, user: User, password: str, *, by: Actor) -> None:
    """The person's own choice; the browser in which it is made begins a session anew."""
    _set_password(session, user, password)
    audit.record(session, "password_changed", user, by=by)


def _set_password(session: Session, user: User, password: str) -> None:
    user.password = _hashed(password, user.username, user.name)
    revoke_sign_ins(session, user)


def _hashed(password: str, *names: str) -> str:
    if reason := objection(password, *names):
        raise Refused(reason)
    return str(hash_password(normalised(password)))
