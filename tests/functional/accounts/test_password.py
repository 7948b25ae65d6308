"""People change their own password."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from liaison.accounts.models import SignIn
from liaison.accounts.operations import NewUser, add_user, reset_password
from liaison.audit import AuditEntry
from liaison.database import transaction
from liaison.errors import Refused
from tests.factories.people import PASSWORD, Town, make_town, sign_in

NEW = "heron-over-the-canal"


@pytest.fixture
def town(session: Session) -> Town:
    return make_town(session, points=1)


@pytest.fixture
def office(client: FlaskClient, town: Town) -> FlaskClient:
    return sign_in(client, town.office)


def change(client: FlaskClient, new: str = NEW, *, old: str = PASSWORD, again: str | None = None) -> TestResponse:
    form = {"password": old, "new_password": new, "new_password_again": new if again is None else again}
    return client.post("/password", data=form)


def opens(app: Flask, username: str, password: str) -> bool:
    return app.test_client().post("/sign-in", data={"username": username, "password": password}).status_code == 302


def test_every_page_leads_to_it(office: FlaskClient) -> None:
    assert 'href="/password"' in office.get("/").text
    page = office.get("/password").text
    assert "您在别的电脑、手机上的登录都会退出" in page
    assert page.count("btn-primary") == 1


def test_the_new_password_opens_and_the_old_one_does_not(app: Flask, town: Town, office: FlaskClient) -> None:
    answer = change(office)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "密码已经改好" in office.get("/").text
    assert opens(app, town.office.username, NEW)
    assert not opens(app, town.office.username, PASSWORD)


def test_other_sessions_end_and_this_one_goes_on_under_another_key(
    app: Flask, session: Session, town: Town, office: FlaskClient
) -> None:
    elsewhere = sign_in(app.test_client(), town.office)
    before = office.get_cookie("session")
    assert before is not None
    change(office)
    assert elsewhere.get("/").status_code == 302
    assert office.get("/").status_code == 200
    copied = app.test_client()
    copied.set_cookie("session", before.value)
    assert copied.get("/").status_code == 302
    session.rollback()
    assert session.scalars(select(SignIn.revoked_at)).all().count(None) == 1


def test_it_is_in_the_audit_trail(session: Session, town: Town, office: FlaskClient) -> None:
    change(office)
    session.rollback()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "password_changed")).one()
    assert (entry.actor_id, entry.object_id) == (town.office.id, town.office.id)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"old": "not-my-password"}, "现在的密码不对，请重新输入"),
        ({"old": ""}, "填写现在的密码"),
        ({"new": ""}, "填写新密码"),
        ({"new": PASSWORD}, "新密码和现在的一样，请换一个"),
        ({"new": "heron-202"}, "密码至少要 10 个字符"),
        ({"new": "Password-2026"}, "这个密码太常见，容易猜中，请换一个"),
        ({"new": "20260512888"}, "只有数字和符号的密码容易猜中"),
        ({"again": f"{NEW}s"}, "两次输入的新密码不一样，请重新输入"),
    ],
)
def test_what_is_refused_is_said_and_changes_nothing(
    app: Flask, town: Town, office: FlaskClient, typed: dict[str, str], said: str
) -> None:
    answer = change(office, **typed)
    assert answer.status_code == 422
    assert said in answer.text
    for secret in filter(None, typed.values()):
        assert f'value="{secret}"' not in answer.text
    assert office.get("/").status_code == 200
    assert opens(app, town.office.username, PASSWORD)


def test_whoever_finds_the_browser_open_cannot_go_on_guessing(office: FlaskClient) -> None:
    for n in range(10):
        assert change(office, old=f"guess-number-{n}").status_code == 422
    locked = change(office)
    assert locked.status_code == 429
    assert "密码错了太多次" in locked.text


def test_digits_of_a_chinese_keyboard_are_digits(app: Flask, town: Town, office: FlaskClient) -> None:
    change(office, "柳塘的白鹭飞了２０２６年")
    assert opens(app, town.office.username, "柳塘的白鹭飞了2026年")


def test_the_rules_hold_for_whoever_sets_a_password(session: Session, town: Town) -> None:
    with pytest.raises(Refused, match="太常见"), transaction(session):
        reset_password(session, town.office, f"{town.office.username}2026", by=None)
    with pytest.raises(Refused, match="至少要 10 个字符"), transaction(session):
        add_user(session, NewUser("newcomer", "新来的", "short"), by=None)


def test_a_password_set_by_somebody_else_opens_in_either_width(app: Flask, session: Session, town: Town) -> None:
    with transaction(session):
        reset_password(session, town.office, "ｈｅｒｏｎ－ｏｖｅｒ－２０２６", by=None)
    assert opens(app, town.office.username, "heron-over-2026")
