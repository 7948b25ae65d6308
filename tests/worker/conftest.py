"""An installation on each broker, with a real dispatcher and a real worker."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config.settings import Settings
from liaison import audit, create_app, jobs
from liaison.audit import AuditEntry
from liaison.database import db, transaction
from tests.worker.processes import (
    Process,
    dispatcher_command,
    environment_of,
    private_redis,
    wait_until,
    worker_command,
)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """LIAISON_TEST_REDIS, or a private server. (The folder is short: a socket's path may have 107 characters.)"""
    if given := os.environ.get("LIAISON_TEST_REDIS"):
        yield given
        return
    with tempfile.TemporaryDirectory() as folder, private_redis(Path(folder)) as url:
        yield url


@pytest.fixture(params=["filesystem", "redis"])
def broker(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("redis_url")) if request.param == "redis" else "filesystem://"


@dataclass
class Installation:
    settings: Settings
    app: Flask
    session: Session
    worker: Process
    dispatcher: Process

    def add(self, kind: str, count: int) -> None:
        with transaction(self.session):
            jobs.enqueue_all(self.session, kind, range(1, count + 1))

    def open_jobs(self) -> int:
        self.session.rollback()
        return jobs.open_jobs(self.session)

    def effects(self, kind: str) -> list[int]:
        """The subjects whose work was done, one entry for each time."""
        self.session.rollback()
        entries = self.session.scalars(select(AuditEntry).where(AuditEntry.action == kind))
        return sorted(audit.audit_detail(entry)["number"] for entry in entries)

    def count(self, kind: str) -> int:
        self.session.rollback()
        return self.session.scalar(select(func.count()).where(AuditEntry.action == kind)) or 0

    def wait_until_done(self, seconds: float) -> float:
        return wait_until(lambda: self.open_jobs() == 0, seconds, f"all jobs done; {self.worker.said()[-2000:]}")


@pytest.fixture
def installation(settings: Settings, broker: str, tmp_path: Path) -> Iterator[Installation]:
    """Nothing runs yet: tests start what they want."""
    settings = replace(settings, broker_url=broker)
    app = create_app(settings)
    environment = environment_of(settings)
    worker = Process("worker", worker_command(), environment, tmp_path / "worker.log")
    dispatcher = Process("dispatcher", dispatcher_command(), environment, tmp_path / "dispatcher.log")
    with app.app_context():
        try:
            yield Installation(settings, app, db.session, worker, dispatcher)
        finally:
            for process in (worker, dispatcher):
                if process.lives():
                    process.kill()
            db.session.rollback()
            db.engine.dispose()
