"""A table paper as a Word file: landscape A4, repeated head, blocks across the table, page number between dashes."""

from html import escape

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from liaison.papers.docx_package import empty_document, packed
from liaison.papers.docx_styles import TABLE_STYLES
from liaison.papers.table import Block, Cell, Column, Mark, Progress, Row, TablePaper, lines_needed, text_of
from liaison.papers.text import printable

PAGE_WIDTH, PAGE_HEIGHT = 297, 210  # mm, A4 lying
TOP, BOTTOM, SIDE = 28, 26, 22  # mm; the head lies at the binding edge, as GB/T 9704 asks of tables that lie
TEXT_WIDTH = PAGE_WIDTH - 2 * SIDE
_FOOTER_DISTANCE = 14
_TWIPS = 1440 / 25.4  # in a millimetre
_CELL_PADDING = 1.2  # mm, left and right
_CHARACTER = 3.7  # mm: 五号 is 10.5 pt
_UNBROKEN_LINES = 8  # a row up to this long stays on one page; a page has some 24 lines
_MARKS: dict[Mark, str] = {
    "plain": "",
    "inserted": '<w:rPr><w:rStyle w:val="Inserted"/></w:rPr>',
    "deleted": '<w:rPr><w:rStyle w:val="Deleted"/></w:rPr>',
    "quoted": '<w:rPr><w:rStyle w:val="Quoted"/></w:rPr>',
}


def written(paper: TablePaper, progress: Progress | None = None) -> bytes:
    """The Word file of `paper`. Text is printed as text whatever it holds; nothing is cut."""
    document = empty_document(TABLE_STYLES)
    _lay_out(document)
    body = document.element.body
    section = body[-1]
    section.addprevious(_paragraph("PaperTitle", paper.title))
    section.addprevious(_lines_table(paper.lines))
    section.addprevious(_paragraph("Gap", ""))
    section.addprevious(_main_table(paper.columns))
    for note in paper.notes:
        section.addprevious(_paragraph("Note", note))
    if not paper.notes:
        section.addprevious(_paragraph("Gap", ""))
    return packed(document, paper.title, paper.dated, _rows(paper, progress))


def _lay_out(document: WordDocument) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin = section.right_margin = Mm(SIDE)
    section.header_distance, section.footer_distance = Mm(_FOOTER_DISTANCE), Mm(_FOOTER_DISTANCE)
    _number_pages(section.footer.paragraphs[0], "PageRight")
    _number_pages(section.even_page_footer.paragraphs[0], "PageLeft")


def _number_pages(paragraph: Paragraph, style_id: str) -> None:
    element = paragraph._p  # the library's documented way to the XML beneath
    numbered = _parsed(
        f'<w:p><w:pPr><w:pStyle w:val="{style_id}"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )
    element.getparent().replace(element, numbered)


def _lines_table(lines: tuple[tuple[str, str], ...]) -> BaseOxmlElement:
    """Two columns without borders: long titles wrap inside their half and push nothing away."""
    widths = (TEXT_WIDTH * 2 // 3, TEXT_WIDTH - TEXT_WIDTH * 2 // 3)
    rows = "".join(
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell(left, widths[0], 'Lines')}{_cell(right, widths[1], 'LinesRight')}</w:tr>"
        if right
        else f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell(left, TEXT_WIDTH, 'Lines', span=2)}</w:tr>"
        for left, right in lines
    )
    return _parsed(f"<w:tbl>{_table_properties(widths, borders=False)}{rows}</w:tbl>")


def _main_table(columns: tuple[Column, ...]) -> BaseOxmlElement:
    """Head and one empty row, which makes room for the rows."""
    widths = tuple(column.width_mm for column in columns)
    return _parsed(f"<w:tbl>{_table_properties(widths, borders=True)}{_head(columns)}<w:tr></w:tr></w:tbl>")


def _rows(paper: TablePaper, progress: Progress | None) -> bytes:
    if not paper.rows:
        return _across(paper.when_empty, paper.columns, "CellCentred", "").encode()
    xml, total = bytearray(), len(paper.rows)
    for done, row in enumerate(paper.rows, start=1):
        xml += _row(row, paper.columns).encode()
        if progress:
            progress(done, total)
    return bytes(xml)


def _table_properties(widths: tuple[int, ...], *, borders: bool) -> str:
    kind = "single" if borders else "nil"
    edges = "".join(
        f'<w:{edge} w:val="{kind}" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    padding = _twips(_CELL_PADDING) if borders else 0
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    return (
        f'<w:tblPr><w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:left w:w="{padding}" w:type="dxa"/><w:right w:w="{padding}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _head(columns: tuple[Column, ...]) -> str:
    cells = "".join(_cell(column.title, column.width_mm, "Head", centred=True) for column in columns)
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(row: Row | Block, columns: tuple[Column, ...]) -> str:
    if isinstance(row, Block):
        return _across(row.title, columns, "Block", '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>')
    cells = "".join(
        _cell(cell, column.width_mm, "CellCentred" if column.centred else "CellText", centred=column.centred)
        for cell, column in zip(row.cells, columns, strict=True)
    )
    unbroken = "<w:trPr><w:cantSplit/></w:trPr>" if _height(row, columns) <= _UNBROKEN_LINES else ""
    return f"<w:tr>{unbroken}{cells}</w:tr>"


def _across(title: str, columns: tuple[Column, ...], style_id: str, shade: str) -> str:
    width = sum(column.width_mm for column in columns)
    return (
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell(title, width, style_id, span=len(columns), shade=shade)}</w:tr>"
    )


def _cell(
    content: Cell | str, width_mm: int, style_id: str, *, span: int = 1, shade: str = "", centred: bool = False
) -> str:
    runs = (
        _run(content, "plain") if isinstance(content, str) else "".join(_run(part.text, part.mark) for part in content)
    )
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    middle = '<w:vAlign w:val="center"/>' if centred else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width_mm)}" w:type="dxa"/>{spanned}{shade}{middle}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style_id}"/></w:pPr>{runs}</w:p></w:tc>'
    )


def _run(text: str, mark: Mark) -> str:
    lines = printable(text).split("\n")
    if lines == [""]:
        return ""
    content = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in lines)
    return f"<w:r>{_MARKS[mark]}{content}</w:r>"


def _paragraph(style_id: str, text: str) -> BaseOxmlElement:
    return _parsed(f'<w:p><w:pPr><w:pStyle w:val="{style_id}"/></w:pPr>{_run(text, "plain")}</w:p>')


def _height(row: Row, columns: tuple[Column, ...]) -> int:
    """Lines of the tallest cell."""
    return max(
        lines_needed(text_of(cell), int((column.width_mm - 2 * _CELL_PADDING) / _CHARACTER))
        for cell, column in zip(row.cells, columns, strict=True)
    )


def _twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS)


def _parsed(xml: str) -> BaseOxmlElement:
    """`xml` (one element of the w: namespace) as the library's own element."""
    name_end = xml.index(">")
    return parse_xml(f"{xml[:name_end]} {nsdecls('w')}{xml[name_end:]}")
