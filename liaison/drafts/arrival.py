"""The text that a form brings, pasted or in a file, at the border: readable, not secret, in a shape that every database holds."""

from dataclasses import dataclass

from werkzeug.datastructures import FileStorage

from liaison.drafts.original import Original
from liaison.drafts.reading import LARGEST_HEAD, LONGEST_TEXT, read_in_subprocess
from liaison.drafts.secrecy import refuse_marked
from liaison.drafts.unreadable import UnreadableDraft

TOO_LONG = "粘贴的文字超过二百万字。请只粘贴草案部分。"


@dataclass(frozen=True, slots=True)
class Arrival:
    text: str
    remarks: tuple[str, ...] = ()
    original: Original | None = None


def uploaded(file: FileStorage) -> Arrival:
    """Raises UnreadableDraft."""
    original = Original(file.filename or "", file.read())
    read = read_in_subprocess(original.name, original.data)
    return Arrival(as_stored(read.text), read.remarks, original)


def pasted(text: str) -> Arrival:
    """Raises UnreadableDraft for a text that is marked secret or endless."""
    if len(text) > LONGEST_TEXT:
        raise UnreadableDraft(TOO_LONG)
    refuse_marked(text[:LARGEST_HEAD].splitlines())
    return Arrival(as_stored(text))


def as_stored(text: str) -> str:
    """Without NUL, line ends as \\n, halves of broken surrogate pairs as U+FFFD; else character for character."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
