"""What the article page shows: the law, the groups beside it, and the wording of the one that is being written."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison.accounts.models import User
from liaison.annotations.meaning import HAS_ORIGINAL
from liaison.annotations.models import Annotation, AnnotationKind, AnnotationState, AnnotationVersion
from liaison.annotations.originals import original_texts
from liaison.annotations.queries import GroupWork, work_on_article
from liaison.comments.models import Excerpt, Place
from liaison.drafts.models import Draft
from liaison.drafts.queries import ArticleText, ParagraphText, article_text, article_texts, provision_at, text_of
from liaison.grouping.models import Group, Membership
from liaison.grouping.place_titles import PlaceTitle, place_titles
from liaison.grouping.queries import GroupView, Voice
from liaison.language.redline import Run, redline

LOOSE = frozenset(place.value for place in Place)


@dataclass(frozen=True, slots=True)
class Target:
    """What a wording may change: 第二款第三项, with the text that the box is filled with."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class Bench:
    """One article with its groups. `article` is None for what names no article; the groups are the largest first."""

    draft: Draft
    title: PlaceTitle
    article: ArticleText | None
    works: tuple[GroupWork, ...]
    before: PlaceTitle | None
    after: PlaceTitle | None

    @property
    def place_key(self) -> str:
        return self.title.key

    def work_on(self, group_id: int) -> GroupWork | None:
        return next((work for work in self.works if work.view.id == group_id), None)

    def chosen(self, number: int | None, user: User) -> GroupWork | None:
        """The group asked for; else the first that waits for this person; else the first."""
        asked = (work for work in self.works if work.view.number == number)
        mine = (work for work in self.works if work.falls_to(user) and work.state is not AnnotationState.FINAL)
        return next(asked, None) or next(mine, None) or next(iter(self.works), None)


def bench(session: Session, draft: Draft, place_key: str) -> Bench | None:
    """None where nothing has ever been grouped."""
    titles = sorted(place_titles(session, [draft.id])[draft.id].values())
    found = next((title for title in titles if title.key == place_key), None)
    if found is None:
        return None
    neighbours = dict(pairwise(titles))
    return Bench(
        draft=draft,
        title=found,
        article=None if place_key in LOOSE else article_text(session, draft.id, place_key),
        works=tuple(work_on_article(session, draft, place_key)),
        before=next((earlier for earlier, later in neighbours.items() if later == found), None),
        after=neighbours.get(found),
    )


def targets(session: Session, bench: Bench) -> list[Target]:
    """Every place of the article; for what names no article, every article and none."""
    texts = original_texts(session, bench.draft.id)
    if bench.article is None:
        articles = article_texts(session, bench.draft.id)
        named = [("", "不指哪一条"), *((article.key, article.label) for article in articles)]
    else:
        paragraphs = bench.article.paragraphs
        places = paragraphs if len(paragraphs) > 1 else paragraphs[0].items if paragraphs else ()
        named = [(bench.article.key, "整条"), *_places(places, "")]
    return [Target(key, label, texts.get(key, "")) for key, label in named]


def _places(places: Iterable[ParagraphText], above: str) -> Iterator[tuple[str, str]]:
    for place in places:
        yield place.key, above + place.label
        yield from _places(place.items, above + place.label)


def original_text(session: Session, draft_id: int, key: str) -> str:
    provision = provision_at(session, draft_id, key) if key else None
    return text_of(session, provision) if provision else ""


def changes(original: str, kind: AnnotationKind, proposed: str) -> list[Run]:
    """What a wording changes in the original text; empty for the kinds that change nothing."""
    if kind not in HAS_ORIGINAL:
        return []
    return redline("" if kind is AnnotationKind.ADD else original, proposed)


def version_changes(session: Session, version: AnnotationVersion | None) -> list[Run]:
    if version is None:
        return []
    original = text_of(session, version.provision) if version.provision else ""
    return changes(original, version.kind, version.proposed_text)


def sayings(view: GroupView, limit: int | None) -> Sequence[tuple[Voice, int]]:
    """Each wording once with how many said it in these words, in order of arrival."""
    counted = Counter(voice.saying for voice in view.voices)
    return [(voice, counted[voice.saying]) for voice in view.distinct_voices[:limit]]


def progress(session: Session, draft_id: int) -> tuple[int, int]:
    """(groups handed in or final, groups in all) of a draft."""
    living = select(Membership.group_id).join(Excerpt).where(Excerpt.retired_at.is_(None)).distinct()
    groups = select(func.count()).select_from(Group).where(Group.draft_id == draft_id, Group.id.in_(living))
    written = groups.join(Annotation, Annotation.group_id == Group.id).where(
        Annotation.state.in_((AnnotationState.SUBMITTED, AnnotationState.FINAL))
    )
    return session.scalar(written) or 0, session.scalar(groups) or 0
