"""Clients of several people need a session outside of any application context."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories.people import Town, make_town, sign_in
from tests.functional.comments.conftest import session

__all__ = ["session"]


@pytest.fixture
def town(session: Session) -> Town:
    return make_town(session, points=3)


@pytest.fixture
def office(app: Flask, town: Town) -> FlaskClient:
    return sign_in(app.test_client(), town.office)
