"""The two drawings of the office's start page, as numbers: comments by day and by point. The page shows them as tables, too."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.accounts.models import Point
from liaison.comments.models import Comment
from liaison.consultations.models import Participation

DAYS = 14


@dataclass(frozen=True)
class Bar:
    label: str
    n: int


def by_day(session: Session, station_id: int) -> list[Bar]:
    """Comments collected on each of the last fourteen days, oldest first."""
    first = clock.today() - timedelta(days=DAYS - 1)
    counted = (
        select(Comment.collected_on, func.count())
        .where(Comment.station_id == station_id, Comment.collected_on >= first)
        .group_by(Comment.collected_on)
    )
    found = dict(session.execute(counted).all())
    return [Bar(_short(first + timedelta(days=n)), found.get(first + timedelta(days=n), 0)) for n in range(DAYS)]


def by_point(session: Session, consultation_id: int) -> list[Bar]:
    """Comments of each participating point, most first; a point without any is the one to ring up."""
    said = func.count(Comment.id)
    counted = (
        select(Point.name, said)
        .join(Participation, Participation.point_id == Point.id)
        .outerjoin(Comment, (Comment.point_id == Point.id) & (Comment.consultation_id == consultation_id))
        .where(Participation.consultation_id == consultation_id)
        .group_by(Point.id, Point.name, Point.number)
        .order_by(said.desc(), Point.number)
    )
    return [Bar(name, n) for name, n in session.execute(counted)]


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
