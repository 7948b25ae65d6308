"""Do two texts that look alike ask for the same? One replaced number, 不, place or subject makes another demand.

Judged on the aligned difference: short gaps between equal stretches are read, long ones (a personal line, a sentence added or
cut off) are not, except for what they say about the demand as a whole. A pair that is kept apart says why in one sentence.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, cast

from liaison.grouping.alignment import Gap, gaps
from liaison.grouping.contrasts import SINGLE_CONTRASTS, STANDARD
from liaison.grouping.readings import Kind, Mark, Pole, Reading, read
from liaison.grouping.writer import about_the_writer
from liaison.language.modality import Modality
from liaison.language.numerals import to_chinese
from liaison.language.sounds import sound_alike, syllable

LONGEST_JUDGED = 12  # tokens on the longer side
LONGEST_NEGATED = 6
LONGEST_REPLACED = 24  # where one passage stands for another, of at least LEAST_REPLACED tokens each
LEAST_REPLACED = 4
SHOWN = 14  # characters of a word in the sentence that says why
PLACE_ENDINGS = (
    "区",
    "县",
    "镇",
    "乡",
    "村",
    "路",
    "街",
    "巷",
    "弄",
    "苑",
    "桥",
    "社区",
    "小区",
    "街道",
    "广场",
    "大道",
    "新村",
    "花园",
    "大厦",
)
AMOUNTS = frozenset("日周月年元角%‰倍小分工个万人户米平公")
WRITERS_UNITS = frozenset(
    ("岁", "栋", "幢", "楼", "号楼", "单元", "室", "户", "年", "级", "年级", "名", "人", "座", "弄", "组", "")
)
LONELY_NEGATION = frozenset("不没未无非勿")

Difference = Literal[
    "", "cited", "number", "code", "modality", "negation", "pole", "role", "contrast", "place", "words"
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is a Chinese sentence for the clerk, empty when the two ask for the same."""

    same: bool
    reason: str = ""
    difference: Difference = ""


SAME = Verdict(True)


@dataclass(frozen=True, slots=True)
class Place:
    """One gap, and the marks that only the one and only the other text has there."""

    a: Reading
    b: Reading
    gap: Gap
    ours: tuple[Mark, ...]
    theirs: tuple[Mark, ...]

    @property
    def words(self) -> tuple[str, str]:
        gap = self.gap
        return self.a.tokens[gap.a_start : gap.a_end], self.b.tokens[gap.b_start : gap.b_end]

    def marks(self, kind: Kind) -> tuple[list[Mark], list[Mark]]:
        return [mark for mark in self.ours if mark.kind == kind], [mark for mark in self.theirs if mark.kind == kind]

    @property
    def is_an_added_end(self) -> bool:
        """A clause more at the beginning or the end of one text; the other was cut off, or says nothing about it."""
        gap = self.gap
        at_start = gap.a_start == gap.b_start == 0
        at_end = gap.a_end == len(self.a.tokens) and gap.b_end == len(self.b.tokens)
        return not gap.shorter and gap.longer > LONGEST_NEGATED and (at_start or at_end)

    @property
    def about_the_writer(self) -> bool:
        gap = self.gap
        return about_the_writer(self.a, gap.a_start, gap.a_end) or about_the_writer(self.b, gap.b_start, gap.b_end)


def _place(a: Reading, b: Reading, gap: Gap) -> Place:
    ours, theirs = a.touching(gap.a_start, gap.a_end), b.touching(gap.b_start, gap.b_end)
    return Place(a, b, gap, _without(ours, theirs), _without(theirs, ours))


def compare(a: str, b: str) -> Verdict:
    """Of two normalised texts; the order does not matter."""
    if a == b:
        return SAME
    first, second = sorted((a, b))
    one, other = read(first), read(second)
    if one.articles and other.articles and not one.articles & other.articles:
        return _apart("cited", f"第{min(one.articles)}条", f"第{min(other.articles)}条")
    for gap in gaps(one.tokens, other.tokens):
        verdict = _judged(_place(one, other, gap))
        if not verdict.same:
            return verdict
    return _as_a_whole(one, other)


def _as_a_whole(one: Reading, other: Reading) -> Verdict:
    """反对 stands only in the one and 支持 only in the other, wherever: sentences may have been moved."""
    for mark in one.marks:
        if mark.kind != "pole":
            continue
        axis, side = cast(Pole, mark.value)
        if (axis, side) not in other.poles and (axis, 1 - side) in other.poles and (axis, 1 - side) not in one.poles:
            against = next(m for m in other.marks if m.kind == "pole" and m.value == (axis, 1 - side))
            return _apart("pole", mark.surface, against.surface)
    return SAME


def _judged(place: Place) -> Verdict:
    if place.words[0] == place.words[1]:
        return SAME
    if place.gap.longer > (LONGEST_JUDGED if place.gap.shorter < LEAST_REPLACED else LONGEST_REPLACED):
        return _beside_an_addition(place)
    for judge in JUDGES:
        verdict = judge(place)
        if verdict is not None:
            return verdict
    return SAME


