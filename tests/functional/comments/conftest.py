"""A session of its own, outside of any application context.

With a context standing open for a whole test, Flask lends it to every request: two clients would share one `g`, and with it
the signed-in person.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from liaison.database import db


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context():
        make = db.sessionmaker
    with make() as session:
        yield session
