"""The map from one draft to the next: made by the worker when a draft is put to use, decided row by row by the office."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from liaison import audit, clock, jobs
from liaison.drafts.comparing import Article, Row, compare
from liaison.drafts.maps import Correspondence, MapDecision, ProvisionMap
from liaison.drafts.models import Draft, DraftState
from liaison.drafts.queries import article_texts
from liaison.errors import Refused
from liaison.jobs import Claim
from liaison.permissions import Actor

MAP = "map_draft"  # the job's kind; its subject is the later draft
BY_HAND = "由工作人员对应"


def ask_for_map(session: Session, draft: Draft, *, by: Actor) -> None:
    """In the caller's transaction, if there is a draft to compare with."""
    if previous_draft(session, draft) is not None:
        jobs.enqueue(session, MAP, draft.id, by_id=by.id)


def previous_draft(session: Session, draft: Draft) -> Draft | None:
    """The draft before this one, of the same kind: topics and articles have nothing to compare."""
    earlier = select(Draft).where(
        Draft.consultation_id == draft.consultation_id,
        Draft.number < draft.number,
        Draft.kind == draft.kind,
        Draft.state != DraftState.PROOFING,
    )
    return session.scalar(earlier.order_by(Draft.number.desc()).limit(1))


def map_to_previous(session: Session, claim: Claim) -> None:
    """Compares outside of any transaction; rows that people decided about stay as they are."""
    later = session.get_one(Draft, claim.subject_id)
    earlier = previous_draft(session, later)
    if earlier is None:
        return
    earlier_id, later_id = earlier.id, later.id
    old, new = _articles(session, earlier_id), _articles(session, later_id)
    session.rollback()
    rows = compare(old, new)
    with claim.completing(session):
        _keep(session, earlier_id, later_id, rows)


def confirm_row(session: Session, row: ProvisionMap, *, by: Actor) -> None:
    """What people said about the old article may move along this row."""
    _decide(session, row, MapDecision.CONFIRMED, by)


def refuse_row(session: Session, row: ProvisionMap, *, by: Actor) -> None:
    """The two are not the same article: nothing moves along this row."""
    _decide(session, row, MapDecision.REFUSED, by)


def reopen_row(session: Session, row: ProvisionMap, *, by: Actor) -> None:
    """Takes a decision back."""
    _decide(session, row, MapDecision.OPEN, by)


def pair_by_hand(session: Session, later: Draft, old_key: str, new_key: str, *, by: Actor) -> ProvisionMap:
    """A person saw that these two are one article. What the machine had made of either no longer holds."""
    rows = rows_to(session, later)
    if not rows:
        raise Refused("两稿还没有比较好，请稍等再试")
    old_keys = {key for row in rows for key in row.old_keys}
    new_keys = {key for row in rows for key in row.new_keys}
    if old_key not in old_keys or new_key not in new_keys:
        raise Refused("选的条文不在这两稿里，请重新选一次")
    for row in rows:
        if old_key in row.old_keys or new_key in row.new_keys:
            _decide(session, row, MapDecision.REFUSED, by)
    made = ProvisionMap(
        from_draft_id=rows[0].from_draft_id,
        to_draft_id=later.id,
        position=max(row.position for row in rows) + 1,
        correspondence=Correspondence.CHANGED,
        old_keys=[old_key],
        new_keys=[new_key],
        score=0,
        certain=False,
        reason=BY_HAND,
        decision=MapDecision.CONFIRMED,
        decided_by_id=by.id,
        decided_at=clock.now(),
    )
    session.add(made)
    session.flush()
    audit.record(session, "map_row_paired", made, by=by, old=old_key, new=new_key)
    return made


def rows_to(session: Session, later: Draft) -> list[ProvisionMap]:
    """The map from the draft before, in the order of this draft."""
    rows = select(ProvisionMap).where(ProvisionMap.to_draft_id == later.id).order_by(ProvisionMap.position)
    return list(session.scalars(rows))


def _decide(session: Session, row: ProvisionMap, decision: MapDecision, by: Actor) -> None:
    if row.decision is decision:
        return
    row.decision = decision
    row.decided_by_id, row.decided_at = by.id, clock.now()
    audit.record(session, f"map_row_{decision.value}", row, by=by, draft=row.to_draft_id)


def _articles(session: Session, draft_id: int) -> list[Article]:
    return [Article(each.key, each.label, each.plain, each.heading) for each in article_texts(session, draft_id)]


def _keep(session: Session, earlier_id: int, later_id: int, rows: Iterable[Row]) -> None:
    between = (ProvisionMap.from_draft_id == earlier_id, ProvisionMap.to_draft_id == later_id)
    if session.scalar(select(ProvisionMap.id).where(*between, ProvisionMap.decision != MapDecision.OPEN).limit(1)):
        return
    session.execute(delete(ProvisionMap).where(*between))
    session.add_all(
        ProvisionMap(
            from_draft_id=earlier_id,
            to_draft_id=later_id,
            position=position,
            correspondence=Correspondence(row.relation),
            old_keys=list(row.old),
            new_keys=list(row.new),
            score=row.score,
            certain=row.certain,
            reason=row.reason,
        )
        for position, row in enumerate(rows, 1)
    )
