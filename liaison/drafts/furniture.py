"""Lines that belong to the page and not to the law: page numbers, running heads, front matter, buttons of a web page.

They fall in the middle of articles when a text is copied out of a PDF or a browser; left in, they would become law.
"""

import itertools
from collections import Counter
from collections.abc import Iterable

from liaison.drafts.lines import Line

DASHES = frozenset("-—–－─·.•")
BUTTONS = (
    "字体",
    "字号",
    "打印",
    "关闭",
    "分享",
    "浏览次数",
    "阅读次数",
    "点击数",
    "责任编辑",
    "信息来源",
    "稿件来源",
    "来源",
    "发布时间",
    "发布日期",
    "上一篇",
    "下一篇",
    "返回顶部",
    "扫一扫",
)
LONGEST_BUTTON = 60
LONGEST_PAGE_NUMBER = 24
LONGEST_FRONT_MATTER = 40
LONGEST_RUNNING_HEAD = 60


def furniture(lines: list[Line]) -> set[int]:
    """The numbers of the lines that are page furniture."""
    numbers = {line.number for line in lines if is_page_number(line.text)}
    numbers |= _bare_page_numbers(lines)
    numbers |= _running_heads(lines, numbers)
    numbers |= _front_matter(lines) | _html_comments(lines)
    return numbers | {line.number for line in lines if _is_button(line.text) or set(line.text) in ({"-"}, {"*"})}


def is_page_number(text: str) -> bool:
    """— 3 —, - 12 -, 第3页, 第 3 页 共 9 页, 3/9; a number alone proves nothing."""
    if not text or len(text) > LONGEST_PAGE_NUMBER or not any(character.isdecimal() for character in text):
        return False
    inner = text.strip("-—–－─·•. \u3000\u00a0")
    dashed = text[0] in DASHES and text[-1] in DASHES
    paged = ("页" in inner and inner.startswith(("第", "共"))) or "/" in inner or "／" in inner
    words = [character for character in inner if not character.isdecimal() and not character.isspace()]
    return (dashed and not words) or (paged and all(character in "第页共，,/／" for character in words))


def _bare_page_numbers(lines: list[Line]) -> set[int]:
    """Lines of digits only are page numbers if they count 1, 2, 3 (or from 2) through the text with text between."""
    bare = [line for line in lines if line.text.isdecimal() and len(line.text) <= 4]
    counted = [int(line.text) for line in bare]
    apart = all(later.number - earlier.number > 5 for earlier, later in itertools.pairwise(bare))
    runs = counted == list(range(counted[0], counted[0] + len(counted))) if counted else False
    return {line.number for line in bare} if runs and counted[0] <= 2 and apart else set()


def _running_heads(lines: list[Line], page_numbers: set[int]) -> set[int]:
    """The same short line beside three or more page numbers."""
    spoken = [line for line in lines if line.text]
    beside: list[Line] = []
    for before, line, after in zip(spoken, spoken[1:], spoken[2:], strict=False):
        if line.number in page_numbers:
            beside += [near for near in (before, after) if 1 < len(near.text) <= LONGEST_RUNNING_HEAD]
    often = Counter(line.text for line in beside if line.text[-1] not in "。；")
    return {line.number for line in beside if often[line.text] >= 3 and line.number not in page_numbers}


def _front_matter(lines: list[Line]) -> set[int]:
    spoken = next((position for position, line in enumerate(lines) if line.text), None)
    if spoken is None or lines[spoken].text != "---":
        return set()
    for position in range(spoken + 1, min(len(lines), spoken + LONGEST_FRONT_MATTER)):
        if lines[position].text == "---":
            return _numbers(lines[spoken : position + 1])
    return set()


def _html_comments(lines: list[Line]) -> set[int]:
    inside, numbers = False, set()
    closes_later = max((line.number for line in lines if line.text.endswith("-->")), default=0)
    for line in lines:
        inside = inside or (line.text.startswith("<!--") and line.number <= closes_later)
        if inside:
            numbers.add(line.number)
            inside = not line.text.endswith("-->")
    return numbers


def _is_button(text: str) -> bool:
    words = text.lstrip("【[（( ")
    if not words or len(text) > LONGEST_BUTTON or text[-1] in "。；":
        return False
    button = next((word for word in BUTTONS if words.startswith(word)), None)
    if button is None:
        return False
    rest = words[len(button) :].rstrip("】])） ")
    return rest[:1] in ("：", ":", "到") or rest in ("", "本页", "窗口", "本文", "页面")


def _numbers(lines: Iterable[Line]) -> set[int]:
    return {line.number for line in lines}
