"""From received words to settled groups."""

import random
from collections.abc import Iterable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison.comments.models import Comment, Excerpt, ExcerptOrigin, Place
from liaison.consultations.models import Consultation
from liaison.database import transaction
from liaison.drafts.queries import current_draft, provision_at
from liaison.grouping.models import Group, Membership
from liaison.grouping.operations import attribute, touch
from liaison.grouping.queries import GroupView, groups_of_article, groups_of_draft, unplaced_excerpts, unsettled_places
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation
from tests.factories.people import Town, make_town
from tests.factories.work import work_off

SHORT = "停船三十分钟太短了，卸一船菱角都要一个钟头，请改成两个小时。"
SHORTER = "停船三十分钟太短了，卸一船菱角都要一个钟头，请改成三个小时。"


@pytest.fixture
def town(session: Session) -> Town:
    return make_town(session)


@pytest.fixture
def consultation(session: Session, town: Town) -> Consultation:
    return make_consultation(session, town)


def draft_id(session: Session, consultation: Consultation) -> int:
    draft = current_draft(session, consultation.id)
    assert draft is not None
    return draft.id


def say(
    session: Session, town: Town, consultation: Consultation, words: str, key: str | None = "art-5", **changes: object
) -> Comment:
    return make_comment(session, consultation, town.points[0], words, key, by=town.collectors[0], **changes)


def partition(views: Iterable[GroupView], session: Session) -> set[frozenset[str]]:
    tokens = {comment.id: comment.client_token for comment in session.scalars(select(Comment))}
    return {frozenset(tokens[voice.comment_id] for voice in view.voices) for view in views}


def test_copies_stand_in_one_group_and_all_their_voices_count(
    session: Session, town: Town, consultation: Consultation
) -> None:
    for _ in range(3):
        say(session, town, consultation, SHORT)
    work_off(session)
    (view,) = groups_of_article(session, draft_id(session, consultation), "art-5")
    assert (view.comments, view.people) == (3, 3)
    assert len(view.distinct_voices) == 1
    assert unsettled_places(session, draft_id(session, consultation)) == []


def test_another_number_is_another_demand(session: Session, town: Town, consultation: Consultation) -> None:
    say(session, town, consultation, SHORT)
    say(session, town, consultation, SHORTER)
    work_off(session)
    assert len(groups_of_article(session, draft_id(session, consultation), "art-5")) == 2


def test_a_citation_in_the_words_decides_where_they_belong(
    session: Session, town: Town, consultation: Consultation
) -> None:
    say(session, town, consultation, "第三条每月四次不够，要每周两次。", None, place=Place.NONE)
    work_off(session)
    (view,) = groups_of_draft(session, draft_id(session, consultation))
    assert view.place_key == "art-3"


def test_words_about_two_articles_become_two_excerpts_and_stay_one_comment(
    session: Session, town: Town, consultation: Consultation
) -> None:
    comment = say(session, town, consultation, "第三条清扫四次太少。第五条停船的时间又太短。", None, place=Place.NONE)
    work_off(session)
    views = groups_of_draft(session, draft_id(session, consultation))
    assert {view.place_key for view in views} == {"art-3", "art-5"}
    living = session.scalars(
        select(Excerpt).where(Excerpt.comment_id == comment.id, Excerpt.retired_at.is_(None))
    ).all()
    assert {excerpt.origin for excerpt in living} == {ExcerptOrigin.CITED}
    assert "".join(comment.words.words[excerpt.start : excerpt.end] for excerpt in living) == comment.words.words


def test_words_that_name_no_article_wait_in_the_inbox_until_a_person_decides(
    session: Session, town: Town, consultation: Consultation
) -> None:
    say(session, town, consultation, "踏步上的青苔滑倒过三个老人。", None, place=Place.NONE)
    work_off(session)
    id = draft_id(session, consultation)
    (excerpt,) = unplaced_excerpts(session, id)
    third = provision_at(session, id, "art-3")
    with transaction(session):
        attribute(session, excerpt, third, Place.PROVISION, by=town.office)
    work_off(session)
    assert unplaced_excerpts(session, id) == []
    assert [view.place_key for view in groups_of_draft(session, id)] == ["art-3"]
    assert unsettled_places(session, id) == []


def test_a_decided_excerpt_stays_where_it_was_put_when_prepared_again(
    session: Session, town: Town, consultation: Consultation
) -> None:
    from liaison import jobs
    from liaison.comments.operations import PREPARE

    comment = say(session, town, consultation, "第三条每月四次不够，要每周两次。", None, place=Place.NONE)
    work_off(session)
    id = draft_id(session, consultation)
    fifth = provision_at(session, id, "art-5")
    excerpt = session.scalars(select(Excerpt).where(Excerpt.retired_at.is_(None))).one()
    with transaction(session):
        attribute(session, excerpt, fifth, Place.PROVISION, by=town.office)
        jobs.enqueue(session, PREPARE, comment.id)
    work_off(session)
    assert [view.place_key for view in groups_of_draft(session, id)] == ["art-5"]


def test_a_group_that_a_person_touched_keeps_its_id_and_its_members(
    session: Session, town: Town, consultation: Consultation
) -> None:
    say(session, town, consultation, SHORT)
    work_off(session)
    group = session.scalars(select(Group)).one()
    with transaction(session):
        touch(session, group)
    for _ in range(2):
        say(session, town, consultation, SHORT)
    say(session, town, consultation, SHORTER)
    work_off(session)
    members = session.scalars(select(Membership).where(Membership.group_id == group.id)).all()
    assert len(members) == 3
    assert not any(membership.provisional for membership in members)


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_arrival_and_any_moment_of_work_gives_the_same_groups(
    session: Session, town: Town, seed: int
) -> None:
    said = (
        [(SHORT, "art-5")] * 4
        + [(SHORTER, "art-5")] * 3
        + [("四次太少，要八次。", "art-3"), ("四次太少，要八次！", "art-3")]
    )
    partitions = []
    for attempt in range(2):
        consultation = make_consultation(session, town, title=f"第{attempt}次")
        order = list(enumerate(said))
        random.Random(seed * 2 + attempt).shuffle(order)
        for position, (number, (words, key)) in enumerate(order):
            say(session, town, consultation, words, key, client_token=f"token-{number}")
            if position % 3 == 0:
                work_off(session)
        work_off(session)
        partitions.append(partition(groups_of_draft(session, draft_id(session, consultation)), session))
    assert partitions[0] == partitions[1]


def test_equal_words_with_different_suggestions_are_different_demands(session: Session) -> None:
    """改为六十日 and 改为十五日 must not become one group, and nobody's suggestion is hidden behind another's."""
    town = make_town(session)
    consultation = make_consultation(session, town)
    for suggestion in ("停靠不得超过六十分钟。", "停靠不得超过十五分钟。", "停靠不得超过六十分钟。"):
        make_comment(
            session,
            consultation,
            town.points[0],
            "时间不合适，要改。",
            "art-5",
            by=town.collectors[0],
            suggestion=suggestion,
        )
    work_off(session)
    draft = current_draft(session, consultation.id)
    assert draft is not None
    groups = [sorted(voice.suggestion for voice in view.voices) for view in groups_of_draft(session, draft.id)]
    assert sorted(groups) == [["停靠不得超过六十分钟。"] * 2, ["停靠不得超过十五分钟。"]]
