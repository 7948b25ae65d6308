"""Which groups fall to whom, and how far their wording is."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from liaison.accounts.models import Pairing, User
from liaison.accounts.queries import pairings_today
from liaison.annotations.anonymous import own_names, without_names
from liaison.annotations.models import Annotation, AnnotationState, AnnotationVersion
from liaison.comments.models import Comment
from liaison.consultations.models import Consultation
from liaison.drafts.models import Draft
from liaison.grouping.queries import GroupView, groups_of_article, groups_of_draft
from liaison.permissions import Role


@dataclass(frozen=True)
class GroupWork:
    """A group with its wording and the pairing it falls to."""

    view: GroupView
    annotation: Annotation | None
    pairing: Pairing | None
    station_id: int

    @property
    def expert(self) -> User | None:
        """Sticky once somebody has begun; before that the expert paired with the point of most voices."""
        if self.annotation is not None and self.annotation.expert is not None:
            return self.annotation.expert
        return self.pairing.expert if self.pairing else None

    @property
    def phraser_ids(self) -> frozenset[int]:
        """Whose pen this is: the expert's and, for absences, the deputy's of that pairing."""
        return phraser_ids(self.annotation.expert_id if self.annotation else None, self.pairing)

    @property
    def state(self) -> AnnotationState | None:
        return self.annotation.state if self.annotation and self.annotation.version else None

    @property
    def newest(self) -> AnnotationVersion | None:
        return self.annotation.versions[-1] if self.annotation and self.annotation.versions else None

    @property
    def asked_for(self) -> str:
        """What the office wrote when it returned the wording: stands until the expert hands it in again."""
        for version in reversed(self.annotation.versions if self.annotation else []):
            if version.note or version.state in (AnnotationState.SUBMITTED, AnnotationState.FINAL):
                return version.note
        return ""

    @property
    def version(self) -> int:
        return self.annotation.version if self.annotation else 0

    @property
    def added_since_final(self) -> int:
        """定稿后新增 n 条."""
        if self.state is not AnnotationState.FINAL or self.annotation is None:
            return 0
        return max(0, len(self.view.voices) - (self.annotation.voices_when_final or 0))

    def falls_to(self, user: User) -> bool:
        return user.id in self.phraser_ids

    def may_be_reviewed_by(self, user: User) -> bool:
        return self.station_id in user.station_ids(Role.OFFICE)

    def may_be_phrased_by(self, user: User) -> bool:
        """The expert it falls to, the deputy of that pairing, or the office in their place (代拟)."""
        return self.falls_to(user) or self.may_be_reviewed_by(user)


def phraser_ids(began_by_id: int | None, pairing: Pairing | None) -> frozenset[int]:
    expert_id = began_by_id or (pairing.expert_id if pairing else None)
    deputy_id = pairing.deputy_id if pairing and pairing.expert_id == expert_id else None
    return frozenset(id for id in (expert_id, deputy_id) if id is not None)


def leading_point_id(view: GroupView) -> int:
    """The point with most comments in the group; a tie goes to the lower point number."""
    comments: dict[tuple[int, int], set[int]] = {}
    for voice in view.voices:
        comments.setdefault((voice.point_number, voice.point_id), set()).add(voice.comment_id)
    return min(comments, key=lambda point: (-len(comments[point]), point))[1]


def work_on_article(session: Session, draft: Draft, place_key: str) -> list[GroupWork]:
    views = groups_of_article(session, draft.id, place_key)
    spoken = {voice.comment_id for view in views for voice in view.voices}
    return _work(session, draft, views, own_names(session, Comment.id.in_(spoken)))


def work_on_draft(session: Session, draft: Draft) -> list[GroupWork]:
    return _work(session, draft, groups_of_draft(session, draft.id), own_names(session, Comment.draft_id == draft.id))


def final_version(work: GroupWork) -> AnnotationVersion | None:
    """The wording that may go into a report: the newest one, if it is final."""
    return work.newest if work.state is AnnotationState.FINAL else None


def _work(session: Session, draft: Draft, found: Iterable[GroupView], names: dict[int, str]) -> list[GroupWork]:
    views = [without_names(view, names) for view in found]
    annotations = _annotations(session, [view.id for view in views])
    station_id = session.scalars(select(Consultation.station_id).where(Consultation.id == draft.consultation_id)).one()
    pairings = {pairing.point_id: pairing for pairing in pairings_today(session, station_id)}
    return [
        GroupWork(view, annotations.get(view.id), pairings.get(leading_point_id(view)), station_id) for view in views
    ]


def _annotations(session: Session, group_ids: list[int]) -> dict[int, Annotation]:
    found = select(Annotation).where(Annotation.group_id.in_(group_ids))
    loaded = found.options(
        joinedload(Annotation.expert),
        selectinload(Annotation.versions).options(
            joinedload(AnnotationVersion.provision),
            joinedload(AnnotationVersion.author),
            joinedload(AnnotationVersion.entered_by),
        ),
    )
    return {annotation.group_id: annotation for annotation in session.scalars(loaded)}
