"""Appointments and pairings begin and end, at once. Each holds its station, so that two at a time come one after the other."""

from datetime import timedelta

from flask_security import verify_password
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from liaison import audit, clock
from liaison.accounts.granting import check_grant
from liaison.accounts.models import ROLE_NAMES, Appointment, Pairing, Point, Station, User
from liaison.accounts.operations import NewUser, add_user, hold
from liaison.accounts.passwords import normalised
from liaison.accounts.queries import holds_today, pairing_of, points_paired_with, user_named
from liaison.accounts.sign_in import revoke_sign_ins
from liaison.errors import Conflict, Refused
from liaison.permissions import Actor, Role

SENT_AGAIN = timedelta(hours=1)


class PairedElsewhere(Refused):
    """结对 is one to one unless somebody says otherwise: the question to answer first."""


# ── Appointments ────────────────────────────────────────────────────────────────────────────────


def engage(
    session: Session, station: Station, new: NewUser, role: Role, *, point: Point | None = None, by: Actor | None
) -> User:
    """A new account with its first appointment. A form that is sent twice makes one account."""
    hold(session, station)
    check_grant(by, role, station.id)
    known = user_named(session, new.username)
    if known and _made_just_now(session, known, new) and appointment_of(session, known, role, station, point):
        return known
    user = add_user(session, new, by=by)
    appoint(session, user, role, station, point=point, by=by)
    return user


def _made_just_now(session: Session, user: User, new: NewUser) -> bool:
    """Only a young account is looked at: nobody tries out passwords here."""
    young = clock.now() - user.created_at < SENT_AGAIN
    return young and user.name == new.name and verify_password(normalised(new.password), user.password)


def appoint(
    session: Session, user: User, role: Role, station: Station, *, point: Point | None = None, by: Actor | None
) -> Appointment:
    """From today the person may act in this role; a collector needs the point. Others' sessions end."""
    _check_point(role, station, point)
    hold(session, station)
    check_grant(by, role, station.id)
    if held := appointment_of(session, user, role, station, point):
        return held
    appointment = Appointment(
        user=user,
        role=role,
        station_id=station.id,
        point_id=point.id if point else None,
        valid_from=clock.today(),
        valid_to=None,
    )
    session.add(appointment)
    _end_sessions(session, user, by)
    audit.record(session, "appointed", appointment, by=by, user=user.id, role=role.value)
    return appointment


def _check_point(role: Role, station: Station, point: Point | None) -> None:
    if role is Role.COLLECTOR and point is None:
        raise Refused("信息采集员要写明是哪个采集点的")
    if role is not Role.COLLECTOR and point is not None:
        raise Refused("只有信息采集员才分采集点")
    if point is not None and point.station_id != station.id:
        raise Refused("选的采集点不属于这个联系点，请重新选")


def appointment_of(
    session: Session, user: User, role: Role, station: Station, point: Point | None
) -> Appointment | None:
    columns = Appointment.__table__.c
    same = select(Appointment).where(
        Appointment.user_id == user.id,
        Appointment.role == role,
        Appointment.station_id == station.id,
        Appointment.point_id.is_(None) if point is None else Appointment.point_id == point.id,
    )
    return session.scalar(same.where(holds_today(columns.valid_from, columns.valid_to)))


def end_appointment(session: Session, appointment: Appointment, *, by: Actor | None) -> None:
    """The person may no longer act in this role; what they did keeps their name. An expert leaves the pairings, too."""
    user = appointment.user
    hold(session, appointment.station)
    session.refresh(appointment)
    check_grant(by, appointment.role, appointment.station_id)
    if appointment.over:
        return
    if by is not None and by.id == user.id and appointment.role is Role.OFFICE:
        raise Refused("自己的联系点工作人员岗位不能自己结束，请另一位工作人员来办")
    appointment.valid_to = clock.today()
    _end_sessions(session, user, by)
    audit.record(session, "appointment_ended", appointment, by=by, user=user.id, role=appointment.role.value)
    if appointment.role is Role.EXPERT:
        _leave_pairings(session, user, appointment.station, by)


def _end_sessions(session: Session, user: User, by: Actor | None) -> None:
    """Except one's own: what one may do is read anew at every request anyway."""
    if by is None or by.id != user.id:
        revoke_sign_ins(session, user)


# ── Pairings ────────────────────────────────────────────────────────────────────────────────────


def pair(
    session: Session,
    point: Point,
    expert: User,
    *,
    deputy: User | None = None,
    although_paired: bool = False,
    seen: str | None = None,
    by: Actor | None,
) -> Pairing:
    """结对: from now on the groups in which this point has most voices fall to this expert; the former pairing ends.

    `although_paired` answers the question whether an expert may be paired with a second point; `seen` is the mark of the
    pairing that the person had before them.
    """
    station = session.get_one(Station, point.station_id)
    hold(session, station)
    now = pairing_of(session, point)
    if now and now.expert_id == expert.id and now.deputy_id == (deputy.id if deputy else None):
        return now
    _check_unseen_change(now, seen)
    _check_experts(session, station, expert, deputy)
    if not although_paired and not (now and now.expert_id == expert.id):
        _check_free(session, expert)
    if now:
        now.valid_to = clock.today()
    pairing = Pairing(
        point_id=point.id,
        expert_id=expert.id,
        deputy_id=deputy.id if deputy else None,
        valid_from=clock.today(),
        valid_to=None,
    )
    session.add(pairing)
    audit.record(session, "paired", pairing, by=by, point=point.id, expert=expert.id)
    return pairing


def end_pairing(session: Session, point: Point, *, seen: str | None = None, by: Actor | None) -> None:
    """The point has no expert until the next pairing; its groups wait."""
    hold(session, session.get_one(Station, point.station_id))
    if now := pairing_of(session, point):
        _check_unseen_change(now, seen)
        now.valid_to = clock.today()
        audit.record(session, "pairing_ended", now, by=by, point=point.id, expert=now.expert_id)


def pairing_mark(pairing: Pairing | None) -> str:
    """A pairing is never changed, only followed by another, so its number tells whether it is still the same."""
    return str(pairing.id) if pairing else ""


def _check_unseen_change(now: Pairing | None, seen: str | None) -> None:
    if seen is not None and seen != pairing_mark(now):
        raise Conflict("这个采集点的结对刚刚被别人改过")


def _check_experts(session: Session, station: Station, expert: User, deputy: User | None) -> None:
    if deputy is expert:
        raise Refused("替补要选另一位专家")
    for person in filter(None, (expert, deputy)):
        if appointment_of(session, person, Role.EXPERT, station, None) is None:
            raise Refused(f"{person.name}现在不是这个联系点的{ROLE_NAMES[Role.EXPERT]}，请先任命")


def _check_free(session: Session, expert: User) -> None:
    if paired := points_paired_with(session, expert):
        names = "、".join(point.name for point in paired)
        raise PairedElsewhere(f"{expert.name}已经和{names}结对。一位专家一般只结对一个采集点")


def _leave_pairings(session: Session, user: User, station: Station, by: Actor | None) -> None:
    """Where this person is the expert the pairing ends; where they are the deputy it goes on without one."""
    columns = Pairing.__table__.c
    theirs = (
        select(Pairing)
        .join(Point)
        .where(
            Point.station_id == station.id,
            or_(Pairing.expert_id == user.id, Pairing.deputy_id == user.id),
            holds_today(columns.valid_from, columns.valid_to),
        )
    )
    for pairing in session.scalars(theirs).all():
        if pairing.expert_id == user.id:
            end_pairing(session, pairing.point, by=by)
        else:
            pair(session, pairing.point, pairing.expert, by=by)
