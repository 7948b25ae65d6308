"""What the city congress decided is entered item by item, always with a reason."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.feedback.models import AdoptionDecision, AdoptionOutcome
from liaison.feedback.queries import items_speaking_for, newest_decisions
from liaison.reports.models import Report, ReportItem, ReportState
from liaison.reports.value import from_json
from tests.factories.groups import Scene, client_of, make_scene
from tests.factories.people import make_town
from tests.factories.reports import make_report

ANSWER = {"outcome": "declined", "reason": "清扫次数由各村约定，不宜写进规定。", "decided_on": "2026-01-05"}


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


@pytest.fixture
def report(session: Session, scene: Scene) -> Report:
    return make_report(session, scene.consultation, scene.town.office, ReportState.SENT)


def items(session: Session, report: Report) -> list[ReportItem]:
    session.rollback()
    return list(
        session.scalars(select(ReportItem).where(ReportItem.report_id == report.id).order_by(ReportItem.number))
    )


def decide(client: FlaskClient, report: Report, item: ReportItem, **changes: str) -> tuple[int, str]:
    answer = client.post(f"/reports/{report.id}/items/{item.id}/decision", data={**ANSWER, **changes})
    return answer.status_code, answer.location or answer.text


def test_item_after_item_until_none_is_left(app: Flask, session: Session, scene: Scene, report: Report) -> None:
    office = client_of(app, scene.town.office)
    rows = items(session, report)
    assert "已登记 0 / 3 项" in office.get(f"/reports/{report.id}/decisions").text
    assert decide(office, report, rows[0]) == (303, f"/reports/{report.id}/items/{rows[1].id}/decision")
    assert decide(office, report, rows[2])[1] == f"/reports/{report.id}/items/{rows[1].id}/decision"
    assert "已登记 2 / 3 项 · 还有 1 项" in office.get(f"/reports/{report.id}/decisions").text
    assert decide(office, report, rows[1]) == (303, f"/reports/{report.id}/decisions")


def test_the_newest_decision_counts_and_the_older_one_stays(
    app: Flask, session: Session, scene: Scene, report: Report
) -> None:
    office, item = client_of(app, scene.town.office), items(session, report)[0]
    decide(office, report, item)
    decide(office, report, item, outcome="partial", reason="夏季三个月加密清扫。")
    session.rollback()
    assert newest_decisions(session, [item.id])[item.id].outcome is AdoptionOutcome.PARTIAL
    page = office.get(f"/reports/{report.id}/items/{item.id}/decision").text
    assert page.index("夏季三个月加密清扫") < page.index("清扫次数由各村约定")
    assert page.count("以这一次为准") == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": "  "}, "写明理由"),
        ({"outcome": ""}, "选一种处理结果"),
        ({"outcome": "maybe"}, "处理结果"),
        ({"decided_on": "2999-01-01"}, "决定日期还没有到"),
        ({"decided_on": "昨天"}, "决定日期"),
    ],
)
def test_an_answer_that_cannot_be_kept_says_why_and_keeps_what_was_typed(
    app: Flask, session: Session, scene: Scene, report: Report, changes: dict[str, str], message: str
) -> None:
    item = items(session, report)[0]
    status, page = decide(client_of(app, scene.town.office), report, item, adopted_text="夏季每周两次", **changes)
    assert status == 422
    assert message in page
    assert "夏季每周两次" in page
    assert session.scalar(select(AdoptionDecision)) is None


def test_the_city_congress_may_decide_for_its_own_station_only(
    app: Flask, session: Session, scene: Scene, report: Report
) -> None:
    assert scene.town.reader is not None
    item = items(session, report)[0]
    assert decide(client_of(app, scene.town.reader), report, item, outcome="adopted")[0] == 303
    elsewhere = make_town(session, "北圩")
    assert elsewhere.reader is not None
    assert decide(client_of(app, elsewhere.reader), report, item)[0] == 404
    assert decide(client_of(app, scene.town.experts[0]), report, item)[0] == 403
    other = make_report(session, scene.consultation, scene.town.office, ReportState.SENT)
    assert decide(client_of(app, scene.town.office), other, item)[0] == 404


def test_before_a_report_is_sent_there_is_nothing_to_decide(app: Flask, session: Session, scene: Scene) -> None:
    report = make_report(session, scene.consultation, scene.town.office, ReportState.SIGNED)
    office = client_of(app, scene.town.office)
    assert office.get(f"/reports/{report.id}/decisions").status_code == 404
    assert decide(office, report, items(session, report)[0])[0] == 404


def test_the_receipt_finds_the_items_that_speak_for_a_comment(session: Session, report: Report) -> None:
    value = from_json(report.value)
    found = items_speaking_for(session, value.items[1].comment_ids[0])
    assert [item.number for item in found] == [2]
    assert clock.today().isoformat() >= value.details[0].collected_on
