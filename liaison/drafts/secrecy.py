"""A file marked 秘密, 机密 or 绝密 must not enter the system. Only the head of a document carries such a mark."""

from collections.abc import Iterable

from liaison.drafts.lines import without_blanks
from liaison.drafts.unreadable import UnreadableDraft

SECRET = "文件带有密级标志。涉密文件不得上传本系统，请按保密规定处理；如果标志有误，请先按规定更正后再上传。"  # noqa: S105 – a message, no secret
LEVELS = ("绝密", "机密", "秘密")
STARS = frozenset("★☆*＊")
URGENCIES = ("特急", "加急", "平急", "特提")
TERMS = ("保密期限", "长期", "启用前")
HEAD_LINES = 30
LONGEST_MARK = 20


def refuse_marked(lines: Iterable[str]) -> None:
    """Raises UnreadableDraft if one of the first lines is a security mark such as 机密★1年."""
    spoken = (line for line in (without_blanks(line) for line in lines) if line)
    for _, line in zip(range(HEAD_LINES), spoken, strict=False):
        if is_security_mark(line):
            raise UnreadableDraft(SECRET)


def is_security_mark(line: str) -> bool:
    """机密★1年, 机密10年, 绝密, 密级：秘密, ★长期, （机密）, 000012秘密; not 商业秘密 in a sentence."""
    if len(line) > LONGEST_MARK:
        return False
    bare = line.strip("（）()【】[]“”")
    for word in URGENCIES:
        bare = bare.removeprefix(word).removesuffix(word)
    bare = bare.lstrip("0123456789").removeprefix("密级").lstrip("：:")
    if bare.startswith("★") or ("★" in bare and any(level in bare for level in LEVELS)):
        return True
    return any(bare.startswith(level) and _is_term(bare.removeprefix(level)) for level in LEVELS)


def _is_term(rest: str) -> bool:
    """What may follow a level: nothing, a star, how long it is kept secret."""
    return not rest or rest[0] in STARS or rest[0].isdecimal() or rest == "级" or rest.startswith(TERMS)
