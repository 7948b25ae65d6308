"""A consultation's page: one filled button for what is next, and ways to every place where its work is done."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from liaison import clock
from liaison.annotations.models import AnnotationKind
from liaison.annotations.operations import Wording, submit
from liaison.comments.models import Place
from liaison.consultations.operations import close_consultation
from liaison.database import transaction
from liaison.feedback.models import AdoptionOutcome
from liaison.feedback.operations import Answer, decide
from liaison.reports.models import ReportState
from liaison.reports.operations import move_on
from tests.factories.comments import make_comment
from tests.factories.groups import Scene, client_of, make_group, make_scene
from tests.factories.people import make_town
from tests.factories.reports import make_report
from tests.functional.desk.reading import filled, links, main_of, page, words


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session, public=True)


@pytest.fixture
def office(app: Flask, scene: Scene) -> FlaskClient:
    return client_of(app, scene.town.office)


def path(scene: Scene) -> str:
    return f"/consultations/{scene.consultation.id}"


def outlined(client: FlaskClient, scene: Scene) -> list[str]:
    found = page(client, path(scene)).xpath("//div[@class='head']//*[contains(@class, 'btn-second')]")
    return [words(each) for each in found]


def ways(client: FlaskClient, scene: Scene) -> dict[str, str]:
    """Name of each way onward → how it stands there."""
    rows = page(client, path(scene)).xpath("//section[@aria-labelledby='h-ways']//li/p")
    return {words(row.xpath("./b")[0]): words(row.xpath("./span")[0]) for row in rows}


def end(session: Session, scene: Scene) -> None:
    with transaction(session):
        close_consultation(session, scene.consultation, by=scene.town.office)


def test_while_the_time_runs_the_next_thing_is_to_enter_opinions(office: FlaskClient, scene: Scene) -> None:
    assert filled(office, path(scene)) == ["录入意见"]
    assert outlined(office, scene) == ["结束采集", "修改"]


def test_when_the_time_is_over_the_next_thing_is_the_report(
    office: FlaskClient, session: Session, scene: Scene
) -> None:
    with transaction(session):
        scene.consultation.closes_on = clock.today() - timedelta(days=1)
    assert filled(office, path(scene)) == ["出报告"]
    assert outlined(office, scene) == ["结束采集", "修改"]


def test_from_the_end_of_collecting_to_the_last_answer(office: FlaskClient, session: Session, scene: Scene) -> None:
    end(session, scene)
    assert filled(office, path(scene)) == ["出报告"]
    assert outlined(office, scene) == ["重新开始采集", "修改"]
    report = make_report(session, scene.consultation, scene.town.office)
    for state, verb in (
        (ReportState.CHECKED, "去核稿"),
        (ReportState.SIGNED, "去签发"),
        (ReportState.SENT, "去登记报送"),
    ):
        assert filled(office, path(scene)) == [verb]
        with transaction(session):
            move_on(session, report, state, by=scene.town.office)
    assert filled(office, path(scene)) == ["登记采纳情况"]
    with transaction(session):
        for item in report.items:
            decide(session, item, Answer(AdoptionOutcome.ADOPTED, "写进去。", "", clock.today()), by=scene.town.office)
    assert filled(office, path(scene)) == []


def test_what_cannot_be_opened_again_is_not_offered(office: FlaskClient, session: Session, scene: Scene) -> None:
    end(session, scene)
    with transaction(session):
        scene.consultation.closes_on = clock.today() - timedelta(days=1)
    assert outlined(office, scene) == ["修改"]


def test_the_page_leads_to_every_place_of_the_work(office: FlaskClient, session: Session, scene: Scene) -> None:
    lamp = make_comment(
        session, scene.consultation, scene.town.points[0], "灯坏了。", by=scene.town.collectors[0], place=Place.NONE
    )
    make_group(session, scene.draft, "none", [lamp])
    with transaction(session):
        wording = Wording(AnnotationKind.EXPLAIN, None, "", "说明即可。", seen=0)
        submit(session, scene.cleaning, wording, by=scene.town.experts[0], expert=scene.town.experts[0])
    make_report(session, scene.consultation, scene.town.office, ReportState.SENT)
    assert ways(office, scene) == {
        "意见": "共 8 条，今天 8 条",
        "没有指明条款的意见": "1 条等着归到条款",
        "归并情况": "4 组，分在 1 处，还有 1 处正在归并",
        "专家论证": "已送审 1 / 4 组",
        "待审": "1 组等着审",
        "报告": "第 1 版，已报送",
        "采纳情况": "已登记 0 / 4 项",
    }
    found = links(office, path(scene))
    expected = {
        f"/comments?consultation={scene.consultation.id}",
        f"/drafts/{scene.draft.id}/unplaced",
        f"/drafts/{scene.draft.id}/groups",
        f"/phrasing#draft-{scene.draft.id}",
        f"/reviewing#draft-{scene.draft.id}",
        f"/consultations/{scene.consultation.id}/reports",
    }
    assert expected < found
    assert [url for url in found if office.get(url).status_code not in (200, 302)] == []


def test_points_show_what_came_in_there(office: FlaskClient, scene: Scene) -> None:
    rows = [words(row) for row in page(office, path(scene)).xpath("//section[@aria-labelledby='h-points']//tbody/tr")]
    names = [point.name for point in scene.town.points]
    assert [row.partition(" 没有登记")[0] for row in rows] == [
        f"{names[0]} 4 条（今天 4 条）",
        f"{names[1]} 3 条（今天 3 条）",
        f"{names[2]} 还没有提交",
    ]


def test_a_collector_sees_their_own_point_and_the_verb(app: Flask, scene: Scene) -> None:
    collector = client_of(app, scene.town.collectors[1])
    assert filled(collector, path(scene)) == ["录入意见"]
    assert ways(collector, scene) == {"意见": "共 3 条，今天 3 条"}
    said = main_of(collector, path(scene))
    assert scene.town.points[0].name not in said
    assert "结束采集" not in said
    assert "进度" not in said


def test_an_expert_is_led_to_the_groups(app: Flask, scene: Scene) -> None:
    expert = client_of(app, scene.town.experts[0])
    assert filled(expert, path(scene)) == ["去写"]
    assert set(ways(expert, scene)) == {"归并情况", "待论证"}
    assert {f"/drafts/{scene.draft.id}/groups", f"/phrasing#draft-{scene.draft.id}"} < links(expert, path(scene))


def test_another_town_does_not_see_it(app: Flask, session: Session, scene: Scene) -> None:
    elsewhere = make_town(session, "北圩")
    for user in (elsewhere.office, elsewhere.collectors[0], elsewhere.experts[0]):
        assert client_of(app, user).get(path(scene)).status_code == 404
