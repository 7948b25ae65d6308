"""The lists of what waits: every group of the open consultations with who is to phrase it and how far it is.

Counted in the database, a fixed number of statements whatever the number of groups: a start page must not read ten
thousand comments. The words of a group are read only for those that are shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, joinedload

from liaison import clock
from liaison.accounts.models import Pairing, Point, User
from liaison.accounts.queries import pairings_today
from liaison.annotations.anonymous import own_names, without_name
from liaison.annotations.models import Annotation, AnnotationState
from liaison.annotations.queries import phraser_ids
from liaison.comments.models import Comment, CommentWords, Excerpt
from liaison.consultations.models import Consultation, ConsultationState, StepKind
from liaison.drafts.models import Draft, DraftState
from liaison.grouping.models import ArticleGrouping, Group, Membership
from liaison.grouping.place_titles import PlaceTitle, place_titles
from liaison.grouping.queries import HEADLINE
from liaison.language.redaction import redact
from liaison.permissions import Actor, visible

UNWRITTEN = frozenset({None, AnnotationState.DRAFTING, AnnotationState.RETURNED})


@dataclass(frozen=True)
class GroupOnList:
    """A group without its voices: enough to choose it by. `since` is when its oldest comment came in."""

    id: int
    number: int
    draft_id: int
    place_key: str
    comments: int
    since: datetime
    first_excerpt_id: int
    state: AnnotationState | None
    expert_id: int | None
    phraser_ids: frozenset[int]

    @property
    def waits_for_words(self) -> bool:
        return self.state in UNWRITTEN


@dataclass(frozen=True)
class ArticleOnList:
    title: PlaceTitle
    groups: tuple[GroupOnList, ...]

    @property
    def since(self) -> datetime:
        return min(group.since for group in self.groups)

    @property
    def days_waited(self) -> int:
        return (clock.today() - clock.in_shanghai(self.since).date()).days

    @property
    def comments(self) -> int:
        return sum(group.comments for group in self.groups)


@dataclass(frozen=True)
class DraftOnList:
    """One consultation's current draft and the groups of it that concern the reader of the list."""

    draft: Draft
    groups: tuple[GroupOnList, ...]
    titles: dict[str, PlaceTitle]

    @property
    def due_on(self) -> date:
        return due_on(self.draft)

    @property
    def waiting(self) -> tuple[GroupOnList, ...]:
        return tuple(group for group in self.groups if group.waits_for_words)

    @property
    def submitted(self) -> tuple[GroupOnList, ...]:
        return tuple(group for group in self.groups if group.state is AnnotationState.SUBMITTED)

    @property
    def handed_in(self) -> tuple[GroupOnList, ...]:
        return tuple(group for group in self.groups if not group.waits_for_words)

    def by_article(self, groups: Iterable[GroupOnList]) -> list[ArticleOnList]:
        """The articles of these groups, the longest waiting first."""
        ordered = sorted(groups, key=lambda group: group.place_key)
        articles = [
            ArticleOnList(self.titles[key], tuple(sorted(found, key=lambda group: group.since)))
            for key, found in groupby(ordered, key=lambda group: group.place_key)
        ]
        return sorted(articles, key=lambda article: article.since)


def due_on(draft: Draft) -> date:
    """When wordings are due; the consultation's last day where no step says so."""
    steps = {step.kind: step.due_on for step in draft.consultation.steps}
    return steps.get(StepKind.ANNOTATE, draft.consultation.closes_on)


def drafts_in_work(session: Session, actor: Actor) -> list[DraftOnList]:
    """Every group of the current drafts that this actor may see, the consultation due first in front."""
    drafts = _current_drafts(session, actor)
    groups = _groups(session, drafts)
    titles = place_titles(session, [draft.id for draft in drafts])
    listed = [DraftOnList(draft, tuple(groups[draft.id]), titles[draft.id]) for draft in drafts if draft.id in groups]
    return sorted(listed, key=lambda entry: (entry.due_on, entry.draft.id))


def falling_to(user_id: int, listed: Iterable[DraftOnList]) -> list[DraftOnList]:
    """What is left of the lists when only this expert's groups stay."""
    own = [
        DraftOnList(entry.draft, tuple(g for g in entry.groups if user_id in g.phraser_ids), entry.titles)
        for entry in listed
    ]
    return [entry for entry in own if entry.groups]


def next_of(groups: Iterable[GroupOnList], draft_id: int, place_key: str) -> GroupOnList | None:
    """The one to go on with: of the same article, else of the same draft, the longest waiting first."""
    return min(
        groups,
        key=lambda group: (group.draft_id != draft_id, group.place_key != place_key, group.since, group.number),
        default=None,
    )


