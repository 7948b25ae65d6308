"""Redis is away: passwords cannot be guessed for that."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config.settings import Settings
from tests.factories.people import PASSWORD, make_town

NOBODY_LISTENS = "redis://127.0.0.1:9/1"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, limiter_url=NOBODY_LISTENS)


def test_five_wrong_passwords_lock_as_ever(app: Flask, session: Session) -> None:
    username = make_town(session, points=0).office.username
    passwords = ["wrong-password"] * 5 + [PASSWORD]
    answers = [app.test_client().post("/sign-in", data={"username": username, "password": each}) for each in passwords]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
