"""What the guard sees in one text: its numbers as single tokens, and the words that decide what is asked.

A number is one token, so 45日 against 50日 is one replaced token and never a lost 4 and a new 0.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast
from zlib import crc32

from liaison.grouping.contrasts import POLE_OF, ROLES, STANDARD
from liaison.language.modality import LEVEL_OF, NEGATIONS, NOT_NEGATING

PLAIN_NUMBERS = 0xF0000  # private use: 0 … 65,533 stand for themselves
OTHER_TOKENS = 0x100000
TOKENS_A_PLANE = 65_534
TOKEN = re.compile(r"[0-9a-z][0-9a-z.%‰]*")
UNIT = re.compile(
    r"个工作日|工作日|个月|个小时|小时|分钟|周岁|平方米|平方|公里|公斤|万元|号楼|单元|年级|以上|以下|号线|[日天年月周元角倍岁人户米吨度级层楼栋幢室次名位台辆份号弄点分件条款项章节%‰亩座组梯]"
)
UNIT_OF = {"天": "日", "号": "日", "周岁": "岁", "个小时": "小时", "平方": "平方米"}
ARTICLE_PART = frozenset("条款项章节")
ARTICLE = re.compile(
    r"第([0-9]{1,4})条(?:之([0-9一二三四五六七八九]))?|(?<![0-9.这那第])([1-9][0-9]{1,3})条(?=第|规定|[的中里])"
)

Pole = tuple[int, int]  # axis and side
Kind = Literal["number", "cited", "code", "modality", "negation", "pole", "role"]
LEXICON: dict[str, tuple[Kind | Literal["neutral"], object]] = {
    **{word: ("role", STANDARD.get(word, word)) for word in ROLES},
    **dict.fromkeys(NEGATIONS, ("negation", None)),
    **dict.fromkeys(NOT_NEGATING, ("neutral", None)),
    **{word: ("modality", level) for word, level in LEVEL_OF.items()},
    **{word: ("pole", pole) for word, pole in POLE_OF.items()},
}
LONGEST_MARK = max(map(len, LEXICON))
WORD = re.compile("|".join(sorted(LEXICON, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or number that matters, at [start, end) of the tokens; equal kind and value say the same."""

    start: int
    end: int
    kind: Kind
    value: object
    surface: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """`tokens` is the text with one character for each number; `marks` stand in order; `articles` are those cited by number."""

    text: str
    tokens: str
    marks: tuple[Mark, ...]
    articles: frozenset[str]
    poles: frozenset[Pole]
    numbers: dict[str, str]  # token → as written

    def words(self, start: int, end: int) -> str:
        """As written."""
        return "".join(self.numbers.get(token, token) for token in self.tokens[max(start, 0) : end])

    def touching(self, start: int, end: int) -> list[Mark]:
        first = bisect_left(self.marks, start - LONGEST_MARK, key=_start)
        last = bisect_right(self.marks, end, key=_start)
        return [mark for mark in self.marks[first:last] if mark.end >= start]


def _start(mark: Mark) -> int:
    return mark.start


@lru_cache(maxsize=4096)
def read(normalised: str) -> Reading:
    numbers: dict[str, str] = {}

    def shortened(match: re.Match[str]) -> str:
        token = _token(match[0])
        numbers[token] = match[0]
        return token

    tokens = TOKEN.sub(shortened, normalised)
    marks = [
        _number_mark(tokens, position, numbers[token]) for position, token in enumerate(tokens) if token in numbers
    ]
    marks += [
        Mark(match.start(), match.end(), kind, value, match[0])
        for match in WORD.finditer(tokens)
        for kind, value in (LEXICON[match[0]],)
        if kind != "neutral"
    ]
    articles = frozenset("之".join(filter(None, match.groups())) for match in ARTICLE.finditer(normalised))
    poles = frozenset(cast(Pole, mark.value) for mark in marks if mark.kind == "pole")
    return Reading(normalised, tokens, tuple(sorted(marks, key=_start)), articles, poles, numbers)


def _token(number: str) -> str:
    if number.isdigit() and not number.startswith("0") and int(number[:6]) < TOKENS_A_PLANE and len(number) < 6:
        return chr(PLAIN_NUMBERS + int(number))
    return chr(OTHER_TOKENS + crc32(number.encode()) % TOKENS_A_PLANE)


def _number_mark(tokens: str, position: int, written: str) -> Mark:
    unit = UNIT.match(tokens, position + 1)
    name = unit[0] if unit else ""
    if name in ARTICLE_PART and name:
        return Mark(position, position + 1, "cited", written, f"第{written}{name}", name)
    if not written.rstrip("%‰").replace(".", "").isdigit():
        return Mark(position, position + 1, "code", written, written + tokens[position + 1 : position + 2])
    return Mark(position, position + 1, "number", written, written + name, UNIT_OF.get(name, name))
