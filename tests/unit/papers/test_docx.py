"""Word: whatever a citizen typed is printed as text."""

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from liaison.papers.docx import written
from liaison.papers.table import Block, Row, Span
from liaison.papers.text import printable
from tests.unit.papers.hostile import FORMULAS, MARKUP, RARE, UNPRINTABLE
from tests.unit.papers.papers import DATED, paper, row
from tests.unit.papers.reading import main_table, parts, texts, word

ALL_FONTS = {"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"}


@pytest.mark.parametrize("text", [*FORMULAS, *MARKUP, RARE, *(f"甲{bad}乙" for bad in UNPRINTABLE)])
def test_any_text_is_printed_as_text(text: str) -> None:
    assert texts(main_table(written(paper(row(text)))).rows[1]) == ["1", printable(text), ""]


def test_blanks_at_either_end_are_kept_when_word_opens_the_file() -> None:
    nodes = word(written(paper(row(" 前后都有空 "))))._body._element.iter(qn("w:t"))
    spaces = {node.text: node.get("{http://www.w3.org/XML/1998/namespace}space") for node in nodes}
    assert spaces[" 前后都有空 "] == "preserve"


def test_twenty_thousand_characters_are_printed_in_full_and_may_run_over_pages() -> None:
    words = "人手不够，" * 4000
    long, short = main_table(written(paper(row(words), row("短", "2")))).rows[1:3]
    assert texts(long)[1] == words
    assert long._tr.trPr is None
    assert short._tr.trPr.find(qn("w:cantSplit")) is not None


def test_the_head_is_repeated_on_every_page() -> None:
    head = main_table(written(paper(row("话")))).rows[0]
    assert texts(head) == ["序号", "原话", "备注"]
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None


def test_a_block_goes_across_all_columns_and_stays_with_the_row_beneath() -> None:
    table = main_table(written(paper(Block("第十二条　送餐"), row("话"))))
    assert texts(table.rows[1]) == ["第十二条　送餐"]
    assert table.rows[1]._tr.tc_lst[0].grid_span == 3
    assert (
        "<w:keepNext/>"
        in parts(written(paper()))["word/styles.xml"].split('w:styleId="Block"')[1].split("</w:style>")[0]
    )


def test_marks_are_bold_and_underlined_or_struck_out_in_black() -> None:
    spans = (Span("同", "plain"), Span("新", "inserted"), Span("旧", "deleted"), Span("话", "quoted"))
    file = written(paper(Row(((), spans, ()))))
    styles = {run.text: run.style for paragraph in main_table(file).cell(1, 1).paragraphs for run in paragraph.runs}
    assert (styles["新"].font.bold, styles["新"].font.underline, styles["旧"].font.strike) == (True, True, True)
    assert styles["话"].font.name == "楷体_GB2312"
    assert "w:color w:val" not in parts(file)["word/styles.xml"]


def test_the_page_lies_and_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    document = word(written(paper(row("话"))))
    section = document.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (297, 210)
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.style.name, even.style.name) == ("页码靠右", "页码靠左")
    for footer in (odd, even):
        assert "".join(node.text for node in footer._p.iter(qn("w:t"))) == "— 1 —"
        assert [node.get(qn("w:instr")) for node in footer._p.iter(qn("w:fldSimple"))] == [" PAGE "]


def test_fonts_are_named_with_what_stands_in_for_them_and_none_is_shipped() -> None:
    table = parts(written(paper()))["word/fontTable.xml"]
    assert {name for name in ALL_FONTS if f'w:name="{name}"' in table} == ALL_FONTS
    assert table.count("<w:altName") == len(ALL_FONTS)
    assert not [name for name in parts(written(paper())) if "fonts/" in name]


def test_lines_stand_left_and_right_above_the_table_and_notes_beneath() -> None:
    document = word(written(paper(row("话"), notes=("注：说明。",))))
    lines = [texts(line) for line in document.tables[0].rows]
    assert lines == [["报送单位：临湖市人大常委会基层立法联系点", "填写日期：2031年5月13日"], ["征询情况：收到意见1条"]]
    assert document.paragraphs[0].text == "试验表"
    assert document.paragraphs[-1].text == "注：说明。"


def test_an_empty_table_says_so() -> None:
    assert texts(main_table(written(paper())).rows[1]) == ["没有内容。"]


def test_widths_are_written_out_for_every_column() -> None:
    grid = [round(column.width / Mm(1)) for column in main_table(written(paper(row("话")))).columns]
    assert grid == [20, 100, 133]


def test_the_file_names_no_person_no_program_and_one_date() -> None:
    file = written(paper(row("话")))
    properties = word(file).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created == properties.modified == DATED.replace(microsecond=0)
    assert sorted(name for name in parts(file) if name.startswith("docProps")) == ["docProps/core.xml"]
    assert "python" not in "".join(parts(file).values()).lower()


def test_progress_counts_rows_and_may_stop_the_work() -> None:
    told: list[tuple[int, int]] = []
    written(paper(row("一"), row("二")), lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]

    def stop(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        written(paper(row("一")), stop)
