"""Doing the waiting jobs here and now, as the worker would."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from liaison import jobs
from liaison.database import transaction
from liaison.jobs import Job


def work_off(session: Session) -> None:
    while jobs.open_jobs(session):
        with transaction(session):
            session.execute(
                update(Job).where(Job.state.in_(jobs.OPEN)).values(due_at=0)
            )  # a test need not wait for quiet
            due = jobs.take_due(session, 100, 60_000)
        for id, _ in due:
            jobs.perform(session, id)
        failed = session.scalars(select(Job.last_error).where(Job.last_error != "")).all()
        assert not failed, failed
