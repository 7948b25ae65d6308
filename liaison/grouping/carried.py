"""Excerpts that came along from the draft before: their words are known, only their place is new."""

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, aliased

from liaison.comments.models import CommentWords, Excerpt
from liaison.grouping.clusters import ALGORITHM_VERSION
from liaison.grouping.fingerprints import content_hash
from liaison.grouping.models import Prepared
from liaison.grouping.places import lock_places, something_arrived
from liaison.jobs import Claim
from liaison.language.normalise import normalise

Carried = Row[int, str, int, int, str, str | None]


def prepare_carried(session: Session, claim: Claim) -> None:
    """All that wait on one draft, in one go; words are normalised outside of the transaction."""
    draft_id, waiting = claim.subject_id, _waiting(session, claim.subject_id)
    session.rollback()
    made = [_prepared(id, known or normalise(words[start:end])) for id, _, start, end, words, known in waiting]
    with claim.completing(session):
        for prepared in made:
            session.merge(prepared)
        for place in lock_places(session, draft_id, {place_key for _, place_key, *_ in waiting}):
            something_arrived(session, place)


def _waiting(session: Session, draft_id: int) -> list[Carried]:
    before = aliased(Prepared)
    found = (
        select(Excerpt.id, Excerpt.place_key, Excerpt.start, Excerpt.end, CommentWords.words, before.normalised)
        .join(CommentWords, CommentWords.comment_id == Excerpt.comment_id)
        .outerjoin(before, before.excerpt_id == Excerpt.carried_from_id)
        .outerjoin(Prepared, Prepared.excerpt_id == Excerpt.id)
        .where(Excerpt.draft_id == draft_id, Excerpt.carried_from_id.is_not(None), Prepared.excerpt_id.is_(None))
        .order_by(Excerpt.id)
    )
    return list(session.execute(found))


def _prepared(excerpt_id: int, text: str) -> Prepared:
    return Prepared(
        excerpt_id=excerpt_id, normalised=text, content_hash=content_hash(text), algorithm_version=ALGORITHM_VERSION
    )
