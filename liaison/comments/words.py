"""The citizen's words at the border: nothing is changed but what no database or file can hold.

Everything further (width, variants, blanks) is done on the copy that is used for comparing, never here.
"""

from hashlib import sha256

from liaison.comments.models import LONGEST_WORDS


def as_typed(text: str) -> str:
    """The text without NUL, with line ends as \\n; halves of broken surrogate pairs become U+FFFD."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_overlong(words: str) -> bool:
    return len(words) > LONGEST_WORDS


def pointer_to_full_text(words: str) -> str:
    """What stands in the place of overlong words; the check keeps two such sentences from being taken for copies.

    It goes into papers, so it says nothing that leads to the receipt.
    """
    check = sha256(words.encode()).hexdigest()[:8]
    return f"原话共 {len(words):,} 字，超过 {LONGEST_WORDS:,} 字，全文一字不少存为附件（校验码 {check}）。"
