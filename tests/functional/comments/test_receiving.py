"""What receiving a comment leaves in the database, and what it refuses."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from liaison import clock
from liaison.accounts.models import User
from liaison.audit import AuditEntry
from liaison.comments import operations
from liaison.comments.models import Channel, Comment, CommentWords, Excerpt, ExcerptOrigin, Place, ReplyWish, Speaker
from liaison.comments.operations import PREPARE, SameTokenOtherWords, receive, supplement
from liaison.comments.queries import comment_by_receipt
from liaison.comments.receipts import read_receipt_code
from liaison.comments.speakers import open_speaker
from liaison.comments.submission import SpeakerDetails
from liaison.comments.words import as_typed
from liaison.consultations.models import Consultation
from liaison.consultations.operations import close_consultation
from liaison.database import db, transaction
from liaison.errors import Refused
from liaison.files import StoredFile, path_of
from liaison.jobs import Job
from tests.factories.comments import a_submission, make_comment
from tests.factories.consultations import make_consultation
from tests.factories.people import Town, make_town


@pytest.fixture
def town(session: Session) -> Town:
    return make_town(session)


@pytest.fixture
def consultation(session: Session, town: Town) -> Consultation:
    return make_consultation(session, town, points=1)


def count(session: Session, model: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_comment_brings_its_words_an_excerpt_a_job_and_an_audit_entry(
    session: Session, town: Town, consultation: Consultation
) -> None:
    comment = make_comment(
        session, consultation, town.points[0], "下雨天踏步太滑", "art-4.p2.i2", by=town.collectors[0]
    )
    assert comment.words.words == "下雨天踏步太滑"
    assert comment.provision is not None
    assert (comment.place, comment.provision.key) == (Place.PROVISION, "art-4.p2.i2")
    (excerpt,) = comment.excerpts
    assert (excerpt.place_key, excerpt.origin, excerpt.start, excerpt.end) == ("art-4", ExcerptOrigin.WHOLE, 0, 7)
    assert session.scalars(select(Job.subject_id).where(Job.kind == PREPARE)).all() == [comment.id]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "comment_received")).one()
    assert (entry.object_id, entry.actor_id) == (comment.id, town.collectors[0].id)
    assert comment_by_receipt(session, comment.receipt_code.lower().replace("-", " ")) is comment


def test_the_same_submission_twice_is_one_comment_with_one_receipt(
    session: Session, town: Town, consultation: Consultation
) -> None:
    submission = a_submission(consultation, town.points[0], "扫得勤一点", speaker=SpeakerDetails(name="钱春妹"))
    with transaction(session):
        first = receive(session, submission, by=town.collectors[0])
    with transaction(session):
        second = receive(session, submission, by=town.collectors[0])
    assert (first.repeated, second.repeated, second.code) == (False, True, first.code)
    assert count(session, Comment) == count(session, Job) == count(session, Speaker) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"words": "扫得勤一点。"},
        {"reason": "老人多"},
        {"provision_key": "art-3", "place": Place.PROVISION},
        {"speaker": SpeakerDetails(contact="10086")},
    ],
)
def test_the_same_token_with_anything_else_in_it_is_told_apart(
    session: Session, town: Town, consultation: Consultation, change: dict[str, Any]
) -> None:
    first = make_comment(
        session, consultation, town.points[0], "扫得勤一点", by=town.collectors[0], client_token="one-form"
    )
    changed = replace(a_submission(consultation, town.points[0], "扫得勤一点", client_token="one-form"), **change)
    with pytest.raises(SameTokenOtherWords) as conflict, transaction(session):
        receive(session, changed, by=town.collectors[0])
    assert conflict.value.first.id == first.id
    assert count(session, Comment) == 1


def test_whoever_loses_the_race_gets_the_winners_receipt(
    session: Session, town: Town, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look before inserting finds nothing, as it does when two arrive at once; the unique constraint decides."""
    first = make_comment(
        session, consultation, town.points[0], "扫得勤一点", by=town.collectors[0], client_token="one-form"
    )
    looks = iter([True])
    looked_up = operations._received_before
    monkeypatch.setattr(
        operations,
        "_received_before",
        lambda *args: None if next(looks, False) else looked_up(*args),
    )
    submission = a_submission(consultation, town.points[0], "扫得勤一点", client_token="one-form")
    with transaction(session):
        again = receive(session, submission, by=town.collectors[0])
    assert (again.repeated, again.code) == (True, first.receipt_code)
    assert count(session, Comment) == count(session, CommentWords) == count(session, Excerpt) == 1


