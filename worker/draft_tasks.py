"""What drafts leave to the worker: comparing one with the one before."""

from celery import shared_task

from liaison import jobs
from liaison.database import db


@shared_task(name="worker.map_draft")  # type: ignore[untyped-decorator]  # celery carries no types
def map_draft(job_id: int) -> None:
    jobs.perform(db.session, job_id)
