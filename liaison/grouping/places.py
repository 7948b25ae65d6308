"""The rows that workers lock: one for each article (or place without an article) of a draft."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from liaison import jobs
from liaison.drafts.models import Draft
from liaison.grouping.models import ArticleGrouping

GROUP = "group"
SETTLE = "settle"
QUIET_MS = 1_000  # settling waits until nothing has arrived for this long


def lock_places(session: Session, draft_id: int, place_keys: Iterable[str]) -> list[ArticleGrouping]:
    """Locks the rows of these places in sorted order (so that two workers never wait for each other), making what is new."""
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    keys = sorted(set(place_keys))
    for key in keys:
        row = insert(ArticleGrouping).values(
            draft_id=draft_id, place_key=key, arrived=0, settled=0, algorithm_version=0
        )
        session.execute(row.on_conflict_do_nothing(index_elements=["draft_id", "place_key"]))
    locked = select(ArticleGrouping).where(ArticleGrouping.draft_id == draft_id, ArticleGrouping.place_key.in_(keys))
    ordered = locked.order_by(ArticleGrouping.place_key).with_for_update()
    return list(session.scalars(ordered.execution_options(populate_existing=True)))


def lock_place(session: Session, place: ArticleGrouping) -> ArticleGrouping:
    return lock_places(session, place.draft_id, [place.place_key])[0]


def lock_numbers(session: Session, draft_id: int) -> None:
    """Group numbers of a draft are given out one at a time; taken after the places, before counting."""
    session.execute(select(Draft.id).where(Draft.id == draft_id).with_for_update(key_share=True))


def something_arrived(session: Session, place: ArticleGrouping, kind: str = GROUP) -> None:
    """What is grouped here has changed. The row must be locked: a job that starts later then sees the change."""
    place.arrived += 1
    jobs.enqueue(session, kind, place.id, delay_ms=QUIET_MS if kind == SETTLE else 0)
