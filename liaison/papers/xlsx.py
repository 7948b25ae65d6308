"""A table paper as an Excel file in which nothing is alive: every cell is text, and text that could act is disarmed.

Blocks become no rows here: a sheet is filtered and sorted, so whoever builds the paper puts what a block says into a column.
"""

from collections.abc import Iterator
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from liaison.papers.archive import unzipped, zipped
from liaison.papers.table import Column, Progress, Row, TablePaper, lines_needed, text_of
from liaison.papers.text import disarmed, printable

CELL_LIMIT = 32_000  # UTF-16 units; Excel holds 32,767 in a cell and the writer drops a longer text silently
_CHARACTER_MM = 1.9  # a column is as wide as so many digits
_CHINESE_MM = 3.8
_LINE_POINTS, _TALLEST_ROW = 15, 409  # points; Excel allows no taller row
_A4 = 9
_DEFAULT_FONT = {"font_name": "宋体", "font_size": 10.5}
_TEXT_ONLY = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_CELL = {"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"}


class _Formats:
    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.title: Format = workbook.add_format(
            {"font_name": "黑体", "font_size": 18, "align": "center", "valign": "vcenter"}
        )
        self.line: Format = workbook.add_format({"text_wrap": True, "valign": "vcenter", "num_format": "@"})
        self.head: Format = workbook.add_format(
            {**_CELL, "font_name": "黑体", "align": "center", "valign": "vcenter", "bg_color": "#F2F2F2"}
        )
        self.text: Format = workbook.add_format(_CELL)
        self.centred: Format = workbook.add_format({**_CELL, "align": "center"})

    def of(self, column: Column) -> Format:
        return self.centred if column.centred else self.text


def written(paper: TablePaper, progress: Progress | None = None) -> bytes:
    """The Excel file of `paper`: title and lines, then the head, then the rows; the head stays in view and on every page."""
    target = BytesIO()
    # a copy of the font: the library writes into it, and the second file of a process would differ from the first
    workbook = xlsxwriter.Workbook(
        target, {"in_memory": True, "default_format_properties": {**_DEFAULT_FONT}, **_TEXT_ONLY}
    )
    dated = paper.dated.replace(microsecond=0, tzinfo=None)
    workbook.set_properties({"title": paper.title, "created": dated})
    sheet, formats = workbook.add_worksheet(paper.sheet_name), _Formats(workbook)
    head = _write_top(sheet, paper, formats)
    last = _write_rows(sheet, paper, formats, head + 1, progress)
    _set_up(sheet, paper.columns, head, last)
    workbook.close()
    return zipped(unzipped(target.getvalue()))


def _write_top(sheet: Worksheet, paper: TablePaper, formats: _Formats) -> int:
    """Returns the number of the head row."""
    right = len(paper.columns) - 1
    sheet.merge_range(0, 0, 0, right, printable(paper.title), formats.title)
    sheet.set_row(0, 32)
    for number, line in enumerate(paper.lines, start=1):
        sheet.merge_range(number, 0, number, right, _safe("　　".join(part for part in line if part)), formats.line)
        sheet.set_row(number, 20)
    head = len(paper.lines) + 1
    for index, column in enumerate(paper.columns):
        sheet.set_column(index, index, column.width_mm / _CHARACTER_MM)
        sheet.write_string(head, index, column.title, formats.head)
    sheet.set_row(head, 22)
    return head


def _write_rows(sheet: Worksheet, paper: TablePaper, formats: _Formats, first: int, progress: Progress | None) -> int:
    """Returns the number of the last row written."""
    rows, at = [row for row in paper.rows if isinstance(row, Row)], first
    if not rows:
        sheet.merge_range(first, 0, first, len(paper.columns) - 1, paper.when_empty, formats.centred)
        return first
    for done, row in enumerate(rows, start=1):
        for texts in _sheet_rows(row):
            _write_row(sheet, at, texts, paper.columns, formats)
            at += 1
        if progress:
            progress(done, len(rows))
    return at - 1


def _write_row(sheet: Worksheet, at: int, texts: list[str], columns: tuple[Column, ...], formats: _Formats) -> None:
    for index, (text, column) in enumerate(zip(texts, columns, strict=True)):
        if text:
            sheet.write_string(at, index, text, formats.of(column))
        else:
            sheet.write_blank(at, index, None, formats.of(column))
    sheet.set_row(at, min(_TALLEST_ROW, _LINE_POINTS * _height(texts, columns) + 5))


def _sheet_rows(row: Row) -> Iterator[list[str]]:
    """The texts of a row; what is longer than a cell may be goes on in the same column of a following row."""
    columns = [list(_pieces(_safe(text_of(cell)))) for cell in row.cells]
    for index in range(max(len(pieces) for pieces in columns)):
        yield [pieces[index] if index < len(pieces) else "" for pieces in columns]


def _pieces(text: str) -> Iterator[str]:
    while len(text.encode("utf-16-le")) > 2 * CELL_LIMIT:
        yield text[: CELL_LIMIT // 2]
        text = disarmed(text[CELL_LIMIT // 2 :])
    yield text


def _safe(text: str) -> str:
    return disarmed(printable(text))


def _height(texts: list[str], columns: tuple[Column, ...]) -> int:
    """Lines of the tallest cell."""
    pairs = zip(texts, columns, strict=True)
    return max(lines_needed(text, max(1, int((column.width_mm - 2) / _CHINESE_MM))) for text, column in pairs)


def _set_up(sheet: Worksheet, columns: tuple[Column, ...], head: int, last: int) -> None:
    right = len(columns) - 1
    sheet.freeze_panes(head + 1, 0)
    sheet.autofilter(head, 0, last, right)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    sheet.center_horizontally()
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, last, right)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C— &P —")
