"""The analysis copy of a text: what is left of a citizen's words when only their content counts.

Punctuation, width, script and layout differ between copies of one letter and say nothing. The stored words are never touched.
Amounts are written one way (五千元 and 5千元 become 5000元), because a comparison of demands is first a comparison of numbers.
The point between two numbers is the only mark kept: 3.5倍 is not 35倍.
"""

import html
import re
import unicodedata
from functools import cache
from importlib.resources import files

from liaison.language.numerals import parse_numeral, to_chinese

NUMERALS = "〇零一二两三四五六七八九十百千万亿"
UNITS = (
    "条款项目章节编日天号年月周元角倍岁人户米吨度级层楼栋幢室次名位台辆座间件份亩页字期只头张平公千克"
    "个小分点工万亿%‰"  # 个月、小时、分钟、工作日 and the like begin so
)
UNITS_OF_ONE = frozenset(
    "日天年月周元角倍岁米吨章节款项%‰"
)  # elsewhere 一 is an article rather than a number: 一个, 一点, 这一条
AMOUNT_UNITS = "元人户米吨平公亩辆台件份名"
OTHER_MARKS = re.compile(r"[\W_]+")
THOUSANDS = re.compile(r"(?<=[0-9])[,，](?=[0-9]{3}(?![0-9]))")
FRACTION = re.compile(rf"(百|千)分之([{NUMERALS}点0-9.]{{1,12}})")
BETWEEN_NUMBERS = re.compile(rf"(?<=[0-9{NUMERALS}])[^\S\n]{{0,4}}[^\w\s%‰][\W_]{{0,8}}(?=[0-9{NUMERALS}])")
CHINESE_NUMBER = re.compile(rf"[{NUMERALS}]{{1,12}}(?=(?:\.[{NUMERALS}0-9]{{1,8}}){{0,8}}[{UNITS}])")
SCALED_NUMBER = re.compile(rf"(?<![0-9.])([0-9]{{1,9}})(?:\.([0-9]{{1,4}}))?([千万亿])(?=[{AMOUNT_UNITS}])")
SCALES = {"千": 1000, "万": 10_000, "亿": 100_000_000}
KEPT_MARKS = re.compile(r"(?<=[0-9])[%‰]|(?<=[0-9])\.(?=[0-9〇零一二两三四五六七八九十百千万亿])|[^\W_]+")


def normalise(text: str) -> str:
    """Simplified lower-case characters and digits only; normalising twice changes nothing.

    A text of nothing but marks (👍👍) keeps them, so that it is a copy of its like and of nothing else.
    """
    plain = unicodedata.normalize("NFKC", html.unescape(text)).translate(simplified()).lower()
    plain = unicodedata.normalize("NFKC", plain)
    marked = BETWEEN_NUMBERS.sub(".", THOUSANDS.sub("", plain))
    words = "".join(KEPT_MARKS.findall(_squeezed(marked)))
    return _numbers_in_digits(words) or "".join(plain.split())


@cache
def simplified() -> dict[int, int]:
    """Traditional → simplified, character by character; chains are followed to their end."""
    lines = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if "\t" in line]
    table = {ord(old): ord(new.split()[0]) for old, new in pairs if len(old) == 1 and len(new.split()[0]) == 1}
    table = {old: table.get(new, new) for old, new in table.items()}
    return {old: new for old, new in table.items() if old != new}


def _squeezed(text: str) -> str:
    """Without blanks, also those inside a number (1 2日), which a phone's line break leaves behind."""
    return "".join(text.split())


def _numbers_in_digits(text: str) -> str:
    text = FRACTION.sub(_percentage, text)
    text = CHINESE_NUMBER.sub(_digits, text)
    return SCALED_NUMBER.sub(_written_out, text)


def _percentage(match: re.Match[str]) -> str:
    sign = "%" if match[1] == "百" else "‰"
    whole, _point, fraction = match[2].partition("点")
    if not fraction:
        value = strict_numeral(whole)
        return match[0] if value is None else f"{value}{sign}"
    before, after = strict_numeral(whole), "".join(str(parse_numeral(character)) for character in fraction)
    return match[0] if before is None or not after.isdigit() else f"{before}.{after}{sign}"


def _digits(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end()]
    if match[0] == "一" and before != "第" and after not in UNITS_OF_ONE:
        return match[0]
    value = strict_numeral(match[0])
    return match[0] if value is None else str(value)


def _written_out(match: re.Match[str]) -> str:
    scale, fraction = SCALES[match[3]], match[2] or ""
    if 10 ** len(fraction) > scale:
        return match[0]
    return str(int(match[1]) * scale + int(fraction or 0) * scale // 10 ** len(fraction))


def strict_numeral(text: str) -> int | None:
    """The number, if a careful person would read it so: not 三五天 (three to five), not 十二十三."""
    if text.isascii() and text.isdigit():
        return int(text)
    if all(character in "〇零一二三四五六七八九" for character in text) and len(text) > 1:
        return parse_numeral(text) if len(text) == 4 or "〇" in text else None
    for scale in "亿万":
        head, mark, tail = text.partition(scale)
        if mark:
            large, small = strict_numeral(head) if head else None, strict_numeral(tail.lstrip("零〇")) if tail else 0
            return None if large is None or small is None else large * SCALES[scale] + small
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    value = parse_numeral(text)
    if value is None or not 0 <= value < 10_000:
        return None
    plain = text.replace("两", "二").replace("〇", "零")
    return value if plain in (to_chinese(value), "一" + to_chinese(value)) else None
