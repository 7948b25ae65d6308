"""Clients of several people need a session outside of any application context; a consultation that has no draft yet."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from liaison.consultations.models import Consultation
from tests.factories.people import Town, make_town, sign_in
from tests.functional.comments.conftest import session
from tests.functional.drafts.pages import make_bare

__all__ = ["session"]


@pytest.fixture
def town(session: Session) -> Town:
    return make_town(session)


@pytest.fixture
def office(app: Flask, town: Town) -> FlaskClient:
    return sign_in(app.test_client(), town.office)


@pytest.fixture
def consultation(session: Session, town: Town) -> Consultation:
    """Planned, for the first of two points."""
    return make_bare(session, town)
