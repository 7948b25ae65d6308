"""What must be true when the storm is over: counted from the database and the clients' ledgers, compared with a calm run."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison import audit, jobs
from liaison.comments.models import Channel, Comment, Excerpt, Place
from liaison.comments.operations import receive
from liaison.comments.submission import Submission
from liaison.consultations.models import Consultation
from liaison.database import transaction
from liaison.grouping.models import ArticleGrouping, Membership
from liaison.jobs import Job, JobState
from tests.factories.people import Town
from tests.factories.work import work_off
from tests.reliability.words import said, token

Partition = dict[str, frozenset[frozenset[tuple[str, int, int]]]]


@dataclass(frozen=True)
class Finding:
    what: str
    expected: object
    found: object

    @property
    def is_right(self) -> bool:
        return self.expected == self.found


def partition(session: Session) -> Partition:
    """Article → its groups, each as the set of (client token, start, end) of its excerpts. No ids: they differ by arrival."""
    rows = session.execute(
        select(Excerpt.place_key, Membership.group_id, Comment.client_token, Excerpt.start, Excerpt.end)
        .join(Excerpt, Excerpt.id == Membership.excerpt_id)
        .join(Comment, Comment.id == Excerpt.comment_id)
        .where(Excerpt.retired_at.is_(None))
    )
    groups: dict[tuple[str, int], set[tuple[str, int, int]]] = defaultdict(set)
    for place, group, client_token, start, end in rows:
        groups[place, group].add((client_token, start, end))
    found: dict[str, set[frozenset[tuple[str, int, int]]]] = defaultdict(set)
    for (place, _), members in groups.items():
        found[place].add(frozenset(members))
    return {place: frozenset(sets) for place, sets in found.items()}


def enter_calmly(session: Session, town: Town, consultation: Consultation, numbers: Iterable[int]) -> Partition:
    """The same comments without web, worker and trouble, one after the other; gives the settled partition."""
    for n in numbers:
        article, words = said(n)
        submission = Submission(
            consultation_id=consultation.id,
            point_id=town.points[n % len(town.points)].id,
            client_token=token(n),
            words=words,
            channel=Channel.COUNTER,
            place=Place.WHOLE if article == "whole" else Place.PROVISION,
            provision_key="" if article == "whole" else article,
        )
        with transaction(session):
            receive(session, submission, by=town.collectors[n % len(town.collectors)])
    work_off(session)
    return partition(session)


def findings(session: Session, ledgers: Iterable[Path], comments: int, calm: Partition) -> list[Finding]:
    session.rollback()
    receipts = dict(line.split() for ledger in ledgers for line in ledger.read_text(encoding="ascii").splitlines())
    stored = dict(session.execute(select(Comment.client_token, Comment.receipt_code)).all())
    living = select(func.count()).select_from(Excerpt).where(Excerpt.retired_at.is_(None))
    grouped = select(func.count()).select_from(Membership).where(Membership.provisional.is_(False))
    unsettled = select(func.count()).where(ArticleGrouping.settled != ArticleGrouping.arrived)
    quarantined = select(func.count()).where(Job.state == JobState.QUARANTINED)
    return [
        Finding("回执（各台账）", comments, len(receipts)),
        Finding("意见", comments, session.scalar(select(func.count()).select_from(Comment))),
        Finding("回执与意见对得上", comments, len(receipts.items() & stored.items())),
        Finding("没做完的工作", 0, jobs.open_jobs(session)),
        Finding("被隔离的工作", 0, session.scalar(quarantined)),
        Finding("没核定的条文", 0, session.scalar(unsettled)),
        Finding("意见点各有一个核定的组", session.scalar(living), session.scalar(grouped)),
        Finding("归并结果与平静时不同的条文", [], _different(calm, partition(session))),
        Finding("审计没有封存的记录", 0, audit.unsealed_entries(session)),
        Finding("审计链的第一处错误", None, audit.first_fault(session)),
    ]


def table(found: Iterable[Finding]) -> str:
    lines = [f"{'✓' if each.is_right else '✗'}  {each.what}：应为 {each.expected}，实为 {each.found}" for each in found]
    return "\n".join(lines)


def _different(calm: Partition, stormy: Partition) -> list[str]:
    return sorted(place for place in calm.keys() | stormy.keys() if calm.get(place) != stormy.get(place))
