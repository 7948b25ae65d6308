"""A town with three points, its office and a second person of the office."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from liaison.accounts.models import User
from liaison.database import transaction
from liaison.permissions import Role
from tests.factories.people import Town, add_user, make_town, sign_in


@pytest.fixture
def town(session: Session) -> Town:
    return make_town(session, points=3)


@pytest.fixture
def other_town(session: Session, town: Town) -> Town:
    return make_town(session, "白鹭", points=2)


@pytest.fixture
def office(app: Flask, town: Town) -> FlaskClient:
    return sign_in(app.test_client(), town.office)


@pytest.fixture
def second(session: Session, town: Town) -> User:
    with transaction(session):
        return add_user(session, "second-office", Role.OFFICE, town.station, name="二号工作人员")


@pytest.fixture
def colleague(app: Flask, second: User) -> FlaskClient:
    return sign_in(app.test_client(), second)


@pytest.fixture
def admin(app: Flask, town: Town) -> FlaskClient:
    assert town.admin is not None
    return sign_in(app.test_client(), town.admin)
