"""Signing in, being kept out, and how sessions end."""

import re
import time
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from liaison import clock
from liaison.accounts.appointing import appoint
from liaison.accounts.models import SignIn, User
from liaison.accounts.operations import NewUser, add_user, disable_user
from liaison.accounts.sign_in import revoke_sign_ins
from liaison.audit import AuditEntry
from liaison.database import transaction
from liaison.permissions import Role
from tests.factories.people import PASSWORD, Town, make_town, sign_in

REFUSED = "账号或者密码不对，请再试一次"
LOCKED = "密码错了太多次，先停一停"
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')


@pytest.fixture
def town(session: Session) -> Town:
    return make_town(session, points=1)


@pytest.fixture
def no_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every password is wrong at once: hashing a hundred of them would only take long."""
    monkeypatch.setattr(User, "verify_and_update_password", lambda self, password: False)
    monkeypatch.setattr("flask_security.forms.hash_password", lambda password: "")


def attempt(app: Flask, username: str, password: str = "wrong-password", address: str = "192.0.2.1") -> TestResponse:
    form = {"username": username, "password": password}
    return app.test_client().post("/sign-in", data=form, environ_base={"REMOTE_ADDR": address})


def refusal(answer: TestResponse, username: str) -> str:
    assert answer.status_code == 200
    return TOKEN.sub("", answer.text).replace(username, "")


# ── Coming in ───────────────────────────────────────────────────────────────────────────────────


def test_the_right_password_opens_the_start_page(client: FlaskClient, town: Town) -> None:
    sign_in(client, town.office)
    assert client.get("/").status_code == 200


def test_an_unknown_name_a_wrong_password_and_a_disabled_account_get_the_same_answer(
    app: Flask, session: Session, town: Town
) -> None:
    with transaction(session):
        disable_user(session, town.experts[0], by=None)
    office, expert = town.office.username, town.experts[0].username
    answers = {
        refusal(attempt(app, office), office),
        refusal(attempt(app, "nobody"), "nobody"),
        refusal(attempt(app, expert, PASSWORD), expert),
    }
    assert len(answers) == 1
    assert REFUSED in answers.pop()


def test_an_unknown_name_takes_as_long_as_a_wrong_password(app: Flask, session: Session, town: Town) -> None:
    """In time of the processor, so that a busy machine does not blur it."""
    with transaction(session):
        known = add_user(session, NewUser("qinhe", "秦荷", "heron-on-the-lake"), by=None).username

    def seconds(username: str, address: str) -> float:
        began = time.process_time()
        attempt(app, username, address=address)
        return time.process_time() - began

    pairs = [(seconds(known, f"192.0.2.{n}"), seconds("nobody", f"192.0.2.{n}")) for n in range(9)]
    wrong, unknown = (min(each) for each in zip(*pairs, strict=True))
    assert unknown == pytest.approx(wrong, rel=0.1)


def test_what_no_database_holds_is_no_account(app: Flask) -> None:
    assert REFUSED in attempt(app, "office\x00").text


def test_what_was_typed_as_account_is_kept_and_the_password_is_not(app: Flask) -> None:
    page = attempt(app, "heron-account", "heron-password").text
    assert 'value="heron-account"' in page
    assert "heron-password" not in page


def test_coming_and_failing_are_in_the_audit_trail(app: Flask, session: Session, town: Town) -> None:
    attempt(app, town.office.username)
    attempt(app, "nobody")
    attempt(app, town.office.username, PASSWORD)
    session.rollback()
    entries = session.execute(
        select(AuditEntry.action, AuditEntry.object_id)
        .where(AuditEntry.action.in_(("sign_in_failed", "signed_in")))
        .order_by(AuditEntry.id)
    ).all()
    id = town.office.id
    assert [tuple(entry) for entry in entries] == [("sign_in_failed", id), ("sign_in_failed", None), ("signed_in", id)]


# ── Being kept out ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("no_hashing")
def test_after_five_wrong_passwords_nobody_can_tell_whether_the_account_exists(app: Flask, town: Town) -> None:
    for username in (town.office.username, "nobody"):
        assert [attempt(app, username).status_code for _ in range(7)] == [200] * 5 + [429] * 2
        assert LOCKED in attempt(app, username).text


def test_while_locked_even_the_right_password_is_refused_and_a_quarter_of_an_hour_later_it_opens(
    app: Flask, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        attempt(app, town.office.username)
    assert attempt(app, f" {town.office.username} ", PASSWORD).status_code == 429
    real = time.time
    for minutes, status in ((14, 429), (15.1, 302)):
        with monkeypatch.context() as later:
            later.setattr(time, "time", lambda minutes=minutes: real() + 60 * minutes)
            assert attempt(app, town.office.username, PASSWORD).status_code == status


def test_a_locked_account_opens_elsewhere_and_others_open_here(app: Flask, town: Town) -> None:
    for _ in range(5):
        attempt(app, town.office.username)
    assert attempt(app, town.office.username, PASSWORD, address="192.0.2.9").status_code == 302
    assert attempt(app, town.experts[0].username, PASSWORD).status_code == 302


def test_the_right_password_never_counts(app: Flask, town: Town) -> None:
    assert {attempt(app, town.office.username, PASSWORD).status_code for _ in range(7)} == {302}


@pytest.mark.usefixtures("no_hashing")
def test_guessing_from_many_addresses_is_slowed_down_too(app: Flask, town: Town) -> None:
    tried = [attempt(app, town.office.username, address=f"198.51.100.{n}").status_code for n in range(31)]
    assert tried == [200] * 30 + [429]


@pytest.mark.usefixtures("no_hashing")
def test_trying_many_accounts_from_one_address_is_slowed_down_too(app: Flask) -> None:
    tried = [attempt(app, f"account-{n}").status_code for n in range(61)]
    assert tried == [200] * 60 + [429]


# ── How sessions end ────────────────────────────────────────────────────────────────────────────


def test_a_revoked_session_ends_at_the_next_request(client: FlaskClient, session: Session, town: Town) -> None:
    sign_in(client, town.office)
    with transaction(session):
        revoke_sign_ins(session, town.office)
    assert client.get("/").status_code == 302
    assert session.scalars(select(SignIn.revoked_at)).one() is not None


def test_a_new_duty_asks_for_a_new_sign_in(client: FlaskClient, session: Session, town: Town) -> None:
    sign_in(client, town.experts[0])
    with transaction(session):
        appoint(session, town.experts[0], Role.OFFICE, town.station, by=town.admin)
    assert client.get("/consultations").status_code == 302
    assert sign_in(client, town.experts[0]).get("/consultations/new").status_code == 200


def test_eight_hours_after_signing_in_even_a_busy_session_ends(
    client: FlaskClient, session: Session, town: Town
) -> None:
    sign_in(client, town.office)
    for hours, status in ((7.9, 200), (8.1, 302)):
        with transaction(session):
            session.scalars(select(SignIn)).one().began_at = clock.now() - timedelta(hours=hours)
        assert client.get("/").status_code == status


def test_no_cookie_outlives_the_browser(client: FlaskClient, town: Town) -> None:
    form = {"username": town.office.username, "password": PASSWORD, "remember": "y"}
    client.post("/sign-in", data=form)
    assert client.get("/").status_code == 200
    client.delete_cookie("session")
    assert client.get("/").status_code == 302
    assert client.get_cookie("remember_token") is None
