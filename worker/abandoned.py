"""Ends jobs that nobody is left to end. A worker ends its own; this is for those whose worker died or never existed."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import CursorResult, and_, update
from sqlalchemy.orm import Session

from liaison import clock
from liaison.jobs import MAX_ATTEMPTS, OPEN, Job, JobState, claimable, is_past


def quarantine_exhausted(session: Session) -> int:
    """The owner died at the last attempt."""
    exhausted = update(Job).where(claimable(), Job.attempts >= MAX_ATTEMPTS)
    return _end(session, exhausted, JobState.QUARANTINED, "WorkerLost")


def quarantine_unknown(session: Session, known: Collection[str]) -> int:
    """No task does this kind: shown to a person instead of waiting for ever."""
    unknown = update(Job).where(claimable(), Job.kind.not_in(known))
    return _end(session, unknown, JobState.QUARANTINED, "UnknownKind")


def end_cancelled(session: Session) -> int:
    """The owner died, or the job went back to waiting, before it could see that it is no longer wanted."""
    held = and_(Job.state == JobState.RUNNING, ~is_past(Job.lease_until))
    unwanted = update(Job).where(Job.state.in_(OPEN), Job.cancel_asked, ~held)
    return _end(session, unwanted, JobState.CANCELLED, "")


def _end(session: Session, which: Any, state: JobState, error: str) -> int:
    result = session.execute(which.values(state=state, last_error=error, finished_at=clock.now()))
    assert isinstance(result, CursorResult)
    return result.rowcount
