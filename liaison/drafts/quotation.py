"""Which lines stand inside the words that an amendment quotes.

An amendment says 将第六条修改为：“第六条 …”. The quoted articles are not its own. A quotation may re-open each
paragraph and close once, may hold many paragraphs, and in real pages may never be closed; so a pair is believed only
if it opens as amendments open (after a colon, at the start of a line) and a closing mark is still to come.
"""

from liaison.drafts.lines import Line

OPENING, CLOSING = "“", "”"
OPENS_AFTER = frozenset("：:")
INSTRUCTIONS = (
    "修改为",
    "改为",
    "增加一",
    "增加二",
    "增加两",
    "增加三",
    "增加四",
    "增加五",
    "增加六",
    "作为第",
    "如下修改",
    "内容如下",
    "修改如下",
    "删去",
    "删除",
    "进行修改",
    "作出修改",
    "予以修改",
    "相应修改",
)
OPENING_INSTRUCTIONS = (
    "修改为",
    "改为",
    "增加",
    "中的",
    "中“",
    "删去",
    "删除",
    "作为第",
    "后增加",
    "之后增加",
    "前增加",
    "相应改为",
    "调整为",
    "移至",
)


def amends(text: str) -> bool:
    """Whether a point says what is to be changed in another text."""
    return any(instruction in text for instruction in INSTRUCTIONS)


def begins_with_instruction(text: str) -> bool:
    """第九条修改为…, 第十三条增加一款…: the words after such a label order a change, they are no article."""
    return text.startswith(OPENING_INSTRUCTIONS)


def introduces_listing(text: str) -> bool:
    """An article that ends 内容如下： and goes on with articles it does not put in quotation marks."""
    return text[-1:] in OPENS_AFTER and amends(text)


class Quotation:
    """Fed line by line; `is_open` tells whether the next line stands inside a quotation."""

    def __init__(self, lines: list[Line]) -> None:
        self._still_to_close = _still_to_close(lines)
        self._opened_on: int | None = None
        self._after_colon = False
        self.never_closed: list[int] = []

    @property
    def is_open(self) -> bool:
        return self._opened_on is not None

    def hears(self, line: Line) -> None:
        """Takes in one line."""
        opening, closing = line.text.rfind(OPENING), line.text.rfind(CLOSING)
        if opening > closing:
            if self._opened_on is None and self._opens_a_quotation(line.text, opening, closing):
                self._opened_on = line.number
        elif closing >= 0:
            self._opened_on = None
        self._after_colon = line.text[-1] in OPENS_AFTER

    def closes_later(self, line: Line) -> bool:
        """Whether the next mark from this line on, paragraphs' opening marks apart, is a closing one."""
        return self._still_to_close.get(line.number, False)

    def give_up(self) -> None:
        """The quotation was never closed; what follows is the document's own again."""
        if self._opened_on is not None:
            self.never_closed.append(self._opened_on)
        self._opened_on = None

    def _opens_a_quotation(self, text: str, opening: int, closing: int) -> bool:
        first = text.find(OPENING, closing + 1)
        before = text[:first].rstrip()
        return not before or before[-1] in OPENS_AFTER or opening == len(text) - 1


def _still_to_close(lines: list[Line]) -> dict[int, bool]:
    closes, answers = False, {}
    for line in reversed(lines):
        inner = line.text[1:] if line.text.startswith(OPENING) else line.text
        opening, closing = inner.find(OPENING), inner.find(CLOSING)
        if closing >= 0 or opening >= 0:
            closes = closing >= 0 and (opening < 0 or closing < opening)
        answers[line.number] = closes
    return answers
