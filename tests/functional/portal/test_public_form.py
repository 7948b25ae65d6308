"""A citizen writes from the page behind a QR code, without an account."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from liaison import clock
from liaison.comments.models import Channel, Comment, Place, ReplyWish, SpeakerKind
from liaison.comments.speakers import open_speaker
from liaison.consultations.models import Consultation, Participation
from liaison.consultations.operations import close_consultation
from liaison.database import transaction
from liaison.drafts.models import DraftKind
from liaison.drafts.operations import NewDraft, add_draft, confirm_draft
from liaison.limits import limiter
from liaison.portal.privacy_notice import NOTICE_VERSION
from tests.factories.consultations import make_consultation
from tests.factories.drafts import SMALL_DRAFT
from tests.factories.people import Town, make_town

SECRET_DRAFT = SMALL_DRAFT.replace("河埠头", "CANARY")


@pytest.fixture
def town(session: Session) -> Town:
    return make_town(session)


@pytest.fixture
def consultation(session: Session, town: Town) -> Consultation:
    return make_consultation(session, town, public=True)


def page_of(session: Session, consultation: Consultation, place: int = 0) -> str:
    """The address of the form of the consultation's first point."""
    codes = session.scalars(
        select(Participation.public_code)
        .where(Participation.consultation_id == consultation.id)
        .order_by(Participation.point_id)
    ).all()
    return f"/p/{codes[place]}"


def filled(page: str, **changes: Any) -> dict[str, Any]:
    """The form as a browser would send it, with `changes` typed in."""
    hidden = {
        name: unescape(found[1])
        for name in ("client_token", "shown_at", "draft_id", "supplements")
        if (found := re.search(rf'name="{name}"[^>]*value="([^"]*)"', page))
    }
    return hidden | {"article": "whole", "words": "扫得勤一点", "reply_wish": "none"} | changes


def open_form(client: FlaskClient, address: str, seconds_ago: int = 60) -> str:
    with clock.frozen_at(clock.now() - timedelta(seconds=seconds_ago)):
        return client.get(address).text


def send(client: FlaskClient, address: str, seconds_ago: int = 60, **changes: Any) -> TestResponse:
    return client.post(address, data=filled(open_form(client, address, seconds_ago), **changes))


def comments(session: Session) -> list[Comment]:
    session.rollback()
    return list(session.scalars(select(Comment).order_by(Comment.id)))


def words_shown(page: str) -> str:
    found = re.search(r'<textarea[^>]*name="words"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def test_words_come_in_without_account_and_without_name(
    session: Session, client: FlaskClient, consultation: Consultation
) -> None:
    answer = send(client, page_of(session, consultation), article="art-4", place="art-4.p1", stance="against")
    (comment,) = comments(session)
    assert answer.headers["Location"] == f"/receipts/{comment.receipt_code}"
    assert (comment.channel, comment.entered_by_id, comment.speaker_id) == (Channel.QR, None, None)
    assert comment.place is Place.PROVISION


def test_contact_is_kept_only_with_consent_and_with_the_notice_that_was_shown(
    session: Session, client: FlaskClient, consultation: Consultation
) -> None:
    address = page_of(session, consultation)
    contact = {"reply_wish": "sms", "contact": "13900000000", "speaker_kind": "resident"}
    refused = send(client, address, **contact)
    assert refused.status_code == 422
    assert "要您同意才行" in refused.text
    assert comments(session) == []
    send(client, address, **contact, consent="y")
    (comment,) = comments(session)
    assert comment.speaker is not None
    assert comment.speaker.notice_version == NOTICE_VERSION
    assert open_speaker(session, comment.speaker).contact == "13900000000"
    assert (comment.speaker.reply_wish, comment.speaker_kind) == (ReplyWish.SMS, SpeakerKind.RESIDENT)


def test_consent_is_no_condition_for_speaking(
    session: Session, client: FlaskClient, consultation: Consultation
) -> None:
    assert send(client, page_of(session, consultation)).status_code == 303


def test_sent_twice_it_is_one_comment(session: Session, client: FlaskClient, consultation: Consultation) -> None:
    address = page_of(session, consultation)
    data = filled(open_form(client, address))
    answers = {client.post(address, data=data).headers["Location"] for _ in range(3)}
    assert len(answers) == len(comments(session)) == 1


