"""`celery -A worker.celery_app worker`: one application for the process, a context of it for each task."""

from typing import Any

from celery.signals import worker_process_init

from config.settings import load_settings
from liaison import create_app
from liaison.database import db
from worker.configuration import make_celery

settings = load_settings()
flask_app = create_app(settings)
app = make_celery(flask_app, settings)


@worker_process_init.connect  # type: ignore[untyped-decorator]  # celery carries no types
def forget_the_parents_connections(**_: Any) -> None:
    """A database connection must not be shared across a fork."""
    with flask_app.app_context():
        db.engine.dispose(close=False)
