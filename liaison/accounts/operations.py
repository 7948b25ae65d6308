"""Stations, points and accounts are made by the office, the administrator or on the server; nobody registers themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256

from flask_security import hash_password, verify_password
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from liaison import audit
from liaison.accounts.granting import check_account
from liaison.accounts.models import Point, PointKind, Station, User
from liaison.accounts.passwords import normalised, objection
from liaison.accounts.queries import point_numbered, user_named
from liaison.accounts.sign_in import revoke_sign_ins
from liaison.errors import Conflict, Refused
from liaison.permissions import Actor

HOLD = {"key_share": True}


@dataclass(frozen=True)
class NewUser:
    username: str
    name: str
    password: str


@dataclass(frozen=True)
class PointDetails:
    """What of a point can change; its number stays, because lists and ties follow it."""

    name: str
    town: str = ""
    kind: PointKind = PointKind.LOCAL
    phone: str = ""


class NumberTaken(Refused):
    """Another point of the station has this number."""


class UsernameTaken(Refused):
    """Another account has this name, perhaps at another station."""


# ── Stations and points ─────────────────────────────────────────────────────────────────────────


def found_station(
    session: Session, *, name: str, city: str, district: str, short_name: str = "", phone: str = "", by: Actor | None
) -> Station:
    if known := session.scalar(select(Station).where(Station.name == name)):
        raise Refused(f"“{name}”已经设立，编号是 {known.id}")
    station = Station(name=name, short_name=short_name or name, city=city, district=district, phone=phone)
    session.add(station)
    audit.record(session, "station_founded", station, by=by)
    return station


def hold(session: Session, station: Station) -> None:
    """Until the transaction ends nobody else changes the points and people of this station."""
    session.refresh(station, with_for_update=HOLD)


def add_point(session: Session, station: Station, number: int, details: PointDetails, *, by: Actor | None) -> Point:
    """A form that is sent twice adds one point."""
    hold(session, station)
    if known := point_numbered(session, station.id, number):
        if details_of(known) == details:
            return known
        raise NumberTaken(f"编号 {number} 已经给了“{known.name}”，换一个")
    point = Point(station_id=station.id, number=number, **asdict(details))
    session.add(point)
    audit.record(session, "point_added", point, by=by, number=number)
    return point


def details_of(point: Point) -> PointDetails:
    return PointDetails(point.name, point.town, point.kind, point.phone)


def fingerprint(details: PointDetails) -> str:
    """Tells whether a point is still as it was when the form was opened."""
    return sha256(repr(details).encode()).hexdigest()


def change_point(session: Session, point: Point, wanted: PointDetails, *, seen: str, by: Actor) -> None:
    """`seen` is the fingerprint of what the person had before them."""
    session.refresh(point, with_for_update=HOLD)
    now = details_of(point)
    if now == wanted:
        return
    if fingerprint(now) != seen:
        raise Conflict("这个采集点刚刚被别人改过")
    point.name, point.town, point.kind, point.phone = wanted.name, wanted.town, wanted.kind, wanted.phone
    audit.record(session, "point_changed", point, by=by)


# ── Accounts ────────────────────────────────────────────────────────────────────────────────────


def add_user(session: Session, new: NewUser, *, by: Actor | None) -> User:
    """Makes an account without any appointment; the password is stored as an argon2 hash."""
    with _free(session, new.username):
        user = User(username=new.username, name=new.name, password=_hashed(new.password, new.username, new.name))
        session.add(user)
    audit.record(session, "user_added", user, by=by)
    return user


@contextmanager
def _free(session: Session, username: str) -> Iterator[None]:
    """Two stations may choose the same account name in the same moment: one of them chooses again."""
    taken = UsernameTaken(f"账号“{username}”已经有人用了，换一个")
    if user_named(session, username):
        raise taken
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        raise taken from error


def disable_user(session: Session, user: User, *, by: Actor | None) -> None:
    """The account stays for the records; its sessions end at the next request."""
    check_account(by, user)
    if user.active:
        user.active = False
        revoke_sign_ins(session, user)
        audit.record(session, "user_disabled", user, by=by)


def enable_user(session: Session, user: User, *, by: Actor | None) -> None:
    check_account(by, user)
    if not user.active:
        user.active = True
        audit.record(session, "user_enabled", user, by=by)


def reset_password(session: Session, user: User, password: str, *, seen: str | None = None, by: Actor | None) -> None:
    """Somebody else sets it, because the person has forgotten it. `seen` names the password that this was to replace.

    A form that is sent twice sets the password once; one that was left open never takes away a newer password.
    """
    check_account(by, user)
    session.refresh(user, with_for_update=HOLD)
    if seen is not None and seen != password_mark(user):
        if verify_password(normalised(password), user.password):
            return
        raise Conflict("这个账号的密码刚刚改过。还要重设的话，再提交一次")
    _set_password(session, user, password)
    audit.record(session, "password_reset", user, by=by)


def change_password(session: Session, user: User, password: str, *, by: Actor) -> None:
    """The person's own choice; the browser in which it is made begins a session anew."""
    _set_password(session, user, password)
    audit.record(session, "password_changed", user, by=by)


def password_mark(user: User) -> str:
    """Names the present password without telling anything about it: the hash under it is salted."""
    return sha256(user.password.encode()).hexdigest()


def _set_password(session: Session, user: User, password: str) -> None:
    user.password = _hashed(password, user.username, user.name)
    revoke_sign_ins(session, user)


def _hashed(password: str, *names: str) -> str:
    if reason := objection(password, *names):
        raise Refused(reason)
    return str(hash_password(normalised(password)))
