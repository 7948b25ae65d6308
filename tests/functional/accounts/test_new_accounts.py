"""New accounts: a first password typed or made, shown once, and one account however often the form is sent."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison.accounts.models import User
from liaison.database import transaction
from liaison.permissions import Role
from tests.factories.people import Town, sign_in
from tests.functional.accounts.pages import (
    NEW,
    TYPED,
    at_once,
    audited,
    errors_of,
    form_of,
    held_by,
    main_of,
    only_appointment,
    opens,
    send,
    shown_password,
    user_called,
    wrong_fields,
)


def test_a_password_is_made_shown_once_and_opens_the_account(
    app: Flask, session: Session, town: Town, office: FlaskClient
) -> None:
    made = send(office, "/people/new", role="collector", point=town.points[0].id, name="钱工", username="qian")
    assert made.status_code == 200
    password = shown_password(made.text)
    user = user_called(session, "qian")
    assert user is not None
    assert (user.name, held_by(session, user)) == ("钱工", [(Role.COLLECTOR, town.points[0].id)])
    assert opens(app, "qian", password)
    assert password not in office.get("/people").text + office.get(f"/people/{user.id}").text
    assert audited(session) == [
        ("user_added", town.office.id, user.id),
        ("appointed", town.office.id, only_appointment(session, user).id),
    ]
    assert "采集员 金溪-collector-1、钱工" in main_of(office.get("/people").text)


def test_the_office_may_choose_the_first_password(app: Flask, office: FlaskClient) -> None:
    """Full-width signs from a Chinese keyboard are the plain ones."""
    answer = send(office, "/people/new", **(NEW | {"password": " ｈｅｒｏｎ-over-the-canal "}))
    assert shown_password(answer.text) == "ｈｅｒｏｎ-over-the-canal"
    assert opens(app, "qian", TYPED)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"role": ""}, "担任什么", "选一个岗位"),
        ({"role": "collector"}, "哪个采集点", "信息采集员要选是哪个采集点的"),
        ({"role": "collector", "point": "999"}, "哪个采集点", "选的采集点已经不在，请重新选"),
        (
            {"role": "expert", "point": "1"},
            "哪个采集点",
            "只有信息采集员才选采集点；专家和采集点结对，在采集点那里办。这里请选“（不分采集点）”",
        ),
        ({"name": "\x00 "}, "姓名", "写下姓名"),
        ({"name": "长" * 101}, "姓名", "姓名太长，请写在 100 字以内"),
        ({"username": ""}, "账号", "写下登录用的账号"),
        ({"username": "qian gong"}, "账号", "账号用 2 到 40 个字母、数字或者汉字，中间不留空格"),
        ({"username": "q" * 41}, "账号", "账号用 2 到 40 个字母、数字或者汉字，中间不留空格"),
        ({"username": "金溪-office"}, "账号", "账号“金溪-office”已经有人用了，换一个"),
        ({"password": "s3cret-1"}, "密码", "密码至少要 10 个字符"),
        ({"password": "qian123456"}, "密码", "这个密码太常见，容易猜中，请换一个"),
    ],
)
def test_a_refused_form_says_what_to_do_and_keeps_everything_but_the_password(
    session: Session, town: Town, office: FlaskClient, typed: dict[str, str], field: str, said: str
) -> None:
    wanted = NEW | typed
    answer = send(office, "/people/new", **wanted)
    assert answer.status_code == 422
    assert (wrong_fields(answer.text), errors_of(answer.text)) == ([field], [said])
    kept = form_of(answer.text)
    for name in ("name", "username"):
        assert kept[name] == wanted[name].replace("\x00", "").strip()
    assert (kept.get("role") or "") == wanted["role"]
    assert kept["password"] == ""
    assert wanted["password"] not in answer.text
    assert "填过的密码没有留在页面上" in answer.text
    assert user_called(session, "qian") is None
    assert audited(session) == []


@pytest.mark.parametrize("role", ["system_admin", "security_admin"])
def test_the_office_gives_no_administrators_role(session: Session, town: Town, office: FlaskClient, role: str) -> None:
    for where, typed in (("/people/new", NEW), (f"/people/{town.office.id}/appoint", {})):
        answer = send(office, where, **(typed | {"role": role}))
        assert answer.status_code == 422
        assert errors_of(answer.text) == ["选一个岗位"]
    assert user_called(session, "qian") is None


def test_a_point_of_another_station_cannot_be_given(session: Session, other_town: Town, office: FlaskClient) -> None:
    answer = send(office, "/people/new", **(NEW | {"role": "collector", "point": other_town.points[0].id}))
    assert errors_of(answer.text) == ["选的采集点已经不在，请重新选"]


def test_a_form_that_is_sent_twice_makes_one_account_and_shows_the_same_password(
    session: Session, office: FlaskClient
) -> None:
    form = form_of(office.get("/people/new").text) | NEW | {"password": ""}
    first, again = (office.post("/people/new", data=form) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert shown_password(first.text) == shown_password(again.text)
    assert [action for action, *_ in audited(session)] == ["user_added", "appointed"]


def test_a_form_that_is_sent_twice_in_the_same_instant(
    session: Session, office: FlaskClient, colleague: FlaskClient
) -> None:
    for number in range(5):
        form = form_of(office.get("/people/new").text) | NEW | {"username": f"qian{number}"}
        answers = at_once(*(partial(client.post, "/people/new", data=form) for client in (office, colleague)))
        assert [answer.status_code for answer in answers] == [200, 200]
    assert [action for action, *_ in audited(session)] == ["user_added", "appointed"] * 5


def test_two_stations_that_choose_the_same_account_in_the_same_instant(
    app: Flask, session: Session, office: FlaskClient, other_town: Town
) -> None:
    elsewhere = sign_in(app.test_client(), other_town.office)
    for number in range(5):
        forms = [form_of(client.get("/people/new").text) | NEW for client in (office, elsewhere)]
        both = zip((office, elsewhere), forms, ("钱工", "孙工"), strict=True)
        answers = at_once(
            *(
                partial(client.post, "/people/new", data=form | {"username": f"same{number}", "name": name})
                for client, form, name in both
            )
        )
        assert sorted(answer.status_code for answer in answers) == [200, 422]


@pytest.mark.parametrize("typed", [{"name": "孙工"}, {"password": "another-long-one"}, {"role": "auditor"}])
def test_an_account_name_that_is_taken_is_never_taken_over(
    session: Session, office: FlaskClient, typed: dict[str, str]
) -> None:
    send(office, "/people/new", **NEW)
    answer = send(office, "/people/new", **(NEW | typed))
    assert errors_of(answer.text) == ["账号“qian”已经有人用了，换一个"]
    user = user_called(session, "qian")
    assert user is not None
    assert held_by(session, user) == [(Role.READER, None)]


def test_nobody_finds_out_a_password_by_making_the_account_again(session: Session, office: FlaskClient) -> None:
    send(office, "/people/new", **NEW)
    with transaction(session):
        session.scalars(select(User).where(User.username == "qian")).one().created_at -= timedelta(hours=2)
    assert errors_of(send(office, "/people/new", **NEW).text) == ["账号“qian”已经有人用了，换一个"]
