"""The places of a pasted text that somebody should look at, each with the lines around it."""

from collections.abc import Sequence
from dataclasses import dataclass

from liaison.drafts.models import Draft

MOST_SHOWN = 100
AROUND = 1
LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class Doubt:
    """`line` counts from 1; `lines` are (number, text) of that line and its neighbours, long ones shortened."""

    line: int
    message: str
    lines: Sequence[tuple[int, str]]


def doubts_of(draft: Draft) -> list[Doubt]:
    lines = draft.source_text.splitlines()
    return [_doubt(lines, each["line"], each["message"]) for each in draft.parse_report.get("warnings", [])]


def _doubt(lines: Sequence[str], line: int, message: str) -> Doubt:
    around = range(max(1, line - AROUND), min(len(lines), line + AROUND) + 1)
    return Doubt(line, message, [(number, _short(lines[number - 1].strip())) for number in around])


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}……"
