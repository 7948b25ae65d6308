"""Appointments begin and end at once; what somebody did keeps their name."""

from functools import partial

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.accounts.models import Pairing, User
from liaison.database import transaction
from liaison.permissions import Role
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation
from tests.factories.people import Town, sign_in
from tests.functional.accounts.pages import (
    NEW,
    at_once,
    audited,
    form_of,
    held_by,
    main_of,
    notices,
    only_appointment,
    send,
    user_called,
)


def test_a_further_role_holds_from_now_on_and_is_given_once(
    app: Flask, session: Session, town: Town, office: FlaskClient
) -> None:
    user = town.experts[0]
    where = f"/people/{user.id}/appoint"
    form = form_of(office.get(where).text) | {"role": "collector", "point": town.points[1].id}
    answers = [office.post(where, data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert "金溪-expert-1从今天起担任信息采集员。" in notices(office.get(answers[0].headers["Location"]).text)
    assert held_by(session, user) == [(Role.EXPERT, None), (Role.COLLECTOR, town.points[1].id)]
    assert [action for action, *_ in audited(session)] == ["appointed"]
    assert sign_in(app.test_client(), user).get("/comments").status_code == 200


def test_ending_asks_first_and_takes_the_role_at_once_while_the_records_keep_the_name(
    app: Flask, session: Session, town: Town, office: FlaskClient
) -> None:
    user = town.collectors[0]
    comment = make_comment(
        session, make_consultation(session, town), town.points[0], "夏天要天天扫。", "art-3", by=user
    )
    client = sign_in(app.test_client(), user)
    assert client.get("/comments").status_code == 200
    appointment = only_appointment(session, user)
    where = f"/appointments/{appointment.id}/end"
    before = len(audited(session))
    question = office.get(where)
    assert "金溪-collector-1 信息采集员 · 金溪1号采集点" in main_of(question.text)
    assert not only_appointment(session, user).over
    assert {office.post(where).status_code for _ in range(2)} == {303}
    assert only_appointment(session, user).valid_to == clock.today()
    assert audited(session)[before:] == [("appointment_ended", town.office.id, appointment.id)]
    assert client.get("/comments").status_code == 302, "the session is over"
    assert sign_in(app.test_client(), user).get("/comments").status_code == 403
    assert "金溪-collector-1" in office.get(f"/comments/{comment.id}").text
    page = main_of(office.get("/people").text)
    assert "金溪1号采集点本区 还没有采集员" in page
    assert "现在没有岗位的 1 位" in page
    assert "结束了的岗位（1 个）" in main_of(office.get(f"/people/{user.id}").text)


def test_who_was_taken_back_can_be_appointed_again(session: Session, town: Town, office: FlaskClient) -> None:
    user = town.collectors[0]
    office.post(f"/appointments/{only_appointment(session, user).id}/end")
    send(office, f"/people/{user.id}/appoint", role="collector", point=town.points[2].id)
    assert held_by(session, user) == [(Role.COLLECTOR, town.points[2].id)]


def test_what_began_today_ends_today(session: Session, town: Town, office: FlaskClient) -> None:
    send(office, "/people/new", **NEW)
    user = user_called(session, "qian")
    assert user is not None
    office.post(f"/appointments/{only_appointment(session, user).id}/end")
    assert held_by(session, user) == []
    assert office.get(f"/people/{user.id}").status_code == 200


def test_an_expert_who_leaves_leaves_the_pairings(session: Session, town: Town, office: FlaskClient) -> None:
    with transaction(session):
        second = session.scalars(select(Pairing).where(Pairing.point_id == town.points[1].id)).one()
        second.deputy_id = town.experts[0].id
    where = f"/appointments/{only_appointment(session, town.experts[0]).id}/end"
    assert "和金溪1号采集点的结对也一起结束" in main_of(office.get(where).text)
    office.post(where)
    session.rollback()
    terms = [
        (each.point.number, each.expert.username, each.deputy_id, each.valid_to is None)
        for each in session.scalars(select(Pairing).order_by(Pairing.id))
    ]
    assert terms == [
        (1, "金溪-expert-1", None, False),
        (2, "金溪-expert-2", town.experts[0].id, False),
        (3, "金溪-expert-3", None, True),
        (2, "金溪-expert-2", None, True),
    ]


def test_nobody_ends_their_own_last_appointment_to_the_office(
    session: Session, town: Town, office: FlaskClient
) -> None:
    where = f"/appointments/{only_appointment(session, town.office).id}/end"
    answer = office.post(where)
    assert "自己的联系点工作人员岗位不能自己结束，请另一位工作人员来办" in notices(
        office.get(answer.headers["Location"]).text
    )
    assert held_by(session, town.office) == [(Role.OFFICE, None)]
    assert "结束任职" not in office.get(f"/people/{town.office.id}").text


def test_a_colleague_ends_it(session: Session, town: Town, colleague: FlaskClient) -> None:
    colleague.post(f"/appointments/{only_appointment(session, town.office).id}/end")
    assert held_by(session, town.office) == []


def test_two_who_dismiss_each_other_in_the_same_instant_leave_one(
    app: Flask, session: Session, town: Town, office: FlaskClient, second: User, colleague: FlaskClient
) -> None:
    ends = [f"/appointments/{only_appointment(session, user).id}/end" for user in (second, town.office)]
    at_once(*(partial(client.post, where) for client, where in zip((office, colleague), ends, strict=True)))
    assert len(held_by(session, second) + held_by(session, town.office)) == 1
