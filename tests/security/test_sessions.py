"""A session ends when the person may no longer act, at the next request and not at the next sign-in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.accounts.models import Appointment, Pairing, SignIn, User
from liaison.accounts.operations import disable_user, reset_password
from liaison.database import transaction
from tests.factories.consultations import make_consultation
from tests.factories.people import PASSWORD, Town, make_town, sign_in

Ending = Callable[[Session, User], None]


def disabled(session: Session, user: User) -> None:
    disable_user(session, user, by=None)


def new_password(session: Session, user: User) -> None:
    reset_password(session, user, "Another-2026-heron", by=None)


@pytest.fixture
def town(session: Session) -> Town:
    return make_town(session)


def is_in(client: FlaskClient, page: str = "/comments") -> int:
    return client.get(page).status_code


@pytest.mark.parametrize("ending", [disabled, new_password])
def test_all_sessions_end_at_the_next_request(app: Flask, session: Session, town: Town, ending: Ending) -> None:
    clients = [sign_in(app.test_client(), town.collectors[0]) for _ in range(2)]
    assert [is_in(client) for client in clients] == [200, 200]
    with transaction(session):
        ending(session, town.collectors[0])
    assert [is_in(client) for client in clients] == [302, 302]


def test_who_is_disabled_cannot_come_back(client: FlaskClient, session: Session, town: Town) -> None:
    with transaction(session):
        disable_user(session, town.collectors[0], by=None)
    form = {"username": town.collectors[0].username, "password": PASSWORD}
    assert client.post("/sign-in", data=form).status_code != 302
    assert is_in(client) == 302


def test_a_role_that_ended_yesterday_opens_nothing_today(app: Flask, session: Session, town: Town) -> None:
    client = sign_in(app.test_client(), town.collectors[0])
    assert is_in(client) == 200
    with transaction(session):
        held = session.scalars(select(Appointment).where(Appointment.user_id == town.collectors[0].id)).one()
        held.valid_to = clock.today() - timedelta(days=1)
    assert is_in(client) == 403


def test_a_pairing_that_ended_takes_the_consultation_out_of_sight(app: Flask, session: Session, town: Town) -> None:
    consultation = make_consultation(session, town)
    client, page = sign_in(app.test_client(), town.experts[0]), f"/consultations/{consultation.id}"
    assert is_in(client, page) == 200
    with transaction(session):
        paired = session.scalars(select(Pairing).where(Pairing.expert_id == town.experts[0].id)).one()
        paired.valid_to = clock.today() - timedelta(days=1)
    assert is_in(client, page) == 404


def test_signing_out_ends_the_session_for_a_copied_cookie_too(app: Flask, town: Town) -> None:
    client, thief = sign_in(app.test_client(), town.collectors[0]), app.test_client()
    cookie = client.get_cookie("session")
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    assert is_in(thief) == 200
    client.post("/sign-out")
    assert is_in(thief) == 302


def test_a_cookie_from_before_signing_in_is_worth_nothing_after_it(app: Flask, town: Town) -> None:
    client, planted = app.test_client(), app.test_client()
    client.get("/sign-in")
    before = client.get_cookie("session")
    sign_in(client, town.collectors[0])
    after = client.get_cookie("session")
    assert after is not None
    if before is not None:
        planted.set_cookie("session", before.value)
        assert before.value != after.value
    assert is_in(planted) == 302


def test_each_sign_in_has_a_key_of_its_own(app: Flask, session: Session, town: Town) -> None:
    for _ in range(3):
        sign_in(app.test_client(), town.collectors[0])
    session.rollback()
    assert len(set(session.scalars(select(SignIn.key)))) == 3


def test_who_was_away_for_half_an_hour_signs_in_again(app: Flask, session: Session, town: Town) -> None:
    client = sign_in(app.test_client(), town.office)
    assert client.get("/").status_code == 200
    with transaction(session):
        session.scalars(select(SignIn)).one().last_seen_at = clock.now() - timedelta(minutes=31)
    assert client.get("/").status_code == 302


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Flask, town: Town) -> None:
    client = app.test_client()
    answer = client.post("/sign-in", data={"username": town.office.username, "password": PASSWORD})
    set_cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("session="))
    assert "HttpOnly" in set_cookie
    assert "SameSite=Lax" in set_cookie
