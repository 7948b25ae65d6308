"""The grouping of articles: provisional as comments arrive, settled when it has been quiet. One nudge does several, as in preparing."""

from celery import shared_task

from liaison import jobs
from liaison.database import db
from worker.preparing_tasks import MOMENT_SECONDS


@shared_task(name="worker.group")  # type: ignore[untyped-decorator]  # celery carries no types
def group(job_id: int) -> None:
    jobs.perform(db.session, job_id)
    jobs.perform_waiting(db.session, "group", MOMENT_SECONDS)


@shared_task(name="worker.settle")  # type: ignore[untyped-decorator]  # celery carries no types
def settle(job_id: int) -> None:
    jobs.perform(db.session, job_id)
    jobs.perform_waiting(db.session, "settle", MOMENT_SECONDS)
