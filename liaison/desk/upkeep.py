"""What keeps the house running: jobs that nobody could finish, the accounts of the offices, the audit trail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from liaison import audit, jobs
from liaison.accounts.models import Appointment, User
from liaison.accounts.queries import holds_today
from liaison.audit import AuditEntry, AuditSeal
from liaison.jobs import Job, JobState
from liaison.permissions import Actor, Role, visible

JOBS_SHOWN = 50
ENTRIES_SHOWN = 30


@dataclass(frozen=True)
class Trouble:
    """Quarantined jobs: how many, and since when the oldest is."""

    n: int
    since: datetime


@dataclass(frozen=True)
class Queue:
    """The whole queue of record at a glance, and of the quarantined jobs those that the reader may send round again.

    `wait` is how many seconds the oldest due job has been left alone.
    """

    waiting: int
    running: int
    quarantined: int
    wait: float


@dataclass(frozen=True)
class Trail:
    """One page of the audit trail, newest first, each entry with the account that acted. `older` and `newer` are exclusive."""

    entries: list[tuple[AuditEntry, User | None]]
    older: int | None
    newer: int | None


@dataclass(frozen=True)
class Seals:
    """How much of the trail is sealed, and what the last seal stands on."""

    sealed: int
    unsealed: int
    last: AuditEntry | None


def trouble(session: Session, actor: Actor) -> Trouble | None:
    quarantined = visible(actor, Job).where(Job.state == JobState.QUARANTINED)
    n, since = session.execute(
        quarantined.with_only_columns(func.count(), func.min(Job.finished_at), maintain_column_froms=True)
    ).one()
    return Trouble(n, since) if since else None


def quarantined_jobs(session: Session, actor: Actor) -> list[Job]:
    """The oldest first."""
    found = visible(actor, Job).where(Job.state == JobState.QUARANTINED)
    return list(session.scalars(found.order_by(Job.finished_at, Job.id).limit(JOBS_SHOWN)))


def queue_now(session: Session, actor: Actor) -> Queue:
    counted = select(Job.state, func.count()).where(Job.state.in_(jobs.OPEN)).group_by(Job.state)
    n = dict(session.execute(counted).all())
    waiting = n.get(JobState.WAITING, 0) + n.get(JobState.RETRYING, 0)
    wait = jobs.oldest_wait_seconds(session)
    failed = trouble(session, actor)
    return Queue(waiting, n.get(JobState.RUNNING, 0), failed.n if failed else 0, wait)


def retry(session: Session, job: Job, *, by: Actor) -> None:
    jobs.retry(session, job)
    audit.record(session, "job_retried", job, by=by)


def office_appointments(session: Session, station_ids: Collection[int]) -> Sequence[Appointment]:
    """Who works in the offices of these stations today, with account and station."""
    columns = Appointment.__table__.c
    today = holds_today(columns.valid_from, columns.valid_to)
    held = select(Appointment).join(Appointment.user).join(Appointment.station)
    of_office = held.where(Appointment.role == Role.OFFICE, Appointment.station_id.in_(station_ids), today)
    loaded = of_office.options(contains_eager(Appointment.user), contains_eager(Appointment.station))
    return session.scalars(loaded.order_by(Appointment.station_id, User.username)).all()


def trail(session: Session, actor: Actor, *, before: int | None = None, after: int | None = None) -> Trail:
    """A page by keyset: the newest below `before`, or the oldest above `after`."""
    entries = visible(actor, AuditEntry)
    named = entries.outerjoin(User, User.id == AuditEntry.actor_id).add_columns(User).limit(ENTRIES_SHOWN)
    if after is not None:
        rows = session.execute(named.where(AuditEntry.id > after).order_by(AuditEntry.id)).all()[::-1]
    else:
        below = named.where(AuditEntry.id < before) if before is not None else named
        rows = session.execute(below.order_by(AuditEntry.id.desc())).all()
    shown = [(entry, user) for entry, user in rows]
    first, last = session.execute(select(func.min(AuditEntry.id), func.max(AuditEntry.id))).one()
    return Trail(
        entries=shown,
        older=shown[-1][0].id if shown and shown[-1][0].id > first else None,
        newer=shown[0][0].id if shown and shown[0][0].id < last else None,
    )


def seals(session: Session) -> Seals:
    last = session.scalar(select(AuditSeal).order_by(AuditSeal.position.desc()).limit(1))
    entry = session.get(AuditEntry, last.entry_id) if last else None
    return Seals(last.position if last else 0, audit.unsealed_entries(session), entry)
