"""What stands around the law in a paste: notice, title, history, preamble before it; explanation and closing after it."""

import itertools
from dataclasses import dataclass

from liaison.drafts.labels import PREFACE_HEADINGS, is_attachment_label, read_article_label, read_heading, read_marker
from liaison.drafts.lines import Line

KINDS_OF_LAW = (
    "法",
    "条例",
    "规定",
    "办法",
    "决定",
    "决议",
    "解释",
    "细则",
    "规则",
    "修正案",
    "意见",
    "通则",
    "规程",
    "章程",
    "法典",
    "准则",
    "规范",
    "批复",
    "条文",
)
NOT_A_LAW = ("通知", "公告", "说明", "启事", "的函", "通告", "报告")
VERSIONS = ("稿", "草案", "修订", "修正", "节选", "试行", "样本", "年", "编")
EVENTS = ("通过", "修正", "修订", "公布", "发布", "批准", "施行", "公告", "法释", "号")
TITLE_GOES_ON = ("关于", "的", "《", "〈", "修改", "促进", "加强", "、", "和", "与", "及", "具体", "若干", "应用", "中")
CLOSINGS = ("此外", "本决定自", "本决议自", "本修正案自", "本解释自", "本条例自", "本规定自", "本办法自", "根据本")
MIDDLE = frozenset("。；！？：:")
LONGEST_TITLE = 90
LONGEST_VERSION = 24
SHORTEST_TITLE = 3
LONGEST_HISTORY = 30


@dataclass(frozen=True, slots=True)
class Before:
    """Positions: title [title, history), history [history, preface), preface [preface, law); notice before title."""

    title: int
    history: int
    preface: int


def read_before(lines: list[Line], end: int) -> Before:
    """Divides what stands before the contents, the first heading or the first article."""
    if not end:
        return Before(0, 0, 0)
    last = _last_title_line(lines, end)
    begin = 0 if last is None else _begin_of_title(lines, last)
    after = (_begin_of_text(lines, end) if last is None else last) + (last is not None)
    after = max(after, min(begin + 1, end))
    while after < end and _is_version(lines[after].text):
        after += 1
    history = after
    while after < end and _is_history(lines[after].text):
        after = _end_of_bracket(lines, after, end)
    return Before(begin, history, after)


def explanation_starts(lines: list[Line]) -> set[int]:
    """Positions where an explanation of the draft begins; its title may take two lines."""
    alone = {at for at, line in enumerate(lines) if _is_explanation_title(line.text)}
    pairs = enumerate(itertools.pairwise(lines))
    return alone | {
        at
        for at, (line, after) in pairs
        if line.text.startswith("关于")
        and after.text.endswith("说明")
        and _is_explanation_title(line.text + after.text)
    }


def title_above(lines: list[Line], position: int, lowest: int) -> int:
    """The beginning of the title that stands above a position, or the position itself."""
    for at in range(position - 1, lowest - 1, -1):
        if is_title(lines[at].text):
            return max(lowest, _begin_of_title(lines, at))
    return position


def _is_explanation_title(text: str) -> bool:
    """关于《…（草案）》的说明, 起草说明: what follows explains the draft."""
    compact = text.strip("《》 　")
    if len(compact) > LONGEST_TITLE or any(mark in MIDDLE for mark in compact):
        return False
    if compact in ("说明", "起草说明", "修订说明", "制定说明", "修改说明", "编制说明", "立法说明"):
        return compact != "说明"
    return compact.endswith("说明") and ("关于" in compact or "草案" in compact or "》" in compact)


def is_closing(text: str) -> bool:
    """本决定自…起施行。 根据本决定…重新公布。 此外，…"""
    return text.startswith(CLOSINGS) and text[-1] in "。." and len(text) < 200


def is_preface_heading(line: Line) -> bool:
    """序　　言 alone on its line."""
    return line.compact in PREFACE_HEADINGS


def is_title(text: str) -> bool:
    """A line that could be the name of a law: short, no sentence, ends in 条例, 办法, 决定, … or a version of these."""
    if len(text) > LONGEST_TITLE:
        return False
    core = _without_versions(text)
    if len(core) < SHORTEST_TITLE or any(mark in MIDDLE for mark in core):
        return False
    if read_marker(text) or read_article_label(text) or read_heading(text) or is_attachment_label(text):
        return False
    return core.rstrip("》").endswith(KINDS_OF_LAW) and not core.endswith(NOT_A_LAW)


def _last_title_line(lines: list[Line], end: int) -> int | None:
    for position in range(end - 1, -1, -1):
        text = lines[position].text
        if is_title(text) and not _is_history(text):
            return position
    return None


def _begin_of_title(lines: list[Line], last: int) -> int:
    """Up from the last line of a title broken over several."""
    begin = last
    while begin > 0 and last - begin < 4:
        above, here = lines[begin - 1].text, lines[begin].text
        broken = here.startswith(TITLE_GOES_ON) or above.endswith(("关于", "、", "和", "修改", "的"))
        if not broken or len(above) > LONGEST_TITLE // 2 or above[-1] in MIDDLE or any(c.isdecimal() for c in above):
            break
        begin -= 1
    return begin


def _begin_of_text(lines: list[Line], end: int) -> int:
    """Without a known title: the first lines that are no sentence are taken for it."""
    position = 0
    while position < min(end, 2) and lines[position].text[-1] not in MIDDLE and len(lines[position].text) <= 45:
        if position and _is_history(lines[position].text):
            break
        position += 1
    return position


def _without_versions(text: str) -> str:
    """…条例（草案）（征求意见稿） → …条例."""
    while text and text[-1] in "）)":
        opening = max(text.rfind("（"), text.rfind("("))
        if opening < 1 or len(text) - opening > LONGEST_VERSION:
            break
        text = text[:opening].rstrip()
    for version in ("草案", "征求意见稿", "修订草案", "送审稿", "建议表决稿"):
        text = text.removesuffix(version)
    return text


def _is_version(text: str) -> bool:
    inner = text.strip("（）() 　")
    return (
        len(text) <= LONGEST_VERSION
        and text[0] in "（("
        and text[-1] in "）)"
        and any(version in inner for version in VERSIONS)
        and not _is_history(text)
    )


def _is_history(text: str) -> bool:
    """（2020年4月10日 …通过）, 2020年…修正, 根据2019年…修正, 法释〔2022〕6号."""
    head = text.lstrip("（( 　")[:40]
    dated = any(character.isdecimal() for character in head) and ("年" in head or "〔" in head or "[" in head)
    if not dated or text[-1] in "。；：":
        return False
    opens = text[0] in "（(" or head[:1].isdecimal() or head.startswith(("根据", "法释", "（", "("))
    return opens and (text[0] in "（(" or any(event in text for event in EVENTS))


def _end_of_bracket(lines: list[Line], position: int, end: int) -> int:
    """The position after a history line, and after its bracket if that goes on over further lines."""
    depth = 0
    for here in range(position, min(end, position + LONGEST_HISTORY)):
        text = lines[here].text
        depth += sum(text.count(mark) for mark in "（(") - sum(text.count(mark) for mark in "）)")
        if depth <= 0 or text[-1] in "）)":
            return here + 1
    return position + 1
