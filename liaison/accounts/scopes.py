"""What of people and points each role may see."""

from typing import cast

from sqlalchemy import ColumnElement, and_, or_, select, true

from liaison import jobs
from liaison.accounts.models import Appointment, Pairing, Point, SignIn, Station, User
from liaison.accounts.queries import paired_point_ids
from liaison.audit import AuditEntry, AuditSeal
from liaison.files import StoredFile
from liaison.jobs import Job
from liaison.permissions import Actor, Role, nobody, register_scope, visible

STAFF = (Role.OFFICE, Role.SYSTEM_ADMIN)


def stations(user: User, *roles: Role) -> frozenset[int]:
    """The stations where this person holds one of these roles today."""
    return frozenset().union(*(user.station_ids(role) for role in roles))


def register_scopes() -> None:
    register_scope(Station, _stations)
    register_scope(Point, _points)
    register_scope(User, _users)
    register_scope(Appointment, _appointments)
    register_scope(Pairing, lambda actor: Pairing.point_id.in_(select(Point.id).where(_points(actor))))
    register_scope(SignIn, nobody)
    register_scope(AuditEntry, lambda actor: true() if Role.AUDITOR in actor.roles_held else nobody(actor))
    register_scope(AuditSeal, nobody)
    register_scope(Job, _jobs)
    register_scope(StoredFile, nobody)


def _stations(actor: Actor) -> ColumnElement[bool]:
    return Station.id.in_(stations(cast(User, actor), *Role))


def _points(actor: Actor) -> ColumnElement[bool]:
    user = cast(User, actor)
    return or_(
        Point.station_id.in_(stations(user, *STAFF, Role.READER)),
        Point.id.in_(user.point_ids()),
        Point.id.in_(paired_point_ids(user.id)),
    )


def _users(actor: Actor) -> ColumnElement[bool]:
    """Oneself, and everybody whose appointment one sees, also one that has ended."""
    return or_(User.id == actor.id, User.id.in_(select(Appointment.user_id).where(_appointments(actor))))


def _appointments(actor: Actor) -> ColumnElement[bool]:
    """The office sees all of its station, the administrator those of the office."""
    user = cast(User, actor)
    of_office = and_(Appointment.role == Role.OFFICE, Appointment.station_id.in_(stations(user, Role.SYSTEM_ADMIN)))
    return or_(Appointment.station_id.in_(stations(user, Role.OFFICE)), of_office)


def _jobs(actor: Actor) -> ColumnElement[bool]:
    """The administrator keeps the machine and sees all its work; the office sees the work on what is its own."""
    if Role.SYSTEM_ADMIN in actor.roles_held:
        return true()
    if Role.OFFICE not in actor.roles_held:
        return nobody(actor)
    own = (
        and_(Job.kind == kind, Job.subject_id.in_(visible(actor, model).with_only_columns(model.__table__.c.id)))
        for kind, model in jobs.subjects().items()
    )
    return or_(nobody(actor), *own)