def test_other_words_under_the_same_token_become_a_supplement_with_one_press(
    session: Session, client: FlaskClient, consultation: Consultation
) -> None:
    address = page_of(session, consultation)
    data = filled(open_form(client, address), words="CANARY-FIRST")
    client.post(address, data=data)
    conflict = client.post(address, data=data | {"words": "改了主意"})
    assert conflict.status_code == 409
    assert "改了主意" in conflict.text
    assert "CANARY" not in conflict.text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', conflict.text))
    code = re.search(r'name="supplements" value="([^"]+)"', conflict.text)
    assert code is not None
    assert client.post(address, data=hidden | {"supplements": code[1]}).status_code == 303
    first, second = comments(session)
    assert (second.supplements_id, second.words.words) == (first.id, "改了主意")


def test_a_receipt_lets_its_holder_add_something_on_the_same_page_only(
    session: Session, client: FlaskClient, consultation: Consultation
) -> None:
    address = page_of(session, consultation)
    send(client, address)
    (first,) = comments(session)
    send(client, f"{address}?supplements={first.receipt_code}", words="再补一句")
    send(client, page_of(session, consultation, 1) + f"?supplements={first.receipt_code}", words="别的点")
    assert [comment.supplements_id for comment in comments(session)] == [None, first.id, None]


def test_a_hidden_field_filled_in_or_a_form_sent_at_once_is_asked_about_and_keeps_the_words(
    session: Session, client: FlaskClient, consultation: Consultation
) -> None:
    address = page_of(session, consultation)
    for answer in (
        send(client, address, website="http://x", words="我的话"),
        send(client, address, seconds_ago=0, words="我的话"),
        send(client, address, words="我的话", shown_at="forged"),
    ):
        assert answer.status_code == 422
        assert words_shown(answer.text) == "我的话"
        assert 'name="website" tabindex="-1" type="text" value=""' in answer.text
    assert comments(session) == []


def test_the_second_press_of_a_quick_person_goes_through(
    session: Session, client: FlaskClient, consultation: Consultation
) -> None:
    address = page_of(session, consultation)
    asked = send(client, address, seconds_ago=0, words="我的话")
    with clock.frozen_at(clock.now() + timedelta(seconds=5)):
        assert client.post(address, data=filled(asked.text, words="我的话")).status_code == 303
    assert [comment.words.words for comment in comments(session)] == ["我的话"]


@pytest.fixture
def limits(app: Flask) -> None:
    assert limiter.enabled
    limiter.reset()


def test_the_twenty_first_in_an_hour_is_kept_on_the_page_and_another_browser_goes_on(
    app: Flask, session: Session, client: FlaskClient, consultation: Consultation, limits: None
) -> None:
    address = page_of(session, consultation)
    page = open_form(client, address)
    for n in range(20):
        assert client.post(address, data=filled(page, words=f"第{n}", client_token=f"token-{n}")).status_code == 303
    refused = client.post(address, data=filled(page, words="第二十一条", client_token="token-21"))
    assert refused.status_code == 429
    assert words_shown(refused.text) == "第二十一条"
    neighbour = app.test_client()
    assert send(neighbour, address).status_code == 303


