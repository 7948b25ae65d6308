"""What a writer says about himself: 本人是…小区3栋201业主，今年62岁. It differs from copy to copy and asks for nothing."""

import re

from liaison.grouping.readings import Reading

REACH = 16  # tokens before and after the difference
SELF = re.compile(
    r"本人|我是|我叫|我家|我在|我们家|我们单位|我们村|我们小区|我父亲|我母亲|我爱人|我儿子|我女儿|我孩子|我爸|我妈|我今年|作为|家住|住在|现住|今年|栋业主|名业主|名职工|退休|女士|先生|阿姨"
    r"|师傅|大爷|全体住户|全体居民|全体村民|全体业主|全体职工|个人意见|署名|签名|落款|联系电话|手机号|联系人|小区居民|社区居民|深受其害|深有体会|某某"
)
DEMAND = re.compile(
    r"建议|希望|要求|恳请|呼吁|应当|应该|必须|不得|禁止|可以|允许|反对|支持|同意|增加|删除|删去|修改|改为|改成|明确|规定|罚款|期限|逾期|标准|条|款"
)


def about_the_writer(reading: Reading, start: int, end: int) -> bool:
    """Whether words about oneself stand close by, with no demand between them and [start, end)."""
    before = _after_last_demand(reading.tokens[max(0, start - REACH) : start])
    after = _before_first_demand(reading.tokens[end : end + REACH])
    return SELF.search(before + reading.tokens[start:end] + after) is not None


def _after_last_demand(text: str) -> str:
    position = 0
    for match in DEMAND.finditer(text):
        position = match.end()
    return text[position:]


def _before_first_demand(text: str) -> str:
    match = DEMAND.search(text)
    return text[: match.start()] if match else text
