"""Plain text files from any office computer: UTF-8 with or without mark, UTF-16 with one, GB18030 and its elders."""

import codecs

from liaison.drafts.lines import is_blank
from liaison.drafts.unreadable import ReadText, UnreadableDraft

UNDECODABLE = (
    "文件里的文字无法识别（编码不是 UTF-8 或 GB18030）。请用记事本另存为 UTF-8 编码后再上传，或者直接复制粘贴全文。"
)
BY_GUESS = "文件按 GB18030（简体中文）编码读取，请核对有无乱码。"
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
COMMON = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x2000, 0x22FF),
    (0x2460, 0x26FF),
    (0x3000, 0x303F),
    (0x4E00, 0x9FFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
)
LEAST_COMMON = 0.9
SAMPLE = 50_000


def read_plain(data: bytes) -> ReadText:
    """The text as it stands, a byte order mark taken off; refuses what is no text."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return ReadText(_checked(_decoded(data[len(mark) :], encoding)))
    try:
        return ReadText(_checked(data.decode("utf-8")))
    except UnicodeDecodeError:
        return ReadText(_checked(_decoded(data, "gb18030")), (BY_GUESS,))


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDraft(UNDECODABLE) from error


def _checked(text: str) -> str:
    """Text is mostly Chinese, Latin or punctuation; bytes of another kind decode to anything else."""
    spoken = [character for character in text[:SAMPLE] if not is_blank(character)]
    common = sum(any(low <= ord(character) <= high for low, high in COMMON) for character in spoken)
    if common < LEAST_COMMON * len(spoken):
        raise UnreadableDraft(UNDECODABLE)
    return text.replace("\x00", "")
