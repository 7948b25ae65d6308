"""The office pairs points with experts, one to one unless it says otherwise."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.accounts.appointing import pair
from liaison.accounts.models import Pairing, User
from liaison.database import transaction
from liaison.errors import Refused
from liaison.permissions import Role
from tests.factories.consultations import make_consultation
from tests.factories.people import LONG_AGO, Town, add_user, sign_in
from tests.functional.accounts.pages import at_once, audited, errors_of, form_of, main_of, send, wrong_fields


@pytest.fixture
def where(town: Town) -> str:
    return f"/points/{town.points[0].id}/pairing"


@pytest.fixture
def free(session: Session, town: Town) -> User:
    """An expert without a point."""
    with transaction(session):
        return add_user(session, "free-expert", Role.EXPERT, town.station, name="闲专家")


Terms = list[tuple[int, int | None, date, date | None]]


@pytest.fixture
def pairings(session: Session, town: Town) -> Callable[[], Terms]:
    """Those of the first point, in order."""

    def found() -> Terms:
        session.rollback()
        of_point = select(Pairing).where(Pairing.point_id == town.points[0].id).order_by(Pairing.id)
        return [(each.expert_id, each.deputy_id, each.valid_from, each.valid_to) for each in session.scalars(of_point)]

    return found


def test_a_new_pairing_ends_the_former_one_today(
    session: Session, town: Town, office: FlaskClient, free: User, where: str, pairings: Callable[[], Terms]
) -> None:
    former = town.experts[0]
    assert form_of(office.get(where).text)["expert"] == str(former.id)
    assert send(office, where, expert=free.id, deputy=town.experts[1].id).status_code == 303
    today = clock.today()
    assert pairings() == [
        (former.id, None, LONG_AGO, today),
        (free.id, town.experts[1].id, today, None),
    ]
    assert [(action, by) for action, by, _ in audited(session)] == [("paired", town.office.id)]
    listed = main_of(office.get("/people").text)
    assert "结对专家 闲专家，替补 金溪-expert-2" in listed


def test_the_groups_of_the_point_are_seen_by_the_new_expert_and_no_longer_by_the_former(
    app: Flask, session: Session, town: Town, office: FlaskClient, free: User, where: str
) -> None:
    consultation = make_consultation(session, town, points=1)
    page = f"/consultations/{consultation.id}"
    before, after = sign_in(app.test_client(), town.experts[0]), sign_in(app.test_client(), free)
    assert (before.get(page).status_code, after.get(page).status_code) == (200, 404)
    send(office, where, expert=free.id)
    assert (before.get(page).status_code, after.get(page).status_code) == (404, 200)


def test_an_expert_gets_a_second_point_only_after_a_plain_question(
    town: Town, office: FlaskClient, where: str, pairings: Callable[[], Terms]
) -> None:
    taken = town.experts[1]
    asked = send(office, where, expert=taken.id)
    assert asked.status_code == 422
    assert errors_of(asked.text) == [
        "金溪-expert-2已经和金溪2号采集点结对。一位专家一般只结对一个采集点。确实要再结一个对，勾选后再保存。"
    ]
    assert wrong_fields(asked.text) == ["这位专家已经结对"]
    assert len(pairings()) == 1
    assert office.post(where, data=form_of(asked.text)).status_code == 422, "not ticked"
    assert office.post(where, data=form_of(asked.text) | {"although": town.experts[2].id}).status_code == 422
    assert office.post(where, data=form_of(asked.text) | {"although": taken.id}).status_code == 303
    assert pairings()[-1][0] == taken.id


def test_changing_only_the_deputy_of_an_expert_with_two_points_asks_nothing(
    town: Town, office: FlaskClient, where: str, pairings: Callable[[], Terms]
) -> None:
    send(office, where, expert=town.experts[1].id, although=town.experts[1].id)
    assert send(office, where, deputy=town.experts[2].id).status_code == 303
    assert [each[:2] for each in pairings()][1:] == [
        (town.experts[1].id, None),
        (town.experts[1].id, town.experts[2].id),
    ]


def test_a_pairing_can_end_without_another(
    session: Session, town: Town, office: FlaskClient, where: str, pairings: Callable[[], Terms]
) -> None:
    for _ in range(2):
        assert send(office, where, expert="").status_code == 303
    assert pairings() == [(town.experts[0].id, None, LONG_AGO, clock.today())]
    assert [action for action, *_ in audited(session)] == ["pairing_ended"]
    assert "还没有结对专家" in main_of(office.get("/people").text)


def test_sent_twice_it_is_one_pairing(
    session: Session, office: FlaskClient, free: User, where: str, pairings: Callable[[], Terms]
) -> None:
    form = form_of(office.get(where).text) | {"expert": free.id}
    assert {office.post(where, data=form).status_code for _ in range(2)} == {303}
    assert len(pairings()) == 2
    assert [action for action, *_ in audited(session)] == ["paired"]


def test_two_who_pair_a_point_in_the_same_instant_leave_one_pairing(
    session: Session, town: Town, office: FlaskClient, colleague: FlaskClient, free: User, where: str
) -> None:
    experts = (free, town.experts[0])
    for number in range(10):
        form = form_of(office.get(where).text)
        wanted = [{"expert": experts[number % 2].id, "deputy": deputy.id} for deputy in town.experts[1:3]]
        both = zip((office, colleague), wanted, strict=True)
        answers = at_once(*(partial(client.post, where, data=form | typed) for client, typed in both))
        assert sorted(answer.status_code for answer in answers) == [303, 409]
    session.rollback()
    held = select(Pairing).where(Pairing.point_id == town.points[0].id, Pairing.valid_to.is_(None))
    assert len(session.scalars(held).all()) == 1


def test_who_pairs_second_sees_the_pairing_and_decides(
    town: Town, office: FlaskClient, colleague: FlaskClient, free: User, where: str, pairings: Callable[[], Terms]
) -> None:
    stale = form_of(colleague.get(where).text)
    send(office, where, expert=free.id)
    conflict = colleague.post(where, data=stale | {"deputy": town.experts[2].id})
    assert conflict.status_code == 409
    assert "别人刚刚保存了：闲专家" in main_of(conflict.text)
    assert form_of(conflict.text)["deputy"] == str(town.experts[2].id)
    assert pairings()[-1][0] == free.id
    assert colleague.post(where, data=form_of(conflict.text)).status_code == 303
    assert pairings()[-1][:2] == (town.experts[0].id, town.experts[2].id)


def test_what_cannot_be_chosen_is_said(town: Town, other_town: Town, office: FlaskClient, where: str) -> None:
    own, foreign, collector = town.experts[0].id, other_town.experts[0].id, town.collectors[0].id
    for typed, said in (
        ({"expert": own, "deputy": own}, "替补要选另一位专家"),
        ({"expert": foreign}, "选的专家已经不在名单里，请重新选"),
        ({"expert": collector}, "选的专家已经不在名单里，请重新选"),
        ({"deputy": foreign}, "选的替补已经不在名单里，请重新选"),
        ({"expert": "", "deputy": own}, "先选结对专家，再选替补"),
    ):
        answer = send(office, where, **typed)
        assert answer.status_code == 422
        assert errors_of(answer.text) == [said]


def test_who_cannot_sign_in_is_not_offered(office: FlaskClient, free: User, session: Session, where: str) -> None:
    assert "闲专家" in office.get(where).text
    with transaction(session):
        free.active = False
    assert "闲专家" not in office.get(where).text


def test_only_an_expert_of_the_station_is_paired(session: Session, town: Town) -> None:
    with pytest.raises(Refused, match="现在不是这个联系点的专家顾问"), transaction(session):
        pair(session, town.points[0], town.collectors[0], by=town.office)


def test_without_experts_the_page_leads_to_the_first_one(session: Session, town: Town, office: FlaskClient) -> None:
    with transaction(session):
        for expert in town.experts:
            expert.active = False
        for pairing in session.scalars(select(Pairing)):
            pairing.valid_to = clock.today()
    page = office.get(f"/points/{town.points[0].id}/pairing").text
    assert f"/people/new?role=expert&amp;station={town.station.id}" in page
