"""Runs migrations one process at a time, never waiting long for a lock that a running system holds."""

from alembic import context
from sqlalchemy import Connection, create_engine, pool, text

from liaison.database import WRITE, Base

ADVISORY_LOCK = 5_204_160  # any constant that no other program of this database uses
LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "300s"


def run() -> None:
    engine = create_engine(context.config.attributes["database_url"], poolclass=pool.NullPool)
    with engine.connect().execution_options(**{WRITE: True}) as connection:
        _limit_waiting(connection)
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


def _limit_waiting(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))


run()
