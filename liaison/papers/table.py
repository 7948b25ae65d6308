"""A table paper as a value: what a writer is given, whatever the format."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Mark = Literal["plain", "inserted", "deleted", "quoted"]
Progress = Callable[[int, int], None]
"""Told (rows done, rows in all). May raise to stop the work: nothing has been written anywhere yet."""


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    mark: Mark = "plain"


Cell = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width_mm: int
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One cell for each column."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading across all columns."""

    title: str


@dataclass(frozen=True, slots=True)
class TablePaper:
    """`lines` stand between title and table, each with a left and a right text; `dated` is the only date a file may carry."""

    title: str
    sheet_name: str
    lines: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    rows: tuple[Row | Block, ...]
    when_empty: str
    notes: tuple[str, ...]
    dated: datetime


def plain(text: str) -> Cell:
    return (Span(text),) if text else ()


def text_of(cell: Cell) -> str:
    return "".join(span.text for span in cell)


def lines_needed(text: str, per_line: int) -> int:
    """How many lines `text` fills where a line holds `per_line` Chinese characters (a Latin one counts half)."""
    return sum(max(1, -(-_half_widths(line) // (2 * per_line))) for line in text.split("\n"))


def _half_widths(line: str) -> int:
    return sum(1 if ord(character) < 0x300 else 2 for character in line)
