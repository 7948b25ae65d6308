"""Databases for tests: migrated once, then given out empty again and again.

Making a PostgreSQL database from a template took 0.3–0.5 s, emptying one 0.02 s; so each process of the tests keeps one and empties
it. If a test changed the schema (dropped a key or a trigger to see another test turn red), the next test gets a new one.
"""

import os
from functools import cached_property
from uuid import uuid4

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from liaison import schema
from liaison.database import Base

POSTGRESQL = os.environ.get("LIAISON_TEST_DATABASE", "")

SHAPE = """
SELECT md5(string_agg(line, ' ' ORDER BY line)) FROM (
  SELECT 'relation ' || relname || ' ' || relkind::text AS line FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT 'column ' || attrelid::regclass::text || ' ' || attname || ' ' || atttypid::regtype::text || ' ' || attnotnull::text
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND attnum > 0
  UNION ALL SELECT 'constraint ' || conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT 'trigger ' || tgrelid::regclass::text || ' ' || tgname || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'function ' || proname || ' ' || md5(prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS shape
"""
END_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class KeptDatabase:
    """One migrated PostgreSQL database of this process, given out empty."""

    def __init__(self) -> None:
        self._name = ""
        self._shape = ""

    def empty(self) -> str:
        """Its URL."""
        if not (self._name and self._emptied()):
            self._make()
        return url_of(self._name)

    def drop(self) -> None:
        if self._name:
            drop_database(self._name)
            self._name = ""

    def _make(self) -> None:
        self.drop()
        self._name = create_database()
        schema.upgrade(url_of(self._name))
        with self._engine().connect() as connection:
            self._shape = str(connection.scalar(text(SHAPE)))

    def _emptied(self) -> bool:
        """False when the schema is not what the migrations made: then it is not worth emptying."""
        with self._engine().begin() as connection:
            connection.execute(text(END_OTHERS))
            if connection.scalar(text(SHAPE)) != self._shape:
                return False
            self._delete_all(connection)
        return True

    def _delete_all(self, connection: Connection) -> None:
        """Past triggers and foreign keys; numbers begin at 1 again."""
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(self._deletions))
        connection.execute(text("SELECT setval(seqrelid::regclass, 1, false) FROM pg_sequence"))

    @cached_property
    def _deletions(self) -> str:
        tables = "; ".join(f'DELETE FROM "{table}"' for table in Base.metadata.tables)
        return f"DO $$ BEGIN {tables}; END $$"

    def _engine(self) -> Engine:
        return create_engine(url_of(self._name), poolclass=NullPool)


def url_of(database: str) -> str:
    """The URL of another database on the PostgreSQL server of the tests."""
    return make_url(POSTGRESQL).set(database=database).render_as_string(hide_password=False)


def create_database() -> str:
    """The name of a new, empty database without a schema."""
    name = f"test_{uuid4().hex[:12]}"
    _administer(f'CREATE DATABASE "{name}"')
    return name


def drop_database(name: str) -> None:
    _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


def _administer(statement: str) -> None:
    with create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
        connection.execute(text(statement))
