"""`celery -A tests.worker.app worker`: the product's worker that also knows the tests' kinds."""

from tests.worker import handlers
from worker.celery_app import app

handlers.register()
__all__ = ["app"]
