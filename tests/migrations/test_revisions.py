"""Migrations go up, down and up again, end where the models are, and never leave a citizen's words unguarded."""

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import create_engine, func, inspect, pool, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from liaison import insert_only, schema
from liaison.database import Base
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation
from tests.factories.people import make_town
from tests.migrations.rows import plant, writing

REVISIONS = [script.revision for script in ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()][::-1]
TABLES = insert_only.TABLES


def tables_of(database_url: str) -> set[str]:
    return set(inspect(create_engine(database_url, poolclass=pool.NullPool)).get_table_names()) - {"alembic_version"}


def counts(database_url: str) -> dict[str, int]:
    with writing(database_url) as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name in tables_of(database_url)
        }


def test_revisions_follow_one_another_in_one_line() -> None:
    assert [f"{number:04d}" for number in range(1, len(REVISIONS) + 1)] == [name[:4] for name in REVISIONS]


def test_the_head_is_what_the_models_say(bare_url: str) -> None:
    schema.upgrade(bare_url)
    with writing(bare_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_constraint_has_a_name(bare_url: str) -> None:
    """Without one it could never be dropped again."""
    schema.upgrade(bare_url)
    with writing(bare_url) as connection:
        looked_at = inspect(connection)
        for table in tables_of(bare_url):
            assert looked_at.get_pk_constraint(table)["name"], table
            for found in (
                looked_at.get_foreign_keys(table)
                + looked_at.get_unique_constraints(table)
                + looked_at.get_check_constraints(table)
            ):
                assert found["name"], (table, found)


def test_down_to_nothing_and_up_again_with_rows_in_every_guarded_table(bare_url: str) -> None:
    schema.upgrade(bare_url)
    for table in TABLES:
        plant(bare_url, table)
    schema.downgrade(bare_url, "base")
    assert tables_of(bare_url) == set()
    schema.upgrade(bare_url)
    assert tables_of(bare_url) == {table.name for table in Base.metadata.sorted_tables}


def test_no_function_or_trigger_is_left_behind(bare_url: str, engine: str) -> None:
    schema.upgrade(bare_url)
    schema.downgrade(bare_url, "base")
    left = (
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        if engine == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with writing(bare_url) as connection:
        assert connection.scalars(text(left)).all() == []


def test_a_step_down_and_up_again_keeps_what_was_entered(app: Flask, session: Session) -> None:
    town = make_town(session)
    consultation = make_consultation(session, town)
    make_comment(session, consultation, town.points[0], "桥下的路灯坏了半年。", by=town.collectors[0])
    url = app.config["SQLALCHEMY_ENGINES"]["default"]["url"]
    session.rollback()
    before = counts(url)
    assert before["comment_words"] == 1
    for lower in REVISIONS[-2::-1]:  # the first revision makes the tables: below it there is nothing to keep
        schema.downgrade(url, lower)
        schema.upgrade(url)
        assert counts(url) == before


@pytest.mark.parametrize("revision", REVISIONS)
def test_after_each_revision_all_triggers_are_there_and_refuse(bare_url: str, revision: str) -> None:
    schema.upgrade(bare_url, revision)
    with writing(bare_url) as connection:
        assert insert_only.missing(connection) == frozenset()
    for table in TABLES:
        plant(bare_url, table)
        for statement in (f"UPDATE {table} SET {first_column(bare_url, table)} = 2", f"DELETE FROM {table}"):
            with writing(bare_url) as connection, pytest.raises(IntegrityError, match="insert-only"):
                connection.execute(text(statement))


@pytest.mark.parametrize("revision", REVISIONS)
def test_after_each_revision_words_go_only_by_an_approved_order_for_them(bare_url: str, revision: str) -> None:
    schema.upgrade(bare_url, revision)
    plant(bare_url, "comment_words", comment_id=7)
    words = text("DELETE FROM comment_words WHERE comment_id = 7")
    asked = {"asked_by_id": 1, "comment_id": 7}
    for order in (
        asked | {"id": 1},
        asked | {"id": 2, "approved_by_id": 2, "comment_id": 8},
        asked | {"id": 3, "approved_by_id": 2, "carried_out_at": datetime(2026, 5, 12, 8, tzinfo=UTC)},
    ):
        plant(bare_url, "erasure_order", **order)
        with writing(bare_url) as connection, pytest.raises(IntegrityError, match="insert-only"):
            connection.execute(words)
    plant(bare_url, "erasure_order", **asked, id=4, approved_by_id=2)
    with writing(bare_url) as connection:
        assert connection.execute(words).rowcount == 1


def test_a_lost_trigger_is_noticed(bare_url: str, engine: str) -> None:
    """The control: were a migration to drop one, the tests above would turn red."""
    schema.upgrade(bare_url)
    with writing(bare_url) as connection:
        connection.execute(text("DROP TRIGGER comment_no_update" + (" ON comment" if engine == "postgresql" else "")))
        assert insert_only.missing(connection) == {"comment_no_update"}


def first_column(database_url: str, table: str) -> str:
    with writing(database_url) as connection:
        return str(inspect(connection).get_columns(table)[0]["name"])
