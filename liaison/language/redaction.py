"""Numbers that lead to a person – telephone, identity card, bank card, plate, e-mail, house – masked in citizens' words.

Masked for papers and for experts; the stored words stay as typed. What the demand itself says must survive: 30日, 5000元,
第12条, 12345热线, 5号线. A person still looks over the paper before it goes out.
"""

import re
from collections.abc import Callable

WIDE = {
    code: code - 0xFEE0
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF20, 0xFF0E)
}
STAR = "*"
NUMERAL = "[0-9一二三四五六七八九十]"
ROOM_NUMBER = "(?:[0-9]{2,4}|[〇零一二三四五六七八九]{3,4})"
GAP = r"[ \-－–—·]?"
COMPOUND_SURNAMES = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 宇文 长孙 端木 轩辕 南宫 百里 独孤 申屠 闻人 呼延".split()
)

EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
IDENTITY = re.compile(
    rf"(?<![0-9])[1-9][0-9]{{5}}{GAP}(?:19|20)[0-9]{{2}}{GAP}[01][0-9][0-3][0-9]{GAP}[0-9]{{3}}[0-9Xx](?![0-9A-Za-z])"
)
OLD_IDENTITY = re.compile(r"(?<![0-9])[1-9][0-9]{5}[2-9][0-9][01][0-9][0-3][0-9]{4}(?![0-9元万])")
BANK_CARD = re.compile(r"(?<![0-9])[3-9][0-9]{3}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?(?![0-9元万])")
MOBILE = re.compile(
    rf"(?<![0-9.])(?:(?:\+|00)?86{GAP})?1[3-9][0-9](?:{GAP}[0-9]{{4}}{GAP}[0-9]{{4}}|{GAP}[0-9]{{3}}{GAP}[0-9]{{5}})(?![0-9元万亿%])"
)
LANDLINE = re.compile(
    r"(?<![0-9])(?:[(（]0[1-9][0-9]{1,2}[)）][ \-－]?|0[1-9][0-9]{1,2}[ \-－]?)[2-9][0-9]{6,7}(?:[转\-－][0-9]{1,5})?(?![0-9元万])"
)
NAMED_NUMBER = re.compile(
    r"(?:电话|座机|手机|号码|热线|联系|致电|传真|短信|[Tt][Ee][Ll])[^0-9。！？；\n]{0,6}(?<![0-9])([2-9][0-9]{3}[ \-－]?[0-9]{3,4})(?![0-9元万年日天])"
)
ACCOUNT = re.compile(
    r"(?:微信号?|[Qq][Qq]号?|[Vv][Xx]|[Ww][Ee][Cc][Hh][Aa][Tt])(?:号码|为|是|号)?[:： ]{0,3}([A-Za-z0-9_\-]{5,24})(?![A-Za-z0-9_])"
)
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•.\- ]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9])"
)
BUILDING = rf"{NUMERAL}{{1,4}}(?:号楼|栋|幢|座|号院|弄)"
ROOM = re.compile(
    rf"(?:{BUILDING}|(?<![0-9]){NUMERAL}{{1,4}}号)(?:[ ,，的]?{NUMERAL}{{1,3}}(?:号楼|栋|幢|座|号|单元|梯|门)){{0,3}}[ ,，的\-]?(?<![0-9])[0-9]{{2,4}}(?:室|房|户|号)?(?![0-9年月日天元人米个条款%万路])"
    rf"|(?:{BUILDING}[ ,，]?)?{NUMERAL}{{1,3}}单元[ ,，的\-]?{ROOM_NUMBER}(?:室|房|户|号)?(?![0-9年月日天元人米个条款%万])"
    r"|(?<![0-9])[0-9]{1,3}(?:[\-－][0-9]{1,3}){1,2}[\-－]?[0-9]{0,4}(?:室|房|号房)"
    rf"|{NUMERAL}{{1,4}}弄[ ,，]?{NUMERAL}{{1,4}}号(?!线|令|文)"
    r"|(?<![0-9第])[0-9]{3,4}室"
)  # fmt: skip
STREET_NUMBER = re.compile(
    rf"(?<=[路街巷弄里道村组坊])(?:门牌)?(?<![0-9])({NUMERAL}{{1,4}}(?:[\-－之][0-9]{{1,3}})?)号(?!线|令|文|门|口|桥|站|泊|风|公告|以)"
)
OWN_BUILDING = re.compile(
    rf"(?:(?:家住|住在|住|家在|我是|本人是)[^。！？；，,\n0-9]{{0,16}}?)({BUILDING})|({BUILDING})(?:{NUMERAL}{{1,2}}单元)?(?=的?(?:业主|居民|住户|村民|房东|租户|租客))"
)
DIGITS = re.compile(r"[0-9０-９A-Za-zＡ-Ｚａ-ｚ〇零一二三四五六七八九十]")


def redact(text: str) -> str:
    """The text with personal numbers masked, of the same length; redacting twice changes nothing."""
    plain = text.translate(WIDE)
    masked = list(text)
    for pattern, masking in MASKINGS:
        for match in pattern.finditer(plain):
            start, end = _own_part(match)
            masked[start:end] = masking(text[start:end])
    return "".join(masked)


def masked_name(name: str) -> str:
    """周春妹 → 周**, 欧阳明 → 欧阳*; the name of one character is all masked."""
    name = "".join(name.split())
    shown = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:shown] + STAR * (len(name) - shown) if len(name) > 1 else STAR * len(name)


def _own_part(match: re.Match[str]) -> tuple[int, int]:
    """The number itself, where words before it were needed to know it."""
    group = next((index for index, part in enumerate(match.groups(), 1) if part is not None), 0)
    return match.span(group)


def _all(number: str) -> str:
    return "".join(STAR if character.isalnum() else character for character in number)


def _mobile(number: str) -> str:
    """138********: enough to see that it was a mobile number."""
    kept = 3 if number[0] in "1１" else 0
    return number[:kept] + _all(number[kept:])


def _email(address: str) -> str:
    return STAR * len(address)


def _plate(plate: str) -> str:
    return plate[:1] + _all(plate[1:])


def _house(address: str) -> str:
    return DIGITS.sub(STAR, address)


MASKINGS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (EMAIL, _email),
    (IDENTITY, _all),
    (OLD_IDENTITY, _all),
    (BANK_CARD, _all),
    (MOBILE, _mobile),
    (LANDLINE, _all),
    (NAMED_NUMBER, _all),
    (ACCOUNT, _all),
    (PLATE, _plate),
    (ROOM, _house),
    (STREET_NUMBER, _house),
    (OWN_BUILDING, _house),
)
