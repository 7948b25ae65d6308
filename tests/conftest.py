"""What all tests share: settings, a migrated database for each test, the application, a browser-less client.

`--engine sqlite|postgresql|both` says on which engine the tests that ask for a database run; with `both`, the suites in
ON_BOTH run on each. PostgreSQL is the server that LIAISON_TEST_DATABASE names (scripts/test starts one of its own).
The database is always built by the migrations, never by create_all.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy.orm import Session

from config.settings import Settings
from liaison import create_app, schema
from liaison.database import db
from tests.databases import POSTGRESQL, KeptDatabase

pytest_plugins = ["tests.suites"]

hypothesis_settings.register_profile("ci", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile("release", max_examples=2000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

KEY = "test-key-that-is-long-enough-to-be-accepted"


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The engine under test: `sqlite` or `postgresql`. Parametrised by tests/suites.py."""
    name = str(getattr(request, "param", request.config.getoption("--engine")))
    if name == "postgresql" and not POSTGRESQL:
        pytest.skip("no PostgreSQL: LIAISON_TEST_DATABASE is not set")
    return "sqlite" if name == "both" else name


@pytest.fixture(scope="session")
def kept_database() -> Iterator[KeptDatabase]:
    kept = KeptDatabase()
    yield kept
    kept.drop()


@pytest.fixture(scope="session")
def template_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file at the head revision; every test gets a copy."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    schema.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def database_url(engine: str, kept_database: KeptDatabase, template_file: Path, tmp_path: Path) -> str:
    """An empty database at the head revision."""
    if engine == "postgresql":
        return kept_database.empty()
    shutil.copy(template_file, tmp_path / "liaison.sqlite3")
    return f"sqlite:///{tmp_path / 'liaison.sqlite3'}"


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


class Browser(FlaskClient):
    """Asks as over a network: each request has a context of its own – session, who is signed in –, never that of the test."""

    def run_wsgi_app(self, *args: Any, **kwargs: Any) -> Any:
        with self.application.app_context():
            return super().run_wsgi_app(*args, **kwargs)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.test_client_class = Browser
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
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
