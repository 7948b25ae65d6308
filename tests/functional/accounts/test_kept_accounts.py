"""Accounts are shut and opened again, forgotten passwords replaced – by those who could give what the account may do."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from liaison.accounts.models import Appointment
from liaison.database import transaction
from liaison.permissions import Role
from tests.factories.people import LONG_AGO, PASSWORD, Town, add_user, sign_in
from tests.functional.accounts.pages import (
    NEW,
    TYPED,
    audited,
    errors_of,
    form_of,
    main_of,
    notices,
    only_appointment,
    opens,
    send,
    shown_password,
)


def test_a_disabled_account_is_shut_at_once_and_can_be_enabled_again(
    app: Flask, session: Session, town: Town, office: FlaskClient
) -> None:
    user = town.collectors[0]
    client = sign_in(app.test_client(), user)
    assert {office.post(f"/people/{user.id}/disable").status_code for _ in range(2)} == {303}
    assert client.get("/comments").status_code == 302
    assert not opens(app, user.username, PASSWORD)
    assert "金溪-collector-1（停用）" in main_of(office.get("/people").text)
    assert {office.post(f"/people/{user.id}/enable").status_code for _ in range(2)} == {303}
    assert opens(app, user.username, PASSWORD)
    assert [action for action, *_ in audited(session)] == ["user_disabled", "user_enabled"]


def test_a_reset_password_is_shown_once_and_replaces_the_old_one(
    app: Flask, session: Session, town: Town, office: FlaskClient
) -> None:
    user = town.collectors[0]
    client = sign_in(app.test_client(), user)
    where = f"/people/{user.id}/password"
    form = form_of(office.get(where).text)
    answers = [office.post(where, data=form) for _ in range(2)]
    password = shown_password(answers[0].text)
    assert shown_password(answers[1].text) == password
    assert opens(app, user.username, password)
    assert not opens(app, user.username, PASSWORD)
    assert client.get("/comments").status_code == 302
    assert [action for action, *_ in audited(session)] == ["password_reset"]


def test_a_weak_password_is_refused_and_not_sent_back(session: Session, town: Town, office: FlaskClient) -> None:
    answer = send(office, f"/people/{town.collectors[0].id}/password", password="s3cret-1")
    assert answer.status_code == 422
    assert errors_of(answer.text) == ["密码至少要 10 个字符"]
    assert "s3cret-1" not in answer.text
    assert audited(session) == []


def test_a_form_left_open_never_takes_away_a_newer_password(app: Flask, town: Town, office: FlaskClient) -> None:
    user = town.collectors[0]
    where = f"/people/{user.id}/password"
    stale = form_of(office.get(where).text)
    theirs = sign_in(app.test_client(), user)
    change = {"password": PASSWORD, "new_password": TYPED, "new_password_again": TYPED}
    assert theirs.post("/password", data=change).status_code == 303
    conflict = office.post(where, data=stale)
    assert conflict.status_code == 409
    assert errors_of(conflict.text) == ["这个账号的密码刚刚改过。还要重设的话，再提交一次"]
    assert opens(app, user.username, TYPED)
    assert office.post(where, data=form_of(conflict.text)).status_code == 200
    assert not opens(app, user.username, TYPED)


def test_ones_own_account_is_for_oneself_and_a_colleague(session: Session, town: Town, office: FlaskClient) -> None:
    for path in ("password", "disable"):
        answer = office.post(f"/people/{town.office.id}/{path}", data={"password": TYPED})
        assert "自己的密码在页面最上面的“修改密码”里改；自己的账号要停用，请同事来办。" in notices(
            office.get(answer.headers["Location"]).text
        )
    assert audited(session) == []
    session.rollback()
    assert town.office.active


def test_an_account_with_rights_that_one_could_not_give_is_not_ones_to_keep(
    app: Flask, session: Session, town: Town, other_town: Town, office: FlaskClient
) -> None:
    """Setting a password is signing in: the office would become administrator, or somebody at another station."""
    assert town.admin is not None
    with transaction(session):
        shared = add_user(session, "shared", Role.EXPERT, town.station)
        session.add(
            Appointment(
                user=shared, role=Role.READER, station_id=other_town.station.id, valid_from=LONG_AGO, valid_to=None
            )
        )
    for user in (town.admin, shared):
        for path in ("password", "disable", "enable"):
            answer = office.post(f"/people/{user.id}/{path}", data={"password": TYPED})
            assert "不归您管的岗位" in main_of(office.get(answer.headers["Location"]).text)
        assert opens(app, user.username, PASSWORD)
    assert audited(session) == []
    assert office.get(f"/appointments/{only_appointment(session, town.admin).id}/end").status_code == 200
    refused = office.post(f"/appointments/{only_appointment(session, town.admin).id}/end")
    assert "“系统管理员”不由您任免" in main_of(office.get(refused.headers["Location"]).text)


def test_people_of_another_station_do_not_exist(
    session: Session, town: Town, other_town: Town, office: FlaskClient
) -> None:
    user = other_town.collectors[0]
    appointment = only_appointment(session, user)
    for path in ("", "/appoint", "/password"):
        assert office.get(f"/people/{user.id}{path}").status_code == 404
    for path in ("/appoint", "/password", "/disable", "/enable"):
        assert office.post(f"/people/{user.id}{path}", data=NEW).status_code == 404
    assert office.get(f"/appointments/{appointment.id}/end").status_code == 404
    assert office.post(f"/appointments/{appointment.id}/end").status_code == 404
    assert office.get(f"/people?station={other_town.station.id}").status_code == 404
    assert send_to_other(office, other_town) == 404
    assert audited(session) == []


def send_to_other(office: FlaskClient, other_town: Town) -> int:
    return office.post(f"/people/new?station={other_town.station.id}", data=NEW).status_code
