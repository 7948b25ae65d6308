"""Chinese numerals, read and written by a scanner.

Article numbers run to 一千二百六十, amounts in comments to 亿. Nothing here backtracks: one pass over the characters.
"""

DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
LARGE_UNITS = {"万": 10_000, "亿": 100_000_000}
NUMERAL_CHARACTERS = frozenset(DIGITS) | frozenset(SMALL_UNITS) | frozenset(LARGE_UNITS)


def parse_numeral(text: str) -> int | None:
    """十二 → 12, 一百零三 → 103, 两千 → 2000, 二〇二六 → 2026, 12 or １２ → 12; None when it is no number."""
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    if any(character not in NUMERAL_CHARACTERS for character in text):
        return None
    if all(character in DIGITS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    return _sum_of_units(text)


def _sum_of_units(text: str) -> int | None:
    total, section, digit = 0, 0, None
    for character in text:
        if character in DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = DIGITS[character]
        elif character in SMALL_UNITS:
            section += (1 if digit is None or digit == 0 else digit) * SMALL_UNITS[character]
            digit = None
        else:
            total = (total + section + (digit or 0)) * LARGE_UNITS[character]
            section, digit = 0, None
    return total + section + (digit or 0)


def to_chinese(number: int) -> str:
    """12 → 十二, 103 → 一百零三, 1260 → 一千二百六十; for 0 ≤ number < 10,000 (no law has more articles)."""
    if not 0 <= number < 10_000:
        raise ValueError(f"no article number: {number}")
    if number == 0:
        return "零"
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += ("零" if gap and words else "") + "〇一二三四五六七八九"[digit] + name
        gap = bool(words) and not digit
    return words.removeprefix("一") if words.startswith("一十") else words
