"""What a line begins with: 第十二条之一, 第三章 总则, 一、, （三）, 1. – read by scanners, one pass, no guessing.

Whether a label found here is the draft's own is decided elsewhere, from its surroundings.
"""

from dataclasses import dataclass
from typing import Literal

from liaison.drafts.lines import is_blank, without_blanks
from liaison.language.numerals import NUMERAL_CHARACTERS, parse_numeral

Level = Literal["part", "subpart", "chapter", "section"]
LEVELS: tuple[tuple[str, Level], ...] = (
    ("分编", "subpart"),
    ("编", "part"),
    ("章", "chapter"),
    ("节", "section"),
)
BARE_HEADINGS = frozenset(("总则", "总纲", "分则", "附则"))
PREFACE_HEADINGS = frozenset(("序言", "前言"))
LONGEST_NUMERAL = 12
LONGEST_HEADING = 45
LONGEST_ARTICLE_HEADING = 30
SENTENCE_MARKS = frozenset("。；！？")
MIDDLE_MARKS = frozenset("，,：:；;。！？!?")
SPEAKS_OF_ONE = (
    "规定",
    "所称",
    "所列",
    "所指",
    "的",
    "、",
    "和第",
    "至第",
    "及第",
    "与第",
    "或第",
    "增加一",
    "修改为",
    "相应",
)
BRACKETS = {"〖": "〗", "【": "】", "（": "）", "(": ")", "[": "]", "［": "］"}


