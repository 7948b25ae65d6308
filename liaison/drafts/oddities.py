"""What a clerk should check in the text itself, said in plain words."""

import itertools

from liaison.drafts.articles import Candidate, OwnArticles
from liaison.drafts.headings import PlacedHeading
from liaison.drafts.lines import Line
from liaison.drafts.points import Point
from liaison.drafts.tree import Oddity, ProvisionNode
from liaison.language.numerals import to_chinese

NOTHING_FOUND = (
    "没有找到“第一条”这样的条文，也没有找到“一、”这样编号的内容。"
    "请确认上传的是法规文本；如果只是征求意见的题目，请选择“提纲”。"
)
NEVER_CLOSED = "这一行的前引号没有找到对应的后引号，后面的内容已按没有引号处理，请核对。"
SECOND_TEXT = "从这一行起条号又从头开始，文件里似乎有两部法规。后面的内容没有作为条文读取，请分开上传。"
STRAY = "这一行以“{}”开头，但条号与前后不连贯，没有作为单独一条，而是并入了上一条，请核对。"
LEVEL_NAMES = {"part": "编", "subpart": "分编", "chapter": "章", "section": "节"}


def article_oddities(lines: list[Line], own: OwnArticles) -> list[Oddity]:
    """Gaps, repetitions and disorder in the numbers of the articles."""
    found = [Oddity(number, NEVER_CLOSED) for number in own.never_closed]
    if own.chosen and own.chosen[0].place != (1, 0):
        first = own.chosen[0]
        message = f"条文从“{first.label.label}”开始，前面的条文不在文件里。如果上传的是节选，可以不用理会。"
        found.append(Oddity(lines[first.position].number, message))
    for before, after in itertools.pairwise(own.chosen):
        message = _disorder(before, after)
        if message:
            found.append(Oddity(lines[after.position].number, message))
    found += [
        Oddity(lines[stray.position].number, STRAY.format(stray.label.label))
        for stray in own.strays
        if own.chosen and own.chosen[0].position < stray.position < own.end
    ]
    if own.restarted and own.end < len(lines):
        found.append(Oddity(lines[own.end].number, SECOND_TEXT))
    return found


def heading_oddities(lines: list[Line], headings: list[PlacedHeading]) -> list[Oddity]:
    """Chapters and sections whose numbers neither go on nor begin anew."""
    found, last = [], dict.fromkeys(LEVEL_NAMES, 0)
    for heading in headings:
        if heading.number is None:
            continue
        due = last[heading.level] + 1
        if heading.number not in (1, due):
            message = f"“{heading.label}”之前应当是“第{to_chinese(heading.number - 1)}{LEVEL_NAMES[heading.level]}”，没有找到，请核对原文。"
            found.append(Oddity(lines[heading.position].number, message))
        last[heading.level] = heading.number
    return found


def point_oddities(lines: list[Line], points: list[Point], never_closed: list[int]) -> list[Oddity]:
    """Gaps in 一、二、三, and quotations left open."""
    found = [Oddity(number, NEVER_CLOSED) for number in never_closed]
    for before, after in itertools.pairwise(points):
        if after.marker.number != before.marker.number + 1:
            message = f"“{before.marker.label}”之后直接是“{after.marker.label}”，编号不连续，请核对原文。"
            found.append(Oddity(lines[after.position].number, message))
    return found


def empty_articles(nodes: tuple[ProvisionNode, ...]) -> list[Oddity]:
    """Articles without words."""
    found = []
    for node in nodes:
        if node.kind == "article" and not node.text:
            found.append(Oddity(node.line, f"“{node.label}”后面没有内容，请核对原文。"))
        found += empty_articles(node.children)
    return found


def _disorder(before: Candidate, after: Candidate) -> str:
    number, sub = before.place
    here, earlier = after.label.label, before.label.label
    if after.place in ((number + 1, 0), (number, sub + 1)):
        return ""
    if after.place == before.place:
        return f"“{here}”出现了两次，请核对原文的条号。"
    if after.place < before.place:
        return f"“{here}”排在“{earlier}”之后，条号的顺序不对，请核对原文。"
    return f"“{earlier}”之后直接是“{here}”，中间的条号缺失，请核对原文。"
