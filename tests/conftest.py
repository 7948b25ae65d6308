"""What all tests share: settings, a migrated database for each test, the application, a browser-less client.

The engine is SQLite unless LIAISON_TEST_DATABASE names a PostgreSQL server (scripts/test runs the functional suite on both).
The database is always built by the migrations, never by create_all.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from config.settings import Settings
from liaison import create_app, schema
from liaison.database import db

hypothesis_settings.register_profile("ci", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile("release", max_examples=2000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

KEY = "test-key-that-is-long-enough-to-be-accepted"
POSTGRESQL = os.environ.get("LIAISON_TEST_DATABASE", "")


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database at the head revision that every test gets a copy of: a file, or a PostgreSQL template."""
    if POSTGRESQL:
        name = f"template_{uuid4().hex[:12]}"
        _administer(f'CREATE DATABASE "{name}"')
        schema.upgrade(_server(name))
        return name
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    schema.upgrade(f"sqlite:///{path}")
    return str(path)


@pytest.fixture
def database_url(template_database: str, tmp_path: Path) -> Iterator[str]:
    if POSTGRESQL:
        name = f"test_{uuid4().hex[:12]}"
        _administer(f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
        yield _server(name)
        _administer(f'DROP DATABASE "{name}" WITH (FORCE)')
    else:
        shutil.copy(template_database, tmp_path / "liaison.sqlite3")
        yield f"sqlite:///{tmp_path / 'liaison.sqlite3'}"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        secret_key=KEY,
        password_salt=KEY,
        words_key=KEY,
        audit_key=KEY,
        database_url=database_url,
        data_dir=str(tmp_path / "data"),
        trusted_hosts="localhost,127.0.0.1",
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.config.update(TESTING=True, RATELIMIT_ENABLED=False, WTF_CSRF_ENABLED=False)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session as the worker has it. It sees what clients committed once its own read transaction is over."""
    with app.app_context():
        yield db.session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def _server(database: str) -> str:
    return f"{POSTGRESQL.rsplit('/', 1)[0]}/{database}"


def _administer(statement: str) -> None:
    engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
