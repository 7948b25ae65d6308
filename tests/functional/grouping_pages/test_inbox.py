"""Opinions that name no article wait for the office, which says what they are about – and may take it back."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison.comments.models import Comment, Excerpt, Place
from liaison.grouping.models import Membership
from tests.factories.comments import make_comment
from tests.factories.groups import Scene, client_of, make_group, make_scene
from tests.factories.people import make_town

WORDS = "埠头边上的灯坏了半年，没人来修。"


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


@pytest.fixture
def lamp(session: Session, scene: Scene) -> Excerpt:
    by = scene.town.collectors[0]
    comment: Comment = make_comment(session, scene.consultation, scene.town.points[0], WORDS, by=by, place=Place.NONE)
    make_group(session, scene.draft, "none", [comment])
    return session.scalars(select(Excerpt).where(Excerpt.comment_id == comment.id)).one()


def test_the_words_wait_and_go_where_the_office_puts_them(
    app: Flask, session: Session, scene: Scene, lamp: Excerpt
) -> None:
    office = client_of(app, scene.town.office)
    inbox = office.get("/unplaced")
    assert inbox.location == f"/drafts/{scene.draft.id}/unplaced"
    assert WORDS in office.get(inbox.location).text
    placed = office.post(f"/excerpts/{lamp.id}/place", data={"place": "art-3"})
    assert placed.status_code == 303
    page = office.get(placed.location).text
    assert WORDS not in page
    assert "第三条" in page
    session.rollback()
    moved = session.get_one(Excerpt, lamp.id)
    assert (moved.place, moved.place_key, moved.attributed_by_id) == (Place.PROVISION, "art-3", scene.town.office.id)
    assert session.scalar(select(Membership).where(Membership.excerpt_id == lamp.id)) is None


def test_a_decision_can_be_taken_back(app: Flask, session: Session, scene: Scene, lamp: Excerpt) -> None:
    office = client_of(app, scene.town.office)
    office.post(f"/excerpts/{lamp.id}/place", data={"place": "new"})
    back = office.post(f"/excerpts/{lamp.id}/place", data={"place": "none"})
    assert WORDS in office.get(back.location).text
    session.rollback()
    assert session.get_one(Excerpt, lamp.id).place is Place.NONE


def test_nothing_chosen_says_what_to_do(app: Flask, scene: Scene, lamp: Excerpt) -> None:
    answer = client_of(app, scene.town.office).post(f"/excerpts/{lamp.id}/place", data={"place": ""})
    assert answer.status_code == 422
    assert "先选归到哪一条" in answer.text
    assert WORDS in answer.text


def test_an_article_that_the_draft_does_not_have_is_refused(app: Flask, scene: Scene, lamp: Excerpt) -> None:
    answer = client_of(app, scene.town.office).post(f"/excerpts/{lamp.id}/place", data={"place": "art-99"})
    assert answer.status_code == 422


def test_the_inbox_is_the_offices_own(app: Flask, session: Session, scene: Scene, lamp: Excerpt) -> None:
    elsewhere = client_of(app, make_town(session, "北圩").office)
    assert elsewhere.get(f"/drafts/{scene.draft.id}/unplaced").status_code == 404
    assert elsewhere.post(f"/excerpts/{lamp.id}/place", data={"place": "art-3"}).status_code == 404
    assert WORDS not in elsewhere.get("/unplaced").text
    expert = client_of(app, scene.town.experts[0])
    assert expert.get(f"/drafts/{scene.draft.id}/unplaced").status_code == 403
    assert expert.post(f"/excerpts/{lamp.id}/place", data={"place": "art-3"}).status_code == 403


def test_the_overview_counts_groups_and_opinions_of_each_article(app: Flask, scene: Scene, lamp: Excerpt) -> None:
    page = client_of(app, scene.town.office).get(f"/drafts/{scene.draft.id}/groups").text
    assert page.index("第三条") < page.index("第四条") < page.index("没说是哪一条")
    assert "2 组" in page
    assert "6 条" in page
    assert "1 条没有指明条款" in page
