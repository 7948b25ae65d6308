"""The queue of record. A Job row is inserted in the transaction that makes the work; the broker only carries nudges.

A nudge may be lost (the dispatcher sends another), doubled (the claim finds nothing) or late (the token is old and the
result is discarded). Leases are judged by the database's clock.
"""

import enum
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import ColumnElement, CursorResult, Index, Select, Text, and_, case, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from liaison import clock
from liaison.database import Base, BigId, Id, epoch_ms, transaction

LEASE_MS = 60_000
LONGEST_DELAY_MS = 60_000
ABSURD_MS = 300_000  # nothing we write lies so far ahead: a wrong clock wrote it, and it counts as past
MAX_ATTEMPTS = 5
BACKOFF_MS = 1_000
ROWS_AT_ONCE = 500

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
    """Somebody else holds the job now: what was computed is discarded."""


class Cancelled(LostClaim):
    """A person asked to stop: what was computed is discarded and the job ends as cancelled."""


# ── Making work ─────────────────────────────────────────────────────────────────────────────────


def enqueue(
    session: Session, kind: str, subject_id: int, *, delay_ms: int = 0, total: int = 0, by_id: int | None = None
) -> None:
    """Adds a job in the caller's transaction; if one waits already for the same subject, that one is enough."""
    enqueue_all(session, kind, [subject_id], delay_ms=delay_ms, total=total, by_id=by_id)


def enqueue_all(
    session: Session,
    kind: str,
    subject_ids: Iterable[int],
    *,
    delay_ms: int = 0,
    total: int = 0,
    by_id: int | None = None,
) -> None:
    """One job for each subject, in the order of their ids so that two callers cannot lock each other out.

    A job that waits already is written to, not only looked at: on PostgreSQL nobody can then begin it before the caller's
    transaction is visible, and an earlier due time brings it forward.
    """
    if delay_ms > LONGEST_DELAY_MS:
        raise ValueError(f"a delay of {delay_ms} ms would look like a wrong clock")
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    subjects = sorted(set(subject_ids))
    for start in range(0, len(subjects), ROWS_AT_ONCE):
        rows = [_waiting(kind, subject, delay_ms, total, by_id) for subject in subjects[start : start + ROWS_AT_ONCE]]
        added = insert(Job).values(rows)
        sooner = case((added.excluded.due_at < Job.due_at, added.excluded.due_at), else_=Job.due_at)
        session.execute(
            added.on_conflict_do_update(
                index_elements=["kind", "subject_id"], index_where=text("state = 'waiting'"), set_={"due_at": sooner}
            )
        )


def _waiting(kind: str, subject_id: int, delay_ms: int, total: int, by_id: int | None) -> dict[str, Any]:
    return {
        "kind": kind,
        "subject_id": subject_id,
        "state": JobState.WAITING,
        "due_at": epoch_ms() + delay_ms,
        "nudged_until": 0,
        "lease_until": 0,
        "token": 0,
        "attempts": 0,
        "done": 0,
        "total": total,
        "cancel_asked": False,
        "last_error": "",
        "created_by_id": by_id,
        "created_at": clock.now(),
    }


# ── Doing work ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Claim:
    """The right to do one job, until its token is overtaken."""

    job_id: int
    kind: str
    subject_id: int
    token: int

    @contextmanager
    def completing(self, session: Session) -> Iterator[None]:
        """The short transaction that writes the result and ends the job.

        Raises LostClaim, writing nothing, if overtaken, and Cancelled if a person asked to stop; `perform` sees to both.
        """
        with transaction(session):
            self._hold(session, state=JobState.DONE, finished_at=clock.now(), last_error="")
            yield

    @contextmanager
    def progressing(self, session: Session, done: int, total: int) -> Iterator[None]:
        """Commits one slice (≤ 30 s of work) with its cursor and renews the lease; raises as `completing` does."""
        with transaction(session):
            self._hold(session, done=done, total=total, lease_until=epoch_ms() + LEASE_MS)
            yield

    def _hold(self, session: Session, **values: Any) -> None:
        held = update(Job).where(self.is_mine(), Job.cancel_asked.is_(False))
        if _rows(session, held.values(**values)) == 0:
            raise (
                Cancelled(self.job_id)
                if session.scalar(select(Job.id).where(self.is_mine()))
                else LostClaim(self.job_id)
            )

    def is_mine(self) -> ColumnElement[bool]:
        """The fence: true only while nobody has claimed the job since."""
        return and_(Job.id == self.job_id, Job.token == self.token, Job.state == JobState.RUNNING)


