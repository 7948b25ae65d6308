"""Redis is away: neither nudges nor rate limits can reach it, and people submit as before."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.settings import Settings
from liaison import clock, create_app, jobs
from liaison.comments.models import Comment
from liaison.consultations.models import Consultation
from liaison.database import db
from liaison.portal import guard
from tests.factories.consultations import make_consultation
from tests.factories.people import Town, make_town, sign_in
from tests.functional.portal.test_public_form import page_of, send

NOBODY_LISTENS = "redis://127.0.0.1:9"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, broker_url=f"{NOBODY_LISTENS}/0", limiter_url=f"{NOBODY_LISTENS}/1")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """With limits, unlike the application of the other tests."""
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def town(session: Session) -> Town:
    return make_town(session)


@pytest.fixture
def consultation(session: Session, town: Town) -> Consultation:
    return make_consultation(session, town, public=True)


def test_staff_submit_and_the_work_waits(app: Flask, session: Session, town: Town, consultation: Consultation) -> None:
    client = sign_in(app.test_client(), town.collectors[0])
    form = {"client_token": "t-1", "article": "whole", "words": "扫得勤一点", "anonymous": "y", "channel": "counter"}
    form["collected_on"] = clock.today().isoformat()
    answer = client.post(f"/consultations/{consultation.id}/comments/new", data=form)
    assert answer.status_code == 303
    session.rollback()
    assert session.scalars(select(Comment.client_token)).all() == ["t-1"]
    assert jobs.open_jobs(session) == 1


def test_citizens_submit_and_are_still_counted(app: Flask, session: Session, consultation: Consultation) -> None:
    """Never open: without its store, each process counts by itself."""
    client, address = app.test_client(), page_of(session, consultation)
    most = int(guard.PER_BROWSER.split()[0])
    answers = [send(client, address, words=f"第{n}次") for n in range(most + 1)]
    assert {answer.status_code for answer in answers[:most]} == {303}
    assert answers[most].status_code == 429
    assert f"第{most}次" in answers[most].text, "what was typed is not lost"
