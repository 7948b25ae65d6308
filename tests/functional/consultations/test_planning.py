"""The office plans a consultation: what is typed is stored, or refused in words that say what to do, with everything still there."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from liaison import clock
from liaison.consultations.models import ConsultationState, Stage, StepKind
from tests.factories.people import Town, make_town, sign_in
from tests.functional.consultations.pages import as_typed, audited, held_by, in_days, stored, summary_of_errors

NEW = "/consultations/new"


def test_a_new_form_is_filled_as_far_as_anybody_can_know(town: Town, office: FlaskClient) -> None:
    form = held_by(office.get(NEW).text)
    assert form["commissioning_body"] == "临湖市人大常委会法制工作委员会"
    assert (form["opens_on"], form["closes_on"], form["stage"]) == (in_days(0), in_days(20), "draft")
    assert form["points"] == [str(point.id) for point in town.points]


def test_a_planned_consultation_is_stored_audited_and_leads_to_its_draft(
    session: Session, town: Town, office: FlaskClient
) -> None:
    answer = office.post(NEW, data=as_typed(town, points=[str(town.points[1].id)]))
    (consultation,) = stored(session)
    assert answer.status_code == 303
    assert consultation.title == "临湖市河埠头使用规定（草案）"
    assert (consultation.state, consultation.stage) == (ConsultationState.PLANNED, Stage.DRAFT)
    assert [each.point_id for each in consultation.participations] == [town.points[1].id]
    assert audited(session)[-1] == ("consultation_planned", town.office.id, consultation.id)
    page = office.get(answer.headers["Location"]).text
    assert "征询已经建好。下一步：录入草案。" in page
    assert f"/consultations/{consultation.id}/drafts/new" in page


def test_the_next_form_knows_who_commissioned_the_last(town: Town, office: FlaskClient) -> None:
    office.post(NEW, data=as_typed(town, commissioning_body="临湖市人大城建环保委"))
    assert held_by(office.get(NEW).text)["commissioning_body"] == "临湖市人大城建环保委"


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_can_be_planned(session: Session, town: Town, office: FlaskClient, stage: Stage) -> None:
    assert office.post(NEW, data=as_typed(town, stage=stage.value)).status_code == 303
    assert stored(session)[0].stage is stage


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "写下征询名称，一般就是法规草案的名称"),
        ({"title": " \u3000\x00"}, "写下征询名称，一般就是法规草案的名称"),
        ({"title": "长" * 201}, "征询名称太长，请写在 200 字以内"),
        ({"commissioning_body": ""}, "写下委托单位，例如市人大常委会法工委"),
        ({"commissioning_body": "委" * 101}, "委托单位太长，请写在 100 字以内"),
        ({"stage": "later"}, "选一个阶段"),
        ({"opens_on": ""}, "选好开始日期"),
        ({"opens_on": "五月十二日"}, "开始日期：日期写成 2031-05-12 这样"),
        ({"opens_on": "0031-05-12"}, "开始日期：离今天太远，请核对年份"),
        ({"closes_on": ""}, "选好截止日期"),
        ({"closes_on": "2031-02-30"}, "截止日期：日期写成 2031-05-12 这样"),
        ({"closes_on": "9999-12-31"}, "截止日期：离今天太远，请核对年份"),
        ({"opens_on": in_days(3), "closes_on": in_days(2)}, "截止日期比开始日期还早，请改一下"),
        ({"opens_on": in_days(-9), "closes_on": in_days(-1)}, "截止日期已经过了，请选今天或者以后的日子"),
        ({"points": []}, "至少勾选一个采集点"),
        ({"points": ["999999"]}, "勾选的采集点里有的已经不在，请重新勾选"),
        ({"points": ["甲"]}, "至少勾选一个采集点"),
        ({"due_review": "明天"}, "审核：日期写成 2031-05-12 这样"),
        ({"due_annotate": in_days(23), "due_review": in_days(22)}, "“审核”的日期早于前一步，请往后改"),
        ({"due_consolidate": in_days(19)}, "“整理归并”的日期早于前一步，请往后改"),
    ],
)
def test_what_cannot_be_is_refused_with_one_line_that_says_what_to_do(
    session: Session, town: Town, office: FlaskClient, typed: dict[str, Any], said: str
) -> None:
    answer = office.post(NEW, data=as_typed(town, **typed))
    assert answer.status_code == 422
    assert summary_of_errors(answer.text) == [said]
    assert stored(session) == []


def test_nothing_typed_is_lost_when_something_is_refused(town: Town, office: FlaskClient) -> None:
    typed = as_typed(
        town,
        title="<b>名</b>&amp;称",
        commissioning_body="",
        stage="enforcement",
        opens_on="五月十二日",
        closes_on=in_days(9),
        points=[str(town.points[2].id)],
        due_review="月底",
        due_submit=in_days(30),
    )
    form = held_by(office.post(NEW, data=typed).text)
    assert {name: form[name] for name in typed} == typed


def test_several_mistakes_are_listed_together(town: Town, office: FlaskClient) -> None:
    page = office.post(NEW, data=as_typed(town, title="", closes_on="", points=[])).text
    assert "有 3 处要补充或者改正，然后就能保存" in page
    assert len(summary_of_errors(page)) == 3


def test_a_point_of_another_station_cannot_take_part(session: Session, town: Town, office: FlaskClient) -> None:
    foreign = make_town(session, "北圩")
    answer = office.post(NEW, data=as_typed(town, points=[str(town.points[0].id), str(foreign.points[0].id)]))
    assert summary_of_errors(answer.text) == ["勾选的采集点里有的已经不在，请重新勾选"]
    assert held_by(answer.text)["points"] == [str(town.points[0].id)]
    assert stored(session) == []


def test_steps_without_a_date_follow_the_last_day_and_given_dates_stand(
    session: Session, town: Town, office: FlaskClient
) -> None:
    office.post(NEW, data=as_typed(town, due_annotate=in_days(29)))
    (consultation,) = stored(session)
    due = {step.kind: (step.due_on - clock.today()).days for step in consultation.steps}
    assert due == {
        StepKind.COLLECT: 20,
        StepKind.CONSOLIDATE: 22,
        StepKind.ANNOTATE: 29,
        StepKind.REVIEW: 29,
        StepKind.SUBMIT: 29,
        StepKind.FEEDBACK: 89,
    }
    page = office.get(f"/consultations/{consultation.id}").text
    assert "还有 29 天" in page


def test_a_window_of_three_days_ends_in_a_report_the_day_after(
    session: Session, town: Town, office: FlaskClient
) -> None:
    office.post(NEW, data=as_typed(town, closes_on=in_days(2)))
    due = {step.kind: step.due_on for step in stored(session)[0].steps}
    assert due[StepKind.SUBMIT] == clock.today() + timedelta(days=3)


def test_a_planned_consultation_is_seen_by_its_office_alone(
    app: Flask, session: Session, town: Town, office: FlaskClient
) -> None:
    office.post(NEW, data=as_typed(town, title="鸬鹚渡口试行办法"))
    where = f"/consultations/{stored(session)[0].id}"
    assert "鸬鹚渡口试行办法" in office.get("/consultations").text
    abroad = make_town(session, "北圩")
    for person in (town.collectors[0], town.experts[0], abroad.office):
        client = sign_in(app.test_client(), person)
        assert client.get(where).status_code == 404, person.username
        assert "鸬鹚渡口" not in client.get("/consultations").text
