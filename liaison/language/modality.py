"""How strongly a text binds: 鼓励, 可以, 应当, 不得 – and 不必, which lifts a duty – in the words of laws and of people.

Two demands that differ in nothing but this ask for different laws, however alike they look.
"""

import re
from enum import IntEnum


class Modality(IntEnum):
    """From the weakest to the strongest; 不必 stands below because it takes a duty away."""

    RELEASED = 0
    ENCOURAGED = 1
    ALLOWED = 2
    OBLIGED = 3
    FORBIDDEN = 4


WORDS: dict[Modality, tuple[str, ...]] = {
    Modality.RELEASED: ("不必", "不用", "无需", "无须", "不需要", "不要求", "可以不", "免于", "用不着"),
    Modality.ENCOURAGED: ("鼓励", "提倡", "倡导", "引导"),
    Modality.ALLOWED: ("可以", "允许", "准许", "有权", "许可"),
    Modality.OBLIGED: ("应当", "应该", "必须", "务必", "一定要", "有义务", "有责任", "需要", "理应"),
    Modality.FORBIDDEN: (
        (
            "不得",
            "禁止",
            "严禁",
            "不能",
            "不可以",
            "不许",
            "不准",
            "不允许",
            "不应当",
            "不应该",
            "不应",
            "不宜",
            "杜绝",
            "无权",
        )
        + ("不可", "不该", "不让", "谢绝", "取缔")
    ),
}
LEVEL_OF = {word: level for level, words in WORDS.items() for word in words}
NEGATIONS = ("不", "没", "未", "无", "非", "勿", "莫", "别", "免", "否")
NOT_NEGATING = (
    (
        "不仅",
        "不但",
        "不过",
        "不管",
        "不论",
        "不断",
        "不如",
        "不然",
        "不久",
        "不满",
        "不便",
        "不同意见",
        "非常",
        "非法",
        "除非",
        "是非",
    )
    + (
        "别墅",
        "区别",
        "特别",
        "级别",
        "性别",
        "分别",
        "别人",
        "别的",
        "个别",
        "未来",
        "未成年",
        "无论",
        "无障碍",
        "无偿",
        "无人机",
        "无线",
    )
    + (
        "避免",
        "是否",
        "能否",
        "可否",
        "否则",
        "免费",
        "免得",
        "以免",
        "免疫",
        "莫非",
        "没收",
        "没完",
        "不动产",
        "不锈钢",
        "差不多",
        "对不起",
    )
)
_WORD = re.compile("|".join(sorted((*LEVEL_OF, *NOT_NEGATING, *NEGATIONS), key=len, reverse=True)))


def modalities(text: str) -> list[tuple[int, int, Modality]]:
    """(start, end, level) of each modal word, longest words first: 不应当 is not 应当."""
    return [(m.start(), m.end(), LEVEL_OF[m[0]]) for m in _WORD.finditer(text) if m[0] in LEVEL_OF]


def negations(text: str) -> list[tuple[int, int]]:
    """(start, end) of each negating character that is neither part of a modal word nor of 不仅, 别墅, 未来 and the like."""
    return [m.span() for m in _WORD.finditer(text) if m[0] in NEGATIONS]
