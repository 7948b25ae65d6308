"""A plan is changed, points join later, and two people who change it at once meet on a page that shows both."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from liaison import clock
from liaison.consultations.models import Consultation, Stage, StepKind
from liaison.database import transaction
from liaison.i18n import day
from liaison.permissions import Role
from tests.factories.consultations import make_consultation
from tests.factories.people import Town, add_user, make_town, sign_in
from tests.functional.consultations.pages import audited, held_by, in_days, stored, summary_of_errors

ROUNDS = 10


@pytest.fixture
def consultation(session: Session, town: Town) -> Consultation:
    """Open, with the first of three points."""
    return make_consultation(session, town, points=1)


def edit(consultation: Consultation) -> str:
    return f"/consultations/{consultation.id}/edit"


def points_of(session: Session) -> dict[int, str]:
    """The public code of each participating point."""
    return {each.point_id: each.public_code for each in stored(session)[0].participations}


def test_the_form_opens_with_the_plan_as_it_stands_and_sent_back_changes_nothing(
    session: Session, office: FlaskClient, consultation: Consultation
) -> None:
    before = points_of(session)
    form = held_by(office.get(edit(consultation)).text)
    assert (form["title"], form["closes_on"]) == (consultation.title, in_days(10))
    assert not [name for name, value in form.items() if name.startswith("due_") and value]
    assert office.post(edit(consultation), data=form).status_code == 303
    assert points_of(session) == before


def test_everything_can_be_changed_and_is_audited(
    session: Session, town: Town, office: FlaskClient, consultation: Consultation
) -> None:
    form = held_by(office.get(edit(consultation)).text)
    wanted = {"title": "改了名称", "commissioning_body": "改了单位", "stage": "enforcement", "closes_on": in_days(16)}
    answer = office.post(edit(consultation), data=form | wanted | {"due_feedback": in_days(99)})
    assert "已经改好。" in office.get(answer.headers["Location"]).text
    (changed,) = stored(session)
    assert (changed.title, changed.commissioning_body, changed.stage) == ("改了名称", "改了单位", Stage.ENFORCEMENT)
    due = {step.kind: (step.due_on - clock.today()).days for step in changed.steps}
    assert (due[StepKind.COLLECT], due[StepKind.SUBMIT], due[StepKind.FEEDBACK]) == (16, 23, 99)
    assert audited(session)[-1] == ("consultation_changed", town.office.id, consultation.id)


def test_a_chosen_date_stays_when_the_last_day_moves_and_can_be_given_back(
    session: Session, office: FlaskClient, consultation: Consultation
) -> None:
    form = held_by(office.get(edit(consultation)).text)
    office.post(edit(consultation), data=form | {"due_submit": in_days(30)})
    form = held_by(office.get(edit(consultation)).text)
    assert form["due_submit"] == in_days(30)
    office.post(edit(consultation), data=form | {"closes_on": in_days(18), "due_submit": ""})
    due = {step.kind: (step.due_on - clock.today()).days for step in stored(session)[0].steps}
    assert due[StepKind.SUBMIT] == 25


def test_a_refused_change_keeps_everything_typed_and_stores_nothing(
    session: Session, office: FlaskClient, consultation: Consultation
) -> None:
    form = held_by(office.get(edit(consultation)).text)
    wanted = {"title": "改了名称", "opens_on": in_days(9), "closes_on": in_days(5)}
    answer = office.post(edit(consultation), data=form | wanted)
    assert answer.status_code == 422
    assert summary_of_errors(answer.text) == ["截止日期比开始日期还早，请改一下"]
    again = held_by(answer.text)
    assert {name: again[name] for name in wanted} == wanted
    assert again["seen"] == form["seen"]
    assert stored(session)[0].title == consultation.title


def test_points_join_later_and_find_the_consultation_while_codes_that_hang_on_walls_stay(
    app: Flask, session: Session, town: Town, office: FlaskClient, consultation: Consultation
) -> None:
    newcomer = sign_in(app.test_client(), town.collectors[1])
    assert newcomer.get(f"/consultations/{consultation.id}").status_code == 404
    before = points_of(session)
    form = held_by(office.get(edit(consultation)).text)
    form["points"].append(str(town.points[1].id))
    assert office.post(edit(consultation), data=form).status_code == 303
    after = points_of(session)
    assert after.keys() == {town.points[0].id, town.points[1].id}
    assert after[town.points[0].id] == before[town.points[0].id]
    assert len(set(after.values())) == 2
    assert newcomer.get(f"/consultations/{consultation.id}").status_code == 200


def test_a_point_cannot_be_taken_out_once_collecting_has_begun(
    session: Session, town: Town, office: FlaskClient, consultation: Consultation
) -> None:
    before = points_of(session)
    form = held_by(office.get(edit(consultation)).text)
    answer = office.post(edit(consultation), data=form | {"title": "改了名称", "points": [str(town.points[2].id)]})
    assert answer.status_code == 422
    assert "征询已经开始，参加的采集点只能增加，不能去掉。请重新勾选：金溪1号采集点" in summary_of_errors(answer.text)
    assert held_by(answer.text)["points"] == [str(town.points[2].id)]
    assert held_by(answer.text)["title"] == "改了名称"
    assert points_of(session) == before


def test_before_collecting_begins_a_point_can_be_taken_out(session: Session, town: Town, office: FlaskClient) -> None:
    planned = make_consultation(session, town, open=False)
    form = held_by(office.get(edit(planned)).text)
    assert office.post(edit(planned), data=form | {"points": [str(town.points[2].id)]}).status_code == 303
    assert points_of(session).keys() == {town.points[2].id}


@pytest.fixture
def colleague(app: Flask, session: Session, town: Town) -> FlaskClient:
    with transaction(session):
        second = add_user(session, "second-office", Role.OFFICE, town.station)
    return sign_in(app.test_client(), second)


def test_who_saves_second_sees_both_plans_and_decides(
    session: Session, town: Town, office: FlaskClient, colleague: FlaskClient, consultation: Consultation
) -> None:
    first, second = held_by(office.get(edit(consultation)).text), held_by(colleague.get(edit(consultation)).text)
    first["points"].append(str(town.points[1].id))
    due = clock.today() + timedelta(days=44)
    theirs = {"title": "甲的名称", "due_feedback": due.isoformat()}
    assert office.post(edit(consultation), data=first | theirs).status_code == 303
    second["points"].append(str(town.points[1].id))
    wanted = {"title": "乙的名称", "due_review": in_days(14)}
    conflict = colleague.post(edit(consultation), data=second | wanted)
    assert conflict.status_code == 409
    assert summary_of_errors(conflict.text) == ["这次征询刚刚被别人改过。请核对下面两边的内容，再保存一次"]
    assert "别人刚刚保存了：" in conflict.text
    assert "甲的名称" in conflict.text
    assert "金溪1号采集点、金溪2号采集点" in conflict.text
    assert f"<dt>采纳反馈</dt><dd>{day(due)}</dd>" in conflict.text
    assert {name: held_by(conflict.text)[name] for name in wanted} == wanted
    assert stored(session)[0].title == "甲的名称"
    assert colleague.post(edit(consultation), data=held_by(conflict.text)).status_code == 303
    assert stored(session)[0].title == "乙的名称"


def test_whoever_answers_a_conflict_too_late_meets_the_next_one(
    session: Session, office: FlaskClient, colleague: FlaskClient, consultation: Consultation
) -> None:
    stale = held_by(colleague.get(edit(consultation)).text)
    office.post(edit(consultation), data=held_by(office.get(edit(consultation)).text) | {"title": "甲一"})
    conflict = colleague.post(edit(consultation), data=stale | {"title": "乙一"})
    office.post(edit(consultation), data=held_by(office.get(edit(consultation)).text) | {"title": "甲二"})
    assert colleague.post(edit(consultation), data=held_by(conflict.text)).status_code == 409
    assert stored(session)[0].title == "甲二"


def test_two_who_save_in_the_same_instant_never_overwrite_each_other(
    session: Session, office: FlaskClient, colleague: FlaskClient, consultation: Consultation
) -> None:
    where = edit(consultation)
    for number in range(ROUNDS):
        forms = [(client, held_by(client.get(where).text)) for client in (office, colleague)]
        start = Barrier(2)

        def save(who: int, forms: list = forms, start: Barrier = start, number: int = number) -> int:
            client, form = forms[who]
            start.wait()
            return client.post(where, data=form | {"title": f"{who}号的名称，第{number}次"}).status_code

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(save, (0, 1))) == [303, 409]


def test_a_change_without_what_was_seen_is_a_conflict(office: FlaskClient, consultation: Consultation) -> None:
    form = held_by(office.get(edit(consultation)).text)
    assert office.post(edit(consultation), data=form | {"seen": ""}).status_code == 409


def test_a_plan_of_another_station_cannot_be_changed(
    app: Flask, session: Session, consultation: Consultation, town: Town
) -> None:
    from_elsewhere = sign_in(app.test_client(), make_town(session, "北圩").office)
    for method in ("get", "post"):
        assert getattr(from_elsewhere, method)(edit(consultation)).status_code == 404
    assert sign_in(app.test_client(), town.collectors[0]).get(edit(consultation)).status_code == 403