def test_another_broken_constraint_is_not_taken_for_a_repetition(
    session: Session, town: Town, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_comment(session, consultation, town.points[0], "一", by=town.collectors[0])
    taken = session.scalars(select(Comment.receipt_code)).one()
    monkeypatch.setattr(operations, "new_receipt_code", lambda: taken)
    with pytest.raises(IntegrityError), transaction(session):
        receive(session, a_submission(consultation, town.points[0], "二"), by=town.collectors[0])


def test_a_hundred_at_once_with_one_token_are_one_comment(
    app: Flask, session: Session, town: Town, consultation: Consultation
) -> None:
    submission = a_submission(consultation, town.points[0], "扫得勤一点", speaker=SpeakerDetails(name="钱春妹"))
    collector_id = town.collectors[0].id
    session.rollback()
    start = Barrier(10)

    def send(_: int) -> str:
        start.wait()
        with app.app_context(), transaction(db.session):
            return receive(db.session, submission, by=db.session.get_one(User, collector_id)).code

    with ThreadPoolExecutor(10) as threads:
        codes = list(threads.map(send, range(100)))
    session.rollback()
    assert len(codes) == 100
    assert set(codes) == {session.scalars(select(Comment.receipt_code)).one()}
    assert count(session, Speaker) == count(session, CommentWords) == count(session, Job) == 1


def test_words_are_kept_as_typed_but_for_nul_and_line_ends(
    session: Session, town: Town, consultation: Consultation
) -> None:
    typed = "  第一行\r\n第二\x00行\r\x07\x1b[31m\u202e倒着\ufeff\u200b＝1+1\t 　"
    comment = make_comment(session, consultation, town.points[0], typed, by=town.collectors[0])
    session.expire_all()
    assert comment.words.words == "  第一行\n第二行\n\x07\x1b[31m\u202e倒着\ufeff\u200b＝1+1\t 　"


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=60))
def test_whatever_is_typed_can_be_stored_and_is_left_alone_a_second_time(typed: str) -> None:
    kept = as_typed(typed)
    assert as_typed(kept) == kept
    kept.encode()
    assert "\0" not in kept
    assert "\r" not in kept
    ordinary = not any(character in "\0\r" or "\ud800" <= character <= "\udfff" for character in typed)
    assert (kept == typed) or not ordinary


def test_twenty_thousand_characters_fit_and_one_more_becomes_an_attachment(
    session: Session, town: Town, consultation: Consultation
) -> None:
    fits = make_comment(session, consultation, town.points[0], "水" * 20_000, by=town.collectors[0])
    long = make_comment(session, consultation, town.points[0], "水" * 20_000 + "。", by=town.collectors[0])
    assert (len(fits.words.words), fits.words.full_text_file_id) == (20_000, None)
    file = session.get_one(StoredFile, long.words.full_text_file_id)
    assert path_of(session, file).read_text(encoding="utf-8") == "水" * 20_000 + "。"
    assert "20,001 字" in long.words.words
    assert long.excerpts[0].end == len(long.words.words)


def test_two_overlong_comments_do_not_look_like_copies(
    session: Session, town: Town, consultation: Consultation
) -> None:
    one = make_comment(session, consultation, town.points[0], "水" * 20_001, by=town.collectors[0])
    two = make_comment(session, consultation, town.points[0], "火" * 20_001, by=town.collectors[0])
    assert one.words.words != two.words.words


def test_a_speaker_is_kept_sealed_and_only_if_something_was_said(
    session: Session, town: Town, consultation: Consultation
) -> None:
    make_comment(session, consultation, town.points[0], "无意见", by=town.collectors[0])
    assert count(session, Speaker) == 0
    details = SpeakerDetails(name="钱春妹", contact="139 0000 0000", reply_wish=ReplyWish.SMS)
    comment = make_comment(session, consultation, town.points[0], "好", by=town.collectors[0], speaker=details)
    assert comment.speaker is not None
    assert comment.speaker.name_sealed is not None
    assert "钱春妹".encode() not in comment.speaker.name_sealed
    opened = open_speaker(session, comment.speaker)
    assert (opened.name, opened.contact, opened.masked_name) == ("钱春妹", "139 0000 0000", "钱**")
    same = make_comment(
        session, consultation, town.points[0], "又", by=town.collectors[0], contact="１３９-０００００００0"
    )
    assert same.speaker is not None
    assert same.speaker.contact_index == comment.speaker.contact_index


def test_the_audit_trail_has_neither_words_nor_people(session: Session, town: Town, consultation: Consultation) -> None:
    make_comment(
        session,
        consultation,
        town.points[0],
        "CANARY-WORDS",
        by=town.collectors[0],
        name="CANARY-NAME",
        contact="CANARY-CONTACT",
    )
    trail = json.dumps([[e.action, e.detail, e.object_type] for e in session.scalars(select(AuditEntry))])
    assert "comment_received" in trail
    assert "CANARY" not in trail


