"""Word's automatic numbers: 第三条 and （二） that nobody typed are not in the text and must be counted again."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from liaison.drafts.word_names import W, attribute
from liaison.language.numerals import to_chinese

CHINESE = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "chineseLegalSimplified",
)
CIRCLED = ("decimalEnclosedCircle", "decimalEnclosedCircleChinese")
SILENT = ("bullet", "none")
LEVELS = 9
LONGEST_STYLE_CHAIN = 10


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it counts, what is printed around the number."""

    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class List:
    """A list as used in the text (w:num): its levels and the counters it shares with its siblings."""

    family: str
    levels: dict[int, Level]
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts through a document in order; one per document."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._lists = dict(_lists(numbering)) if numbering is not None else {}
        self._styles = dict(_styles(styles)) if styles is not None else {}
        self._counters: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def label(self, paragraph: etree._Element) -> str:
        """The number Word would print before this paragraph, with a blank after 第N条; "" if none."""
        identity, depth = self._place(paragraph)
        chosen = self._lists.get(identity)
        if chosen is None or depth not in chosen.levels:
            return ""
        counters = self._counters.setdefault(chosen.family, {})
        restart = chosen.restarts.get(depth)
        if restart is not None and (identity, depth) not in self._restarted:
            self._restarted.add((identity, depth))
            counters[depth] = restart - 1
        level = chosen.levels[depth]
        counters[depth] = counters.get(depth, level.start - 1) + 1
        for deeper in range(depth + 1, LEVELS):
            counters.pop(deeper, None)
        return "" if level.format in SILENT else _printed(level.text, chosen.levels, counters)

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        """The list and level a paragraph is in, by its own properties or its style's."""
        own = _place_in(paragraph.find(f"{W}pPr"))
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        inherited = self._inherited(attribute(style, "val"))
        identity = own[0] if own[0] is not None else inherited[0]
        depth = own[1] if own[1] is not None else inherited[1]
        return identity or "0", depth or 0

    def _inherited(self, style: str) -> tuple[str | None, int | None]:
        identity, depth = None, None
        for _ in range(LONGEST_STYLE_CHAIN):
            if style not in self._styles:
                break
            place, parent = self._styles[style]
            identity = place[0] if identity is None else identity
            depth = place[1] if depth is None else depth
            style = parent
        return identity, depth


def _lists(numbering: etree._Element) -> Iterator[tuple[str, List]]:
    families = {
        attribute(family, "abstractNumId"): dict(_level(level) for level in family.findall(f"{W}lvl"))
        for family in numbering.findall(f"{W}abstractNum")
    }
    for used in numbering.findall(f"{W}num"):
        family = attribute(used.find(f"{W}abstractNumId"), "val")
        found = List(family, dict(families.get(family, {})))
        for override in used.findall(f"{W}lvlOverride"):
            depth = _integer(attribute(override, "ilvl"))
            start = override.find(f"{W}startOverride")
            if start is not None:
                found.restarts[depth] = _integer(attribute(start, "val"), 1)
            found.levels.update(_level(level) for level in override.findall(f"{W}lvl"))
        yield attribute(used, "numId"), found


def _level(level: etree._Element) -> tuple[int, Level]:
    start = _integer(attribute(level.find(f"{W}start"), "val"), 1)
    form = attribute(level.find(f"{W}numFmt"), "val") or "decimal"
    return _integer(attribute(level, "ilvl")), Level(start, form, attribute(level.find(f"{W}lvlText"), "val"))


def _styles(styles: etree._Element) -> Iterator[tuple[str, tuple[tuple[str | None, int | None], str]]]:
    for style in styles.findall(f"{W}style"):
        parent = attribute(style.find(f"{W}basedOn"), "val")
        yield attribute(style, "styleId"), (_place_in(style.find(f"{W}pPr")), parent)


def _place_in(properties: etree._Element | None) -> tuple[str | None, int | None]:
    place = properties.find(f"{W}numPr") if properties is not None else None
    if place is None:
        return None, None
    identity, depth = place.find(f"{W}numId"), place.find(f"{W}ilvl")
    return (
        attribute(identity, "val") if identity is not None else None,
        _integer(attribute(depth, "val")) if depth is not None else None,
    )


def _printed(pattern: str, levels: dict[int, Level], counters: dict[int, int]) -> str:
    words = pattern
    for depth in range(LEVELS):
        if f"%{depth + 1}" in words:
            level = levels.get(depth, Level())
            words = words.replace(f"%{depth + 1}", _counted(counters.get(depth, level.start), level.format))
    return f"{words}\u3000" if words.endswith(("条", "章", "节", "编")) else words


def _counted(number: int, form: str) -> str:
    if form in CHINESE and 0 <= number < 10_000:
        return to_chinese(number)
    if form in CIRCLED and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("lowerLetter", "upperLetter") and number >= 1:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    return str(number)


def _integer(value: str, otherwise: int = 0) -> int:
    return int(value) if value.isdecimal() and len(value) < 6 else otherwise