@dataclass(frozen=True, slots=True)
class ArticleLabel:
    """第十七条之一 at the start of a line; `end` is where the words begin, `spaced` whether something set them apart."""

    number: int
    sub: int
    label: str
    end: int
    spaced: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a part, chapter or section; number None for 附则 and the like."""

    level: Level | None
    number: int | None
    label: str
    title: str
    spaced: bool

    @property
    def is_reference(self) -> bool:
        """第三章规定的程序: running text that speaks about a chapter."""
        middle = any(mark in MIDDLE_MARKS for mark in self.title)
        return not self.spaced and (middle or self.title.startswith(SPEAKS_OF_ONE))


@dataclass(frozen=True, slots=True)
class Marker:
    """The number of a point or list entry; `style` tells （一） 1. （1） and 一、 apart."""

    style: Literal["point", "bracketed", "digit", "bracketed_digit"]
    number: int
    label: str
    end: int


def skip_blanks(text: str, position: int) -> int:
    """The first position from here on that is no blank."""
    while position < len(text) and is_blank(text[position]):
        position += 1
    return position


def read_article_label(text: str) -> ArticleLabel | None:
    """第三条, 第 三 条, 第3条, **第三条**, 第十七条之一 at the very start of the text."""
    bold = text.startswith("**")
    found = _ordinal(text, 2 if bold else 0)
    if found is None or not text.startswith("条", found[1]):
        return None
    number, position = found
    sub, position = _sub_number(text, position + 1)
    if bold and text.startswith("**", position):
        position += 2
    label = without_blanks(text[:position]).replace("*", "")
    spaced = position == len(text) or is_blank(text[position]) or text[position] in BRACKETS or text[position] in "：:"
    position = skip_blanks(text, position)
    if position < len(text) and text[position] in "：:":
        position = skip_blanks(text, position + 1)
    return ArticleLabel(number, sub, label, position, spaced)


def read_article_heading(text: str) -> tuple[str, int] | None:
    """〖目的依据〗为了… → (目的依据, where the words begin); None where the bracket is no 条旨."""
    closing = BRACKETS.get(text[:1])
    end = text.find(closing, 1, LONGEST_ARTICLE_HEADING + 2) if closing else -1
    if end < 2:
        return None
    heading = text[1:end].strip()
    if parse_numeral(without_blanks(heading)) is not None or any(mark in SENTENCE_MARKS for mark in heading):
        return None
    return heading, skip_blanks(text, end + 1)


def read_heading(text: str) -> Heading | None:
    """第一章　总　　则, 第三节, 附　则: a line that is nothing but a heading."""
    compact = without_blanks(text)
    if compact in BARE_HEADINGS:
        return Heading(None, None, "", compact, True)
    found = _ordinal(text, 0)
    if found is None or len(compact) > LONGEST_HEADING or any(mark in SENTENCE_MARKS for mark in compact):
        return None
    number, position = found
    for word, level in LEVELS:
        if text.startswith(word, position):
            rest = text[position + len(word) :]
            label = without_blanks(text[:position]) + word
            return Heading(level, number, label, without_blanks(rest), not rest or is_blank(rest[0]))
    return None


def read_marker(text: str) -> Marker | None:
    """一、 （一） (1) １． 2、 at the start of the text."""
    if text[:1] in ("（", "("):
        return _bracketed(text)
    end = _numeral_end(text, 0)
    number = parse_numeral(text[:end]) if end else None
    if not number or end == len(text):
        return None
    if text[end] == "、":
        digits = text[:end].isdecimal()
        return Marker("digit" if digits else "point", number, text[: end + 1], skip_blanks(text, end + 1))
    if text[end] in ".．" and text[:end].isdecimal() and not text[end + 1 : end + 2].isdecimal():
        return Marker("digit", number, text[: end + 1], skip_blanks(text, end + 1))
    return None


def is_attachment_label(text: str) -> bool:
    """附件：…, 附表, 附件一：…, 附图2 …; not 附则, not 附件一规定的…"""
    if not text.startswith("附") or len(text) > 80 or text[-1] in SENTENCE_MARKS:
        return False
    position = 2 if text[1:2] in tuple("件表录图页") else 1
    named = position == 2
    position = skip_blanks(text, position)
    position = _numeral_end(text, position)
    if position == len(text):
        return named
    return text[position] in "：:" or (named and is_blank(text[position]))


def _ordinal(text: str, position: int) -> tuple[int, int] | None:
    """第 十二 → (12, position of what follows), blanks inside allowed."""
    if not text.startswith("第", position):
        return None
    position = skip_blanks(text, position + 1)
    start = position
    while position < len(text) and position - start < 2 * LONGEST_NUMERAL and _is_numeral_part(text[position]):
        position += 1
    number = parse_numeral(without_blanks(text[start:position]))
    return (number, position) if number and number < 10_000 else None


def _sub_number(text: str, position: int) -> tuple[int, int]:
    """之一 after 条, or 0 and the same position."""
    here = skip_blanks(text, position)
    if here - position > 2 or not text.startswith("之", here):
        return 0, position
    start = skip_blanks(text, here + 1)
    end = min(_numeral_end(text, start), start + 3)
    if not any(unit in text[start:end] for unit in "十百") and not text[start:end].isdecimal():
        end = min(end, start + 1)
    number = parse_numeral(text[start:end])
    return (number, end) if number else (0, position)


def _bracketed(text: str) -> Marker | None:
    start = skip_blanks(text, 1)
    end = _numeral_end(text, start)
    close = skip_blanks(text, end)
    number = parse_numeral(text[start:end]) if end > start else None
    if not number or text[close : close + 1] not in ("）", ")"):
        return None
    style: Literal["bracketed", "bracketed_digit"] = "bracketed_digit" if text[start:end].isdecimal() else "bracketed"
    return Marker(style, number, without_blanks(text[: close + 1]), skip_blanks(text, close + 1))


def _numeral_end(text: str, position: int) -> int:
    start = position
    while position < len(text) and position - start < LONGEST_NUMERAL and _is_numeral(text[position]):
        position += 1
    return position


def _is_numeral(character: str) -> bool:
    return character in NUMERAL_CHARACTERS or character.isdecimal()


def _is_numeral_part(character: str) -> bool:
    return _is_numeral(character) or is_blank(character)