Handler = Callable[[Session, Claim], None]
_handlers: dict[str, Handler] = {}
_subjects: dict[str, type[Base]] = {}


def register_handler(kind: str, handler: Handler, *, subject: type[Base] | None = None) -> None:
    """Features name the work they know how to do; the worker looks it up by the job's kind.

    A handler computes outside any transaction and ends with `completing`; returning without it means that nothing was
    left to write. It may run several times and beside another run for the same subject.
    """
    _handlers[kind] = handler
    if subject is not None:
        _subjects[kind] = subject


def subjects() -> Mapping[str, type[Base]]:
    """What jobs of a kind are about: whoever sees the subject sees the work on it."""
    return _subjects


def registered_kinds() -> frozenset[str]:
    return frozenset(_handlers)


def claim(session: Session, job_id: int) -> Claim | None:
    """Takes a due job for LEASE_MS; None when there is nothing to take. The attempt is counted before the work begins."""
    return _take(session, Job.id == job_id)


def claim_next(session: Session, kind: str) -> Claim | None:
    """Takes the oldest due job of a kind that nobody else is taking."""
    oldest = (
        select(Job.id)
        .where(Job.kind == kind, claimable(), Job.attempts < MAX_ATTEMPTS)
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return _take(session, Job.id == oldest.scalar_subquery())


def perform(session: Session, job_id: int) -> None:
    """Claims a job and does it. Whatever it raises is counted; five failures quarantine the job, visible and retriable."""
    if held := claim(session, job_id):
        _do(session, held)


def perform_waiting(session: Session, kind: str, seconds: float) -> int:
    """Goes on with the due jobs of a kind for about `seconds`; gives how many were tried. One claim each: a job that kills
    the process takes no neighbour along."""
    until, tried = monotonic() + seconds, 0
    while monotonic() < until and (held := claim_next(session, kind)):
        _do(session, held)
        tried += 1
    return tried


def _take(session: Session, which: ColumnElement[bool]) -> Claim | None:
    with transaction(session):
        taken = session.execute(
            update(Job)
            .where(which, claimable(), Job.attempts < MAX_ATTEMPTS)
            .values(
                state=JobState.RUNNING,
                token=Job.token + 1,
                attempts=Job.attempts + 1,
                lease_until=epoch_ms() + LEASE_MS,
            )
            .returning(Job.id, Job.kind, Job.subject_id, Job.token)
        ).first()
    return Claim(*taken) if taken else None


def _do(session: Session, held: Claim) -> None:
    handler = _handlers.get(held.kind)
    if handler is None:
        log.error("unknown_kind", job_id=held.job_id, kind=held.kind)
        return _end(session, held, JobState.QUARANTINED, "UnknownKind")
    try:
        handler(session, held)
        return _end_quietly(session, held)
    except Cancelled:
        log.info("job_cancelled", job_id=held.job_id, kind=held.kind)
        return _end(session, held, JobState.CANCELLED)
    except LostClaim:
        session.rollback()
        log.info("claim_lost", job_id=held.job_id, kind=held.kind)
    except Exception as error:  # a failing job must never take the worker along: it is logged and kept on the row
        session.rollback()
        log.exception("job_failed", job_id=held.job_id, kind=held.kind)
        record_failure(session, held, type(error).__name__)


def _end_quietly(session: Session, held: Claim) -> None:
    session.rollback()
    if session.scalar(select(Job.id).where(held.is_mine())):
        _end(session, held, JobState.DONE)


def _end(session: Session, held: Claim, state: JobState, error: str = "") -> None:
    session.rollback()
    with transaction(session):
        ended = update(Job).where(held.is_mine())
        session.execute(ended.values(state=state, last_error=error, finished_at=clock.now()))


def record_failure(session: Session, held: Claim, error: str) -> None:
    """Retries later (1, 2, 4, 8 s) or quarantines. `error` is a class name: messages may carry citizens' words."""
    with transaction(session):
        attempts = session.scalar(select(Job.attempts).where(held.is_mine()))
        if attempts is None:
            return
        values: dict[str, Any] = {"last_error": error}
        if attempts >= MAX_ATTEMPTS:
            values |= {"state": JobState.QUARANTINED, "finished_at": clock.now()}
        else:
            values |= {
                "state": JobState.RETRYING,
                "due_at": epoch_ms() + BACKOFF_MS * 2 ** (attempts - 1),
                "nudged_until": 0,
            }
        session.execute(update(Job).where(held.is_mine()).values(**values))


# ── What is due ─────────────────────────────────────────────────────────────────────────────────


def take_due(
    session: Session, limit: int, nudge_ms: int, kinds: Collection[str] | None = None
) -> list[tuple[int, str]]:
    """The (id, kind) of due jobs, oldest first, marked so that none is given again for `nudge_ms`."""
    due = _unnudged(kinds).order_by(Job.due_at, Job.id).limit(limit).with_for_update(skip_locked=True)
    marked = update(Job).where(Job.id.in_(due)).values(nudged_until=epoch_ms() + nudge_ms)
    rows = session.execute(marked.returning(Job.due_at, Job.id, Job.kind))
    return [(id, kind) for _, id, kind in sorted(rows)]


def any_due(session: Session, kinds: Collection[str] | None = None) -> bool:
    """Whether `take_due` would find something: a look that takes no lock."""
    return session.scalar(_unnudged(kinds).limit(1)) is not None


def claimable() -> ColumnElement[bool]:
    """Due and in nobody's hands, by the database's clock."""
    due = and_(Job.state.in_((JobState.WAITING, JobState.RETRYING)), is_past(Job.due_at))
    abandoned = and_(Job.state == JobState.RUNNING, is_past(Job.lease_until))
    return and_(or_(due, abandoned), Job.cancel_asked.is_(False))


def is_past(instant: Mapped[int]) -> ColumnElement[bool]:
    """Past, or so far ahead that it counts as past."""
    return or_(instant <= epoch_ms(), instant > epoch_ms() + ABSURD_MS)


def _unnudged(kinds: Collection[str] | None) -> Select[int]:
    due = select(Job.id).where(claimable(), Job.attempts < MAX_ATTEMPTS, is_past(Job.nudged_until))
    return due if kinds is None else due.where(Job.kind.in_(kinds))


# ── What people see and ask ─────────────────────────────────────────────────────────────────────


def open_jobs(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Job).where(Job.state.in_(OPEN))) or 0


