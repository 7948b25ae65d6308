"""The next draft moves the articles: the map, a person's decisions, and what people said going along – or staying behind."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison.comments.models import Comment, Excerpt, ExcerptOrigin, Place
from liaison.consultations.models import Consultation
from liaison.database import transaction
from liaison.drafts.maps import ProvisionMap
from liaison.drafts.models import Draft, DraftKind
from liaison.drafts.operations import NewDraft, add_draft, confirm_draft
from liaison.drafts.queries import current_draft
from liaison.grouping.queries import groups_of_draft
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation
from tests.factories.drafts import SMALL_DRAFT
from tests.factories.people import Town, make_town, sign_in
from tests.factories.work import work_off

NEW_ARTICLE = "河埠头的石阶应当做防滑处理，转角处装设扶手和照明。"
# 第三条 is new, so the old 三 to 六 move on; 停靠 (old 第五条) is written anew from its first word to its last.
SECOND_DRAFT = (
    SMALL_DRAFT.replace("第六条　", "第七条　")
    .replace(
        "第五条　在河埠头停靠船只不得超过三十分钟。",
        "第六条　船在埠头旁系缆，装货卸货以一个时辰为限，逾时由看护人劝离。",
    )
    .replace("第四条　", "第五条　")
    .replace("第三条　", f"第三条　{NEW_ARTICLE}\n\n第四条　")
)


@pytest.fixture
def consultation(session: Session, town: Town) -> Consultation:
    """Comments on the first draft, about 第三条, 第四条第二款, 第五条 and the whole; then a second draft."""
    consultation = make_consultation(session, town)
    for words, key in (
        ("每月四次太少，要八次。", "art-3"),
        ("水位漫过台阶不用关，铺块板就行。", "art-4.p2"),
        ("三十分钟卸不完一船菱角。", "art-5"),
        ("这个规定早该立了。", None),
    ):
        make_comment(session, consultation, town.points[0], words, key, by=town.collectors[0])
    work_off(session)
    return consultation


@pytest.fixture
def first(session: Session, consultation: Consultation) -> Draft:
    draft = current_draft(session, consultation.id)
    assert draft is not None
    return draft


@pytest.fixture
def second(session: Session, town: Town, consultation: Consultation, first: Draft) -> Draft:
    new = NewDraft(text=SECOND_DRAFT, kind=DraftKind.TEXT, title="", reading="二审稿")
    with transaction(session):
        draft = add_draft(session, consultation, new, by=town.office)
        confirm_draft(session, draft, by=town.office)
    work_off(session)
    return draft


def rows(session: Session, second: Draft) -> dict[tuple[str, ...], ProvisionMap]:
    session.rollback()
    found = session.scalars(select(ProvisionMap).where(ProvisionMap.to_draft_id == second.id))
    return {(*row.old_keys, "→", *row.new_keys): row for row in found}


def carried(session: Session, second: Draft) -> dict[str, str]:
    """Words → where they stand in the second draft."""
    session.rollback()
    found = session.scalars(select(Excerpt).where(Excerpt.draft_id == second.id, Excerpt.retired_at.is_(None)))
    return {each.comment.words.words: each.provision.key if each.provision else each.place.value for each in found}


def test_the_worker_compares_a_new_draft_with_the_one_before(session: Session, second: Draft) -> None:
    found = rows(session, second)
    assert found["art-3", "→", "art-4"].correspondence == "moved"
    assert found["art-3", "→", "art-4"].holds
    assert found["→", "art-3"].correspondence == "new"
    assert found["art-5", "→"].correspondence == "gone"
    assert found["→", "art-6"].correspondence == "new"


def test_both_drafts_stand_side_by_side_with_what_changed(office: FlaskClient, second: Draft) -> None:
    page = office.get(f"/drafts/{second.id}/comparison").text
    assert NEW_ARTICLE in page
    assert "由第三条改为第四条" in page
    assert "结合本市水乡实际" not in page, "an article without a change is not listed"
    assert "结合本市水乡实际" in office.get(f"/drafts/{second.id}/comparison?all=1").text


def test_what_was_said_moves_along_rows_that_hold_and_the_rest_is_shown(
    session: Session, office: FlaskClient, first: Draft, second: Draft
) -> None:
    before = {each.id for each in session.scalars(select(Excerpt).where(Excerpt.draft_id == first.id))}
    page = office.get(f"/drafts/{second.id}/carry-over").text
    assert "可以跟过来的：3 处意见" in page
    assert "没有着落的：1 处意见" in page
    assert "三十分钟卸不完一船菱角。" in page
    assert office.post(f"/drafts/{second.id}/carry-over").status_code == 303
    assert carried(session, second) == {
        "每月四次太少，要八次。": "art-4",
        "水位漫过台阶不用关，铺块板就行。": "art-5.p2",
        "这个规定早该立了。": "whole",
    }
    after = session.scalars(select(Excerpt).where(Excerpt.draft_id == first.id, Excerpt.retired_at.is_(None)))
    assert {each.id for each in after} == before, "the first draft keeps its own"


def test_carried_words_are_grouped_in_the_new_draft(session: Session, office: FlaskClient, second: Draft) -> None:
    office.post(f"/drafts/{second.id}/carry-over")
    session.rollback()
    work_off(session)
    assert {(view.place_key, view.comments) for view in groups_of_draft(session, second.id)} == {
        ("art-4", 1),
        ("art-5", 1),
        ("whole", 1),
    }


def test_a_second_press_carries_nothing_twice(session: Session, office: FlaskClient, second: Draft) -> None:
    for _ in range(2):
        office.post(f"/drafts/{second.id}/carry-over")
    session.rollback()
    origins = session.scalars(select(Excerpt.origin).where(Excerpt.draft_id == second.id)).all()
    assert origins == [ExcerptOrigin.CARRIED] * 3


def test_a_person_says_which_article_it_is_and_the_orphan_follows(
    session: Session, office: FlaskClient, second: Draft
) -> None:
    answer = office.post(f"/drafts/{second.id}/comparison", data={"old": "art-5", "new": "art-6"})
    assert answer.status_code == 303
    office.post(f"/drafts/{second.id}/carry-over")
    assert carried(session, second)["三十分钟卸不完一船菱角。"] == "art-6"


def test_a_refused_row_holds_nothing_and_the_decision_can_be_taken_back(
    session: Session, office: FlaskClient, second: Draft
) -> None:
    row = rows(session, second)["art-3", "→", "art-4"]
    office.post(f"/map-rows/{row.id}/refuse")
    assert "可以跟过来的：2 处意见" in office.get(f"/drafts/{second.id}/carry-over").text
    office.post(f"/map-rows/{row.id}/reopen")
    assert "可以跟过来的：3 处意见" in office.get(f"/drafts/{second.id}/carry-over").text


def test_a_new_comment_on_the_second_draft_stands_beside_what_came_along(
    session: Session, office: FlaskClient, town: Town, consultation: Consultation, second: Draft
) -> None:
    office.post(f"/drafts/{second.id}/carry-over")
    make_comment(session, consultation, town.points[0], "每月四次太少，要八次！", "art-4", by=town.collectors[0])
    work_off(session)
    (group,) = [view for view in groups_of_draft(session, second.id) if view.place_key == "art-4"]
    assert group.comments == 2
    assert session.scalars(select(Comment.draft_id).order_by(Comment.id.desc())).first() == second.id


def test_who_may_not_see_the_draft_sees_no_comparison(app: Flask, session: Session, second: Draft) -> None:
    stranger = sign_in(app.test_client(), make_town(session, "白鹭").office)
    row = next(iter(rows(session, second).values()))
    assert stranger.get(f"/drafts/{second.id}/comparison").status_code == 404
    assert stranger.get(f"/drafts/{second.id}/carry-over").status_code == 404
    assert stranger.post(f"/map-rows/{row.id}/confirm").status_code == 404


def test_what_names_no_article_stays_behind_in_sight_and_the_report_page_says_so(
    session: Session, office: FlaskClient, town: Town, consultation: Consultation, first: Draft, second: Draft
) -> None:
    make_comment(
        session,
        consultation,
        town.points[0],
        "就是不方便。",
        None,
        by=town.collectors[0],
        place=Place.NONE,
        draft_id=first.id,
    )
    work_off(session)
    assert "没有着落的：2 处意见" in office.get(f"/drafts/{second.id}/carry-over").text
    assert "还有 5 处意见没有转到这一稿" not in office.get(f"/consultations/{consultation.id}/reports").text
    make_comment(session, consultation, town.points[0], "石阶要修。", "art-3", by=town.collectors[0])
    work_off(session)
    assert "还有 5 处意见没有转到这一稿" in office.get(f"/consultations/{consultation.id}/reports").text
