"""Reading what has come in: each role its own, narrowed down, page by page."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from liaison import clock
from liaison.accounts.models import Appointment
from liaison.comments.models import Channel, Comment, Place
from liaison.comments.queries import CommentFilter, comments_page
from liaison.consultations.models import Consultation
from liaison.database import transaction
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation
from tests.factories.people import Town, make_town, sign_in


@pytest.fixture
def town(session: Session) -> Town:
    return make_town(session)


@pytest.fixture
def consultation(session: Session, town: Town) -> Consultation:
    return make_consultation(session, town)


def words_of(session: Session, town: Town, wanted: CommentFilter) -> list[str]:
    return [comment.words.words for comment in comments_page(session, town.office, wanted).comments]


def test_pages_by_keyset_show_every_comment_once_while_new_ones_arrive(
    session: Session, town: Town, consultation: Consultation
) -> None:
    for n in range(7):
        make_comment(session, consultation, town.points[0], f"{n}", by=town.office)
    seen: list[str] = []
    before = None
    while True:
        page = comments_page(session, town.office, CommentFilter(), before=before, size=3)
        seen += [comment.words.words for comment in page.comments]
        make_comment(session, consultation, town.points[0], "新来的", by=town.office)
        if page.older is None:
            break
        before = page.older
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]


def test_the_way_back_leads_to_the_page_before(session: Session, town: Town, consultation: Consultation) -> None:
    for n in range(5):
        make_comment(session, consultation, town.points[0], f"{n}", by=town.office)
    first = comments_page(session, town.office, CommentFilter(), size=2)
    second = comments_page(session, town.office, CommentFilter(), before=first.older, size=2)
    back = comments_page(session, town.office, CommentFilter(), after=second.newer, size=2)
    assert (first.newer, first.total, second.total) == (None, 5, 5)
    assert [comment.id for comment in back.comments] == [comment.id for comment in first.comments]


def test_filters_narrow_down(session: Session, town: Town, consultation: Consultation) -> None:
    other = make_consultation(session, town, title="另一部")
    early = clock.today() - timedelta(days=2)
    make_comment(session, consultation, town.points[0], "甲", "art-4.p2.i1", by=town.office, collected_on=early)
    make_comment(session, consultation, town.points[1], "乙", "art-5", by=town.office, channel=Channel.PHONE)
    make_comment(session, consultation, town.points[1], "丙", by=town.office, place=Place.NEW)
    make_comment(session, other, town.points[0], "丁", by=town.office)
    assert words_of(session, town, CommentFilter(consultation_id=consultation.id)) == ["丙", "乙", "甲"]
    assert words_of(session, town, CommentFilter(channel=Channel.PHONE)) == ["乙"]
    assert words_of(session, town, CommentFilter(place_key="art-4")) == ["甲"]
    assert words_of(session, town, CommentFilter(place_key="new")) == ["丙"]
    assert words_of(session, town, CommentFilter(point_id=town.points[0].id)) == ["丁", "甲"]
    assert words_of(session, town, CommentFilter(until=early)) == ["甲"]
    assert words_of(session, town, CommentFilter(since=early + timedelta(days=1))) == ["丁", "丙", "乙"]


@pytest.mark.parametrize(("typed", "found"), [("100%", "涨了100%"), ("_", "a_b"), ("\\", "c\\d"), ("ABC", "abc")])
def test_search_takes_signs_as_they_are_and_latin_letters_in_any_case(
    session: Session, town: Town, consultation: Consultation, typed: str, found: str
) -> None:
    for words in ("涨了100%", "涨了1000", "a_b", "c\\d", "abc"):
        make_comment(session, consultation, town.points[0], words, by=town.office)
    assert words_of(session, town, CommentFilter(text=typed)) == [found]


def test_search_looks_into_suggestion_and_reason_and_finds_a_receipt(
    session: Session, town: Town, consultation: Consultation
) -> None:
    comment = make_comment(session, consultation, town.points[0], "甲", by=town.office, suggestion="四级", reason="滑")
    make_comment(session, consultation, town.points[0], "乙", by=town.office)
    assert words_of(session, town, CommentFilter(text="四级")) == ["甲"]
    assert words_of(session, town, CommentFilter(text="滑")) == ["甲"]
    assert words_of(session, town, CommentFilter(text=comment.receipt_code.lower())) == ["甲"]


def canary_comments(session: Session, town: Town, consultation: Consultation) -> tuple[Comment, Comment]:
    mine = make_comment(
        session,
        consultation,
        town.points[0],
        "本点的话",
        by=town.collectors[0],
        name="CANARY-NAME",
        contact="CANARY-TEL",
    )
    return mine, make_comment(session, consultation, town.points[1], "别点的话", by=town.collectors[1])


def test_a_collector_reads_their_own_point_and_the_office_all(
    app: Flask, session: Session, town: Town, consultation: Consultation
) -> None:
    mine, foreign = canary_comments(session, town, consultation)
    collector = sign_in(app.test_client(), town.collectors[0])
    page = collector.get("/comments").text
    assert "本点的话" in page
    assert "别点的话" not in page
    assert "CANARY" not in page
    for what in ("", "/slip", "/full-text"):
        assert collector.get(f"/comments/{foreign.id}{what}").status_code == 404
    office = sign_in(app.test_client(), town.office)
    assert "别点的话" in office.get("/comments").text
    assert "CANARY-TEL" in office.get(f"/comments/{mine.id}").text


def test_contact_is_seen_by_the_own_point_and_the_office_and_by_nobody_else(
    app: Flask, session: Session, town: Town, consultation: Consultation
) -> None:
    mine, _ = canary_comments(session, town, consultation)
    where = f"/comments/{mine.id}"
    assert "CANARY-TEL" in sign_in(app.test_client(), town.collectors[0]).get(where).text
    abroad = make_town(session, "银湖")
    for stranger in (town.collectors[1], abroad.office, abroad.collectors[0]):
        answer = sign_in(app.test_client(), stranger).get(where)
        assert (answer.status_code, "CANARY" in answer.text) == (404, False)
    for person in (town.experts[0], town.reader, town.auditor, town.admin):
        assert person is not None
        client = sign_in(app.test_client(), person)
        for path in (where, "/comments", f"{where}/slip", "/"):
            assert "CANARY" not in client.get(path).text


def test_no_personal_data_in_addresses_and_titles(
    app: Flask, session: Session, town: Town, consultation: Consultation
) -> None:
    mine, _ = canary_comments(session, town, consultation)
    client = sign_in(app.test_client(), town.office)
    page = client.get(f"/comments/{mine.id}").text
    title = page[page.index("<title>") : page.index("</title>")]
    assert "CANARY" not in title
    assert not [line for line in page.split('href="') if line.startswith("/") and "CANARY" in line.split('"')[0]]


def test_a_collector_whose_appointment_ended_finds_nothing_at_the_next_request(
    app: Flask, session: Session, town: Town, consultation: Consultation
) -> None:
    mine, _ = canary_comments(session, town, consultation)
    client = sign_in(app.test_client(), town.collectors[0])
    assert client.get(f"/comments/{mine.id}").status_code == 200
    with transaction(session):
        session.query(Appointment).filter_by(user_id=town.collectors[0].id).update(
            {"valid_to": clock.today() - timedelta(days=1)}
        )
    assert client.get(f"/comments/{mine.id}").status_code in (302, 403, 404)


@pytest.mark.parametrize(
    "query",
    [
        "before=x",
        "after=" + "9" * 30,
        "q=%00",
        "consultation=99999",
        "since=heute",
        "channel=pigeon",
        "q=" + "水" * 200,
    ],
)
def test_a_broken_address_is_answered_plainly(client: FlaskClient, town: Town, query: str) -> None:
    assert sign_in(client, town.office).get(f"/comments?{query}").status_code == 200


def test_the_list_says_which_consultations_are_open(
    app: Flask, session: Session, town: Town, consultation: Consultation
) -> None:
    collector = sign_in(app.test_client(), town.collectors[0])
    page = collector.get("/comments").text
    assert "还剩 10 天" in page
    assert f"/consultations/{consultation.id}/comments/new" in page
    assert "/poster" not in page  # the draft is internal
    make_consultation(session, town, public=True)
    assert "/poster" in collector.get("/comments").text
