"""Groups as pages and reports show them: how many comments, how many people, from which points, in whose words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session, joinedload

from liaison.accounts.models import Point
from liaison.comments.models import Channel, Comment, CommentWords, Excerpt, Place, Speaker, SpeakerKind, Stance
from liaison.drafts.models import Provision
from liaison.grouping.models import ArticleGrouping, Group, Membership
from liaison.language.redaction import redact

HEADLINE = 40  # characters of the first words that stand above a group


@dataclass(frozen=True)
class Voice:
    """One excerpt in a group. `words` are redacted: contact data that people put into their words reaches no expert."""

    excerpt_id: int
    comment_id: int
    words: str
    suggestion: str
    reason: str
    point_id: int
    point_name: str
    point_number: int
    channel: Channel
    collected_on: date
    stance: Stance | None
    speaker_kind: SpeakerKind | None
    speaker_key: str  # equal for two comments of one speaker, as far as that is known
    evidence: dict[str, Any]
    provision_key: str | None

    @property
    def saying(self) -> tuple[str, str, str]:
        """Equal for two voices that said, suggested and gave as reason the same, letter by letter."""
        return self.words.strip(), self.suggestion.strip(), self.reason.strip()


@dataclass(frozen=True)
class GroupView:
    """A demand with all its voices. 条数 `comments`, 人数 `people`; the two are never the same figure by accident."""

    id: int
    number: int
    place_key: str
    touched: bool
    voices: tuple[Voice, ...]

    @property
    def label(self) -> str:
        return f"第 {self.number:03d} 组"

    @property
    def headline(self) -> str:
        words = self.first.words.strip()
        return words if len(words) <= HEADLINE else f"{words[:HEADLINE]}……"

    @property
    def first(self) -> Voice:
        return self.voices[0]

    @property
    def distinct_voices(self) -> tuple[Voice, ...]:
        """Each saying once, in order of arrival."""
        seen: dict[tuple[str, str, str], Voice] = {}
        for voice in self.voices:
            seen.setdefault(voice.saying, voice)
        return tuple(seen.values())

    @property
    def comments(self) -> int:
        return len({voice.comment_id for voice in self.voices})

    @property
    def people(self) -> int:
        return len({voice.speaker_key for voice in self.voices})

    @property
    def by_point(self) -> list[tuple[str, int]]:
        """(point, comments), most first; ties in the order of the points' numbers."""
        counted = Counter({(voice.point_number, voice.point_name): 0 for voice in self.voices})
        for number, name, _ in {(v.point_number, v.point_name, v.comment_id) for v in self.voices}:
            counted[number, name] += 1
        return [(name, n) for (_, name), n in sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))]

    @property
    def stances(self) -> list[tuple[Stance, int]]:
        counted = Counter(voice.stance for voice in self.voices if voice.stance)
        return sorted(counted.items(), key=lambda entry: (-entry[1], entry[0].value))

    @property
    def provision_key(self) -> str | None:
        """The place most voices name; the article's own key when they differ evenly."""
        named = Counter(voice.provision_key for voice in self.voices if voice.provision_key)
        return min(named, key=lambda key: (-named[key], key)) if named else None


def groups_of_article(session: Session, draft_id: int, place_key: str) -> list[GroupView]:
    """The groups of one article, the largest first."""
    return _views(session, _memberships().where(Group.draft_id == draft_id, ArticleGrouping.place_key == place_key))


def groups_of_draft(session: Session, draft_id: int) -> list[GroupView]:
    return _views(session, _memberships().where(Group.draft_id == draft_id))


def group_view(session: Session, group_id: int) -> GroupView | None:
    return next(iter(_views(session, _memberships().where(Group.id == group_id))), None)


def place_counts(session: Session, draft_id: int) -> dict[str, tuple[int, int]]:
    """place_key → (groups, excerpts) for the whole draft, in one statement."""
    counted = (
        select(ArticleGrouping.place_key, func.count(Group.id.distinct()), func.count(Membership.id))
        .join(Group, Group.article_grouping_id == ArticleGrouping.id)
        .join(Membership, Membership.group_id == Group.id)
        .where(ArticleGrouping.draft_id == draft_id)
        .group_by(ArticleGrouping.place_key)
    )
    return {key: (groups, excerpts) for key, groups, excerpts in session.execute(counted)}


