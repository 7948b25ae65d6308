"""The start pages of collectors, experts, readers, and of those who keep the house running; several roles, none at all."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from liaison import clock
from liaison.accounts.models import Appointment, Pairing, User
from liaison.consultations.operations import close_consultation
from liaison.database import transaction
from liaison.feedback.models import AdoptionOutcome
from liaison.feedback.operations import Answer, decide
from liaison.permissions import Role
from liaison.reports.models import ReportState
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation
from tests.factories.groups import Scene, client_of, make_scene
from tests.factories.people import LONG_AGO, add_user, hashed_password, make_town
from tests.factories.reports import make_report
from tests.functional.desk.reading import filled, lines, links, main_of, page, words


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def also(session: Session, user: User, role: Role, scene: Scene, point: int | None = None) -> None:
    with transaction(session):
        session.add(
            Appointment(
                user_id=user.id,
                role=role,
                station_id=scene.town.station.id,
                point_id=None if point is None else scene.town.points[point].id,
                valid_from=LONG_AGO,
                valid_to=None,
            )
        )


# ── Collectors ──────────────────────────────────────────────────────────────────────────────────


def test_a_collector_sees_what_came_in_at_their_point_and_enters_more(
    app: Flask, session: Session, scene: Scene
) -> None:
    yesterday = clock.now() - timedelta(days=1)
    with clock.frozen_at(yesterday):
        make_comment(session, scene.consultation, scene.town.points[0], "昨天说的。", by=scene.town.collectors[0])
    collector = client_of(app, scene.town.collectors[0])
    said = main_of(collector)
    assert scene.consultation.title in said
    assert "还剩 10 天" in said
    assert f"{scene.town.points[0].name}今天 4 条一共 5 条" in said
    assert "今天收到 4 条意见" in said
    assert scene.town.points[1].name not in said
    assert filled(collector) == ["录入意见"]
    assert f"/consultations/{scene.consultation.id}/comments/new" in links(collector)


def test_a_collector_of_several_points_sees_each(app: Flask, session: Session, scene: Scene) -> None:
    also(session, scene.town.collectors[0], Role.COLLECTOR, scene, point=1)
    said = main_of(client_of(app, scene.town.collectors[0]))
    assert f"{scene.town.points[0].name}今天 4 条一共 4 条" in said
    assert f"{scene.town.points[1].name}今天 3 条一共 3 条" in said


def test_a_consultation_without_the_point_is_not_shown(app: Flask, session: Session) -> None:
    town = make_town(session, points=2)
    make_consultation(session, town, points=1)
    outside = client_of(app, town.collectors[1])
    assert "现在没有要采集的" in main_of(outside)
    assert filled(outside) == []


def test_before_the_first_and_after_the_last_day_nothing_can_be_entered(
    app: Flask, session: Session, scene: Scene
) -> None:
    collector = client_of(app, scene.town.collectors[0])
    for first, last in ((2, 9), (-9, -2)):
        with transaction(session):
            scene.consultation.opens_on = clock.today() + timedelta(days=first)
            scene.consultation.closes_on = clock.today() + timedelta(days=last)
        assert scene.consultation.title in main_of(collector)
        assert filled(collector) == []
    with transaction(session):
        close_consultation(session, scene.consultation, by=scene.town.office)
    assert "现在没有要采集的" in main_of(collector)


def test_the_poster_is_offered_once_the_draft_is_public(app: Flask, session: Session) -> None:
    town = make_town(session)
    make_consultation(session, town)
    collector = client_of(app, town.collectors[0])
    assert "打印二维码" not in main_of(collector)
    assert "内部" in main_of(collector)
    other = make_town(session, "北圩")
    make_consultation(session, other, public=True)
    assert main_of(client_of(app, other.collectors[0])).count("打印二维码") == 1


# ── Experts ─────────────────────────────────────────────────────────────────────────────────────


def test_an_expert_starts_where_they_write(app: Flask, scene: Scene) -> None:
    answer = client_of(app, scene.town.experts[0]).get("/")
    assert (answer.status_code, answer.location) == (302, "/phrasing")


def test_an_expert_with_another_duty_sees_what_falls_to_them_and_how_much_is_left(
    app: Flask, session: Session, scene: Scene
) -> None:
    also(session, scene.town.experts[0], Role.COLLECTOR, scene, point=2)
    client = client_of(app, scene.town.experts[0])
    (line,) = lines(client)
    assert line.what.startswith("临湖市河埠头使用规定")
    assert "已送审 0 / 2 组" in line.what
    assert (line.wait, line.verb, line.url) == ("今天", "去写", f"/phrasing#draft-{scene.draft.id}")
    assert filled(client) == ["录入意见"], "one filled button: the first part has it"


# ── Readers ─────────────────────────────────────────────────────────────────────────────────────


def test_a_reader_sees_finished_reports_newest_first_and_what_awaits_an_answer(
    app: Flask, session: Session, scene: Scene
) -> None:
    office = scene.town.office
    assert scene.town.reader is not None
    reader = client_of(app, scene.town.reader)
    assert "还没有报告" in main_of(reader)
    sent = make_report(session, scene.consultation, office, ReportState.SENT)
    signed = make_report(session, scene.consultation, office, ReportState.SIGNED)
    unfinished = make_report(session, scene.consultation, office)
    with transaction(session):
        decide(session, sent.items[0], Answer(AdoptionOutcome.ADOPTED, "写进第三条。", "", clock.today()), by=office)
    rows = [words(row) for row in page(reader).xpath("//ul[@class='rows']/li")]
    assert [f"第 {version} 版" in row for version, row in zip((2, 1), rows, strict=True)] == [True, True]
    assert "3 项，报送以后登记采纳情况" in rows[0]
    assert "已登记 1 / 3 项" in rows[1]
    assert "有 2 项意见等着登记采纳情况" in main_of(reader)
    assert filled(reader) == ["登记采纳情况"]
    assert {f"/reports/{sent.id}/decisions", f"/reports/{signed.id}"} < links(reader)
    assert f"/reports/{unfinished.id}" not in links(reader)


def test_only_the_newest_version_that_was_sent_is_to_be_answered(app: Flask, session: Session, scene: Scene) -> None:
    assert scene.town.reader is not None
    for _ in range(2):
        make_report(session, scene.consultation, scene.town.office, ReportState.SENT)
    reader = client_of(app, scene.town.reader)
    assert "有 3 项意见等着登记采纳情况" in main_of(reader)
    assert main_of(reader).count("后来有新的一版") == 1


def test_another_towns_reports_are_not_shown(app: Flask, session: Session, scene: Scene) -> None:
    make_report(session, scene.consultation, scene.town.office, ReportState.SENT)
    elsewhere = make_town(session, "北圩").reader
    assert elsewhere is not None
    assert "还没有报告" in main_of(client_of(app, elsewhere))


# ── Keepers of the house, several roles, none ───────────────────────────────────────────────────


def test_auditor_and_administrator_start_on_their_own_pages(app: Flask, scene: Scene) -> None:
    assert scene.town.auditor is not None
    assert scene.town.admin is not None
    assert client_of(app, scene.town.auditor).get("/").location == "/audit"
    assert client_of(app, scene.town.admin).get("/").location == "/system"


def test_several_roles_see_each_part_and_one_filled_button(app: Flask, session: Session, scene: Scene) -> None:
    user = scene.town.office
    for role in (Role.EXPERT, Role.READER, Role.AUDITOR, Role.SYSTEM_ADMIN):
        also(session, user, role, scene)
    also(session, user, Role.COLLECTOR, scene, point=0)
    with transaction(session):
        pairing = Pairing(point_id=scene.town.points[2].id, expert_id=user.id, deputy_id=None, valid_from=LONG_AGO)
        session.add(pairing)
    make_report(session, scene.consultation, user, ReportState.SENT)
    make_report(session, scene.consultation, user)
    client = client_of(app, user)
    headings = [words(heading) for heading in page(client).xpath("//main//h2")]
    assert headings == [
        "等着办的事",
        "正在进行的征询",
        "正在征求意见",
        "归您论证的",
        "报告，新的在前",
        "系统",
        "审计",
    ]
    assert filled(client) == ["办最早的一件"]
    assert {"/system", "/audit"} < links(client)
    collecting, reading = (
        page(client).xpath(f"//section[@aria-labelledby='{id}']")[0] for id in ("h-points", "h-reports")
    )
    assert scene.town.points[0].name in words(collecting)
    assert scene.town.points[1].name not in words(collecting), "as a collector they serve one point"
    assert len(reading.xpath(".//li")) == 1, "as a reader they meet finished reports"


def test_somebody_without_a_duty_is_told_whom_to_ask(app: Flask, session: Session, scene: Scene) -> None:
    with transaction(session):
        session.add(User(username="nobody", name="无事", password=hashed_password()))
        guard = add_user(session, "guard", Role.SECURITY_ADMIN, scene.town.station)
    nobody = client_of(app, User(username="nobody"))
    assert "这个账号现在没有岗位" in main_of(nobody)
    assert "请联系您所在的立法联系点" in main_of(nobody)
    assert scene.consultation.title not in main_of(nobody)
    assert "请联系系统管理员" in main_of(client_of(app, guard))


def test_an_ended_appointment_counts_no_more(app: Flask, session: Session, scene: Scene) -> None:
    with transaction(session):
        scene.town.office.appointments[0].valid_to = clock.today() - timedelta(days=1)
    assert "这个账号现在没有岗位" in main_of(client_of(app, scene.town.office))