def _beside_an_addition(place: Place) -> Verdict:
    """A short difference next to an added sentence: the short side is held against either end of the long side.

    Where it is unclear which end it belongs to, both must speak against it.
    """
    gap, size = place.gap, place.gap.shorter
    if not 0 < size <= LONGEST_NEGATED:
        return SAME
    if gap.a_end - gap.a_start > size:
        ends = (replace(gap, a_end=gap.a_start + size), replace(gap, a_start=gap.a_end - size))
    else:
        ends = (replace(gap, b_end=gap.b_start + size), replace(gap, b_start=gap.b_end - size))
    at_start, at_end = (_place(place.a, place.b, end) for end in ends)
    verdicts = {_judged(part) for part in _likelier(at_start, at_end)}
    return min(verdicts, key=lambda verdict: verdict.reason) if all(not verdict.same for verdict in verdicts) else SAME


def _likelier(at_start: Place, at_end: Place) -> tuple[Place, ...]:
    alike = [sum(map(str.__eq__, *part.words)) for part in (at_start, at_end)]
    if alike[0] == alike[1]:
        return at_start, at_end
    return (at_start,) if alike[0] > alike[1] else (at_end,)


def _repeated(place: Place) -> Verdict | None:
    """A character or word typed twice."""
    gap = place.gap
    if gap.shorter or any(place.marks("number")):
        return None
    text, start, end = (
        (place.a.tokens, gap.a_start, gap.a_end)
        if gap.a_end > gap.a_start
        else (place.b.tokens, gap.b_start, gap.b_end)
    )
    extra, length = text[start:end], end - start
    return SAME if extra in (text[max(0, start - length) : start], text[end : end + length]) else None


def _citations(place: Place) -> Verdict | None:
    return _both_differ(place, "cited")


def _codes(place: Place) -> Verdict | None:
    return _both_differ(place, "code")


def _numbers(place: Place) -> Verdict | None:
    ours, theirs = place.marks("number")
    if any(_is_telephone(mark) for mark in (*ours, *theirs)):
        return None
    if ours and theirs:
        differ = not _same_digits(ours, theirs) and not _are_the_writers(place, [*ours, *theirs])
        return _apart("number", ours[0].surface, theirs[0].surface) if differ else None
    lonely = [mark for mark in (*ours, *theirs) if _is_amount(mark)]
    if not lonely or place.gap.longer > LONGEST_NEGATED or _misspelt_number(place) or _are_the_writers(place, lonely):
        return None
    return Verdict(False, f"只有一个写明“{lonely[0].surface}”", "number")


def _units(place: Place) -> Verdict | None:
    """30日 against 30个工作日, 5元 against 5角: the number is the same, what is counted is not."""
    gap = place.gap
    ours = [
        mark for mark in place.a.touching(gap.a_start, gap.a_start) if mark.kind == "number" and mark.end == gap.a_start
    ]
    theirs = [
        mark for mark in place.b.touching(gap.b_start, gap.b_start) if mark.kind == "number" and mark.end == gap.b_start
    ]
    if not ours or not theirs or not ours[0].unit or not theirs[0].unit or ours[0].unit == theirs[0].unit:
        return None
    return None if sound_alike(ours[0].unit, theirs[0].unit) else _apart("number", ours[0].surface, theirs[0].surface)


def _contrast(place: Place) -> Verdict | None:
    """One character against another that means the opposite or its neighbour: 上 and 下, 东 and 西, 元 and 角."""
    ours, theirs = place.words
    if len(ours) != 1 or len(theirs) != 1 or not any(ours in group and theirs in group for group in SINGLE_CONTRASTS):
        return None
    return None if place.about_the_writer else _apart("contrast", *_in_context(place))


def _typo(place: Place) -> Verdict | None:
    return SAME if sound_alike(*place.words) else None


def _modality(place: Place) -> Verdict | None:
    ours, theirs = place.marks("modality")
    if ours and theirs:
        return _apart("modality", ours[0].surface, theirs[0].surface)
    if place.is_an_added_end:
        return None
    lonely = [mark for mark in (*ours, *theirs) if mark.value in (Modality.FORBIDDEN, Modality.RELEASED)]
    return Verdict(False, f"只有一个说“{lonely[0].surface}”", "modality") if lonely else None


def _poles(place: Place) -> Verdict | None:
    ours, theirs = place.marks("pole")
    for one in ours:
        for other in theirs:
            (axis, side), against = cast(Pole, one.value), cast(Pole, other.value)
            if against == (axis, 1 - side):
                return _apart("pole", one.surface, other.surface)
    return None


