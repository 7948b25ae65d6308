"""Which drafts have opinions that name no article, and what was just decided about one of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison.comments.models import Excerpt, Place
from liaison.drafts.models import Draft, DraftState
from liaison.permissions import Actor, visible


def drafts_with_unplaced(session: Session, actor: Actor) -> list[tuple[Draft, int]]:
    """(draft, opinions that wait), the newest draft first."""
    waiting = (
        select(Excerpt.draft_id, func.count().label("n"))
        .where(Excerpt.place == Place.NONE, Excerpt.retired_at.is_(None))
        .group_by(Excerpt.draft_id)
        .subquery()
    )
    drafts = visible(actor, Draft).join(waiting, waiting.c.draft_id == Draft.id).add_columns(waiting.c.n)
    return list(session.execute(drafts.where(Draft.state == DraftState.READY).order_by(Draft.id.desc())))


def unplaced_since(session: Session, draft_ids: Sequence[int]) -> dict[int, tuple[int, datetime]]:
    """Draft → (opinions that wait, since when the oldest does); one statement."""
    waiting = (
        select(Excerpt.draft_id, func.count(), func.min(Excerpt.created_at))
        .where(Excerpt.draft_id.in_(draft_ids), Excerpt.place == Place.NONE, Excerpt.retired_at.is_(None))
        .group_by(Excerpt.draft_id)
    )
    return {draft_id: (n, since) for draft_id, n, since in session.execute(waiting)}


def placed_excerpt(session: Session, actor: Actor, draft: Draft, id: int | None) -> Excerpt | None:
    """The excerpt that a person has just put somewhere."""
    if id is None:
        return None
    decided = visible(actor, Excerpt).where(Excerpt.id == id, Excerpt.draft_id == draft.id)
    return session.scalar(decided.where(Excerpt.place != Place.NONE, Excerpt.attributed_by_id.is_not(None)))
