"""What is done by the clock. A static list run by the dispatcher's leader: no separate scheduler that could hang unseen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from liaison import clock
from liaison.accounts.models import SignIn
from liaison.accounts.sign_in import IDLE
from liaison.database import transaction
from liaison.jobs import Job, JobState

HOUR = 3_600.0
KEEP_ENDED_JOBS = timedelta(days=30)
ROWS_AT_ONCE = 500

log = structlog.get_logger(__name__)


def remove_ended_jobs(session: Session) -> int:
    """Done and cancelled jobs older than 30 days; quarantined ones stay until a person has seen to them."""
    ended = (Job.state.in_((JobState.DONE, JobState.CANCELLED)), Job.finished_at < clock.now() - KEEP_ENDED_JOBS)
    oldest = select(Job.id).where(*ended).order_by(Job.id).limit(ROWS_AT_ONCE)
    return _rows(session, delete(Job).where(Job.id.in_(oldest)))


def end_idle_sign_ins(session: Session) -> int:
    """Sessions that nobody came back to: the list of who is signed in shows only those who are."""
    idle = (SignIn.revoked_at.is_(None), SignIn.last_seen_at < clock.now() - IDLE)
    oldest = select(SignIn.id).where(*idle).order_by(SignIn.id).limit(ROWS_AT_ONCE)
    return _rows(session, update(SignIn).where(SignIn.id.in_(oldest)).values(revoked_at=clock.now()))


@dataclass(frozen=True)
class Chore:
    """`work` does at most ROWS_AT_ONCE rows and gives their number; it is repeated, each in its own short transaction."""

    name: str
    every_seconds: float
    work: Callable[[Session], int]


CHORES = (
    Chore("remove_ended_jobs", HOUR, remove_ended_jobs),
    Chore("end_idle_sign_ins", HOUR / 12, end_idle_sign_ins),
)


@dataclass
class Schedule:
    """Remembers only in memory when a chore was last done: after a start each is done once more, which harms nobody."""

    chores: tuple[Chore, ...] = CHORES
    _last: dict[str, float] = field(default_factory=dict)

    def run_due(self, session: Session) -> None:
        """One batch of each chore that is due."""
        for chore in self.chores:
            if monotonic() - self._last.get(chore.name, float("-inf")) >= chore.every_seconds:
                with transaction(session):
                    rows = chore.work(session)
                if rows:
                    log.info("chore_done", chore=chore.name, rows=rows)
                if rows < ROWS_AT_ONCE:  # else there is more: the next look goes on
                    self._last[chore.name] = monotonic()


def _rows(session: Session, statement: Any) -> int:
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount
