"""The inside of an article or point: 款, 项 and 目, with words exactly as they stand."""

from dataclasses import dataclass, field

from liaison.drafts.labels import Marker, read_marker
from liaison.drafts.source import Source, Stretch
from liaison.drafts.tree import Kind, ProvisionNode, paragraph_label


@dataclass(slots=True)
class Growing:
    """A 款, 项 or 目 that may still get words and children."""

    key: str
    kind: Kind
    number: int
    label: str
    line: int
    words: list[str] = field(default_factory=list)
    children: list["Growing"] = field(default_factory=list)

    def grown(self) -> ProvisionNode:
        children = tuple(child.grown() for child in self.children)
        text = "\n".join(words for words in self.words if words)
        return ProvisionNode(self.key, self.kind, self.number, 0, self.label, "", text, children, self.line)


def paragraphs(source: Source, owner: str, stretches: list[Stretch]) -> tuple[ProvisionNode, ...]:
    """The 款 of a provision, each with its 项 and 目."""
    building = _Paragraphs(source, owner)
    for stretch, marker, due in _with_markers(source, stretches):
        building.takes(stretch, marker, due)
    return tuple(paragraph.grown() for paragraph in building.found)


def _with_markers(source: Source, stretches: list[Stretch]) -> list[tuple[Stretch, Marker | None, int | None]]:
    """Each stretch with the number it begins with, and the number of the next （n） at or after it."""
    found: list[tuple[Stretch, Marker | None, int | None]] = []
    due: int | None = None
    for stretch in reversed(stretches):
        start, end = stretch.spans[0]
        marker = read_marker(source.text[start:end])
        if marker is not None and marker.style == "bracketed":
            due = marker.number
        found.append((stretch, marker, due))
    return found[::-1]


class _Paragraphs:
    def __init__(self, source: Source, owner: str) -> None:
        self._source = source
        self._owner = owner
        self._last: dict[str, int] = {}
        self._style = ""
        self.found: list[Growing] = []

    def takes(self, stretch: Stretch, marker: Marker | None, due: int | None) -> None:
        """Takes in one natural paragraph; words between （一） and （二） still belong to （一）."""
        if marker is not None and self._counts(marker):
            self._entry(stretch, marker)
        elif self._entries() and self._style == "bracketed" and due == self._last.get("bracketed", 0) + 1:
            self._goes_on(stretch)
        else:
            self._paragraph(stretch)

    def _counts(self, marker: Marker) -> bool:
        """（三） always counts; 1. or 一、 only where the numbering begins or goes on."""
        return marker.style == "bracketed" or marker.number in (1, self._last.get(marker.style, 0) + 1)

    def _entries(self) -> list[Growing]:
        return self.found[-1].children if self.found else []

    def _entry(self, stretch: Stretch, marker: Marker) -> None:
        if not self.found:
            self._begin_paragraph(stretch.line)
        below = marker.style in ("digit", "bracketed_digit") and bool(self._entries()) and self._style != marker.style
        parent = self._entries()[-1] if below else self.found[-1]
        key = self._source.unique(f"{parent.key}.{'s' if below else 'i'}{marker.number}")
        entry = Growing(key, "subitem" if below else "item", marker.number, marker.label, stretch.line)
        start, end = stretch.spans[0]
        self._source.claim(start, start + marker.end, key, "label")
        entry.words.append(self._claimed(key, [(start + marker.end, end), *stretch.spans[1:]]))
        parent.children.append(entry)
        self._last[marker.style] = marker.number
        if not below:
            self._style = marker.style
            self._last = {marker.style: marker.number}

    def _goes_on(self, stretch: Stretch) -> None:
        entry = self._entries()[-1]
        entry.words.append(self._claimed(entry.key, stretch.spans))

    def _paragraph(self, stretch: Stretch) -> None:
        paragraph = self._begin_paragraph(stretch.line)
        paragraph.words.append(self._claimed(paragraph.key, stretch.spans))

    def _begin_paragraph(self, line: int) -> Growing:
        number = len(self.found) + 1
        key = self._source.unique(f"{self._owner}.p{number}")
        self.found.append(Growing(key, "paragraph", number, paragraph_label(number), line))
        self._style, self._last = "", {}
        return self.found[-1]

    def _claimed(self, key: str, spans: list[tuple[int, int]]) -> str:
        for start, end in spans:
            self._source.claim(start, end, key, "text")
        return self._source.words([span for span in spans if span[1] > span[0]])
