"""The queue of record. A Job row is inserted in the transaction that makes the work; the broker only carries nudges.

A nudge may be lost (the dispatcher sends another), doubled (the claim finds nothing) or late (the token is old and the
result is discarded). Leases are judged by the database's clock.
"""

import enum
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import CursorResult, Index, Text, and_, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from liaison import clock
from liaison.database import Base, BigId, Id, epoch_ms, transaction

LEASE_MS = 60_000
ABSURD_MS = 86_400_000  # a lease further ahead than a day was written by a wrong clock: it counts as expired
MAX_ATTEMPTS = 5
BACKOFF_MS = 1_000

log = structlog.get_logger(__name__)


class JobState(enum.StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    RETRYING = "retrying"
    DONE = "done"
    CANCELLED = "cancelled"
    QUARANTINED = "quarantined"


OPEN = (JobState.WAITING, JobState.RUNNING, JobState.RETRYING)


class Job(Base):
    """One piece of work. `due_at`, `nudged_until` and `lease_until` are milliseconds of the database's clock."""

    __tablename__ = "job"
    __table_args__ = (
        # One waiting job for each subject is enough: it will see everything that was there when it starts.
        Index(
            "uq_job_waiting",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_job_state_due_at", "state", "due_at"),  # the dispatcher's look, five times a second
    )

    id: Mapped[Id]
    kind: Mapped[str]
    subject_id: Mapped[int] = mapped_column(BigId)
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    due_at: Mapped[int] = mapped_column(BigId)
    nudged_until: Mapped[int] = mapped_column(BigId, default=0)
    lease_until: Mapped[int] = mapped_column(BigId, default=0)
    token: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    last_error: Mapped[str] = mapped_column(Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class LostClaim(Exception):
    """Somebody else holds the job now (or it was cancelled): what was computed is discarded."""


def enqueue(
    session: Session, kind: str, subject_id: int, *, delay_ms: int = 0, total: int = 0, by_id: int | None = None
) -> None:
    """Adds a job in the caller's transaction; if one waits already for the same subject, that one is enough."""
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    session.execute(
        insert(Job)
        .values(
            kind=kind,
            subject_id=subject_id,
            state=JobState.WAITING,
            due_at=epoch_ms() + delay_ms,
            nudged_until=0,
            lease_until=0,
            token=0,
            attempts=0,
            done=0,
            total=total,
            cancel_asked=False,
            last_error="",
            created_by_id=by_id,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["kind", "subject_id"], index_where=text("state = 'waiting'"))
    )


@dataclass(frozen=True)
class Claim:
    """The right to do one job, until its token is overtaken."""

    job_id: int
    kind: str
    subject_id: int
    token: int

    @contextmanager
    def completing(self, session: Session) -> Iterator[None]:
        """The short transaction that writes the result and ends the job; raises LostClaim, writing nothing, if overtaken."""
        with transaction(session):
            self._hold(session, state=JobState.DONE, finished_at=clock.now(), last_error="")
            yield

    @contextmanager
    def progressing(self, session: Session, done: int, total: int) -> Iterator[None]:
        """Commits one slice with its cursor and renews the lease; raises LostClaim if overtaken or cancelled."""
        with transaction(session):
            self._hold(session, done=done, total=total, lease_until=epoch_ms() + LEASE_MS)
            if session.scalar(select(Job.cancel_asked).where(Job.id == self.job_id)):
                raise LostClaim(self.job_id)
            yield

    def _hold(self, session: Session, **values: Any) -> None:
        statement = update(Job).where(Job.id == self.job_id, Job.token == self.token, Job.state == JobState.RUNNING)
        if _rows(session, statement.values(**values)) == 0:
            raise LostClaim(self.job_id)


Handler = Callable[[Session, Claim], None]
_handlers: dict[str, Handler] = {}


def register_handler(kind: str, handler: Handler) -> None:
    """Features name the work they know how to do; the worker looks it up by the job's kind."""
    _handlers[kind] = handler


def registered_kinds() -> frozenset[str]:
    return frozenset(_handlers)


def _claimable() -> Any:
    now = epoch_ms()
    expired = or_(Job.lease_until < now, Job.lease_until > now + ABSURD_MS)
    waiting = and_(Job.state.in_((JobState.WAITING, JobState.RETRYING)), Job.due_at <= now)
    return and_(or_(waiting, and_(Job.state == JobState.RUNNING, expired)), Job.cancel_asked.is_(False))


def claim(session: Session, job_id: int) -> Claim | None:
    """Takes a due job for LEASE_MS; None when there is nothing to take. The attempt is counted before the work begins."""
    with transaction(session):
        taken = session.execute(
            update(Job)
            .where(Job.id == job_id, _claimable(), Job.attempts < MAX_ATTEMPTS)
            .values(
                state=JobState.RUNNING,
                token=Job.token + 1,
                attempts=Job.attempts + 1,
                lease_until=epoch_ms() + LEASE_MS,
            )
            .returning(Job.kind, Job.subject_id, Job.token)
        ).first()
    return Claim(job_id, taken.kind, taken.subject_id, taken.token) if taken else None


def perform(session: Session, job_id: int) -> None:
    """Claims a job and does it. Whatever it raises is counted; five failures quarantine the job, visible and retriable."""
    held = claim(session, job_id)
    if held is None:
        return
    try:
        _handlers[held.kind](session, held)
    except LostClaim:
        session.rollback()
        log.info("claim_lost", job_id=job_id, kind=held.kind)
    except (
        Exception
    ) as error:  # a failing job must never take the worker with it; the failure is logged and kept on the row
        session.rollback()
        log.exception("job_failed", job_id=job_id, kind=held.kind)
        record_failure(session, held, type(error).__name__)


def record_failure(session: Session, held: Claim, error: str) -> None:
    """Retries later (1, 2, 4, 8 s) or quarantines. `error` is a class name: messages may carry citizens' words."""
    with transaction(session):
        attempts = session.scalar(select(Job.attempts).where(Job.id == held.job_id)) or 0
        values: dict[str, Any] = {"last_error": error}
        if attempts >= MAX_ATTEMPTS:
            values |= {"state": JobState.QUARANTINED, "finished_at": clock.now()}
        else:
            values |= {"state": JobState.RETRYING, "due_at": epoch_ms() + BACKOFF_MS * 2 ** (attempts - 1)}
        session.execute(update(Job).where(Job.id == held.job_id, Job.token == held.token).values(**values))


def quarantine_exhausted(session: Session) -> int:
    """Jobs whose owner died at the last attempt: nobody was left to say so."""
    exhausted = update(Job).where(_claimable(), Job.attempts >= MAX_ATTEMPTS)
    return _rows(
        session, exhausted.values(state=JobState.QUARANTINED, last_error="WorkerLost", finished_at=clock.now())
    )


def take_due(session: Session, limit: int, nudge_ms: int) -> list[tuple[int, str]]:
    """The (id, kind) of due jobs to nudge about, marked so that a waiting nudge is not repeated for `nudge_ms`."""
    due = (
        select(Job.id)
        .where(_claimable(), or_(Job.nudged_until < epoch_ms(), Job.nudged_until > epoch_ms() + ABSURD_MS))
        .order_by(Job.due_at, Job.id)
        .limit(limit)
    )
    marked = update(Job).where(Job.id.in_(due)).values(nudged_until=epoch_ms() + nudge_ms).returning(Job.id, Job.kind)
    return sorted((row.id, row.kind) for row in session.execute(marked))


def in_flight(session: Session) -> int:
    """Nudges sent and not yet answered, and jobs being done."""
    now = epoch_ms()
    nudged = and_(
        Job.state.in_((JobState.WAITING, JobState.RETRYING)),
        Job.nudged_until >= now,
        Job.nudged_until <= now + ABSURD_MS,
    )
    running = and_(Job.state == JobState.RUNNING, Job.lease_until >= now)
    return session.scalar(select(func.count()).select_from(Job).where(or_(nudged, running))) or 0


def open_jobs(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Job).where(Job.state.in_(OPEN))) or 0


def oldest_wait_seconds(session: Session) -> float:
    """How long the oldest due job has been waiting; 0 when none does."""
    oldest = session.scalar(select(epoch_ms() - func.min(Job.due_at)).where(Job.state.in_(OPEN)))
    return max(0.0, (oldest or 0) / 1000)


def retry(session: Session, job: Job) -> None:
    """A person sends a quarantined job round again."""
    job.state, job.attempts, job.due_at, job.nudged_until, job.lease_until = JobState.RETRYING, 0, 0, 0, 0
    job.finished_at = None


def ask_to_cancel(session: Session, job: Job) -> None:
    job.cancel_asked = True
    if job.state in (JobState.WAITING, JobState.RETRYING):
        job.state, job.finished_at = JobState.CANCELLED, clock.now()


def progress_of(job: Job) -> Mapping[str, int | str]:
    return {"done": job.done, "total": job.total, "state": job.state.value}


def _rows(session: Session, statement: Any) -> int:
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount
