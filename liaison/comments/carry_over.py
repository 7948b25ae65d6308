"""Excerpts on one draft find their place in the next: along rows of the map that hold, and along nothing else.

A carried excerpt is a new row that points back; the old one stays with its draft, its group and its reports. What has no
row to go along is orphaned: it stays where it is and is shown to the office, never anchored to something that looks alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from liaison import audit, clock, jobs
from liaison.comments.models import Comment, Excerpt, ExcerptOrigin, Place
from liaison.drafts.mapping import rows_to
from liaison.drafts.maps import ProvisionMap
from liaison.drafts.models import Draft, Provision
from liaison.errors import Refused
from liaison.permissions import Actor

PREPARE_CARRIED = "prepare_carried"  # the job's kind; its subject is the draft they were carried to
UNANCHORED = (Place.WHOLE, Place.NEW)  # about no article of the draft: they go along as they are


@dataclass(frozen=True, slots=True)
class Carrying:
    """What would move, and what would stay behind, excerpt by excerpt in order of arrival."""

    moving: tuple[Excerpt, ...]
    orphaned: tuple[Excerpt, ...]
    asked: int  # rows that somebody must decide about first


def to_carry(session: Session, later: Draft) -> Carrying:
    """What has not been carried to `later` yet."""
    rows = rows_to(session, later)
    if not rows:
        return Carrying((), (), 0)
    targets = _targets(rows)
    waiting = _waiting(session, rows[0].from_draft_id, later.id)
    moves = [each.place in UNANCHORED or each.place_key in targets for each in waiting]
    return Carrying(
        moving=tuple(each for each, goes in zip(waiting, moves, strict=True) if goes),
        orphaned=tuple(each for each, goes in zip(waiting, moves, strict=True) if not goes),
        asked=sum(row.is_asked for row in rows),
    )


def carry_over(session: Session, later: Draft, *, by: Actor) -> int:
    """Carries everything that may move; gives how many. A second call carries only what has become possible since."""
    rows = rows_to(session, later)
    if not rows:
        raise Refused("两稿还没有比较好，请稍等再试")
    targets, places = _targets(rows), _places(session, later.id)
    moving = to_carry(session, later).moving
    session.add_all(_carried(excerpt, later, targets, places) for excerpt in moving)
    if moving:
        jobs.enqueue(session, PREPARE_CARRIED, later.id, by_id=by.id)
        audit.record(session, "excerpts_carried", later, by=by, count=len(moving), from_draft=rows[0].from_draft_id)
    return len(moving)


def _targets(rows: Iterable[ProvisionMap]) -> dict[str, str]:
    """Old article → the one article of the new draft where it stands now. A split article has several: a person must say which."""
    return {old: row.new_keys[0] for row in rows if row.holds and len(row.new_keys) == 1 for old in row.old_keys}


def _waiting(session: Session, earlier_id: int, later_id: int) -> list[Excerpt]:
    carried = select(Excerpt.carried_from_id).where(Excerpt.draft_id == later_id, Excerpt.carried_from_id.is_not(None))
    found = (
        select(Excerpt)
        .where(Excerpt.draft_id == earlier_id, Excerpt.retired_at.is_(None), Excerpt.id.not_in(carried))
        .options(joinedload(Excerpt.provision), joinedload(Excerpt.comment).joinedload(Comment.words))
        .order_by(Excerpt.id)
    )
    return list(session.scalars(found))


def _places(session: Session, draft_id: int) -> dict[str, Provision]:
    return {each.key: each for each in session.scalars(select(Provision).where(Provision.draft_id == draft_id))}


def _carried(excerpt: Excerpt, later: Draft, targets: dict[str, str], places: dict[str, Provision]) -> Excerpt:
    key = targets.get(excerpt.place_key, "")
    provision = _same_place(excerpt.provision, key, places) if excerpt.place is Place.PROVISION else None
    return Excerpt(
        comment_id=excerpt.comment_id,
        draft_id=later.id,
        place=excerpt.place,
        provision_id=provision.id if provision else None,
        place_key=key if provision else excerpt.place_key,
        start=excerpt.start,
        end=excerpt.end,
        origin=ExcerptOrigin.CARRIED,
        carried_from_id=excerpt.id,
        attributed_by_id=excerpt.attributed_by_id,
        created_at=clock.now(),
    )


def _same_place(former: Provision | None, article: str, places: dict[str, Provision]) -> Provision:
    """The 款 or 项 with the same words, if the article still has it at the same place; else the article as a whole."""
    if former is not None and "." in former.key:
        below = places.get(f"{article}.{former.key.partition('.')[2]}")
        if below is not None and _bare(below.text) == _bare(former.text):
            return below
    return places[article]


def _bare(text: str) -> str:
    return "".join(text.split())