def test_without_a_token_of_the_session_nothing_is_saved_and_the_words_are_shown_again(
    app: Flask, session: Session, client: FlaskClient, consultation: Consultation
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = send(client, page_of(session, consultation), words="我写了很久的话")
    assert answer.status_code == 400
    assert "我写了很久的话" in answer.text
    assert comments(session) == []


def test_without_scripts_the_text_of_an_article_is_shown_and_nothing_is_lost(
    session: Session, client: FlaskClient, consultation: Consultation
) -> None:
    page = send(client, page_of(session, consultation), article="art-5", change_article="1", words="我的话")
    assert "停靠船只" in page.text
    assert words_shown(page.text) == "我的话"


def test_overlong_words_come_in_whole(session: Session, client: FlaskClient, consultation: Consultation) -> None:
    assert send(client, page_of(session, consultation), words="水" * 20_001).status_code == 303
    assert comments(session)[0].words.full_text_file is not None


def closed_pages(session: Session, town: Town) -> list[str]:
    """Every reason for which a form is not open, each with a draft that nobody outside may see."""
    internal = make_consultation(session, town, text=SECRET_DRAFT, title="CANARY")
    planned = make_consultation(session, town, text=SECRET_DRAFT, title="CANARY", public=True, open=False)
    over = make_consultation(session, town, text=SECRET_DRAFT, title="CANARY", public=True)
    proofing = make_consultation(session, town, text=SECRET_DRAFT, title="CANARY", public=True)
    with transaction(session):
        close_consultation(session, over, by=town.office)
        new = NewDraft(text=SECRET_DRAFT, kind=DraftKind.TEXT, title="", reading="二审稿")
        confirm_draft(session, add_draft(session, proofing, new, by=town.office), by=town.office)
    return [page_of(session, each) for each in (internal, planned, over, proofing)]


def test_what_is_not_open_looks_like_what_does_not_exist(session: Session, client: FlaskClient, town: Town) -> None:
    unknown = client.get("/p/nosuchcode")
    assert unknown.status_code == 404
    for address in closed_pages(session, town):
        for path in ("", "/poster", "/qr.svg", "/article?key=art-4", "?provision=art-4"):
            answer = client.get(address + path)
            assert answer.status_code == 404
            assert "CANARY" not in answer.text
            assert without_secrets(answer.text, address + path) == without_secrets(unknown.text, "/p/nosuchcode")


def without_secrets(page: str, address: str) -> str:
    """The page without its token and without its own address, which the reader knows."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page).replace(address, "")


def test_words_sent_to_a_page_that_has_closed_are_shown_again(
    session: Session, client: FlaskClient, town: Town, consultation: Consultation
) -> None:
    address = page_of(session, consultation)
    data = filled(open_form(client, address), words="迟了一步")
    with transaction(session):
        close_consultation(session, consultation, by=town.office)
    answer = client.post(address, data=data)
    assert answer.status_code == 404
    assert "迟了一步" in answer.text
    assert comments(session) == []


def test_an_internal_draft_cannot_be_reached_through_a_public_form(
    session: Session, client: FlaskClient, town: Town, consultation: Consultation
) -> None:
    secret = make_consultation(session, town, text=SECRET_DRAFT)
    from_elsewhere = session.scalar(select(Participation.id).where(Participation.consultation_id == secret.id))
    assert from_elsewhere is not None
    address = page_of(session, consultation)
    for draft_id in range(1, 5):
        assert "CANARY" not in client.get(f"{address}/article?key=art-4&draft_id={draft_id}").text
        assert "CANARY" not in client.get(f"{address}?provision=art-4&draft_id={draft_id}").text
        send(client, address, article="art-4", draft_id=draft_id)
    assert {comment.draft.consultation_id for comment in comments(session)} == {consultation.id}


@pytest.mark.parametrize("code", ["%00", "a%00b", "..%2f", "%ff", "第", "a" * 5000])
def test_a_hostile_code_is_answered_plainly(client: FlaskClient, town: Town, code: str) -> None:
    assert client.get(f"/p/{code}").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"draft_id": "9" * 40},
        {"draft_id": "-1"},
        {"client_token": "\x00"},
        {"client_token": "a" * 1000},
        {"article": "art-4", "place": "\x00"},
        {"words": "\x00\x01\ud7ff\ufffe"},
        {"supplements": "\x00"},
        {"shown_at": "\x00"},
        {"stance": "x"},
        {"reply_wish": "x"},
        {"contact": "水" * 300, "reply_wish": "wechat", "consent": "y"},
        {"speaker_kind": "x"},
        {"article": "x"},
    ],
)
def test_hostile_fields_are_answered_plainly(
    session: Session, client: FlaskClient, consultation: Consultation, changes: dict[str, str]
) -> None:
    answer = send(client, page_of(session, consultation), **({"words": "我的话"} | changes))
    assert answer.status_code in (303, 422)
    if answer.status_code == 422 and "words" not in changes:
        assert words_shown(answer.text) == "我的话"


def test_the_poster_leads_to_the_form_whatever_host_was_asked(
    app: Flask, session: Session, client: FlaskClient, consultation: Consultation
) -> None:
    address = page_of(session, consultation)
    poster = client.get(f"{address}/poster", headers={"Host": "127.0.0.1"})
    assert f"http://localhost:8000{address}" in poster.text
    picture = client.get(f"{address}/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.data.startswith(b"<?xml")
