"""Before a draft is used somebody looks at what was read, can enter it again, and puts it to use."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison.audit import AuditEntry
from liaison.consultations.models import Consultation
from liaison.drafts.models import Draft, DraftState
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation
from tests.factories.drafts import SMALL_DRAFT
from tests.factories.people import Town
from tests.functional.drafts.pages import enter, errors, held_by, labels, new, send, stored

GAP = SMALL_DRAFT.replace("第五条　", "第七条　")
SECOND = SMALL_DRAFT.replace("每月至少清扫四次", "每月至少清扫八次")


@pytest.fixture
def draft(session: Session, office: FlaskClient, consultation: Consultation) -> Draft:
    """Uploaded and waiting; 第六条 is missing in it."""
    enter(office, consultation, "草案.txt", GAP.encode(), reading="一审稿")
    return stored(session)[0]


def confirm(client: FlaskClient, draft: Draft) -> str:
    """The page that follows."""
    answer = client.post(f"/drafts/{draft.id}/confirm")
    assert answer.status_code == 303
    return client.get(answer.headers["Location"]).text


def actions(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_what_is_odd_is_shown_with_its_line_and_neighbours_and_blocks_nothing(
    office: FlaskClient, draft: Draft
) -> None:
    page = office.get(f"/drafts/{draft.id}/proof").text
    assert "处请看一眼" in page
    assert "“第四条”之后直接是“第七条”，中间的条号缺失，请核对原文。" in page
    assert "第 22 行" in page
    assert "<mark>第七条　在河埠头停靠船只不得超过三十分钟。</mark>" in page
    assert "系统没有改动任何字，只是提醒。" in page
    assert "草案已经启用，现在还是内部的。" in confirm(office, draft)


def test_very_many_doubts_are_counted_and_the_first_hundred_shown(
    session: Session, office: FlaskClient, consultation: Consultation
) -> None:
    page = enter(office, consultation, text="".join(f"第{number}条　甲。\n" for number in range(1, 900, 3)))
    assert "，299 处请看一眼" in page
    assert page.count("中间的条号缺失") == 100
    assert "还有 199 处没有列出" in page


def test_a_text_without_articles_cannot_be_put_to_use_and_says_why(
    session: Session, office: FlaskClient, consultation: Consultation
) -> None:
    page = enter(office, consultation, text="胡乱写的几句话。")
    (draft,) = stored(session)
    assert "没有找到条文" in page
    assert "每一条应当以“第一条”这样的字样开头。" in page
    assert "没有条文就不能启用。请重新录入，刚才的文字还在。" in page
    assert "核对无误，启用" not in page
    assert "这份草案里没有找到条文，请检查后重新录入" in confirm(office, draft)
    assert stored(session)[0].state is DraftState.PROOFING


def test_entering_again_begins_with_what_is_there_and_takes_its_place(
    session: Session, office: FlaskClient, draft: Draft
) -> None:
    where = f"/drafts/{draft.id}/again"
    held = held_by(office.get(where).text)
    assert held == {"kind": "text", "reading": "一审稿", "title": "", "text": GAP.rstrip("\n") + "\n"}
    answer = send(office, where, **held | {"text": SMALL_DRAFT, "reading": "二审稿"})
    assert answer.status_code == 303
    (changed,) = stored(session)
    assert (changed.id, changed.number, changed.reading, changed.source_text) == (draft.id, 1, "二审稿", SMALL_DRAFT)
    assert labels(session, changed)[-1] == "第六条"
    assert "没有看出疑问" in office.get(answer.headers["Location"]).text
    assert actions(session)[-2:] == ["draft_added", "draft_entered_again"]


def test_the_form_for_entering_again_says_that_a_file_wins(office: FlaskClient, draft: Draft) -> None:
    assert "下面选了文件，就以文件为准。" in office.get(f"/drafts/{draft.id}/again").text


def test_entering_again_with_a_file_needs_no_emptying_of_the_box(
    session: Session, office: FlaskClient, draft: Draft
) -> None:
    where = f"/drafts/{draft.id}/again"
    held = held_by(office.get(where).text)
    windows = held | {"text": held["text"].replace("\n", "\r\n")}
    assert send(office, where, "改好的.txt", SMALL_DRAFT.encode(), **windows).status_code == 303
    assert stored(session)[0].source_text == SMALL_DRAFT
    assert office.get(f"/drafts/{draft.id}/original").data == SMALL_DRAFT.encode()


def test_a_box_in_which_something_was_changed_and_a_file_ask_which(
    session: Session, office: FlaskClient, draft: Draft
) -> None:
    where = f"/drafts/{draft.id}/again"
    held = held_by(office.get(where).text)
    answer = send(office, where, "改好的.txt", SMALL_DRAFT.encode(), **held | {"text": held["text"] + "改"})
    assert errors(answer.text) == ["粘贴和上传只能选一样：清空文本框，或者不选文件"]
    assert stored(session)[0].source_text == GAP


def test_a_refused_second_text_leaves_the_first_as_it_was(session: Session, office: FlaskClient, draft: Draft) -> None:
    answer = send(office, f"/drafts/{draft.id}/again", "a.docx", b"MZ\x90\x00" + b"\x00" * 100, reading="二审稿")
    assert answer.status_code == 422
    assert held_by(answer.text)["reading"] == "二审稿"
    (kept,) = stored(session)
    assert (kept.source_text, kept.reading) == (GAP, "一审稿")
    assert office.get(f"/drafts/{draft.id}/original").data == GAP.encode()


def test_a_draft_in_use_cannot_be_entered_again(session: Session, office: FlaskClient, draft: Draft) -> None:
    confirm(office, draft)
    where = f"/drafts/{draft.id}/again"
    for ask in (lambda: office.get(where), lambda: send(office, where, text=SECOND)):
        answer = ask()
        assert answer.status_code == 303
        assert "这一稿已经启用，不能再改。请录入新的一稿。" in office.get(answer.headers["Location"]).text
    assert stored(session)[0].source_text == GAP
    assert office.get(f"/drafts/{draft.id}/proof").headers["Location"] == f"/drafts/{draft.id}"


def test_putting_to_use_is_audited_and_happens_once(
    session: Session, town: Town, office: FlaskClient, draft: Draft
) -> None:
    confirm(office, draft)
    confirm(office, draft)
    session.rollback()
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "draft_confirmed"))
    assert [(entry.actor_id, entry.object_id) for entry in entries] == [(town.office.id, draft.id)]


def test_a_new_draft_replaces_one_that_nothing_was_said_about(
    session: Session, office: FlaskClient, consultation: Consultation, draft: Draft
) -> None:
    confirm(office, draft)
    enter(office, consultation, text=SECOND, reading="二审稿")
    assert [each.state for each in stored(session)] == [DraftState.READY, DraftState.PROOFING]
    page = confirm(office, stored(session)[1])
    assert [each.state for each in stored(session)] == [DraftState.REPLACED, DraftState.READY]
    assert "第 2 稿 · 二审稿" in page
    assert actions(session)[-2:] == ["draft_replaced", "draft_confirmed"]
    assert (
        "这一稿已经被新稿替换，不能再启用"
        in office.get(office.post(f"/drafts/{draft.id}/confirm").headers["Location"], follow_redirects=True).text
    )


def test_a_draft_that_people_spoke_about_stays_beside_the_new_one(
    session: Session, town: Town, office: FlaskClient
) -> None:
    running = make_consultation(session, town)
    make_comment(session, running, town.points[0], "每月扫四次不够。", "art-3", by=town.collectors[0])
    enter(office, running, text=SECOND)
    confirm(office, stored(session)[1])
    assert [each.state for each in stored(session)] == [DraftState.READY, DraftState.READY]
    assert "这不是最新的一稿。" in office.get(f"/drafts/{stored(session)[0].id}").text


def test_the_reading_page_has_the_whole_text_with_a_way_to_each_article(office: FlaskClient, draft: Draft) -> None:
    confirm(office, draft)
    page = office.get(f"/drafts/{draft.id}").text
    for piece in (
        "第一章　总则",
        'href="#art-4"',
        'id="art-4.p2.i2"',
        "结冰打滑的；",
        "关闭的，应当在两小时内挂牌告知。",
    ):
        assert piece in page, piece
    assert "内部材料：没有公开之前，不要转发、不要贴出来。" in page
    assert "下载上传的原件" in page


def test_what_was_pasted_has_no_original(session: Session, office: FlaskClient, consultation: Consultation) -> None:
    assert "下载上传的原件" not in enter(office, consultation, text=SECOND)
    assert office.get(f"/drafts/{stored(session)[0].id}/original").status_code == 404


def test_two_who_enter_a_draft_in_the_same_instant_get_one_each(
    app: Flask, session: Session, office: FlaskClient, consultation: Consultation
) -> None:
    cookie = office.get_cookie("session")
    assert cookie is not None
    where, start = new(consultation), Barrier(4)
    session.rollback()

    def enter_one(number: int) -> int:
        client = app.test_client()
        client.set_cookie("session", cookie.value)
        start.wait()
        return send(client, where, text=SMALL_DRAFT, reading=f"{number}").status_code

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(enter_one, range(4))) == [303] * 4
    assert [each.number for each in stored(session)] == [1, 2, 3, 4]
    for each in stored(session):
        assert len(labels(session, each)) == 6
