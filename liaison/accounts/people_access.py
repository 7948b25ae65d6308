"""At which stations a person keeps points and people: the office everything, the administrator the accounts of the office."""

from typing import cast

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison.accounts.models import Point, Station, User
from liaison.accounts.scopes import STAFF, stations
from liaison.permissions import Action, Actor, Role, fetch_or_404, may

KEEPING = (Action.MANAGE_PEOPLE, Action.MANAGE_OFFICE_ACCOUNTS)


def keeps_people(actor: Actor) -> bool:
    return any(may(actor, action) for action in KEEPING)


def kept_stations(session: Session, actor: Actor) -> list[Station]:
    """Those in whose office the person works come first."""
    user = cast(User, actor)
    found = session.scalars(select(Station).where(Station.id.in_(stations(user, *STAFF))).order_by(Station.id))
    return sorted(found, key=lambda station: station.id not in user.station_ids(Role.OFFICE))


def kept_station_or_404(session: Session, actor: Actor, asked: int | None) -> Station:
    """The one that was asked for, else the first."""
    kept = kept_stations(session, actor)
    found = next((station for station in kept if asked is None or station.id == asked), None)
    if found is None:
        abort(404)
    return found


def keeps_points(actor: Actor, station_id: int) -> bool:
    """Points are seen by more than may change them: also by whoever reads, phrases or collects as a guest of the station."""
    return station_id in cast(User, actor).station_ids(Role.OFFICE)


def fetch_kept_point_or_404(session: Session, actor: Actor, id: int) -> Point:
    point = fetch_or_404(session, actor, Point, id)
    if not keeps_points(actor, point.station_id):
        abort(404)
    return point
