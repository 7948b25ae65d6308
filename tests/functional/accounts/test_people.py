"""Who is who at the station: the page of points and people, and who may keep what there."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from liaison.accounts.models import Appointment, Pairing, Point
from liaison.database import db, transaction
from liaison.permissions import Role
from tests.factories.people import LONG_AGO, Town, add_user, sign_in
from tests.functional.accounts.pages import (
    NEW,
    errors_of,
    held_by,
    main_of,
    only_appointment,
    opens,
    send,
    shown_password,
    user_called,
)


def test_the_page_shows_points_with_those_who_serve_them_and_everybody_with_what_they_hold(
    session: Session, town: Town, other_town: Town, office: FlaskClient
) -> None:
    with transaction(session):
        pairing = session.scalars(select(Pairing).where(Pairing.point_id == town.points[1].id)).one()
        pairing.deputy_id = town.experts[2].id
    page = main_of(office.get("/people").text)
    assert "1 金溪1号采集点本区 采集员 金溪-collector-1 · 结对专家 金溪-expert-1" in page
    assert "2 金溪2号采集点本区 采集员 金溪-collector-2 · 结对专家 金溪-expert-2，替补 金溪-expert-3" in page
    assert "金溪-collector-1 金溪-collector-1 信息采集员 · 金溪1号采集点 在用" in page
    assert "金溪-auditor 金溪-auditor 审计员 在用" in page
    assert page.index("联系点工作人员 在用") < page.index("信息采集员 ·") < page.index("专家顾问 在用")
    assert "白鹭" not in page


def test_only_those_who_keep_people_are_led_there(
    app: Flask, town: Town, office: FlaskClient, admin: FlaskClient
) -> None:
    assert "采集点和人员</a>" in office.get("/").text
    assert "联系点工作人员的账号</a>" in admin.get("/system").text
    assert 'href="/people"' not in sign_in(app.test_client(), town.collectors[0]).get("/").text
    assert 'href="/people"' not in app.test_client().get("/help").text


def test_the_page_asks_no_more_of_the_database_when_there_are_more_people(
    app: Flask, session: Session, town: Town, office: FlaskClient
) -> None:
    before = statements(app, office)
    with transaction(session):
        for number in range(4, 24):
            point = Point(station_id=town.station.id, number=number, name=f"{number}号点")
            session.add(point)
            session.flush()
            add_user(session, f"c{number}", Role.COLLECTOR, town.station, point)
            expert, deputy = (add_user(session, f"{kind}{number}", Role.EXPERT, town.station) for kind in "ed")
            session.add(
                Pairing(point_id=point.id, expert_id=expert.id, deputy_id=deputy.id, valid_from=LONG_AGO, valid_to=None)
            )
    assert statements(app, office) == before


def statements(app: Flask, client: FlaskClient) -> int:
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get("/people").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_the_administrator_keeps_the_accounts_of_the_office_and_sees_nobody_else(
    app: Flask, session: Session, town: Town, admin: FlaskClient
) -> None:
    page = main_of(admin.get("/people").text)
    assert "金溪-office" in page
    for hidden in ("collector", "expert", "号采集点"):
        assert hidden not in page
    made = send(admin, "/people/new", name="章工", username="zhang")
    assert opens(app, "zhang", shown_password(made.text))
    user = user_called(session, "zhang")
    assert user is not None
    assert held_by(session, user) == [(Role.OFFICE, None)]
    admin.post(f"/people/{user.id}/disable")
    assert not opens(app, "zhang", shown_password(made.text))
    refused = send(admin, "/people/new", **NEW)
    assert errors_of(refused.text) == ["选一个岗位"]
    for user in (town.collectors[0], town.experts[0]):
        assert admin.get(f"/people/{user.id}").status_code == 404
        assert admin.post(f"/appointments/{only_appointment(session, user).id}/end").status_code == 404
    for where in (f"/points/{town.points[0].id}", "/points/new", f"/points/{town.points[0].id}/pairing"):
        assert admin.get(where).status_code == 403


@pytest.mark.parametrize("role", [Role.READER, Role.SYSTEM_ADMIN, Role.EXPERT, Role.COLLECTOR])
def test_the_office_of_one_station_who_is_a_guest_at_another_keeps_nothing_there(
    app: Flask, session: Session, town: Town, other_town: Town, office: FlaskClient, role: Role
) -> None:
    """They see some of its points, and nothing but seeing."""
    point = other_town.points[0]
    with transaction(session):
        session.add(
            Appointment(
                user=town.office,
                role=role,
                station_id=other_town.station.id,
                point_id=point.id if role is Role.COLLECTOR else None,
                valid_from=LONG_AGO,
                valid_to=None,
            )
        )
        if role is Role.EXPERT:
            session.add(
                Pairing(point_id=point.id, expert_id=town.office.id, deputy_id=None, valid_from=LONG_AGO, valid_to=None)
            )
    for path in ("", "/pairing"):
        assert office.get(f"/points/{point.id}{path}").status_code == 404
        assert office.post(f"/points/{point.id}{path}", data={"name": "改了"}).status_code == 404
    assert office.get(f"/points/new?station={other_town.station.id}").status_code == 404
    assert office.get(f"/people/{other_town.collectors[0].id}").status_code == 404


def test_who_keeps_two_stations_chooses_by_the_page(
    session: Session, town: Town, other_town: Town, office: FlaskClient
) -> None:
    with transaction(session):
        session.add(
            Appointment(
                user=town.office, role=Role.OFFICE, station_id=other_town.station.id, valid_from=LONG_AGO, valid_to=None
            )
        )
    there = f"?station={other_town.station.id}"
    assert "白鹭1号采集点" not in main_of(office.get("/people").text)
    assert "白鹭1号采集点" in main_of(office.get("/people" + there).text)
    send(office, "/people/new" + there, **NEW)
    user = user_called(session, "qian")
    assert user is not None
    assert only_appointment(session, user).station_id == other_town.station.id
    send(office, "/points/new" + there, name="新点")
    session.rollback()
    assert session.scalars(select(Point.station_id).where(Point.name == "新点")).one() == other_town.station.id
