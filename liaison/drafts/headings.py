"""Headings of parts, chapters and sections, and the 一、二、 groups of judicial interpretations.

A heading is believed only where it stands directly above an article or another heading: a line of running text that
begins with 第三章 does not, nor does a chapter that an amendment quotes.
"""

from dataclasses import dataclass

from liaison.drafts.labels import (
    MIDDLE_MARKS,
    Heading,
    Level,
    is_attachment_label,
    read_article_label,
    read_heading,
    read_marker,
)
from liaison.drafts.lines import Line, without_blanks

LONGEST_GROUP = 40
LONGEST_REST_OF_TITLE = 40
RANK: dict[Level, int] = {"part": 0, "subpart": 1, "chapter": 2, "section": 3}


@dataclass(frozen=True, slots=True)
class PlacedHeading:
    """A heading at a position; `taken` spoken lines long, as a title may stand or go on in the next line."""

    position: int
    level: Level
    number: int | None
    label: str
    title: str
    taken: int


def own_headings(lines: list[Line], articles: list[int], begin: int, end: int) -> list[PlacedHeading]:
    """The headings between two positions, given where the articles are."""
    starts = set(articles)
    found: dict[int, tuple[Heading, int]] = {}
    for position in range(end - 1, begin - 1, -1):
        heading = None if position in starts else read_heading(lines[position].text)
        if heading is not None and not heading.is_reference:
            taken = _taken(lines, position, heading, starts, found, end)
            if taken:
                found[position] = (heading, taken)
    top: Level = "part" if any(heading.level == "part" for heading, _ in found.values()) else "chapter"
    headings = [_placed(lines, position, *found[position], top) for position in sorted(found)]
    return sorted(headings + _groups(lines, articles, begin, headings), key=lambda heading: heading.position)


def _taken(
    lines: list[Line],
    position: int,
    heading: Heading,
    articles: set[int],
    headings: dict[int, tuple[Heading, int]],
    end: int,
) -> int:
    """How many lines the heading takes, 0 if nothing that a heading stands above follows it."""
    if position + 1 in articles or position + 1 in headings:
        return 1
    if position + 1 == end:
        return 1 if heading.spaced and heading.title and articles and position > min(articles) else 0
    if position + 2 in articles and _is_rest_of_title(lines[position + 1]):
        return 2
    return 2 if position + 2 in headings and not heading.title and _is_rest_of_title(lines[position + 1]) else 0


def _is_rest_of_title(line: Line) -> bool:
    if len(line.text) > LONGEST_REST_OF_TITLE or any(mark in MIDDLE_MARKS for mark in line.text):
        return False
    return not (read_article_label(line.text) or read_marker(line.text) or is_attachment_label(line.text))


def _placed(lines: list[Line], position: int, heading: Heading, taken: int, top: Level) -> PlacedHeading:
    rest = without_blanks(lines[position + 1].text) if taken == 2 else ""
    return PlacedHeading(position, heading.level or top, heading.number, heading.label, heading.title + rest, taken)


def _groups(lines: list[Line], articles: list[int], begin: int, headings: list[PlacedHeading]) -> list[PlacedHeading]:
    """一、一般规定 directly above an article, counted 一、二、三 from before the first article on."""
    groups: list[PlacedHeading] = []
    level: Level = "section" if any(heading.level == "chapter" for heading in headings) else "chapter"
    for article in articles:
        position = article - 1
        if position < begin or (not groups and article != articles[0]):
            continue
        marker = read_marker(lines[position].text)
        if marker is None or marker.style != "point" or marker.number != len(groups) + 1:
            continue
        title = without_blanks(lines[position].text[marker.end :])
        if 0 < len(title) <= LONGEST_GROUP and not any(mark in MIDDLE_MARKS for mark in title):
            groups.append(PlacedHeading(position, level, marker.number, marker.label, title, 1))
    return groups
