"""The office adds points and changes what is said of them."""

from functools import partial

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison.accounts.models import Point, PointKind
from tests.factories.people import Town
from tests.functional.accounts.pages import at_once, audited, errors_of, form_of, main_of, notices, send, wrong_fields

NEW = {"number": "7", "name": "苇桥镇 · 苇桥中学采集点", "town": "苇桥镇", "kind": "alliance", "phone": "0999-7"}


def points(session: Session, town: Town) -> dict[int, Point]:
    session.rollback()
    return {point.number: point for point in session.scalars(select(Point).where(Point.station_id == town.station.id))}


def test_a_point_is_added_and_stands_in_the_list_by_its_number(
    session: Session, town: Town, office: FlaskClient
) -> None:
    assert form_of(office.get("/points/new").text)["number"] == "4", "the next free one is filled in"
    answer = office.post("/points/new", data=NEW)
    assert answer.status_code == 303
    added = points(session, town)[7]
    assert (added.name, added.town, added.kind, added.phone) == (NEW["name"], "苇桥镇", PointKind.ALLIANCE, "0999-7")
    assert audited(session) == [("point_added", town.office.id, added.id)]
    page = office.get(answer.headers["Location"]).text
    assert notices(page) == [f"{NEW['name']}已经加上。接着给它加采集员、结对专家。"]
    assert main_of(page).index("金溪3号采集点") < main_of(page).index(f"7 {NEW['name']}")
    assert "还没有采集员" in main_of(page)
    assert "还没有结对专家" in main_of(page)


def test_a_number_is_given_once_in_a_station(
    session: Session, town: Town, other_town: Town, office: FlaskClient
) -> None:
    answer = office.post("/points/new", data=NEW | {"number": "2"})
    assert answer.status_code == 422
    assert errors_of(answer.text) == ["编号 2 已经给了“金溪2号采集点”，换一个"]
    assert wrong_fields(answer.text) == ["编号"]
    assert form_of(answer.text).items() >= (NEW | {"number": "2"}).items()
    assert points(session, town).keys() == points(session, other_town).keys() | {3}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "写下采集点的名称"),
        ({"name": "长" * 101}, "名称太长，请写在 100 字以内"),
        ({"number": ""}, "写下采集点的编号"),
        ({"number": "七"}, "编号：写一个数字，例如 12"),
        ({"number": "0"}, "编号写 1 到 9999 的数字"),
        ({"number": "9" * 40}, "编号写 1 到 9999 的数字"),
        ({"kind": "palace"}, "选一种"),
        ({"phone": "1" * 41}, "电话太长，请写在 40 字以内"),
        ({"town": "镇" * 41}, "镇、街道太长，请写在 40 字以内"),
    ],
)
def test_a_refused_point_says_what_to_do_and_keeps_what_was_typed(
    session: Session, town: Town, office: FlaskClient, typed: dict[str, str], said: str
) -> None:
    answer = office.post("/points/new", data=NEW | typed)
    assert answer.status_code == 422
    assert errors_of(answer.text) == [said]
    kept = {name: value.strip() for name, value in (NEW | typed).items() if name != "kind"}
    assert form_of(answer.text).items() >= kept.items()
    assert len(points(session, town)) == 3


def test_a_point_that_is_sent_twice_is_added_once(session: Session, town: Town, office: FlaskClient) -> None:
    assert {office.post("/points/new", data=NEW).status_code for _ in range(2)} == {303}
    assert len(points(session, town)) == 4
    assert [action for action, *_ in audited(session)] == ["point_added"]


def test_two_who_give_the_same_number_in_the_same_instant(
    session: Session, town: Town, office: FlaskClient, colleague: FlaskClient
) -> None:
    for number in range(10, 20):
        form = NEW | {"number": str(number)}
        answers = at_once(
            partial(office.post, "/points/new", data=form),
            partial(colleague.post, "/points/new", data=form | {"name": "别的名称"}),
        )
        assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert len(points(session, town)) == 13


def test_everything_but_the_number_can_be_changed(session: Session, town: Town, office: FlaskClient) -> None:
    where = f"/points/{town.points[1].id}"
    assert form_of(office.get(where).text)["name"] == "金溪2号采集点"
    answer = send(office, where, name="改了名", town="新镇", kind="deputy_station", phone="0999-1", number="9")
    assert answer.status_code == 303
    changed = points(session, town)[2]
    assert (changed.name, changed.town, changed.kind, changed.phone) == (
        "改了名",
        "新镇",
        PointKind.DEPUTY_STATION,
        "0999-1",
    )
    assert audited(session) == [("point_changed", town.office.id, changed.id)]


def test_what_is_sent_back_unchanged_changes_nothing(session: Session, town: Town, office: FlaskClient) -> None:
    assert send(office, f"/points/{town.points[1].id}").status_code == 303
    assert audited(session) == []


def test_who_saves_second_sees_what_is_stored_and_decides(
    session: Session, town: Town, office: FlaskClient, colleague: FlaskClient
) -> None:
    where = f"/points/{town.points[1].id}"
    stale = form_of(colleague.get(where).text)
    assert send(office, where, name="甲的名称", phone="0999-甲").status_code == 303
    conflict = colleague.post(where, data=stale | {"name": "乙的名称"})
    assert conflict.status_code == 409
    assert "这个采集点刚刚被别人改过" in errors_of(conflict.text)
    assert "甲的名称" in main_of(conflict.text)
    assert form_of(conflict.text)["name"] == "乙的名称"
    assert points(session, town)[2].name == "甲的名称"
    assert colleague.post(where, data=form_of(conflict.text)).status_code == 303
    assert (points(session, town)[2].name, points(session, town)[2].phone) == ("乙的名称", "")


def test_two_who_change_a_point_in_the_same_instant_never_overwrite_each_other(
    town: Town, office: FlaskClient, colleague: FlaskClient
) -> None:
    where = f"/points/{town.points[0].id}"
    for number in range(10):
        form = form_of(office.get(where).text)
        answers = at_once(
            partial(office.post, where, data=form | {"name": f"甲{number}"}),
            partial(colleague.post, where, data=form | {"name": f"乙{number}"}),
        )
        assert sorted(answer.status_code for answer in answers) == [303, 409]


def test_a_foreign_point_does_not_exist(session: Session, other_town: Town, office: FlaskClient) -> None:
    for path in ("", "/pairing"):
        where = f"/points/{other_town.points[0].id}{path}"
        assert office.get(where).status_code == office.post(where, data=NEW).status_code == 404
    assert points(session, other_town)[1].name == "白鹭1号采集点"
