"""One dispatcher leads; others stand by. Two at once would do no harm to the jobs, but there may be only one audit sealer."""

import fcntl
import os
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, create_engine, make_url, pool, text

from config.settings import Settings

ADVISORY_LOCK = 5_204_161  # any constant that no other program of this database uses
LOCK_FILE = "dispatcher.lock"
CONNECT_SECONDS = 3
STATEMENT_MS = 5_000


class Leadership(Protocol):
    def held(self) -> bool:
        """True while this process leads; tries to begin if nobody does."""

    def release(self) -> None: ...


def leadership_for(settings: Settings) -> Leadership:
    if make_url(settings.database_url).get_backend_name() == "postgresql":
        return AdvisoryLock(settings.database_url)
    return FileLock(settings.data_path / LOCK_FILE)


class FileLock:
    """For SQLite: its dispatchers share a machine. The kernel lets go when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def held(self) -> bool:
        if self._descriptor is not None:
            return True
        descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None


class AdvisoryLock:
    """For PostgreSQL: held by a connection of its own and asked after at every look, so that a lost one is noticed at once."""

    def __init__(self, database_url: str) -> None:
        self._engine: Engine = create_engine(
            database_url,
            poolclass=pool.NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"connect_timeout": CONNECT_SECONDS, "options": f"-c statement_timeout={STATEMENT_MS}"},
        )
        self._connection: Connection | None = None

    def held(self) -> bool:
        if self._connection is not None:
            self._connection.execute(text("SELECT 1"))
            return True
        connection = self._engine.connect()
        if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_LOCK}):
            self._connection = connection
            return True
        connection.close()
        return False

    def release(self) -> None:
        """Ends the connection and with it the lock."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
        self._connection = None
