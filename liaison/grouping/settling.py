"""From provisional memberships to the article's canonical grouping.

`group` finds each new excerpt a place at once; `settle`, when the article has been quiet, recomputes the whole article as a
pure function of its contents and of what people decided, so the result is the same for any order of arrival and any worker.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison import clock, jobs
from liaison.comments.models import Excerpt
from liaison.grouping.clusters import ALGORITHM_VERSION, Cluster, Evidence, Item, cluster, place
from liaison.grouping.inheritance import Former, Inheritance, inherit
from liaison.grouping.models import ArticleGrouping, Group, Membership, Prepared
from liaison.grouping.places import QUIET_MS, SETTLE, lock_numbers, lock_place
from liaison.jobs import Claim


@dataclass(frozen=True)
class Snapshot:
    """One article as it stood at one moment."""

    place_id: int
    draft_id: int
    arrived: int
    items: tuple[Item, ...]  # every living excerpt, in order of arrival
    homes: dict[int, int]  # excerpt → group, for those that have one
    seeds: frozenset[int]  # groups that a person touched
    order: dict[int, int]  # group → its number, which tells the older from the younger


def group(session: Session, claim: Claim) -> None:
    """Gives every excerpt that has no group yet a provisional one, in milliseconds, and asks for settling."""
    seen = _read(session, claim.subject_id)
    session.rollback()
    newcomers = _placed(seen)
    with claim.completing(session):
        article = lock_place(session, session.get_one(ArticleGrouping, seen.place_id))
        _admit(session, article, newcomers)
        jobs.enqueue(session, SETTLE, article.id, delay_ms=QUIET_MS)


def settle(session: Session, claim: Claim) -> None:
    """Replaces the article's memberships by the canonical ones; if something arrived meanwhile, discards and asks again."""
    seen = _read(session, claim.subject_id)
    session.rollback()
    clusters = cluster(seen.items, seeds=_members_of_seeds(seen))
    inheritance = inherit(_former_groups(seen), [found.members.keys() for found in clusters])
    with claim.completing(session):
        article = lock_place(session, session.get_one(ArticleGrouping, seen.place_id))
        if article.arrived != seen.arrived:
            jobs.enqueue(session, SETTLE, article.id, delay_ms=QUIET_MS)
            return
        _write(session, article, clusters, inheritance)
        article.settled, article.settled_at, article.algorithm_version = seen.arrived, clock.now(), ALGORITHM_VERSION


def _read(session: Session, place_id: int) -> Snapshot:
    article = session.get_one(ArticleGrouping, place_id)
    here = (Excerpt.draft_id == article.draft_id, Excerpt.place_key == article.place_key, Excerpt.retired_at.is_(None))
    rows = select(Prepared.excerpt_id, Prepared.content_hash, Prepared.normalised).join(Excerpt).where(*here)
    homes = select(Membership.excerpt_id, Membership.group_id).join(Excerpt).where(*here)
    groups = session.scalars(
        select(Group).where(Group.article_grouping_id == place_id, Group.merged_into_id.is_(None))
    ).all()
    return Snapshot(
        place_id=article.id,
        draft_id=article.draft_id,
        arrived=article.arrived,
        items=tuple(Item(*row) for row in session.execute(rows.order_by(Prepared.excerpt_id))),
        homes=dict(session.execute(homes).all()),
        seeds=frozenset(group.id for group in groups if group.touched_at is not None),
        order={group.id: group.number for group in groups},
    )


def _members_of_seeds(seen: Snapshot) -> dict[int, list[int]]:
    members: dict[int, list[int]] = {seed: [] for seed in seen.seeds}
    for excerpt, home in seen.homes.items():
        if home in seen.seeds:
            members[home].append(excerpt)
    return members


def _former_groups(seen: Snapshot) -> list[Former]:
    members: dict[int, set[int]] = {id: set() for id in seen.order}
    for excerpt, home in seen.homes.items():
        members.setdefault(home, set()).add(excerpt)
    return [Former(id, seen.order.get(id, 0), frozenset(held), id in seen.seeds) for id, held in members.items()]


def _placed(seen: Snapshot) -> list[tuple[int, int | None, Evidence]]:
    """(excerpt, group or None for a new one, evidence) for each excerpt without a group."""
    first: dict[int, Item] = {}
    for item in seen.items:
        if item.id in seen.homes:
            first.setdefault(seen.homes[item.id], item)
    homes, representatives = list(first), list(first.values())
    placed = []
    for item in seen.items:
        if item.id not in seen.homes:
            index, evidence = place(item, representatives)
            placed.append((item.id, None if index is None else homes[index], evidence))
    return placed


def _admit(session: Session, article: ArticleGrouping, newcomers: list[tuple[int, int | None, Evidence]]) -> None:
    waiting = {excerpt for excerpt, _, _ in newcomers}
    homed = set(session.scalars(select(Membership.excerpt_id).where(Membership.excerpt_id.in_(waiting))))
    gone = dict(
        session.execute(select(Group.id, Group.merged_into_id).where(Group.article_grouping_id == article.id)).all()
    )
    for excerpt, home, evidence in newcomers:
        if excerpt not in homed:
            target = home if home is not None and gone.get(home, home) is None else new_group(session, article).id
            session.add(_membership(excerpt, target, evidence, provisional=True))


def new_group(session: Session, article: ArticleGrouping) -> Group:
    """The next number of the draft; the place must be locked."""
    lock_numbers(session, article.draft_id)
    last = session.scalar(select(func.max(Group.number)).where(Group.draft_id == article.draft_id)) or 0
    group = Group(draft_id=article.draft_id, article_grouping_id=article.id, number=last + 1, created_at=clock.now())
    session.add(group)
    session.flush()
    return group


def _write(session: Session, article: ArticleGrouping, clusters: list[Cluster], inheritance: Inheritance) -> None:
    memberships = {
        membership.excerpt_id: membership
        for membership in session.scalars(
            select(Membership)
            .join(Excerpt)
            .where(Excerpt.draft_id == article.draft_id, Excerpt.place_key == article.place_key)
        )
    }
    for index, found in enumerate(clusters):
        home = inheritance.kept.get(index) or new_group(session, article).id
        for excerpt, evidence in found.members.items():
            _settle_member(session, memberships.get(excerpt), excerpt, home, evidence)
    for gone, into in inheritance.merged_into.items():
        session.get_one(Group, gone).merged_into_id = into


def _settle_member(
    session: Session, membership: Membership | None, excerpt: int, home: int, evidence: Evidence
) -> None:
    if membership is None:
        session.add(_membership(excerpt, home, evidence, provisional=False))
    elif membership.provisional or membership.group_id != home:
        membership.group_id, membership.provisional, membership.evidence = home, False, evidence.as_dict()


def _membership(excerpt: int, home: int, evidence: Evidence, *, provisional: bool) -> Membership:
    return Membership(
        excerpt_id=excerpt, group_id=home, provisional=provisional, evidence=evidence.as_dict(), joined_at=clock.now()
    )