def test_a_supplement_is_a_comment_of_its_own_that_points_back(
    session: Session, town: Town, consultation: Consultation
) -> None:
    first = make_comment(session, consultation, town.points[0], "扫得勤一点", by=town.collectors[0])
    with transaction(session):
        second = supplement(
            session, first, a_submission(consultation, town.points[0], "每周一次"), by=town.collectors[0]
        ).comment
    with transaction(session):
        third = supplement(
            session, second, a_submission(consultation, town.points[0], "周一扫"), by=town.collectors[0]
        ).comment
    assert second.supplements_id == third.supplements_id == first.id
    assert first.words.words == "扫得勤一点"


@pytest.mark.parametrize("table", [Comment, CommentWords])
def test_neither_comment_nor_words_can_be_altered_or_deleted(
    session: Session, town: Town, consultation: Consultation, table: type[Any]
) -> None:
    comment = make_comment(session, consultation, town.points[0], "扫得勤一点", by=town.collectors[0])
    changed = {"words": "改了"} if table is CommentWords else {"channel": Channel.PHONE}
    with pytest.raises(DBAPIError, match="insert-only"), transaction(session):
        session.execute(update(table).values(**changed))
    with pytest.raises(DBAPIError, match="insert-only"), transaction(session):
        session.execute(delete(table))
    with pytest.raises(DBAPIError, match="insert-only"), transaction(session):
        comment.words.words = "改了"
    session.expire_all()
    assert comment.words.words == "扫得勤一点"


def test_a_point_that_does_not_take_part_is_refused(session: Session, town: Town, consultation: Consultation) -> None:
    with pytest.raises(Refused, match="没有参加"):
        make_comment(session, consultation, town.points[1], "扫得勤一点", by=town.office)


def test_a_collector_enters_for_their_own_point_only(session: Session, town: Town, consultation: Consultation) -> None:
    with pytest.raises(Refused, match="不是这个采集点"):
        make_comment(session, consultation, town.points[0], "扫得勤一点", by=town.collectors[1])
    assert make_comment(session, consultation, town.points[0], "扫得勤一点", by=town.office)


def test_a_day_in_the_future_is_refused_and_one_in_the_past_kept(
    session: Session, town: Town, consultation: Consultation
) -> None:
    yesterday = clock.today() - timedelta(days=1)
    kept = make_comment(session, consultation, town.points[0], "早", by=town.office, collected_on=yesterday)
    assert kept.collected_on == yesterday
    with pytest.raises(Refused, match="不能晚于今天"):
        make_comment(
            session, consultation, town.points[0], "晚", by=town.office, collected_on=yesterday + timedelta(days=2)
        )


def test_after_the_last_day_only_the_office_enters_and_the_trail_says_so(
    session: Session, town: Town, consultation: Consultation
) -> None:
    with clock.frozen_at(clock.now() + timedelta(days=11)):
        with pytest.raises(Refused, match="时间已经过了"):
            make_comment(session, consultation, town.points[0], "迟了", by=town.collectors[0])
        make_comment(session, consultation, town.points[0], "补录", by=town.office, channel=Channel.PAPER)
    assert '"after_closing": true' in session.scalars(select(AuditEntry.detail).order_by(AuditEntry.id.desc())).first()  # type: ignore[operator]


def test_a_closed_consultation_still_gives_the_receipt_of_what_came_in_time(
    session: Session, town: Town, consultation: Consultation
) -> None:
    submission = a_submission(consultation, town.points[0], "扫得勤一点")
    with transaction(session):
        first = receive(session, submission, by=town.collectors[0])
    with transaction(session):
        close_consultation(session, consultation, by=town.office)
    with transaction(session):
        assert receive(session, submission, by=town.collectors[0]).code == first.code
    with pytest.raises(Refused, match="时间已经过了"):
        make_comment(session, consultation, town.points[0], "迟了", by=town.collectors[0])


def test_before_it_opens_nobody_enters(session: Session, town: Town) -> None:
    planned = make_consultation(session, town, open=False)
    with pytest.raises(Refused, match="没有开放"):
        make_comment(session, planned, town.points[0], "太早", by=town.office)


def test_the_public_reaches_no_internal_draft(session: Session, town: Town, consultation: Consultation) -> None:
    with pytest.raises(Refused, match="没有开放"):
        make_comment(session, consultation, town.points[0], "从外面来")


def test_a_provision_of_no_draft_is_refused_and_empty_words_too(
    session: Session, town: Town, consultation: Consultation
) -> None:
    with pytest.raises(Refused, match="重新选"):
        make_comment(session, consultation, town.points[0], "好", "art-99", by=town.office)
    with pytest.raises(Refused, match="无意见"):
        make_comment(session, consultation, town.points[0], " \n\x00　", by=town.office)
    assert count(session, Comment) == count(session, Job) == 0


def test_every_receipt_code_can_be_read_back(session: Session, town: Town, consultation: Consultation) -> None:
    codes = {
        make_comment(session, consultation, town.points[0], f"第{n}条", by=town.office).receipt_code for n in range(5)
    }
    assert len(codes) == 5
    assert all(read_receipt_code(code) == code for code in codes)
