"""A database without a schema, on the engine under test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import create_database, drop_database, url_of


@pytest.fixture
def bare_url(engine: str, tmp_path: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.sqlite3'}"
        return
    name = create_database()
    yield url_of(name)
    drop_database(name)