def has_voices() -> ColumnElement[bool]:
    """Of a group: somebody still speaks in it. What was merged away or left by everybody is kept, but no demand any more."""
    living = select(Membership.id).join(Excerpt, Membership.excerpt_id == Excerpt.id)
    return exists(living.where(Membership.group_id == Group.id, Excerpt.retired_at.is_(None)))


def places_settled(session: Session, draft_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Draft → (places whose grouping is the canonical one, places where something arrived); one statement."""
    settled = case((ArticleGrouping.settled == ArticleGrouping.arrived, 1), else_=0)
    counted = (
        select(ArticleGrouping.draft_id, func.sum(settled), func.count())
        .where(ArticleGrouping.draft_id.in_(draft_ids), ArticleGrouping.arrived > 0)
        .group_by(ArticleGrouping.draft_id)
    )
    return {draft_id: (done, all) for draft_id, done, all in session.execute(counted)}


def unsettled_places(session: Session, draft_id: int) -> list[str]:
    """Places whose grouping is not yet the canonical one, or where somebody's words stand in no group at all."""
    waiting = select(ArticleGrouping.place_key).where(
        ArticleGrouping.draft_id == draft_id, ArticleGrouping.settled < ArticleGrouping.arrived
    )
    alone = (
        select(Excerpt.place_key)
        .outerjoin(Membership, Membership.excerpt_id == Excerpt.id)
        .where(Excerpt.draft_id == draft_id, Excerpt.retired_at.is_(None), Membership.id.is_(None))
    )
    return sorted(session.scalars(waiting.union(alone)))


def unplaced_excerpts(session: Session, draft_id: int, limit: int = 50) -> list[Excerpt]:
    """Excerpts that name no article and wait for a person, oldest first."""
    waiting = select(Excerpt).where(
        Excerpt.draft_id == draft_id, Excerpt.place == Place.NONE, Excerpt.retired_at.is_(None)
    )
    return list(
        session.scalars(
            waiting.options(joinedload(Excerpt.comment).joinedload(Comment.words)).order_by(Excerpt.id).limit(limit)
        )
    )


def unplaced_count(session: Session, draft_id: int) -> int:
    waiting = select(func.count()).where(
        Excerpt.draft_id == draft_id, Excerpt.place == Place.NONE, Excerpt.retired_at.is_(None)
    )
    return session.scalar(waiting) or 0


def _memberships() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Membership,
            Group,
            ArticleGrouping.place_key,
            Excerpt,
            Comment,
            CommentWords,
            Point,
            Speaker.contact_index,
            Provision.key,
        )
        .join(Group, Membership.group_id == Group.id)
        .join(ArticleGrouping, Group.article_grouping_id == ArticleGrouping.id)
        .join(Excerpt, Membership.excerpt_id == Excerpt.id)
        .join(Comment, Excerpt.comment_id == Comment.id)
        .join(CommentWords, CommentWords.comment_id == Comment.id)
        .join(Point, Comment.point_id == Point.id)
        .outerjoin(Speaker, Comment.speaker_id == Speaker.id)
        .outerjoin(Provision, Excerpt.provision_id == Provision.id)
        .where(Excerpt.retired_at.is_(None))
        .order_by(Group.number, Excerpt.id)
    )


def _views(session: Session, memberships: Select[Any]) -> list[GroupView]:
    gathered: dict[tuple[int, int, str, bool], list[Voice]] = {}
    for membership, group, place_key, *rest in session.execute(memberships):
        gathered.setdefault((group.id, group.number, place_key, group.touched_at is not None), []).append(
            _voice(membership, *rest)
        )
    views = [GroupView(*key, voices=tuple(voices)) for key, voices in gathered.items()]
    return sorted(views, key=lambda view: (-view.comments, view.number))


def _voice(
    membership: Membership,
    excerpt: Excerpt,
    comment: Comment,
    words: CommentWords,
    point: Point,
    contact_index: str | None,
    provision_key: str | None,
) -> Voice:
    return Voice(
        excerpt_id=excerpt.id,
        comment_id=comment.id,
        words=redact(words.words[excerpt.start : excerpt.end]),
        suggestion=redact(words.suggestion),
        reason=redact(words.reason),
        point_id=point.id,
        point_name=point.name,
        point_number=point.number,
        channel=comment.channel,
        collected_on=comment.collected_on,
        stance=comment.stance,
        speaker_kind=comment.speaker_kind,
        speaker_key=contact_index or f"comment-{comment.id}",
        evidence=membership.evidence,
        provision_key=provision_key,
    )
