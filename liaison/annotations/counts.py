"""How far the wordings are, counted in the database: for the steps of a consultation and for the figures beside the navigation.

Each figure is one statement, whatever its size; the lists themselves are in `waiting`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from liaison.accounts.models import Pairing, Point, User
from liaison.accounts.queries import holds_today, paired_point_ids
from liaison.annotations.models import Annotation, AnnotationState, AnnotationVersion
from liaison.annotations.waiting import UNWRITTEN
from liaison.comments.models import Comment, Excerpt
from liaison.consultations.models import Consultation, ConsultationState
from liaison.drafts.models import Draft, DraftState
from liaison.grouping.models import Group, Membership
from liaison.grouping.queries import has_voices
from liaison.permissions import Actor, visible


@dataclass
class Wordings:
    """Groups of one draft by the state of their wording, and since when the oldest in that state has been waiting."""

    groups: dict[AnnotationState | None, int] = field(default_factory=dict)
    since: dict[AnnotationState | None, datetime] = field(default_factory=dict)

    @property
    def all(self) -> int:
        return sum(self.groups.values())

    @property
    def unwritten(self) -> int:
        return sum(n for state, n in self.groups.items() if state in UNWRITTEN)

    @property
    def unwritten_since(self) -> datetime:
        return min(since for state, since in self.since.items() if state in UNWRITTEN)

    @property
    def submitted(self) -> int:
        return self.groups.get(AnnotationState.SUBMITTED, 0)

    @property
    def submitted_since(self) -> datetime:
        return self.since[AnnotationState.SUBMITTED]

    @property
    def final(self) -> int:
        return self.groups.get(AnnotationState.FINAL, 0)


def wordings_of(session: Session, draft_ids: Sequence[int]) -> dict[int, Wordings]:
    """Draft → how far its groups are. A wording waits since it was handed in, a group without one since it came up."""
    began = func.coalesce(func.min(AnnotationVersion.created_at), func.min(Group.created_at))
    rows = (
        select(Group.draft_id, Annotation.state, func.count(), began)
        .outerjoin(Annotation, and_(Annotation.group_id == Group.id, Annotation.version > 0))
        .outerjoin(AnnotationVersion, _newest_version())
        .where(Group.draft_id.in_(draft_ids), has_voices())
        .group_by(Group.draft_id, Annotation.state)
    )
    found: dict[int, Wordings] = {}
    for draft_id, state, n, since in session.execute(rows):
        wordings = found.setdefault(draft_id, Wordings())
        wordings.groups[state], wordings.since[state] = n, since
    return found


def wordings_to_review(session: Session, actor: Actor) -> int:
    """What the list of reviewing shows."""
    submitted = select(func.count()).select_from(Annotation).join(Group, Annotation.group_id == Group.id)
    here = submitted.where(Annotation.state == AnnotationState.SUBMITTED, Annotation.version > 0)
    return session.scalar(here.where(Group.draft_id.in_(_at_work(actor)), has_voices())) or 0


def groups_to_phrase(session: Session, user: User) -> int:
    """What the expert's list shows: the same rule as `phraser_ids`, counted where the groups are.

    Only groups in which a point of theirs speaks are weighed, so the statement stays small in a large consultation.
    """
    begun = select(Annotation.group_id).where(Annotation.expert_id == user.id, Annotation.version > 0)
    theirs = union(begun, _led_by(user))
    handed_in = select(Annotation.group_id).where(Annotation.state.not_in(UNWRITTEN - {None}))
    falling = select(func.count()).where(Group.id.in_(theirs), Group.id.not_in(handed_in))
    return session.scalar(falling.where(Group.draft_id.in_(_at_work(user)), has_voices())) or 0


def _led_by(user: User) -> Select[int]:
    """Groups that fall to this person, as expert or deputy, because of their leading point."""
    led = _leading_points(user)
    expert_id = func.coalesce(Annotation.expert_id, Pairing.expert_id)
    deputises = and_(Pairing.deputy_id == user.id, expert_id == Pairing.expert_id)
    return (
        select(led.c.group_id)
        .join(Pairing, and_(Pairing.point_id == led.c.point_id, _holds_today()))
        .outerjoin(Annotation, and_(Annotation.group_id == led.c.group_id, Annotation.version > 0))
        .where(led.c.place == 1, or_(expert_id == user.id, deputises))
    )


def _leading_points(user: User) -> Subquery:
    """The points of each group in which a point of this person speaks; the first has most comments, or the lower number."""
    heard = select(Membership.group_id).join(Membership.excerpt).join(Excerpt.comment)
    heard = heard.where(Excerpt.retired_at.is_(None), Comment.point_id.in_(paired_point_ids(user.id)))
    comments = func.count(Comment.id.distinct())
    shares = (
        select(Membership.group_id, Point.id.label("point_id"), Point.number, comments.label("comments"))
        .join(Membership.excerpt)
        .join(Excerpt.comment)
        .join(Comment.point)
        .where(Membership.group_id.in_(heard), Excerpt.retired_at.is_(None))
        .group_by(Membership.group_id, Point.id, Point.number)
        .subquery()
    )
    order = (shares.c.comments.desc(), shares.c.number, shares.c.point_id)
    place = func.row_number().over(partition_by=shares.c.group_id, order_by=order).label("place")
    return select(shares.c.group_id, shares.c.point_id, place).subquery()


def _at_work(actor: Actor) -> Select[int]:
    """The newest ready draft of each consultation that has begun and is not put away, as far as this person sees it."""
    later = aliased(Draft)
    replaced = exists().where(
        later.consultation_id == Draft.consultation_id, later.state == DraftState.READY, later.number > Draft.number
    )
    seen = visible(actor, Draft).join(Draft.consultation)
    begun = Consultation.state.in_((ConsultationState.OPEN, ConsultationState.CLOSED))
    return seen.where(begun, Draft.state == DraftState.READY, ~replaced).with_only_columns(
        Draft.id, maintain_column_froms=True
    )


def _newest_version() -> ColumnElement[bool]:
    return and_(AnnotationVersion.annotation_id == Annotation.id, AnnotationVersion.number == Annotation.version)


def _holds_today() -> ColumnElement[bool]:
    columns = Pairing.__table__.c
    return holds_today(columns.valid_from, columns.valid_to)
