"""The topics of a 提纲: what a station asks about before there is a draft, or when a law is inspected."""

from liaison.drafts.labels import read_marker
from liaison.drafts.lines import Line, split_lines
from liaison.drafts.source import Source
from liaison.drafts.surroundings import is_title
from liaison.drafts.tree import DraftTree, Oddity, ProvisionNode
from liaison.drafts.wraps import Wrapping

NO_TOPIC = "没有读到任何题目。请每行写一个题目，或者用“一、”“1.”给题目编号。"
OUTLINE_TITLES = ("提纲", "清单", "问卷", "题目")


def parse_topics(text: str) -> DraftTree:
    """One topic per numbered line with the lines under it; without numbers, one per line."""
    lines = [line for line in split_lines(text) if line.text]
    source = Source(text, Wrapping(0, 0))
    style = next((marker.style for line in lines if (marker := read_marker(line.text))), None)
    starts = [at for at, line in enumerate(lines) if style is None or _has_number(line, style)]
    title, notice, starts = _title(source, lines, starts)
    stops = [*starts[1:], len(lines)]
    topics = tuple(
        _topic(source, number, lines[start:stop])
        for number, (start, stop) in enumerate(zip(starts, stops, strict=False), start=1)
    )
    warnings = () if topics else (Oddity(1, NO_TOPIC),)
    return DraftTree(title, "", notice, None, topics, (), "", "", warnings, source.pieces())


def _has_number(line: Line, style: str) -> bool:
    marker = read_marker(line.text)
    return marker is not None and marker.style == style


def _title(source: Source, lines: list[Line], starts: list[int]) -> tuple[str, str, list[int]]:
    """The first line if it names the outline; lines between it and the first topic are its notice."""
    if not lines or (starts[:1] == [0] and (len(starts) == 1 or not _names_outline(lines[0].text))):
        return "", "", starts
    source.claim(lines[0].start, lines[0].end, "", "title")
    starts = [start for start in starts if start]
    notice = source.claim_lines(lines[1 : starts[0] if starts else len(lines)], "", "notice")
    return lines[0].text, notice, starts


def _names_outline(text: str) -> bool:
    return read_marker(text) is None and (text.endswith(OUTLINE_TITLES) or is_title(text))


def _topic(source: Source, number: int, block: list[Line]) -> ProvisionNode:
    key = source.unique(f"topic-{number}")
    first = block[0]
    marker = read_marker(first.text)
    begin = first.start + (marker.end if marker else 0)
    source.claim(first.start, begin, key, "label")
    source.claim(begin, first.end, key, "heading")
    heading = source.text[begin : first.end]
    text = source.claim_lines(block[1:], key, "text")
    label = marker.label if marker else ""
    return ProvisionNode(key, "topic", number, 0, label, heading, text, (), first.number)
