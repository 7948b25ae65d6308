"""The table of contents: it repeats every heading before the body and must not be read as the body.

It is known by its word 目录, or, where that is missing, by its first heading coming again before the first article.
"""

from dataclasses import dataclass

from liaison.drafts.labels import (
    BARE_HEADINGS,
    PREFACE_HEADINGS,
    is_attachment_label,
    read_article_label,
    read_heading,
    read_marker,
)
from liaison.drafts.lines import Line, without_blanks

NAMES = frozenset(("目录", "目次"))
LEADERS = frozenset(".．。·…․‥-—_")
LONGEST_ENTRY = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: what kind of heading, which number, which title."""

    kind: str
    number: int | None
    title: str

    def is_same_as(self, other: "Entry") -> bool:
        """The same heading again; a 第一章 that lost its number is known by its title."""
        if self.number is None or other.number is None:
            return bool(self.title) and self.title == other.title
        return self.kind == other.kind and self.number == other.number


def find_contents(lines: list[Line], first_article: int) -> tuple[int, int]:
    """Positions [from, to) of the contents before the first article, (0, 0) if there are none."""
    named = next((position for position in range(first_article) if lines[position].compact in NAMES), None)
    if named is not None:
        return named, _end_of_contents(lines, named + 1, first_article)
    return _unnamed_contents(lines, first_article)


def without_leaders(text: str) -> str:
    """第一章 总则 ........ 3 → 第一章 总则."""
    end = len(text)
    while end and (text[end - 1].isdecimal() or text[end - 1].isspace()):
        end -= 1
    bare = end
    while bare and (text[bare - 1] in LEADERS or text[bare - 1].isspace()):
        bare -= 1
    leaders = sum(character in LEADERS for character in text[bare:end])
    return text[:bare] if leaders >= 2 or (end < len(text) and text[end:][:1].isspace()) else text


def read_entry(line: Line) -> Entry | None:
    """The entry a line would be, if it were part of the contents."""
    text = without_leaders(line.text)
    compact = without_blanks(text)
    if not compact or len(compact) > LONGEST_ENTRY:
        return None
    if compact in PREFACE_HEADINGS or compact in BARE_HEADINGS:
        return Entry("bare", None, compact)
    heading = read_heading(text)
    if heading is not None:
        return Entry(str(heading.level), heading.number, heading.title)
    marker = read_marker(text)
    if marker is not None and marker.style == "point" and compact[-1] not in "。；：":
        return Entry("group", marker.number, without_blanks(text[marker.end :]))
    if is_attachment_label(text) or (read_article_label(text) and text != line.text):
        return Entry("other", None, compact)
    return None


def _end_of_contents(lines: list[Line], begin: int, first_article: int) -> int:
    first: Entry | None = None
    for position in range(begin, first_article):
        entry = read_entry(lines[position])
        if entry is None and not _is_wrapped_entry(lines, position, first_article):
            return position
        if entry is not None and first is not None and (entry.is_same_as(first) or _is_body_preface(entry)):
            return position
        first = first or entry
    return first_article


def _is_wrapped_entry(lines: list[Line], position: int, first_article: int) -> bool:
    """A long title that goes on in a second line, between entries."""
    text = lines[position].compact
    if len(text) > LONGEST_ENTRY // 2 or text[-1] in "。；：" or position + 1 >= first_article:
        return False
    return read_entry(lines[position - 1]) is not None and read_entry(lines[position + 1]) is not None


def _is_body_preface(entry: Entry) -> bool:
    return entry.title in PREFACE_HEADINGS


def _unnamed_contents(lines: list[Line], first_article: int) -> tuple[int, int]:
    """Headings one below the other whose first comes again: all before that are contents."""
    begin, first = 0, None
    for position in range(first_article):
        entry = read_entry(lines[position])
        if entry is None or entry.kind == "group":
            first = None
        elif first is None:
            begin, first = position, entry
        elif entry.is_same_as(first):
            return begin, position
    return 0, 0
