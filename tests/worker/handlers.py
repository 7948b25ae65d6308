"""Kinds of work that only tests know. A module of its own, so that worker and dispatcher processes of tests load the same."""

import os
import signal
import time

from celery import shared_task
from sqlalchemy.orm import Session

from liaison import audit, jobs
from liaison.database import db
from liaison.jobs import Claim
from worker.routes import BULK, INTERACTIVE, ROUTES, Route

EFFECT = "test_effect"
SLOW = "test_slow"
DEADLY = "test_deadly"
URGENT = "test_urgent"
SLOW_SECONDS = 2.0
SHORT_LEASE_MS = 3_000  # a killed owner is noticed within a test's patience


@shared_task(name="tests.perform")  # type: ignore[untyped-decorator]  # celery carries no types
def perform(job_id: int) -> None:
    jobs.perform(db.session, job_id)


def effect(session: Session, claim: Claim) -> None:
    """Leaves one audit entry for its subject: rows that cannot be altered count how often the work was done."""
    with claim.completing(session):
        audit.record(session, claim.kind, None, by=None, number=claim.subject_id)


def slow_effect(session: Session, claim: Claim) -> None:
    time.sleep(SLOW_SECONDS)
    effect(session, claim)


def deadly(session: Session, claim: Claim) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def register() -> None:
    jobs.LEASE_MS = SHORT_LEASE_MS
    for kind, handler in ((EFFECT, effect), (SLOW, slow_effect), (DEADLY, deadly), (URGENT, effect)):
        jobs.register_handler(kind, handler)
        ROUTES[kind] = Route("tests.perform", INTERACTIVE if kind == URGENT else BULK)
