"""Which groups fall to whom, and how far their wording is."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from liaison.accounts.models import Pairing, User
from liaison.accounts.queries import pairings_today
from liaison.annotations.models import Annotation, AnnotationState, AnnotationVersion
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

    @property
    def expert(self) -> User | None:
        """Sticky once somebody has begun; before that the expert paired with the point of most voices."""
        if self.annotation is not None and self.annotation.expert is not None:
            return self.annotation.expert
        return self.pairing.expert if self.pairing else None

    @property
    def state(self) -> AnnotationState | None:
        return self.annotation.state if self.annotation else None

    @property
    def newest(self) -> AnnotationVersion | None:
        return self.annotation.versions[-1] if self.annotation and self.annotation.versions else None

    @property
    def version(self) -> int:
        return self.annotation.version if self.annotation else 0

    @property
    def added_since_final(self) -> int:
        """定稿后新增 n 条."""
        if self.annotation is None or self.annotation.voices_when_final is None:
            return 0
        return max(0, len(self.view.voices) - self.annotation.voices_when_final)

    def may_be_phrased_by(self, user: User) -> bool:
        """The expert it falls to, the deputy of that pairing, or the office in their place (代拟)."""
        if Role.OFFICE in user.roles_held:
            return True
        deputy = self.pairing.deputy_id if self.pairing else None
        return user.id in {self.expert.id if self.expert else None, deputy}


def leading_point_id(view: GroupView) -> int:
    """The point with most comments in the group; a tie goes to the lower point number."""
    comments: dict[tuple[int, int], set[int]] = {}
    for voice in view.voices:
        comments.setdefault((voice.point_number, voice.point_id), set()).add(voice.comment_id)
    return min(comments, key=lambda point: (-len(comments[point]), point))[1]


def work_on_article(session: Session, draft: Draft, place_key: str) -> list[GroupWork]:
    return _work(session, draft, groups_of_article(session, draft.id, place_key))


def work_on_draft(session: Session, draft: Draft) -> list[GroupWork]:
    return _work(session, draft, groups_of_draft(session, draft.id))


def work_of(session: Session, draft: Draft, expert: User) -> list[GroupWork]:
    """What falls to this expert (or to them as a deputy), in the order of the draft's groups."""
    return [work for work in work_on_draft(session, draft) if work.may_be_phrased_by(expert)]


def final_version(work: GroupWork) -> AnnotationVersion | None:
    """The wording that may go into a report: the newest one, if it is final."""
    return work.newest if work.state is AnnotationState.FINAL else None


def _work(session: Session, draft: Draft, views: Iterable[GroupView]) -> list[GroupWork]:
    views = list(views)
    annotations = _annotations(session, [view.id for view in views])
    station_id = session.scalars(select(Consultation.station_id).where(Consultation.id == draft.consultation_id)).one()
    pairings = {pairing.point_id: pairing for pairing in pairings_today(session, station_id)}
    return [GroupWork(view, annotations.get(view.id), pairings.get(leading_point_id(view))) for view in views]


def _annotations(session: Session, group_ids: list[int]) -> dict[int, Annotation]:
    found = select(Annotation).where(Annotation.group_id.in_(group_ids))
    loaded = found.options(joinedload(Annotation.versions), joinedload(Annotation.expert))
    return {annotation.group_id: annotation for annotation in session.scalars(loaded).unique()}
