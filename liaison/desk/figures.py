"""The two drawings of the office's start page: comments by day and by point. The page shows the same numbers as tables, too.

Everything is measured here, in units of a drawing 300 wide: the policy of the pages allows no style, and a template cannot
measure.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.comments.models import Comment
from liaison.desk.labels import short_name
from liaison.desk.standing import Standing
from liaison.i18n import day

DAYS = 14
WIDTH = 300
COLUMN = 16
TOP, BASE = 20, 110  # the tallest column reaches from BASE up to TOP
ROW = 48  # a point: its name, and below it the bar
MOST_ROWS = 15
DIGIT = 11  # width of a digit of the largest letters (20 units, for elders)
LONGEST_NAME = 15

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Bar:
    """`n` with its place in the drawing; `number` stands beside it at `at`, empty for bars without."""

    label: str
    n: int
    x: int
    y: int
    width: int
    height: int
    number: str
    anchor: Anchor
    at: int


@dataclass(frozen=True)
class Drawing:
    """`told` says in one sentence what a person sees who sees it."""

    bars: list[Bar]
    height: int
    told: str
    table: list[tuple[str, int]]


def drawing_by_day(session: Session, station_ids: Collection[int]) -> Drawing | None:
    """Comments collected on each of the last fourteen days; None when there was none."""
    table = comments_by_day(session, station_ids)
    highest = max(table, key=lambda counted: counted[1])
    if highest[1] == 0:
        return None
    bars = [_column(index, label, n, highest) for index, (label, n) in enumerate(table)]
    told = _(
        "近 %(days)s 天共 %(all)s 条，最多的一天是%(day)s，%(n)s 条",
        days=DAYS,
        all=f"{sum(n for _label, n in table):,}",
        day=highest[0],
        n=f"{highest[1]:,}",
    )
    return Drawing(bars, BASE + 28, told, table)


def comments_by_day(session: Session, station_ids: Collection[int]) -> list[tuple[str, int]]:
    """(day, comments), oldest first."""
    first = clock.today() - timedelta(days=DAYS - 1)
    counted = (
        select(Comment.collected_on, func.count())
        .where(Comment.station_id.in_(station_ids), Comment.collected_on >= first)
        .group_by(Comment.collected_on)
    )
    found: dict[date, int] = dict(session.execute(counted).all())
    days = (first + timedelta(days=n) for n in range(DAYS))
    return [(day(each), found.get(each, 0)) for each in days]


def drawing_by_point(standing: Standing) -> Drawing | None:
    """Comments of each participating point, most first; a point without any is the one to ring up."""
    table = _comments_by_point(standing)
    if not standing.comments:
        return None
    most = table[0][1]
    bars = [_row(index, name, n, most) for index, (name, n) in enumerate(table[:MOST_ROWS])]
    silent = len(standing.silent_points)
    told = _("%(name)s最多，%(n)s 条", name=table[0][0], n=f"{most:,}")
    told += _("；%(n)s 个点还没有提交", n=silent) if silent else ""
    return Drawing(bars, len(bars) * ROW, told, table)


def _comments_by_point(standing: Standing) -> list[tuple[str, int]]:
    counted = [
        (point, standing.entries[point.id].all if point.id in standing.entries else 0) for point in standing.points
    ]
    return [(short_name(point), n) for point, n in sorted(counted, key=lambda entry: (-entry[1], entry[0].number))]


def _column(index: int, label: str, n: int, highest: tuple[str, int]) -> Bar:
    """The highest column and today's carry their numbers; near the edges these stand aside, so that none is cut or covered."""
    x, height = index * WIDTH // DAYS, -(-n * (BASE - TOP) // highest[1])
    today = index == DAYS - 1
    anchor, at = _beside(index, x)
    shown = n and (today or label == highest[0])
    return Bar(label, n, x, BASE - height, COLUMN, height, f"{n:,}" if shown else "", anchor, at)


def _beside(index: int, x: int) -> tuple[Anchor, int]:
    if index == DAYS - 1:
        return "end", x + COLUMN
    if index >= DAYS - 4:
        return "end", x + COLUMN // 4
    return ("start", x) if index < 2 else ("middle", x + COLUMN // 2)


def _row(index: int, name: str, n: int, most: int) -> Bar:
    number = f"{n:,}" if n else _("还没有提交")
    room = WIDTH - DIGIT * len(f"{most:,}") - DIGIT
    width = -(-n * room // most)
    short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
    return Bar(short, n, 0, index * ROW + 24, width, 14, number, "start", width + DIGIT if n else 0)
