"""The database: one declarative base, column types that two engines agree on, and `transaction`, the only place that commits."""

import enum
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, cast

from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, MetaData, String, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from config.settings import Settings

WRITE = "liaison_write"  # execution option: SQLite opens the transaction with BEGIN IMMEDIATE


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC on both engines (SQLite has no time zones and would hand back a naive one)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: instants are aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BigId = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself only on INTEGER
Id = Annotated[int, mapped_column(BigId, primary_key=True)]
Json = JSON(none_as_null=True)


class Base(DeclarativeBase):
    """Plain SQLAlchemy: the worker uses the same models without Flask. Every constraint has a name, so it can be dropped."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it from the class
        datetime: UtcDateTime,
        str: String,
        dict[str, Any]: Json,
        list[int]: Json,
        list[str]: Json,
        enum.StrEnum: Enum(
            enum.StrEnum,
            native_enum=False,
            length=24,
            validate_strings=True,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }


db = SQLAlchemy(session_options={"autoflush": True})


class epoch_ms(FunctionElement[int]):  # noqa: N801  # reads as an SQL function
    """Now, by the database's own clock, in milliseconds since 1970: leases must not depend on a worker's clock."""

    type = BigInteger()
    inherit_cache = True


@compiles(epoch_ms, "sqlite")
def _epoch_ms_sqlite(element: epoch_ms, compiler: SQLCompiler, **kw: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000.0 AS INTEGER)"


@compiles(epoch_ms, "postgresql")
def _epoch_ms_postgresql(element: epoch_ms, compiler: SQLCompiler, **kw: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """FULL, because NORMAL lost every acknowledged row in a power cut; no mmap; the driver leaves BEGIN to `_begin`."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "mmap_size=0"):
        connection.execute(f"PRAGMA {pragma}").close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """A deferred read that later writes fails at once whatever busy_timeout says, so writers begin IMMEDIATE."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITE) else "BEGIN")


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """The only place that commits.

    Whatever the session had read before is let go and read again under the write lock, so a decision taken inside is taken
    on what is true now. Leaving normally commits; any exception rolls back and passes on.
    """
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside of transaction()")
    if session.info.get("writing"):
        raise RuntimeError("transaction() does not nest: operations never commit")
    session.rollback()
    session.info["writing"] = True
    try:
        session.connection(execution_options={WRITE: True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writing"] = False


def settings_of(session: Session) -> Settings:
    """The settings of the application that made this session: operations know their surroundings without a global."""
    return cast(Settings, session.info["settings"])
