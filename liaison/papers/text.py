"""Text that a file format can hold and an office program cannot run.

Citizens type and paste anything. XML refuses some characters outright (the file would not open), others are invisible and
turn the reading order round, and a spreadsheet may take a leading = for a formula once the sheet is saved as CSV.
"""

import unicodedata

_LINE_ENDS = dict.fromkeys((0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\n")
_UNPRINTABLE_RANGES = (
    (0x00, 0x08),
    (0x0E, 0x1F),
    (0x7F, 0x84),
    (0x86, 0x9F),
    (0x061C, 0x061C),  # Arabic letter mark
    (0x200B, 0x200B),  # zero width space
    (0x200E, 0x200F),
    (0x202A, 0x202E),  # turns the reading order round
    (0x2066, 0x2069),
    (0xD800, 0xDFFF),  # lone surrogates
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0xE0000, 0xE007F),  # tags: text nobody sees
)
_TABLE: dict[int, str | None] = {
    **{code: None for first, last in _UNPRINTABLE_RANGES for code in range(first, last + 1)},
    **_LINE_ENDS,
    0x09: " ",
}
_FORMULA_LEADS = frozenset("=+-@\t\r\n")


def printable(text: str) -> str:
    """`text` without what no paper can show: control and direction marks go, every line end becomes \\n, a tab a blank."""
    return text.replace("\r\n", "\n").translate(_TABLE)


def disarmed(text: str) -> str:
    """`text` with an apostrophe in front where a spreadsheet could read a formula: = + - @, tab or line end, full-width forms too."""
    lead = text.lstrip(" \u3000\xa0")[:1]
    return f"'{text}" if lead and _FORMULA_LEADS.intersection(lead + unicodedata.normalize("NFKC", lead)) else text
