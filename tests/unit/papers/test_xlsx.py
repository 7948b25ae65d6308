"""Excel: every cell is text that no program runs."""

import re

import pytest

from liaison.papers.table import Block
from liaison.papers.text import disarmed, printable
from liaison.papers.xlsx import written
from tests.unit.papers.hostile import FORMULAS, MARKUP, RARE, UNPRINTABLE
from tests.unit.papers.papers import DATED, paper, row
from tests.unit.papers.reading import parts, sheet

SHEET = "xl/worksheets/sheet1.xml"
FIRST_ROW = 4  # title, two lines, head


@pytest.mark.parametrize("text", [*FORMULAS, *MARKUP, RARE, *(f"甲{bad}乙" for bad in UNPRINTABLE)])
def test_any_text_is_a_text_cell_that_no_program_runs(text: str) -> None:
    file = written(paper(row(text)))
    assert sheet(file)[FIRST_ROW] == ["1", disarmed(printable(text)), ""]
    xml = parts(file)[SHEET]
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    assert set(re.findall(r'<c [^>]*t="(\w+)"', xml)) == {"s"}


@pytest.mark.parametrize(
    "text", ["12345678901234567890", "1e5", "2031-05-12", "http://example.invalid/x", "mailto:a@b.invalid", "TRUE"]
)
def test_numbers_dates_and_addresses_stay_the_text_they_are(text: str) -> None:
    assert sheet(written(paper(row(text))))[FIRST_ROW][1] == text


def test_a_text_of_twenty_thousand_characters_stays_in_one_cell() -> None:
    words = "人手不够，" * 4000
    assert sheet(written(paper(row(words))))[FIRST_ROW][1] == words


@pytest.mark.parametrize("words", ["字" * 32_767, "𠮷" * 20_000, "=" * 70_000])
def test_what_one_cell_cannot_hold_goes_on_in_the_next_row(words: str) -> None:
    rows = sheet(written(paper(row(words), row("下一条", "2"))))[FIRST_ROW:]
    assert rows[-1][:2] == ["2", "下一条"]
    assert len(rows) > 2
    assert [cells[0] for cells in rows[1:-1]] == [""] * (len(rows) - 2)
    assert "".join(str(cells[1]) for cells in rows[:-1]).replace("'", "") == words


def test_the_head_stays_in_view_repeats_in_print_and_can_be_filtered() -> None:
    file = written(paper(row("话"), row("话", "2")))
    xml = parts(file)[SHEET]
    assert '<pane ySplit="4" topLeftCell="A5" activePane="bottomLeft" state="frozen"/>' in xml
    assert '<autoFilter ref="A4:C6"/>' in xml
    assert "试验!$4:$4" in parts(file)["xl/workbook.xml"]
    assert 'paperSize="9"' in xml
    assert 'orientation="landscape"' in xml
    assert '<pageSetUpPr fitToPage="1"/>' in xml
    assert 'fitToHeight="0"' in xml


def test_cells_wrap_and_rows_are_tall_enough() -> None:
    file = written(paper(row("短"), row("长" * 260)))
    short, long = re.findall(r'<row r="[56]"[^>]* ht="([\d.]+)"', parts(file)[SHEET])
    assert float(long) >= 10 * 15 > float(short)
    assert 'wrapText="1"' in parts(file)["xl/styles.xml"]


def test_a_block_becomes_no_row() -> None:
    assert len(sheet(written(paper(Block("第一条"), row("话"))))) == FIRST_ROW + 1


def test_an_empty_sheet_says_so() -> None:
    assert sheet(written(paper()))[FIRST_ROW][0] == "没有内容。"


def test_the_file_names_no_person_and_one_date() -> None:
    core = parts(written(paper(row("话"))))["docProps/core.xml"]
    assert "<dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>" in core
    assert re.findall(r">([\dTZ:-]+)</dcterms", core) == [DATED.strftime("%Y-%m-%dT%H:%M:%SZ")] * 2


def test_progress_counts_rows() -> None:
    told: list[tuple[int, int]] = []
    written(paper(row("一"), row("二")), lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]