def headlines(session: Session, groups: Iterable[GroupOnList]) -> dict[int, str]:
    """Group → the beginning of its first words, redacted."""
    first = {group.first_excerpt_id: group.id for group in groups}
    rows = (
        select(Excerpt.id, Excerpt.comment_id, Excerpt.start, Excerpt.end, CommentWords.words)
        .join(CommentWords, CommentWords.comment_id == Excerpt.comment_id)
        .where(Excerpt.id.in_(first))
    )
    found = session.execute(rows).all()
    names = own_names(session, Comment.id.in_([row.comment_id for row in found]))
    return {
        first[id]: _beginning(without_name(redact(words[start:end]), names.get(comment_id, "")))
        for id, comment_id, start, end, words in found
    }


def _beginning(words: str) -> str:
    return words if len(words) <= HEADLINE else f"{words[:HEADLINE]}……"


def names(session: Session, groups: Iterable[GroupOnList]) -> dict[int, str]:
    """User → name, for the experts of these groups."""
    wanted = {group.expert_id for group in groups if group.expert_id is not None}
    return dict(session.execute(select(User.id, User.name).where(User.id.in_(wanted))).all())


def _current_drafts(session: Session, actor: Actor) -> list[Draft]:
    """The newest ready draft of each consultation that has begun and is not put away."""
    at_work = Consultation.state.in_((ConsultationState.OPEN, ConsultationState.CLOSED))
    ready = visible(actor, Draft).join(Draft.consultation).where(Draft.state == DraftState.READY, at_work)
    loaded = ready.options(joinedload(Draft.consultation).selectinload(Consultation.steps)).order_by(Draft.number)
    return list({draft.consultation_id: draft for draft in session.scalars(loaded)}.values())


def _groups(session: Session, drafts: Sequence[Draft]) -> dict[int, list[GroupOnList]]:
    annotations = _annotations(session, drafts)
    pairings = {
        pairing.point_id: pairing
        for station_id in sorted({draft.consultation.station_id for draft in drafts})
        for pairing in pairings_today(session, station_id)
    }
    found: dict[int, list[GroupOnList]] = defaultdict(list)
    rows = session.execute(_shares(drafts)).all()
    for _id, shares in groupby(rows, key=lambda row: row.id):
        group = _group(list(shares), annotations, pairings)
        found[group.draft_id].append(group)
    return found


def _shares(drafts: Sequence[Draft]) -> Select[int, int, int, str, int, int, int, datetime, int]:
    """One row for each group and point that has a voice in it, the point of most comments first."""
    comments = func.count(Comment.id.distinct()).label("comments")
    return (
        select(
            Group.id,
            Group.number,
            Group.draft_id,
            ArticleGrouping.place_key,
            Point.id.label("point_id"),
            Point.number.label("point_number"),
            comments,
            func.min(Comment.entered_at).label("since"),
            func.min(Excerpt.id).label("first_excerpt_id"),
        )
        .join(ArticleGrouping, Group.article_grouping_id == ArticleGrouping.id)
        .join(Membership, Membership.group_id == Group.id)
        .join(Excerpt, Membership.excerpt_id == Excerpt.id)
        .join(Comment, Excerpt.comment_id == Comment.id)
        .join(Point, Comment.point_id == Point.id)
        .where(Group.draft_id.in_([draft.id for draft in drafts]), Excerpt.retired_at.is_(None))
        .group_by(Group.id, Group.number, Group.draft_id, ArticleGrouping.place_key, Point.id, Point.number)
        .order_by(Group.id, comments.desc(), Point.number, Point.id)
    )


def _group(
    shares: list[Row[int, int, int, str, int, int, int, datetime, int]],
    annotations: dict[int, tuple[AnnotationState | None, int | None]],
    pairings: dict[int, Pairing],
) -> GroupOnList:
    leading = shares[0]
    state, began_by_id = annotations.get(leading.id, (None, None))
    pairing = pairings.get(leading.point_id)
    return GroupOnList(
        id=leading.id,
        number=leading.number,
        draft_id=leading.draft_id,
        place_key=leading.place_key,
        comments=sum(share.comments for share in shares),
        since=min(share.since for share in shares),
        first_excerpt_id=min(share.first_excerpt_id for share in shares),
        state=state,
        expert_id=began_by_id or (pairing.expert_id if pairing else None),
        phraser_ids=phraser_ids(began_by_id, pairing),
    )


def _annotations(session: Session, drafts: Sequence[Draft]) -> dict[int, tuple[AnnotationState | None, int | None]]:
    """Group → (state, the expert who began)."""
    rows = (
        select(Annotation.group_id, Annotation.state, Annotation.expert_id)
        .join(Group, Annotation.group_id == Group.id)
        .where(Group.draft_id.in_([draft.id for draft in drafts]), Annotation.version > 0)
    )
    return {group_id: (state, expert_id) for group_id, state, expert_id in session.execute(rows)}
