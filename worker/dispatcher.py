"""`python -m worker.dispatcher`: looks at the queue of record five times a second and nudges the workers.

It is the only process that talks to the broker on the sending side, so a broker that is away delays work and nothing else.
The one that leads also seals the audit trail, ends abandoned jobs and does what is due by the clock. It keeps nothing that
it could lose: killed at any instant, the next one goes on from the database.
"""

import signal
from threading import Event
from time import monotonic

import structlog
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config.settings import load_settings
from liaison import audit, create_app, jobs
from liaison.audit import AuditEntry
from liaison.database import db, transaction
from worker.abandoned import end_cancelled, quarantine_exhausted, quarantine_unknown
from worker.configuration import make_celery
from worker.courier import PATIENCE_SECONDS, Courier
from worker.leadership import Leadership, leadership_for
from worker.routes import QUEUES, ROUTES
from worker.schedule import Schedule

LOOK_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
TIDY_SECONDS = 1.0
LATE_ENTRY_SECONDS = 60.0  # on PostgreSQL an audit entry may be committed after a younger one
NUDGE_MS = 5_000  # a lost nudge costs this much
MOST_WAITING = 50  # nudges in one queue; more would only pile up while workers are busy or away

log = structlog.get_logger(__name__)


class Dispatcher:
    def __init__(self, courier: Courier, leadership: Leadership, schedule: Schedule | None = None) -> None:
        self._courier = courier
        self._leadership = leadership
        self._schedule = schedule or Schedule()
        self._broker_rests_until = 0.0
        self._tidied = float("-inf")
        self._newest_sealed: int | None = None
        self._sealed_at = float("-inf")

    def look(self, session: Session) -> None:
        """One round; nothing is done while another process leads."""
        if not self._leadership.held():
            self._newest_sealed = None
            return
        self.nudge(session)
        if monotonic() - self._tidied >= TIDY_SECONDS:
            self._tidied = monotonic()
            self.tidy(session)

    def nudge(self, session: Session) -> None:
        """Sends the ids of due jobs, as many as each queue has room for. Trouble with the broker is logged and waits."""
        if monotonic() < self._broker_rests_until:
            return
        try:
            for queue in QUEUES:
                self._fill(session, queue)
        except self._courier.errors as error:
            log.warning("broker_unavailable", error=type(error).__name__)
            self._courier.drop()
            self._broker_rests_until = monotonic() + TIDY_SECONDS

    def _fill(self, session: Session, queue: str) -> None:
        kinds = [kind for kind, route in ROUTES.items() if route.queue == queue]
        due = jobs.any_due(session, kinds)
        session.rollback()
        room = MOST_WAITING - self._courier.waiting(queue) if due else 0
        if room <= 0:
            return
        with transaction(session):
            taken = jobs.take_due(session, room, NUDGE_MS, kinds)
        for job_id, kind in taken:
            self._courier.send(ROUTES[kind], job_id)

    def tidy(self, session: Session) -> None:
        self.seal(session)
        with transaction(session):
            ended = quarantine_exhausted(session) + quarantine_unknown(session, ROUTES) + end_cancelled(session)
        if ended:
            log.warning("jobs_ended", count=ended)
        self._schedule.run_due(session)

    def seal(self, session: Session) -> None:
        """Chains new audit entries; the anchor is written only after the seals are committed."""
        newest = session.scalar(select(func.max(AuditEntry.id)))
        if newest == self._newest_sealed and monotonic() - self._sealed_at < LATE_ENTRY_SECONDS:
            return
        with transaction(session):
            sealed = audit.seal(session)
        if sealed:
            audit.write_anchor(session)
        if sealed < audit.SEAL_BATCH:
            self._newest_sealed, self._sealed_at = newest, monotonic()

    def release(self) -> None:
        self._courier.drop()
        self._leadership.release()


def run(flask_app: Flask, dispatcher: Dispatcher, stop: Event) -> None:
    """Looks until told to stop. A database that is away is waited for, with longer and longer pauses up to five seconds."""
    pause = LOOK_SECONDS
    while not stop.wait(pause):
        try:
            with flask_app.app_context():
                dispatcher.look(db.session)
            pause = LOOK_SECONDS
        except (SQLAlchemyError, OSError) as error:
            log.warning("look_failed", error=type(error).__name__)
            dispatcher.release()
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
    dispatcher.release()


def main() -> None:
    settings = load_settings()
    flask_app = create_app(settings)
    courier = Courier(make_celery(flask_app, settings, patience=PATIENCE_SECONDS))
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    log.info("dispatcher_started")
    run(flask_app, Dispatcher(courier, leadership_for(settings)), stop)
    log.info("dispatcher_stopped")


if __name__ == "__main__":
    main()
