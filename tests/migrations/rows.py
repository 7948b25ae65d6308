"""Rows made from what a table looks like at whatever revision it is: models and factories know only the newest one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, create_engine, pool, text
from sqlalchemy.sql import sqltypes

from liaison.database import WRITE


@contextmanager
def writing(database_url: str) -> Iterator[Connection]:
    """A transaction that is rolled back: each refusal is tried on the same rows."""
    engine = create_engine(database_url, poolclass=pool.NullPool)
    with engine.connect().execution_options(**{WRITE: True}) as connection:
        connection.begin()
        yield connection
        connection.rollback()


def reflected(connection: Connection, table: str) -> Table:
    return Table(table, MetaData(), autoload_with=connection, resolve_fks=False)


def plant(database_url: str, table: str, **values: Any) -> None:
    """Commits one row with the least that the columns ask for; foreign keys are not looked at."""
    engine = create_engine(database_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        _without_foreign_keys(connection)
        made = reflected(connection, table)
        row = {column.name: _least(column.type) for column in made.columns if not column.nullable}
        connection.execute(made.insert().values({**row, **_allowed(table), **values}))
        connection.commit()


def _without_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
    else:
        connection.commit()
        assert connection.connection.dbapi_connection is not None
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")


def _allowed(table: str) -> dict[str, Any]:
    """What a check constraint asks for beyond the type."""
    return {"place": "whole"} if table == "comment" else {}


def _least(kind: sqltypes.TypeEngine[Any]) -> Any:
    if isinstance(kind, sqltypes.DateTime):
        return datetime(2026, 5, 12, 8, tzinfo=UTC)
    if isinstance(kind, sqltypes.Date):
        return date(2026, 5, 12)
    if isinstance(kind, sqltypes.Boolean):
        return False
    if isinstance(kind, sqltypes.Integer):
        return 1
    if isinstance(kind, sqltypes.JSON):
        return {}
    if isinstance(kind, sqltypes.LargeBinary):
        return b""
    return "x"
