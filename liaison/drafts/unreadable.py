"""What reading a file gives: its text with remarks for the clerk, or the reason why it cannot be read."""

from dataclasses import dataclass


class UnreadableDraft(Exception):
    """The file cannot or must not be read. `message` says in plain Chinese what to do instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class ReadText:
    """The text of a file, one natural paragraph or printed line per line, and what was noticed on the way."""

    text: str
    remarks: tuple[str, ...] = ()
