"""What the holder of a receipt sees: how far the comment is and what was decided; never the words, never who spoke."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from liaison import clock
from liaison.annotations.models import Annotation, AnnotationState
from liaison.comments.models import Comment
from liaison.consultations.models import Consultation
from liaison.database import transaction
from liaison.feedback.models import AdoptionOutcome
from liaison.feedback.operations import Answer, decide
from liaison.grouping.models import ArticleGrouping, Group, Membership
from liaison.reports.models import Report, ReportItem, ReportItemVoice, ReportSignature, ReportState
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation
from tests.factories.drafts import SMALL_DRAFT
from tests.factories.people import Town, make_town, sign_in


@pytest.fixture
def town(session: Session) -> Town:
    return make_town(session)


@pytest.fixture
def consultation(session: Session, town: Town) -> Consultation:
    return make_consultation(session, town, public=True)


@pytest.fixture
def comment(session: Session, town: Town, consultation: Consultation) -> Comment:
    return make_comment(
        session,
        consultation,
        town.points[0],
        "CANARY-WORDS",
        "art-4.p1",
        by=town.collectors[0],
        name="CANARY-NAME",
        contact="CANARY-TEL",
        suggestion="CANARY-SUGGESTION",
        reason="CANARY-REASON",
    )


def group_together(session: Session, *comments: Comment) -> Group:
    with transaction(session):
        place = ArticleGrouping(draft_id=comments[0].draft_id, place_key="art-4")
        session.add(place)
        session.flush()
        group = Group(draft_id=place.draft_id, article_grouping_id=place.id, number=1, created_at=clock.now())
        session.add(group)
        session.flush()
        for comment in comments:
            excerpt_id = comment.excerpts[0].id
            session.add(Membership(excerpt_id=excerpt_id, group_id=group.id, evidence={}, joined_at=clock.now()))
    return group


def phrase(session: Session, group: Group, state: AnnotationState) -> None:
    with transaction(session):
        session.add(Annotation(group_id=group.id, state=state, created_at=clock.now()))


def report(
    session: Session, town: Town, group: Group, *comments: Comment, state: ReportState, unphrased: bool = False
) -> ReportItem:
    with transaction(session):
        paper = Report(
            station_id=town.station.id,
            consultation_id=comments[0].consultation_id,
            version=1,
            title="汇总",
            state=state,
            value="{}",
            content_hash="",
            frozen_at=clock.now(),
            frozen_by_id=town.office.id,
        )
        session.add(paper)
        session.flush()
        item = ReportItem(report_id=paper.id, number=1, provision_label="第四条第一款", unphrased=unphrased)
        session.add_all(
            [item, ReportSignature(report_id=paper.id, state=state, by_id=town.office.id, at=clock.now(), remark="")]
        )
        session.flush()
        for comment in comments:
            excerpt_id = comment.excerpts[0].id
            session.add(
                ReportItemVoice(report_item_id=item.id, group_id=group.id, excerpt_id=excerpt_id, comment_id=comment.id)
            )
    return item


def answer(session: Session, town: Town, item: ReportItem, outcome: AdoptionOutcome, reason: str) -> None:
    with transaction(session):
        decide(session, item, Answer(outcome, reason, "", date(2026, 3, 2)), by=town.office)


def page(client: FlaskClient, comment: Comment) -> str:
    shown = client.get(f"/receipts/{comment.receipt_code}")
    assert shown.status_code == 200
    return shown.text


def station_now(text: str) -> str:
    """The name of the station where the comment is said to be."""
    return text.split('aria-current="step"')[1].split("<h2>")[1].split("<")[0].strip()


def test_the_way_is_told_station_by_station(
    session: Session, client: FlaskClient, town: Town, consultation: Consultation, comment: Comment
) -> None:
    similar = make_comment(session, consultation, town.points[1], "差不多的话", "art-4", by=town.collectors[1])
    assert station_now(page(client, comment)) == "已归并"
    group = group_together(session, comment, similar)
    assert station_now(page(client, comment)) == "专家论证"
    assert "意思相近的还有 1 条意见" in page(client, comment)
    phrase(session, group, AnnotationState.FINAL)
    assert station_now(page(client, comment)) == "已上报"
    item = report(session, town, group, comment, similar, state=ReportState.SENT)
    assert station_now(page(client, comment)) == "采纳情况"
    answer(session, town, item, AdoptionOutcome.PARTIAL, "时间改为早晨六点")
    told = page(client, comment)
    assert 'aria-current="step"' not in told
    assert "第四条第一款：部分采纳" in told
    assert "时间改为早晨六点" in told
    assert "时间改为早晨六点" in page(client, similar)


@pytest.mark.parametrize(
    ("outcome", "name"),
    [
        ("adopted", "采纳"),
        ("partial", "部分采纳"),
        ("transformed", "转化采纳"),
        ("reference", "留作参考"),
        ("declined", "未采纳"),
    ],
)
def test_each_outcome_has_its_name_and_its_reason(
    session: Session, client: FlaskClient, town: Town, comment: Comment, outcome: str, name: str
) -> None:
    item = report(session, town, group_together(session, comment), comment, state=ReportState.SENT)
    answer(session, town, item, AdoptionOutcome(outcome), "理由在此")
    assert f"<b>第四条第一款：{name}</b>" in page(client, comment)


def test_the_newest_decision_counts(session: Session, client: FlaskClient, town: Town, comment: Comment) -> None:
    item = report(session, town, group_together(session, comment), comment, state=ReportState.SENT)
    answer(session, town, item, AdoptionOutcome.DECLINED, "起初不采纳")
    answer(session, town, item, AdoptionOutcome.ADOPTED, "后来采纳")
    assert "后来采纳" in page(client, comment)
    assert "起初不采纳" not in page(client, comment)


def test_a_report_on_its_way_through_the_office_is_not_sent_yet(
    session: Session, client: FlaskClient, town: Town, comment: Comment
) -> None:
    group = group_together(session, comment)
    phrase(session, group, AnnotationState.FINAL)
    report(session, town, group, comment, state=ReportState.SIGNED)
    assert station_now(page(client, comment)) == "已上报"


def test_what_was_sent_unphrased_says_so(session: Session, client: FlaskClient, town: Town, comment: Comment) -> None:
    report(session, town, group_together(session, comment), comment, state=ReportState.SENT, unphrased=True)
    assert "没有等到专家论证" in page(client, comment)


def test_neither_words_nor_people_are_on_the_page_at_any_station(
    session: Session, client: FlaskClient, town: Town, comment: Comment
) -> None:
    pages = [page(client, comment)]
    group = group_together(session, comment)
    phrase(session, group, AnnotationState.FINAL)
    item = report(session, town, group, comment, state=ReportState.SENT)
    pages.append(page(client, comment))
    answer(session, town, item, AdoptionOutcome.ADOPTED, "采纳")
    pages.append(page(client, comment))
    pages.append(sign_in(client, town.office).get(f"/receipts/{comment.receipt_code}").text)
    assert not [each for each in pages if "CANARY" in each]


def test_of_an_internal_draft_only_the_reason_is_told(session: Session, client: FlaskClient, town: Town) -> None:
    secret = make_consultation(session, town, title="CANARY-TITLE", text=SMALL_DRAFT.replace("河埠头", "CANARY-LAW"))
    comment = make_comment(session, secret, town.points[0], "好", "art-4.p1", by=town.collectors[0])
    item = report(session, town, group_together(session, comment), comment, state=ReportState.SENT)
    answer(session, town, item, AdoptionOutcome.DECLINED, "另有规定")
    told = page(client, comment)
    assert "您的意见：未采纳" in told
    assert "另有规定" in told
    assert "CANARY" not in told
    assert "第四条" not in told


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}".replace("-", "")])
def test_a_code_is_found_however_it_is_typed(client: FlaskClient, comment: Comment, typed: str) -> None:
    code = typed.format(comment.receipt_code.lower().replace("-", " "))
    answer = client.get("/receipts", query_string={"code": code}, follow_redirects=True)
    assert answer.status_code == 200
    assert comment.receipt_code in answer.text
    assert client.get(f"/receipts/{code.strip()}", follow_redirects=True).status_code == 200


@pytest.mark.parametrize("typed", ["K7", "K7QM-3XWP-9ABC-DE", "<script>alert(1)</script>", "\x00", "水" * 5000])
def test_a_code_that_is_none_stays_in_the_field_with_a_plain_word(client: FlaskClient, town: Town, typed: str) -> None:
    answer = client.get("/receipts", query_string={"code": typed}, follow_redirects=True)
    assert answer.status_code in (200, 404)
    assert "请对着回执再看一遍" in answer.text or not typed.strip("\x00")
    assert "<script>alert" not in answer.text


def test_the_picture_of_a_receipt_is_for_receipts_that_exist(client: FlaskClient, comment: Comment) -> None:
    picture = client.get(f"/receipts/{comment.receipt_code}/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert b"<svg" in picture.data
    assert client.get("/receipts/K7QM-3XWP-9ABC-DE/qr.svg").status_code == 404


@pytest.mark.parametrize("path", ["/help", "/privacy", "/accessibility", "/receipts"])
def test_what_everybody_may_read_is_open_to_everybody(client: FlaskClient, town: Town, path: str) -> None:
    assert client.get(path).status_code == 200
