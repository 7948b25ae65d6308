"""Signing in, and ending sessions."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison.accounts.models import SignIn
from liaison.accounts.sign_in import revoke_sign_ins
from liaison.database import transaction
from tests.factories.people import make_town, sign_in


def test_the_right_password_opens_the_start_page(client: FlaskClient, session: Session) -> None:
    town = make_town(session)
    sign_in(client, town.office)
    assert client.get("/").status_code == 200


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(client: FlaskClient, session: Session) -> None:
    town = make_town(session)
    unknown = client.post("/sign-in", data={"username": "nobody", "password": "wrong-password"})
    wrong = client.post("/sign-in", data={"username": town.office.username, "password": "wrong-password"})
    assert unknown.status_code == wrong.status_code == 200
    assert "登录" in wrong.text
    assert unknown.text.replace("nobody", "") == wrong.text.replace(town.office.username, "")


def test_a_revoked_session_ends_at_the_next_request(app: Flask, session: Session) -> None:
    town = make_town(session)
    client = sign_in(app.test_client(), town.office)
    with transaction(session):
        revoke_sign_ins(session, town.office)
    assert client.get("/").status_code == 302
    assert session.scalars(select(SignIn.revoked_at)).one() is not None