def oldest_wait_seconds(session: Session) -> float:
    """How long the oldest job that could be done has been left alone; 0 when there is none."""
    since = case((Job.state == JobState.RUNNING, Job.lease_until), else_=Job.due_at)
    oldest = session.scalar(select(epoch_ms() - func.min(since)).where(claimable()))
    return max(0.0, (oldest or 0) / 1000)


def retry(session: Session, job: Job) -> None:
    """A person sends a quarantined or cancelled job round again; one that is on its way already is left alone."""
    session.execute(
        update(Job)
        .where(Job.id == job.id, Job.state.in_((JobState.QUARANTINED, JobState.CANCELLED)))
        .values(
            state=JobState.RETRYING,
            attempts=0,
            due_at=0,
            nudged_until=0,
            lease_until=0,
            cancel_asked=False,
            finished_at=None,
        )
    )


def ask_to_cancel(session: Session, job: Job) -> None:
    """Ends a job that nobody has begun; one that runs ends at its next slice."""
    session.execute(update(Job).where(Job.id == job.id, Job.state.in_(OPEN)).values(cancel_asked=True))
    unbegun = update(Job).where(Job.id == job.id, Job.state.in_((JobState.WAITING, JobState.RETRYING)))
    session.execute(unbegun.values(state=JobState.CANCELLED, finished_at=clock.now()))


def progress_of(job: Job) -> Mapping[str, int | str]:
    return {"done": job.done, "total": job.total, "state": job.state.value}


def _rows(session: Session, statement: Any) -> int:
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount
