"""Papers of a frozen report, rendered while somebody waits."""

from celery import shared_task

from liaison import jobs
from liaison.database import db


@shared_task(name="worker.render")  # type: ignore[untyped-decorator]  # celery carries no types
def render(job_id: int) -> None:
    jobs.perform(db.session, job_id)
