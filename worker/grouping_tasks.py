"""The grouping of one article: provisional as comments arrive, settled when it has been quiet."""

from celery import shared_task

from liaison import jobs
from liaison.database import db


@shared_task(name="worker.group")  # type: ignore[untyped-decorator]  # celery carries no types
def group(job_id: int) -> None:
    jobs.perform(db.session, job_id)


@shared_task(name="worker.settle")  # type: ignore[untyped-decorator]  # celery carries no types
def settle(job_id: int) -> None:
    jobs.perform(db.session, job_id)
