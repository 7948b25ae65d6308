"""The text that a form brings, pasted or in a file, at the border: readable, not secret, in a shape that every database holds."""

from dataclasses import dataclass

from werkzeug.datastructures import FileStorage

from liaison.drafts.original import Original
from liaison.drafts.reading import check_text, read_in_subprocess

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Arrival:
    text: str
    remarks: tuple[str, ...] = ()
    original: Original | None = None


def uploaded(file: FileStorage) -> Arrival:
    """Raises UnreadableDraft."""
    original = Original(name_alone(file.filename or ""), file.read())
    read = read_in_subprocess(original.name, original.data)
    return Arrival(as_stored(read.text), read.remarks, original)


def pasted(text: str) -> Arrival:
    """Raises UnreadableDraft for a text that is marked secret or endless."""
    check_text(text)
    return Arrival(as_stored(text))


def name_alone(name: str) -> str:
    """Without folders and without characters nobody can type; of a long name the end, which says what kind it is."""
    printable = "".join(character for character in name if character.isprintable())
    return printable.replace("\\", "/").rsplit("/", 1)[-1][-LONGEST_NAME:]


def as_stored(text: str) -> str:
    """Without NUL, line ends as \\n, halves of broken surrogate pairs as U+FFFD; else character for character."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
