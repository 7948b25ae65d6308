"""Comments made ready for comparing: thousands of small jobs, so one nudge does as many as fit into a moment."""

from celery import shared_task

from liaison import jobs
from liaison.database import db

MOMENT_SECONDS = 2.0  # longer, and a paper that somebody waits for would wait, too


@shared_task(name="worker.prepare", soft_time_limit=30, time_limit=45)  # type: ignore[untyped-decorator]  # celery carries no types
def prepare(job_id: int) -> None:
    jobs.perform(db.session, job_id)
    jobs.perform_waiting(db.session, "prepare", MOMENT_SECONDS)


@shared_task(name="worker.prepare_carried")  # type: ignore[untyped-decorator]  # celery carries no types
def prepare_carried(job_id: int) -> None:
    jobs.perform(db.session, job_id)
