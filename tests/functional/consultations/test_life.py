"""A consultation begins, ends and goes on again, each by one press and with a reason where it cannot."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.consultations.models import Consultation, ConsultationState, Participation
from liaison.database import transaction
from tests.factories.consultations import make_consultation
from tests.factories.people import Town, make_town, sign_in
from tests.functional.consultations.pages import as_typed, audited, held_by, in_days, stored


@pytest.fixture
def consultation(session: Session, town: Town) -> Consultation:
    """Planned, with a draft that is ready and two of three points."""
    return make_consultation(session, town, open=False, points=2)


def press(client: FlaskClient, consultation: Consultation, verb: str) -> str:
    """The page that follows."""
    answer = client.post(f"/consultations/{consultation.id}/{verb}")
    assert answer.status_code == 303
    return client.get(answer.headers["Location"]).text


def state(session: Session) -> ConsultationState:
    return stored(session)[0].state


def test_opening_shows_it_to_the_points_that_take_part_and_to_no_other(
    app: Flask, session: Session, town: Town, office: FlaskClient, consultation: Consultation
) -> None:
    collectors = [sign_in(app.test_client(), each) for each in town.collectors]
    where = f"/consultations/{consultation.id}"
    assert [each.get(where).status_code for each in collectors] == [404, 404, 404]
    assert "征询开始了，参加的采集点现在可以录入意见。" in press(office, consultation, "open")
    assert [each.get(where).status_code for each in collectors] == [200, 200, 404]
    assert [consultation.title in each.get("/consultations").text for each in collectors] == [True, True, False]
    assert [each.get(f"{where}/comments/new").status_code for each in collectors] == [200, 200, 404]
    assert audited(session)[-1] == ("consultation_opened", town.office.id, consultation.id)


def test_without_a_draft_that_was_proofread_nothing_begins(session: Session, town: Town, office: FlaskClient) -> None:
    office.post("/consultations/new", data=as_typed(town))
    (planned,) = stored(session)
    page = press(office, planned, "open")
    assert "还没有核对好的草案。请先录入草案，核对启用以后再开始征询" in page
    assert state(session) is ConsultationState.PLANNED


def test_without_points_nothing_begins(session: Session, office: FlaskClient, consultation: Consultation) -> None:
    with transaction(session):
        session.query(Participation).delete()
    assert "还没有采集点参加。请先在“修改”里选参加的采集点" in press(office, consultation, "open")
    assert state(session) is ConsultationState.PLANNED


def test_after_the_last_day_nothing_begins_until_the_day_is_moved(
    session: Session, town: Town, office: FlaskClient
) -> None:
    with clock.frozen_at(clock.now() - timedelta(days=11)):
        consultation = make_consultation(session, town, open=False)
    assert "截止日期已经过了。请先在“修改”里改截止日期" in press(office, consultation, "open")
    form = held_by(office.get(f"/consultations/{consultation.id}/edit").text)
    assert office.post(f"/consultations/{consultation.id}/edit", data=form | {"title": "别的都没动"}).status_code == 303
    form = held_by(office.get(f"/consultations/{consultation.id}/edit").text)
    office.post(f"/consultations/{consultation.id}/edit", data=form | {"closes_on": in_days(3)})
    assert "征询开始了" in press(office, consultation, "open")


def test_closing_asks_first_and_says_what_it_means(office: FlaskClient, consultation: Consultation) -> None:
    press(office, consultation, "open")
    page = office.get(f"/consultations/{consultation.id}/close").text
    assert "结束采集吗？" in page
    assert "还没有到截止日期。" in page
    assert "已经收到的意见一条不少" in page


def test_closing_ends_collecting_and_can_be_undone(
    app: Flask, session: Session, town: Town, office: FlaskClient, consultation: Consultation
) -> None:
    collector = sign_in(app.test_client(), town.collectors[0])
    entry = f"/consultations/{consultation.id}/comments/new"
    press(office, consultation, "open")
    assert "采集已经结束。结束早了，可以按“重新开始采集”。" in press(office, consultation, "close")
    assert state(session) is ConsultationState.CLOSED
    assert entry not in collector.get(f"/consultations/{consultation.id}").text
    page = press(office, consultation, "open")
    assert state(session) is ConsultationState.OPEN
    assert "征询开始了" in page
    assert entry in collector.get(f"/consultations/{consultation.id}").text
    assert [action for action, _, _ in audited(session)][-3:] == [
        "consultation_opened",
        "consultation_closed",
        "consultation_opened",
    ]


def test_what_is_not_running_need_not_be_closed_and_what_runs_not_be_opened(
    session: Session, office: FlaskClient, consultation: Consultation
) -> None:
    assert "这次征询不在进行中，不用结束" in press(office, consultation, "close")
    assert state(session) is ConsultationState.PLANNED
    press(office, consultation, "open")
    assert "这次征询已经开始了" in press(office, consultation, "open")
    assert [action for action, _, _ in audited(session)].count("consultation_opened") == 1


def test_nobody_else_opens_or_closes(app: Flask, session: Session, town: Town, consultation: Consultation) -> None:
    abroad = make_town(session, "北圩")
    for person, status in ((town.collectors[0], 403), (town.experts[0], 403), (abroad.office, 404)):
        client = sign_in(app.test_client(), person)
        for verb in ("open", "close"):
            assert client.post(f"/consultations/{consultation.id}/{verb}").status_code == status
    assert state(session) is ConsultationState.PLANNED


def test_the_list_shows_what_runs_by_deadline_and_then_what_is_over(
    session: Session, town: Town, office: FlaskClient
) -> None:
    for title in ("先到期", "后到期", "已经结束"):
        make_consultation(session, town, title=title)
    with transaction(session):
        first, second, over = session.scalars(select(Consultation).order_by(Consultation.id))
        first.closes_on, second.closes_on = clock.today(), clock.today() + timedelta(days=99)
        over.state = ConsultationState.CLOSED
    page = office.get("/consultations").text
    assert sorted(("先到期", "后到期", "已经结束"), key=page.index) == ["先到期", "后到期", "已经结束"]
    assert "今天截止" in page
    assert "共 3 次，正在征询的在前" in page


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 30])
def test_a_page_that_does_not_exist_is_answered_with_one_that_does(
    office: FlaskClient, consultation: Consultation, page: str
) -> None:
    answer = office.get(f"/consultations?page={page}")
    assert answer.status_code == 200
    assert consultation.title in answer.text
