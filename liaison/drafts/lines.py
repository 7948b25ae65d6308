"""The lines of a text with their places in it, so that whatever is recognised later can be pointed at exactly."""

import unicodedata
from dataclasses import dataclass

INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\x00"
WIDE = frozenset("WFA")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without the blanks and Markdown signs around it; `source[start:end] == text`."""

    number: int
    start: int
    end: int
    text: str
    indent: int

    @property
    def compact(self) -> str:
        """The text without any blanks."""
        return without_blanks(self.text)

    @property
    def width(self) -> int:
        """Columns taken on paper, indent included; a Chinese character takes two."""
        return self.indent + columns(self.text)


def is_blank(character: str) -> bool:
    """Half-width, full-width, no-break and zero-width blanks, byte order marks and line ends."""
    return character.isspace() or character in INVISIBLE


def without_blanks(text: str) -> str:
    """The text with every kind of blank taken out."""
    return "".join(character for character in text if not is_blank(character))


def columns(text: str) -> int:
    """The width of a text in half-width columns."""
    return sum(2 if unicodedata.east_asian_width(character) in WIDE else 1 for character in text)


def split_lines(source: str) -> list[Line]:
    """All lines, blank ones too, numbered from 1."""
    lines, offset = [], 0
    for number, raw in enumerate(source.splitlines(keepends=True), start=1):
        lines.append(_line(number, offset, raw))
        offset += len(raw)
    return lines


def trimmed(source: str, start: int, end: int) -> tuple[int, int]:
    """The same span without the blanks at its ends."""
    while start < end and is_blank(source[start]):
        start += 1
    while end > start and is_blank(source[end - 1]):
        end -= 1
    return start, end


def _line(number: int, offset: int, raw: str) -> Line:
    start, end = trimmed(raw, 0, len(raw))
    indent = columns(raw[:start].replace("\t", "    ").strip(INVISIBLE))
    start, end = _without_markdown(raw, start, end)
    return Line(number, offset + start, offset + end, raw[start:end], indent)


def _without_markdown(raw: str, start: int, end: int) -> tuple[int, int]:
    """`## 第一章` and a wholly bold line lose their signs; a bold label inside a line is read by the label scanner."""
    signs = start
    while signs < end and raw[signs] in "#>":
        signs += 1
    if signs > start and signs < end and is_blank(raw[signs]):
        start, end = trimmed(raw, signs, end)
    if end - start > 4 and raw.startswith("**", start) and raw.find("**", start + 2, end) == end - 2:
        start, end = trimmed(raw, start + 2, end - 2)
    return start, end
