"""Builds the tree once it is known which line begins what."""

from dataclasses import dataclass, field

from liaison.drafts.articles import Candidate
from liaison.drafts.headings import RANK, PlacedHeading
from liaison.drafts.labels import Marker, is_attachment_label, read_article_heading
from liaison.drafts.lines import Line
from liaison.drafts.paragraphs import paragraphs
from liaison.drafts.points import Point
from liaison.drafts.source import Source, Stretch
from liaison.drafts.tree import Kind, ProvisionNode

GROUP_KEYS = {"part": "part", "subpart": "sub", "chapter": "ch", "section": "sec"}
BARE_KEYS = {"总则": "general", "总纲": "general", "分则": "special", "附则": "supplement"}
Mark = PlacedHeading | Candidate | Point


@dataclass(slots=True)
class Group:
    """A part, chapter or section that may still get children."""

    heading: PlacedHeading
    key: str
    line: int
    children: list["Group | ProvisionNode"] = field(default_factory=list)

    def grown(self) -> ProvisionNode:
        children = tuple(child.grown() if isinstance(child, Group) else child for child in self.children)
        heading = self.heading
        kind: Kind = heading.level
        return ProvisionNode(self.key, kind, heading.number, 0, heading.label, heading.title, "", children, self.line)


def provisions(source: Source, lines: list[Line], marks: list[Mark], end: int) -> tuple[ProvisionNode, ...]:
    """The nodes of the law itself: each mark owns the lines up to the next."""
    top: list[Group | ProvisionNode] = []
    above: list[Group] = []
    stops = [mark.position for mark in marks[1:]] + [end]
    for mark, stop in zip(marks, stops, strict=False):
        block = lines[mark.position : stop]
        if isinstance(mark, PlacedHeading):
            _open_group(source, block, mark, top, above)
        else:
            node = _article(source, block, mark) if isinstance(mark, Candidate) else _point(source, block, mark.marker)
            (above[-1].children if above else top).append(node)
    return tuple(node.grown() if isinstance(node, Group) else node for node in top)


def attachments(source: Source, lines: list[Line]) -> tuple[ProvisionNode, ...]:
    """附件 by 附件: a line that names one begins it."""
    starts = [at for at, line in enumerate(lines) if not at or is_attachment_label(line.text)]
    found = []
    for number, (start, stop) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=False), start=1):
        key = source.unique(f"att-{number}")
        first, rest = lines[start], lines[start + 1 : stop]
        source.claim(first.start, first.end, key, "label")
        text = source.claim_lines(rest, key, "text")
        found.append(ProvisionNode(key, "attachment", number, 0, first.text, "", text, (), first.number))
    return tuple(found)


def preface(source: Source, heading: Line | None, lines: list[Line]) -> ProvisionNode | None:
    """序言, or the words by which a decision or interpretation begins."""
    if heading is not None:
        source.claim(heading.start, heading.end, "preface", "heading")
    if not lines:
        return None
    stretches = source.stretches([(line, line.start) for line in lines])
    text = _text(source, stretches)
    title = heading.compact if heading else ""
    children = paragraphs(source, source.unique("preface"), stretches)
    return ProvisionNode("preface", "preface", None, 0, "", title, text, children, (heading or lines[0]).number)


def _open_group(
    source: Source, block: list[Line], heading: PlacedHeading, top: list[Group | ProvisionNode], above: list[Group]
) -> None:
    while above and RANK[above[-1].heading.level] >= RANK[heading.level]:
        above.pop()
    name = BARE_KEYS.get(heading.title, "bare") if heading.number is None else str(heading.number)
    own = f"{GROUP_KEYS[heading.level]}-{name}"
    key = source.unique(f"{above[-1].key}.{own}" if above else own)
    for line in block[: heading.taken]:
        source.claim(line.start, line.end, key, "heading")
    source.claim_lines(block[heading.taken :], key, "text")
    group = Group(heading, key, block[0].number)
    (above[-1].children if above else top).append(group)
    above.append(group)


def _article(source: Source, block: list[Line], article: Candidate) -> ProvisionNode:
    label = article.label
    key = source.unique(f"art-{label.number}-{label.sub}" if label.sub else f"art-{label.number}")
    first = block[0]
    source.claim(first.start, first.start + label.end, key, "label")
    placed = [(first, first.start + label.end), *((line, line.start) for line in block[1:])]
    text = _text(source, source.stretches(placed))
    heading, placed = _article_heading(source, key, placed)
    children = paragraphs(source, key, source.stretches(placed))
    return ProvisionNode(key, "article", label.number, label.sub, label.label, heading, text, children, first.number)


def _article_heading(source: Source, key: str, placed: list[tuple[Line, int]]) -> tuple[str, list[tuple[Line, int]]]:
    """条旨 in brackets before the words of an article, and where the words begin."""
    spoken = [(line, start) for line, start in placed if line.end > start]
    found = read_article_heading(source.text[spoken[0][1] : spoken[0][0].end]) if spoken else None
    if not found:
        return "", spoken
    (line, start), (heading, length) = spoken[0], found
    if start + length >= line.end and len(spoken) == 1:
        return "", spoken
    source.claim(start, start + length, key, "heading")
    return heading, [(line, start + length), *spoken[1:]]


def _point(source: Source, block: list[Line], marker: Marker) -> ProvisionNode:
    key = source.unique(f"pt-{marker.number}")
    first = block[0]
    source.claim(first.start, first.start + marker.end, key, "label")
    placed = [(first, first.start + marker.end), *((line, line.start) for line in block[1:])]
    stretches = source.stretches(placed)
    children = paragraphs(source, key, stretches)
    text = _text(source, stretches)
    return ProvisionNode(key, "point", marker.number, 0, marker.label, "", text, children, first.number)


def _text(source: Source, stretches: list[Stretch]) -> str:
    return "\n".join(source.words(stretch.spans) for stretch in stretches)