def _negation(place: Place) -> Verdict | None:
    gap, (ours, theirs) = place.gap, place.words
    if gap.longer == 1 and not gap.shorter and (ours or theirs) in LONELY_NEGATION:
        return Verdict(False, f"只有一个说“{max(_in_context(place), key=len)}”", "negation")
    one, other = place.marks("negation")
    one = [mark for mark in one if _inside(mark, gap.a_start, gap.a_end)]
    other = [mark for mark in other if _inside(mark, gap.b_start, gap.b_end)]
    if gap.longer > LONGEST_NEGATED or len(one) % 2 == len(other) % 2:
        return None
    return Verdict(False, f"只有一个说“{_shown((place.a, place.b)[not one], (one or other)[0])}”", "negation")


def _roles(place: Place) -> Verdict | None:
    return None if place.about_the_writer else _both_differ(place, "role")


def _place_names(place: Place) -> Verdict | None:
    """One character of a name before 区, 路, 小区 and the like."""
    ours, theirs = place.words
    if len(ours) != 1 or len(theirs) != 1 or syllable(ours) is None or syllable(theirs) is None:
        return None
    after = place.a.tokens[place.gap.a_end : place.gap.a_end + 3]
    named = after.startswith(PLACE_ENDINGS) or (after[:1].isalpha() and after[1:].startswith(PLACE_ENDINGS))
    return _apart("place", *_in_context(place, after=3)) if named and not place.about_the_writer else None


def _other_words(place: Place) -> Verdict | None:
    """A word of two characters or more in the place of another, with little in common."""
    ours, theirs = place.words
    if place.gap.shorter < 2 or STANDARD.get(ours, ours) == STANDARD.get(theirs, theirs):
        return None
    common = sum((Counter(ours) & Counter(theirs)).values())
    alike = sum(sound_alike(x, y) for x, y in zip(ours, theirs, strict=False))
    if 2 * max(common, alike) >= place.gap.shorter or place.about_the_writer:
        return None
    return _apart(
        "words", place.a.words(place.gap.a_start, place.gap.a_end), place.b.words(place.gap.b_start, place.gap.b_end)
    )


JUDGES: tuple[Callable[[Place], Verdict | None], ...] = (
    _repeated,
    _citations,
    _codes,
    _numbers,
    _units,
    _contrast,
    _typo,
    _modality,
    _poles,
    _negation,
    _roles,
    _place_names,
    _other_words,
)


def _both_differ(place: Place, kind: Kind) -> Verdict | None:
    ours, theirs = place.marks(kind)
    return _apart(kind, ours[0].surface, theirs[0].surface) if ours and theirs else None


def _apart(difference: Difference, one: str, other: str) -> Verdict:
    return Verdict(False, f"一个说“{one[:SHOWN]}”，一个说“{other[:SHOWN]}”", difference)


def _without(marks: list[Mark], others: list[Mark]) -> tuple[Mark, ...]:
    """The marks that have no equal among the others, equals taken one for one."""
    rest = [(mark.kind, mark.value) for mark in others]
    kept = []
    for mark in marks:
        if (mark.kind, mark.value) in rest:
            rest.remove((mark.kind, mark.value))
        else:
            kept.append(mark)
    return tuple(kept)


def _same_digits(ours: list[Mark], theirs: list[Mark]) -> bool:
    """12 and 13 against 12.13, or a lost mark in a date: the same digits. Not 3.5倍 against 35倍."""
    digits = ["".join(str(mark.value) for mark in marks) for marks in (ours, theirs)]
    same = digits[0].replace(".", "") == digits[1].replace(".", "")
    return same and not any(_is_amount(mark) for mark in (*ours, *theirs))


def _is_amount(mark: Mark) -> bool:
    return bool(mark.unit) and mark.unit[0] in AMOUNTS and not (mark.unit == "年" and len(str(mark.value)) == 4)


def _is_telephone(mark: Mark) -> bool:
    return not mark.unit and len(str(mark.value)) >= 7


def _are_the_writers(place: Place, marks: list[Mark]) -> bool:
    """62岁 and 3栋201 of a person who introduces himself; never a sum, a term or a year."""
    own = all(mark.unit in WRITERS_UNITS and len(str(mark.value)) < 4 for mark in marks)
    return own and place.about_the_writer


def _misspelt_number(place: Place) -> bool:
    """1人 against 一认: a word typed by sound."""
    ours, theirs = (_spelt_out(place.a, place.words[0]), _spelt_out(place.b, place.words[1]))
    return bool(ours) and sound_alike(ours, theirs)


def _spelt_out(reading: Reading, tokens: str) -> str:
    written = (reading.numbers.get(token, token) for token in tokens)
    return "".join(to_chinese(int(word)) if word.isdigit() and len(word) < 4 else word for word in written)


def _inside(mark: Mark, start: int, end: int) -> bool:
    return start <= mark.start and mark.end <= end


def _in_context(place: Place, before: int = 1, after: int = 2) -> tuple[str, str]:
    gap = place.gap
    return place.a.words(gap.a_start - before, gap.a_end + after), place.b.words(
        gap.b_start - before, gap.b_end + after
    )


def _shown(reading: Reading, mark: Mark) -> str:
    return reading.words(mark.start - 1, mark.end + 2)
