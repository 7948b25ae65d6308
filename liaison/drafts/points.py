"""The 一、二、三 of a decision, a resolution or an amendment.

A notice before such a text and an explanation after it count 一、二、三 too; the text itself is the run that orders changes,
or else the run under a title.
"""

from dataclasses import dataclass

from liaison.drafts.labels import Marker, read_marker
from liaison.drafts.lines import Line
from liaison.drafts.quotation import Quotation, amends
from liaison.drafts.surroundings import is_closing, is_title
from liaison.drafts.wraps import Wrapping

LARGEST_GAP = 3


@dataclass(frozen=True, slots=True)
class Point:
    """A line that begins with 一、."""

    position: int
    marker: Marker


@dataclass(frozen=True, slots=True)
class OwnPoints:
    """The run chosen, the positions where its closing lines begin and where it ends, quotations left open."""

    chosen: list[Point]
    closing: int
    end: int
    amends: bool
    never_closed: list[int]


def own_points(lines: list[Line], wrapping: Wrapping, begin: int, enders: set[int]) -> OwnPoints:
    """The points of the text from a position on; none chosen if it has no such run."""
    runs, never_closed = _runs(lines, wrapping, begin)
    if not runs:
        return OwnPoints([], len(lines), len(lines), False, [])
    amending = [run for run in runs if 2 * sum(amends(lines[point.position].text) for point in run) >= len(run)]
    best = max(amending, key=len) if amending else _run_under_a_title(lines, runs)
    end = _end(lines, best, runs, enders)
    closing = next((at for at in range(best[-1].position + 1, end) if is_closing(lines[at].text)), end)
    return OwnPoints(best, closing, end, bool(amending), never_closed)


def _runs(lines: list[Line], wrapping: Wrapping, begin: int) -> tuple[list[list[Point]], list[int]]:
    quotation = Quotation(lines)
    runs: list[list[Point]] = []
    for position in range(begin, len(lines)):
        line = lines[position]
        marker = read_marker(line.text)
        last = runs[-1][-1].marker.number if runs else 0
        broken = position > 0 and wrapping.runs_on(lines[position - 1], line)
        if marker is not None and marker.style == "point" and not broken and _is_outside(quotation, line, marker, last):
            quotation.give_up()
            _add(runs, Point(position, marker), last)
        quotation.hears(line)
    return runs, quotation.never_closed


def _is_outside(quotation: Quotation, line: Line, marker: Marker, last: int) -> bool:
    """Not quoted, or the point that is due while no closing mark is to come."""
    return not quotation.is_open or (marker.number == last + 1 and not quotation.closes_later(line))


def _add(runs: list[list[Point]], point: Point, last: int) -> None:
    if not runs or point.marker.number == 1:
        runs.append([point])
    elif last < point.marker.number <= last + LARGEST_GAP:
        runs[-1].append(point)


def _run_under_a_title(lines: list[Line], runs: list[list[Point]]) -> list[Point]:
    before, titled = 0, []
    for run in runs:
        if any(is_title(lines[position].text) for position in range(before, run[0].position)):
            titled.append(run)
        before = run[-1].position + 1
    return titled[-1] if titled else max(runs, key=len)


def _end(lines: list[Line], chosen: list[Point], runs: list[list[Point]], enders: set[int]) -> int:
    """Before an attachment, an explanation, or the title above the next run."""
    last = chosen[-1].position
    after = [run[0].position for run in runs if run[0].position > last]
    for position in range(last + 1, len(lines)):
        if position in enders:
            return position
        if after and position < after[0] and is_title(lines[position].text):
            return position
    return len(lines)
