"""The office's start page: what waits, oldest first, each with the verb that leads to it; figures; how far each consultation is."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from liaison import clock
from liaison.annotations.models import AnnotationKind
from liaison.annotations.operations import Wording, submit
from liaison.comments.models import Place
from liaison.consultations.models import Consultation, Stage, StepKind
from liaison.consultations.operations import Plan, close_consultation, open_consultation, plan
from liaison.database import transaction
from liaison.drafts.models import DraftKind
from liaison.drafts.operations import NewDraft, add_draft, confirm_draft
from liaison.feedback.models import AdoptionOutcome
from liaison.feedback.operations import Answer, decide
from liaison.grouping.models import ArticleGrouping
from liaison.jobs import Job, JobState
from liaison.reports.models import ReportItem, ReportState
from tests.factories.comments import make_comment
from tests.factories.drafts import SMALL_DRAFT
from tests.factories.groups import Scene, client_of, make_group, make_scene
from tests.factories.people import Town, make_town
from tests.factories.reports import make_report
from tests.functional.desk.reading import Line, filled, lines, links, main_of, page, words

WORDING = Wording(AnnotationKind.EXPLAIN, None, "", "说明即可。", seen=0)


def days_ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


@pytest.fixture
def scene(session: Session) -> Scene:
    """Begun three days ago, so that things have waited for three days."""
    with clock.frozen_at(days_ago(3)):
        return make_scene(session)


def whats(app: Flask, scene: Scene) -> list[str]:
    return [line.what for line in lines(client_of(app, scene.town.office))]


def move_deadline(session: Session, consultation: Consultation, days: int) -> None:
    """The last day lies so many days ahead (or behind); the steps follow as they do when a plan is made."""
    with transaction(session):
        consultation.opens_on = clock.today() - timedelta(days=20)
        consultation.closes_on = clock.today() + timedelta(days=days)
        for step in consultation.steps:
            step.due_on = consultation.closes_on + timedelta(days=list(StepKind).index(step.kind))


def hand_in(session: Session, scene: Scene) -> None:
    with transaction(session):
        expert = scene.town.experts[0]
        submit(session, scene.cleaning, WORDING, by=expert, expert=expert)


# ── What waits ──────────────────────────────────────────────────────────────────────────────────


def test_a_station_without_a_consultation_is_led_to_planning_one(app: Flask, session: Session) -> None:
    office = client_of(app, make_town(session).office)
    assert "现在没有征询" in main_of(office)
    assert filled(office) == ["新建征询"]


def test_with_nothing_left_to_do_the_page_says_so(app: Flask, session: Session) -> None:
    town = make_town(session)
    make_consultation_today(session, town)
    office = client_of(app, town.office)
    assert "没有等着办的事" in main_of(office)
    assert "都办完了" in main_of(office)
    assert filled(office) == []


def test_what_waits_stands_oldest_first_with_its_verb(app: Flask, session: Session, scene: Scene) -> None:
    with clock.frozen_at(days_ago(2)):
        hand_in(session, scene)
    by = scene.town.collectors[0]
    lamp = make_comment(session, scene.consultation, scene.town.points[0], "灯坏了。", by=by, place=Place.NONE)
    make_group(session, scene.draft, "none", [lamp])
    office = client_of(app, scene.town.office)
    title = scene.consultation.title
    assert lines(office) == [
        Line(
            "已等6 天",
            f"1 个采集点还没有提交意见{title}：金溪3号",
            "去催一催",
            f"/consultations/{scene.consultation.id}#h-points",
        ),
        Line("已等2 天", f"1 组修改建议等着审{title}", "审阅", f"/reviewing#draft-{scene.draft.id}"),
        Line("今天", f"1 条意见没有指明条款{title}", "归到条款", f"/drafts/{scene.draft.id}/unplaced"),
    ]
    assert "有 3 件事等着办，最早的一件已经等了 6 天" in main_of(office)
    assert filled(office) == ["办最早的一件"]
    assert page(office).xpath("//main//a[contains(@class, 'btn-primary')]/@href") == [lines(office)[0].url]


def test_every_verb_leads_to_a_page_that_the_office_may_open(app: Flask, session: Session, scene: Scene) -> None:
    hand_in(session, scene)
    move_deadline(session, scene.consultation, -1)
    make_report(session, scene.consultation, scene.town.office, ReportState.SENT)
    make_report(session, scene.consultation, scene.town.office)
    quarantine(session)
    office = client_of(app, scene.town.office)
    found = lines(office)
    assert {line.verb for line in found} >= {"审阅", "结束采集", "去核稿", "登记采纳", "去处理"}
    assert [line.url for line in found if office.get(line.url).status_code != 200] == []


def test_a_planned_consultation_goes_from_its_draft_to_its_beginning(app: Flask, session: Session) -> None:
    town = make_town(session)
    consultation = planned(session, town)
    office = client_of(app, town.office)
    assert [(line.verb, line.url) for line in lines(office)] == [
        ("录入草案", f"/consultations/{consultation.id}/drafts/new")
    ]
    with transaction(session):
        draft = add_draft(session, consultation, NewDraft(SMALL_DRAFT, DraftKind.TEXT, "", "一审稿"), by=town.office)
    assert [(line.verb, line.url) for line in lines(office)] == [("核对草案", f"/drafts/{draft.id}/proof")]
    with transaction(session):
        confirm_draft(session, draft, by=town.office)
    assert [(line.verb, line.url) for line in lines(office)] == [("去开始", f"/consultations/{consultation.id}")]
    with transaction(session):
        open_consultation(session, consultation, by=town.office)
    assert lines(office) == []


def test_a_silent_point_is_named_only_when_a_third_of_the_time_is_over(app: Flask, session: Session) -> None:
    town = make_town(session)
    make_consultation_today(session, town)
    assert lines(client_of(app, town.office)) == []
    with transaction(session):
        consultation = session.scalars(select(Consultation)).one()
        consultation.opens_on = clock.today() - timedelta(days=4)
    told = lines(client_of(app, town.office))
    assert [line.what.startswith("2 个采集点还没有提交意见") for line in told] == [True]


def test_groups_that_nobody_phrased_are_the_offices_when_time_is_short(
    app: Flask, session: Session, scene: Scene
) -> None:
    assert not any("还没有送审" in what for what in whats(app, scene))
    move_deadline(session, scene.consultation, 0)  # annotating is due the day after tomorrow
    assert any("3 组还没有送审" in what and "超期" not in what for what in whats(app, scene))
    hand_in(session, scene)
    move_deadline(session, scene.consultation, -3)  # it was due yesterday
    assert any("2 组还没有送审" in what and "超期" in what for what in whats(app, scene))


def test_after_the_last_day_collecting_is_to_be_ended_and_a_report_made(
    app: Flask, session: Session, scene: Scene
) -> None:
    move_deadline(session, scene.consultation, -1)
    assert any(what.startswith("截止日期过了，采集还没有结束") for what in whats(app, scene))
    assert not any("采集点还没有提交" in what for what in whats(app, scene))
    with transaction(session):
        close_consultation(session, scene.consultation, by=scene.town.office)
    assert any(what.startswith("采集结束了，还没有出报告") for what in whats(app, scene))


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (ReportState.DRAWN_UP, "报告第 1 版等着核稿"),
        (ReportState.CHECKED, "报告第 1 版等着签发"),
        (ReportState.SIGNED, "报告第 1 版等着登记报送"),
        (ReportState.SENT, "报告里 3 项还没有登记采纳情况"),
    ],
)
def test_a_report_waits_for_its_next_step(
    app: Flask, session: Session, scene: Scene, state: ReportState, what: str
) -> None:
    make_report(session, scene.consultation, scene.town.office, state)
    waiting = [each for each in whats(app, scene) if each.startswith("报告")]
    assert waiting == [f"{what}{scene.consultation.title}"]


def test_an_answered_report_waits_for_nobody_and_a_closed_consultation_leaves_the_page(
    app: Flask, session: Session, scene: Scene
) -> None:
    report = make_report(session, scene.consultation, scene.town.office, ReportState.SENT)
    with transaction(session):
        for item in session.scalars(select(ReportItem).where(ReportItem.report_id == report.id)):
            decide(
                session, item, Answer(AdoptionOutcome.REFERENCE, "留作参考。", "", clock.today()), by=scene.town.office
            )
    assert not any(what.startswith("报告") for what in whats(app, scene))
    office = client_of(app, scene.town.office)
    assert scene.consultation.title in main_of(office)
    with transaction(session):
        close_consultation(session, scene.consultation, by=scene.town.office)
    assert scene.consultation.title not in main_of(office)


def test_jobs_that_nobody_could_finish_are_told(app: Flask, session: Session, scene: Scene) -> None:
    quarantine(session)
    told = [line for line in lines(client_of(app, scene.town.office)) if "后台工作" in line.what]
    assert [(line.what.startswith("1 件后台工作没有做成"), line.url) for line in told] == [(True, "/system")]


def test_another_town_is_not_mentioned(app: Flask, session: Session, scene: Scene) -> None:
    hand_in(session, scene)
    elsewhere = client_of(app, make_town(session, "北圩").office)
    assert lines(elsewhere) == []
    assert scene.consultation.title not in main_of(elsewhere)
    assert "现在没有征询" in main_of(elsewhere)
    assert "这些天没有采集到意见" in main_of(elsewhere)


# ── Figures and steps ───────────────────────────────────────────────────────────────────────────


def test_the_drawings_show_the_numbers_of_their_tables(app: Flask, session: Session, scene: Scene) -> None:
    days, points = page(client_of(app, scene.town.office)).xpath("//figure")
    assert len(days.xpath(".//*[local-name()='rect']")) == 14
    tabled = [int(cell.text) for cell in days.xpath(".//tbody//td[2]")]
    assert tabled == [0] * 10 + [7, 0, 0, 0]
    assert "共 7 条" in days.xpath(".//*[local-name()='svg']/@aria-label")[0]
    rows = [[cell.text for cell in row.xpath("./td")] for row in points.xpath(".//tbody/tr")]
    names = [point.name.removesuffix("采集点") for point in scene.town.points]
    assert rows == [[names[0], "4"], [names[1], "3"], [names[2], "0"]]
    assert words(points).count("还没有提交") == 1
    assert len(points.xpath(".//*[local-name()='rect']")) == 2


def test_without_comments_there_is_a_sentence_instead_of_an_empty_drawing(app: Flask, session: Session) -> None:
    town = make_town(session)
    make_consultation_today(session, town)
    office = client_of(app, town.office)
    assert page(office).xpath("//figure//*[local-name()='svg']") == []
    assert "这些天没有采集到意见" in main_of(office)


def test_a_running_consultation_shows_its_six_steps(app: Flask, session: Session, scene: Scene) -> None:
    with transaction(session):
        session.execute(update(ArticleGrouping).values(arrived=1, settled=1))
    hand_in(session, scene)  # and what is grouped at this article will be settled anew
    steps = [words(step) for step in page(client_of(app, scene.town.office)).xpath("//ol[@class='steps']/li")]
    assert steps == [
        "采集 2 / 3 个点 进行中",
        "整理归并 1 / 2 处 进行中",
        "专家论证 1 / 3 组 进行中",
        "审核 0 / 3 组 未开始",
        "上报 0 / 1 份 未开始",
        "采纳反馈 0 / 0 项 未开始",
    ]
    move_deadline(session, scene.consultation, -9)
    late = [words(step) for step in page(client_of(app, scene.town.office)).xpath("//ol[@class='steps']/li")]
    assert late[0].endswith("超期")
    assert late[3].endswith("超期")
    assert late[5] == "采纳反馈 0 / 0 项 未开始", "where there is nothing to do, nothing is late"
    with transaction(session):
        session.execute(update(ArticleGrouping).values(settled=ArticleGrouping.arrived))
    settled = [words(step) for step in page(client_of(app, scene.town.office)).xpath("//ol[@class='steps']/li")]
    assert settled[1] == "整理归并 2 / 2 处 已完成", "what is done cannot be late"


def test_a_step_that_is_over_is_done_even_if_not_everything_came(app: Flask, session: Session, scene: Scene) -> None:
    move_deadline(session, scene.consultation, -4)
    make_report(session, scene.consultation, scene.town.office, ReportState.SENT)
    sent = [words(step) for step in page(client_of(app, scene.town.office)).xpath("//ol[@class='steps']/li")]
    assert sent[2] == "专家论证 0 / 3 组 未开始", "once a report is sent, only the answers can be late"
    with transaction(session):
        close_consultation(session, scene.consultation, by=scene.town.office)
    steps = [words(step) for step in page(client_of(app, scene.town.office)).xpath("//ol[@class='steps']/li")]
    assert steps[0] == "采集 2 / 3 个点 已完成"
    assert steps[2] == "专家论证 0 / 3 组 已完成"
    assert steps[4] == "上报 1 / 1 份 已完成"
    assert steps[5] == "采纳反馈 0 / 3 项 未开始"


def test_the_running_ones_lead_to_their_pages(app: Flask, scene: Scene) -> None:
    assert f"/consultations/{scene.consultation.id}" in links(client_of(app, scene.town.office))


# ── What the tests above lean on ────────────────────────────────────────────────────────────────


def make_consultation_today(session: Session, town: Town) -> None:
    """Opened today: nothing can have come in yet."""
    consultation = planned(session, town)
    with transaction(session):
        draft = add_draft(session, consultation, NewDraft(SMALL_DRAFT, DraftKind.TEXT, "", "一审稿"), by=town.office)
        confirm_draft(session, draft, by=town.office)
        open_consultation(session, consultation, by=town.office)


def planned(session: Session, town: Town) -> Consultation:
    today = clock.today()
    wanted = Plan(
        title="临湖市河埠头使用规定（草案）",
        commissioning_body="临湖市人大常委会法工委",
        stage=Stage.DRAFT,
        opens_on=today,
        closes_on=today + timedelta(days=6),
        point_ids=tuple(point.id for point in town.points),
    )
    with transaction(session):
        return plan(session, town.station, wanted, by=town.office)


def quarantine(session: Session) -> None:
    with transaction(session):
        job = session.scalars(select(Job).order_by(Job.id)).first()
        assert job is not None
        job.state, job.finished_at, job.attempts, job.last_error = (
            JobState.QUARANTINED,
            clock.now(),
            5,
            "OperationalError",
        )
