"""Groups inserted directly: pages and reports are tested on known groups, whatever the grouping engine would make of the words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.accounts.models import User
from liaison.comments.models import Comment, Excerpt, Stance
from liaison.consultations.models import Consultation
from liaison.database import transaction
from liaison.drafts.models import Draft
from liaison.drafts.queries import current_draft
from liaison.grouping.models import Group, Membership
from liaison.grouping.places import lock_places
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation
from tests.factories.people import Town, make_town, sign_in


def make_group(session: Session, draft: Draft, place_key: str, comments: Iterable[Comment]) -> Group:
    """Commits a settled group at `place_key` with the whole excerpt of each comment."""
    ids = [comment.id for comment in comments]
    draft_id = draft.id
    with transaction(session):
        place = lock_places(session, draft_id, [place_key])[0]
        last = session.scalar(select(func.max(Group.number)).where(Group.draft_id == draft_id)) or 0
        group = Group(draft_id=draft_id, article_grouping_id=place.id, number=last + 1, created_at=clock.now())
        session.add(group)
        session.flush()
        for excerpt in session.scalars(select(Excerpt).where(Excerpt.comment_id.in_(ids)).order_by(Excerpt.id)):
            excerpt.place_key = place_key
            session.add(
                Membership(
                    excerpt_id=excerpt.id,
                    group_id=group.id,
                    provisional=False,
                    evidence={"kind": "first", "sentence": "本组第一条"},
                    joined_at=clock.now(),
                )
            )
        place.settled = place.arrived
    return group


CANARY_NAME, CANARY_PHONE = "周水生", "13812345678"


@dataclass
class Scene:
    """Three groups: `cleaning` (第三条) and `hours` (第四条) fall to the first expert, `baskets` (第三条) to the second."""

    town: Town
    consultation: Consultation
    draft: Draft
    cleaning: Group
    baskets: Group
    hours: Group


def make_scene(session: Session, *, taking_part: int | None = None, **changes: Any) -> Scene:
    """Three points, all of which take part unless `taking_part` says how many."""
    town = make_town(session, points=3)
    consultation = make_consultation(session, town, points=taking_part, **changes)
    draft = current_draft(session, consultation.id)
    assert draft is not None

    def said(point: int, words: str, key: str, **more: Any) -> Comment:
        by = town.collectors[point]
        return make_comment(session, consultation, town.points[point], words, key, by=by, stance=Stance.AMEND, **more)

    cleaning = [
        said(0, "一个月扫四次太少，夏天青苔滑得很，要扫八次。", "art-3", contact="13900000001", name="林阿婆"),
        said(0, "一个月扫四次太少，夏天青苔滑得很，要扫八次。", "art-3"),
        said(
            0,
            f"我是{CANARY_NAME}，电话{CANARY_PHONE}，青苔没人刮，每周两次才够。",
            "art-3",
            name=CANARY_NAME,
            contact=CANARY_PHONE,
        ),
        said(1, "埠头台阶滑，多扫几趟。", "art-3"),
    ]
    baskets = [said(1, "看护人该备两只篓子装烂菜叶。", "art-3"), said(1, "放个篓子收垃圾。", "art-3")]
    hours = [
        said(0, f"九点关门太早，{CANARY_NAME}家夜里十点才收船。", "art-4.p1", name=CANARY_NAME, contact=CANARY_PHONE)
    ]
    groups = [
        make_group(session, draft, key, made)
        for key, made in (("art-3", cleaning), ("art-3", baskets), ("art-4", hours))
    ]
    return Scene(town, consultation, draft, *groups)


def client_of(app: Flask, user: User) -> FlaskClient:
    return sign_in(app.test_client(), user)
