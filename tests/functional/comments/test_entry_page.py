"""A collector enters what somebody said."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from liaison import clock
from liaison.comments.models import Comment, CommentWords, Place
from liaison.consultations.models import Consultation
from liaison.consultations.operations import close_consultation
from liaison.database import transaction
from liaison.drafts.models import DraftKind
from liaison.drafts.operations import NewDraft, add_draft, confirm_draft
from liaison.drafts.queries import current_draft
from liaison.permissions import Role
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation
from tests.factories.drafts import SMALL_DRAFT
from tests.factories.people import Town, add_user, make_town, sign_in

FORM = {"article": "whole", "words": "扫得勤一点", "channel": "visit", "collected_on": "2026-01-05", "anonymous": "y"}


@pytest.fixture
def town(session: Session) -> Town:
    return make_town(session)


@pytest.fixture
def consultation(session: Session, town: Town) -> Consultation:
    return make_consultation(session, town)


@pytest.fixture
def collector(app: Flask, town: Town) -> FlaskClient:
    return sign_in(app.test_client(), town.collectors[0])


def address(consultation: Consultation) -> str:
    return f"/consultations/{consultation.id}/comments/new"


def send(client: FlaskClient, consultation: Consultation, **changes: Any) -> TestResponse:
    return client.post(address(consultation), data=FORM | {"client_token": "form-1"} | changes)


def comments(session: Session) -> list[Comment]:
    session.rollback()
    return list(session.scalars(select(Comment).order_by(Comment.id)))


def textarea(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def test_saving_gives_a_receipt_and_keeps_what_the_next_one_shares(
    session: Session, consultation: Consultation, collector: FlaskClient
) -> None:
    answer = send(collector, consultation, article="art-4", place="art-4.p2.i2", stance="amend", suggestion="四级")
    (comment,) = comments(session)
    assert (answer.status_code, comment.provision and comment.provision.key) == (303, "art-4.p2.i2")
    page = collector.get(answer.headers["Location"]).text
    assert comment.receipt_code in page
    assert "不愿留名" in page
    assert re.search(r'value="art-4.p2.i2"[^>]*checked', page)
    assert re.search(r'<option selected value="visit">', page)
    assert 'value="2026-01-05"' in page
    assert textarea(page, "words") == ""


def test_sent_twice_it_is_one_comment_and_the_same_receipt(
    session: Session, consultation: Consultation, collector: FlaskClient
) -> None:
    first, second = send(collector, consultation), send(collector, consultation)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(comments(session)) == 1


def test_a_hundred_times_at_once_it_is_one_comment_and_the_same_receipt(
    app: Flask, session: Session, consultation: Consultation, collector: FlaskClient
) -> None:
    cookie = collector.get_cookie("session")
    assert cookie is not None
    where = address(consultation)
    session.rollback()

    def send_again(_: int) -> str:
        client = app.test_client()
        client.set_cookie("session", cookie.value)
        return client.post(where, data=FORM | {"client_token": "form-1"}).headers["Location"]

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(send_again, range(100)))
    (comment,) = comments(session)
    assert len(answers) == 100
    assert {comment.receipt_code in answer for answer in answers} == {True}
    assert len(set(answers)) == 1


def test_other_words_under_the_same_token_are_both_shown_and_one_press_saves_the_second(
    session: Session, consultation: Consultation, collector: FlaskClient
) -> None:
    send(collector, consultation)
    answer = send(collector, consultation, words="每周扫一次", suggestion="每周一", stance="amend")
    assert answer.status_code == 409
    assert "扫得勤一点" in answer.text
    assert "每周扫一次" in answer.text
    assert "每周一" in answer.text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.text))
    supplements = re.search(r'name="supplements" value="([^"]+)"', answer.text)
    assert supplements is not None
    assert collector.post(address(consultation), data=hidden | {"supplements": supplements[1]}).status_code == 303
    first, second = comments(session)
    assert second.supplements_id == first.id
    assert (second.words.words, second.words.suggestion, second.stance) == ("每周扫一次", "每周一", "amend")


def test_the_second_can_also_be_saved_as_a_comment_of_its_own(
    session: Session, consultation: Consultation, collector: FlaskClient
) -> None:
    send(collector, consultation)
    conflict = send(collector, consultation, words="每周扫一次").text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', conflict))
    collector.post(address(consultation), data=hidden | {"supplements": ""})
    assert [comment.supplements_id for comment in comments(session)] == [None, None]


def test_a_token_used_at_another_point_shows_nothing_of_that_point(
    app: Flask, session: Session, town: Town, consultation: Consultation, collector: FlaskClient
) -> None:
    send(collector, consultation, words="CANARY-OF-THE-FIRST-POINT")
    other = sign_in(app.test_client(), town.collectors[1])
    answer = send(other, consultation, words="别处的话")
    assert answer.status_code == 422
    assert "CANARY" not in answer.text
    assert textarea(answer.text, "words") == "别处的话"
    token = re.search(r'name="client_token"[^>]*value="(\w+)"', answer.text)
    assert token is not None
    assert send(other, consultation, words="别处的话", client_token=token[1]).status_code == 303


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words": " \n"}, "写下提出人的原话"),
        ({"anonymous": ""}, "填写提出人"),
        ({"speaker": "钱春妹"}, "去掉其中一样"),
        ({"collected_on": "2999-01-01"}, "不能晚于今天"),
        ({"collected_on": "昨天"}, "日期写成"),
        ({"collected_on": ""}, "填上采集日期"),
        ({"channel": "pigeon"}, "怎么收到的：从列表里选一项"),
        ({"article": "art-99"}, "说的是哪一条：从列表里选一项"),
        ({"reply_wish": "phone"}, "写下联系方式"),
        ({"contact": "13900000000"}, "选一种答复方式"),
        ({"reply_wish": "sms", "contact": "1390000000"}, "您填了 10 位"),
        ({"article": "art-4", "place": "art-5.p1"}, "不在第四条里"),
        ({"suggestion": "水" * 20_001}, "写得太长"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    session: Session, consultation: Consultation, collector: FlaskClient, changes: dict[str, str], said: str
) -> None:
    answer = send(collector, consultation, **({"words": "我的话", "reason": "我的理由"} | changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert textarea(answer.text, "words") == changes.get("words", "我的话")
    assert textarea(answer.text, "reason") == "我的理由"
    assert comments(session) == []


def test_without_scripts_another_article_is_shown_and_nothing_is_lost(
    session: Session, consultation: Consultation, collector: FlaskClient
) -> None:
    page = send(collector, consultation, article="art-4", place="art-5.p1", words="我的话", change_article="1")
    assert page.status_code == 200
    assert "公用河埠头早晨五点" in page.text
    assert textarea(page.text, "words") == "我的话"
    assert comments(session) == []


def test_an_article_named_in_the_address_is_open(consultation: Consultation, collector: FlaskClient) -> None:
    page = collector.get(address(consultation) + "?provision=art-4.p1").text
    assert "公用河埠头早晨五点" in page
    assert "第四条第一款" in page


@pytest.mark.parametrize(
    "query",
    [
        *("provision=x", "provision=art-4.p9", "provision=%00", "channel=x", "collected_on=x"),
        *("collected_on=2999-01-01", "point=-1", "point=" + "9" * 30, "draft_id=" + "9" * 30),
        *("saved=x", "saved=%00", "supplements=x"),
    ],
)
def test_a_broken_address_is_answered_plainly(consultation: Consultation, collector: FlaskClient, query: str) -> None:
    assert collector.get(f"{address(consultation)}?{query}").status_code == 200


def test_the_text_of_an_article_comes_as_a_choice_of_its_places(
    consultation: Consultation, collector: FlaskClient
) -> None:
    fragment = collector.get(f"/consultations/{consultation.id}/comments/article?key=art-4").text
    assert 'name="place" value="art-4.p2.i3"' in fragment
    assert "<html" not in fragment
    assert collector.get(f"/consultations/{consultation.id}/comments/article?key=whole").text.strip() == ""


def test_no_opinion_is_an_opinion(session: Session, consultation: Consultation, collector: FlaskClient) -> None:
    send(collector, consultation, words="无意见")
    assert comments(session)[0].words.words == "无意见"


@pytest.mark.parametrize("place", list(Place))
def test_a_comment_need_not_be_about_an_article(
    session: Session, consultation: Consultation, collector: FlaskClient, place: Place
) -> None:
    send(collector, consultation, article="art-5" if place is Place.PROVISION else place.value)
    assert comments(session)[0].place is place


def test_a_person_with_several_points_chooses_one_and_a_foreign_one_is_refused(
    app: Flask, session: Session, town: Town, consultation: Consultation
) -> None:
    client = sign_in(app.test_client(), town.office)
    assert "采集点：从列表里选一项" in send(client, consultation).text
    assert send(client, consultation, point=town.points[1].id).status_code == 303
    assert comments(session)[0].point_id == town.points[1].id
    mine = sign_in(app.test_client(), town.collectors[0])
    assert send(mine, consultation, point=town.points[1].id, client_token="form-2").status_code == 422


def test_words_about_the_draft_that_was_shown_stay_with_it(
    session: Session, town: Town, consultation: Consultation, collector: FlaskClient
) -> None:
    shown = current_draft(session, consultation.id)
    assert shown is not None
    shown_id = shown.id
    new = NewDraft(text=SMALL_DRAFT, kind=DraftKind.TEXT, title="", reading="二审稿")
    with transaction(session):
        confirm_draft(session, add_draft(session, consultation, new, by=town.office), by=town.office)
    send(collector, consultation, draft_id=shown_id, article="art-5")
    assert comments(session)[0].draft_id == shown_id


def test_after_closing_a_collector_keeps_what_was_typed_and_the_office_enters_it(
    app: Flask, session: Session, town: Town, consultation: Consultation, collector: FlaskClient
) -> None:
    with transaction(session):
        close_consultation(session, consultation, by=town.office)
    refused = send(collector, consultation, words="迟到的话")
    assert refused.status_code == 422
    assert textarea(refused.text, "words") == "迟到的话"
    assert "时间已经过了" in refused.text
    office = sign_in(app.test_client(), town.office)
    assert "现在是补录" in office.get(address(consultation)).text
    assert send(office, consultation, words="迟到的话", point=town.points[0].id).status_code == 303


def test_before_a_draft_is_ready_the_page_says_so(app: Flask, session: Session, town: Town) -> None:
    planned = make_consultation(session, town, open=False)
    office = sign_in(app.test_client(), town.office)
    assert "现在没有开放" in office.get(address(planned)).text
    answer = send(office, planned, words="写早了")
    assert "写早了" in answer.text


def test_a_point_that_does_not_take_part_finds_nothing(app: Flask, session: Session, town: Town) -> None:
    small = make_consultation(session, town, points=1)
    foreign = sign_in(app.test_client(), town.collectors[1])
    assert foreign.get(address(small)).status_code == send(foreign, small).status_code == 404
    assert foreign.get(f"/consultations/{small.id}/comments/article?key=art-4").status_code == 404


def test_people_without_the_task_are_kept_out(app: Flask, town: Town, consultation: Consultation) -> None:
    for person in (town.experts[0], town.reader, town.auditor, town.admin):
        assert person is not None
        client = sign_in(app.test_client(), person)
        assert client.get(address(consultation)).status_code == send(client, consultation).status_code == 403
    assert app.test_client().get(address(consultation)).status_code == 302


def test_a_collector_who_is_also_another_points_expert_enters_for_their_own_point_only(
    app: Flask, session: Session, town: Town
) -> None:
    other_town = make_town(session, "银湖")
    consultation = make_consultation(session, town)
    with transaction(session):
        both = add_user(session, "both", Role.COLLECTOR, other_town.station, other_town.points[0])
    client = sign_in(app.test_client(), both)
    assert client.get(address(consultation)).status_code == 404


def test_without_a_token_of_the_session_nothing_is_saved_and_the_words_are_shown_again(
    app: Flask, session: Session, consultation: Consultation, collector: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = send(collector, consultation, words="我写了很久的话")
    assert answer.status_code == 400
    assert "我写了很久的话" in answer.text
    assert comments(session) == []


def test_unlisted_fields_change_nothing(session: Session, consultation: Consultation, collector: FlaskClient) -> None:
    send(
        collector,
        consultation,
        station_id="9",
        entered_by_id="9",
        receipt_code="AAAA",
        supplements_id="1",
        imported_by_id="9",
    )
    (comment,) = comments(session)
    assert comment.receipt_code != "AAAA"
    assert (comment.supplements_id, comment.imported_by_id, comment.station_id) == (None, None, consultation.station_id)


def test_a_long_comment_is_downloaded_whole(
    app: Flask, session: Session, town: Town, consultation: Consultation, collector: FlaskClient
) -> None:
    send(collector, consultation, words="水" * 25_000)
    (comment,) = comments(session)
    full = collector.get(f"/comments/{comment.id}/full-text")
    assert full.text == "水" * 25_000
    assert full.mimetype == "text/plain"
    assert "attachment" in full.headers["Content-Disposition"]
    foreign = sign_in(app.test_client(), town.collectors[1])
    assert foreign.get(f"/comments/{comment.id}/full-text").status_code == 404


def test_the_slip_names_neither_person_nor_words_nor_an_internal_draft(
    session: Session, town: Town, collector: FlaskClient
) -> None:
    secret = make_consultation(session, town, title="CANARY-TITLE", text=SMALL_DRAFT.replace("河埠头", "CANARY-LAW"))
    answer = collector.post(
        address(secret),
        data=FORM
        | {"client_token": "x", "anonymous": "", "speaker": "CANARY-NAME", "words": "CANARY-WORDS", "print": "1"},
    )
    slip = collector.get(answer.headers["Location"])
    assert comments(session)[0].receipt_code in slip.text
    assert "CANARY" not in slip.text


def test_markup_in_words_stays_text(session: Session, consultation: Consultation, collector: FlaskClient) -> None:
    send(collector, consultation, words="<script>alert(1)</script>{{7*7}}")
    (comment,) = comments(session)
    page = collector.get(f"/comments/{comment.id}").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page


def test_a_full_disk_for_attachments_loses_nothing_acknowledged(
    session: Session, consultation: Consultation, collector: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("liaison.files.write_safely", no_space)
    collector.application.config["PROPAGATE_EXCEPTIONS"] = False
    assert send(collector, consultation, words="水" * 25_000).status_code == 500
    assert comments(session) == []
    assert session.scalar(select(func.count()).select_from(CommentWords)) == 0


def test_days_left_are_shown(session: Session, town: Town, consultation: Consultation, collector: FlaskClient) -> None:
    assert "还剩 10 天" in collector.get(address(consultation)).text
    with clock.frozen_at(clock.now() + timedelta(days=10)):
        make_comment(session, consultation, town.points[0], "最后一天", by=town.collectors[0])


def test_the_office_says_for_which_point_it_enters(
    app: Flask, session: Session, town: Town, consultation: Consultation
) -> None:
    """Nothing is chosen for it: what one point collected would count for another."""
    office = sign_in(app.test_client(), town.office)
    assert not re.search(
        r'<option selected value="[1-9]',
        office.get(address(consultation)).text.split('name="point"')[1].split("</select>")[0],
    )
    answer = send(office, consultation, point="0")
    assert answer.status_code == 422
    assert "选这条意见是哪个采集点收到的" in answer.text
    assert textarea(answer.text, "words") == "扫得勤一点"
    assert comments(session) == []
