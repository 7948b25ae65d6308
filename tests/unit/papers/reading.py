"""Opens what was written, with libraries other than those that wrote it where there are any."""

from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.table import Table, _Row
from python_calamine import CalamineWorkbook


def parts(package: bytes) -> dict[str, str]:
    """Every part of an Office file by name; ours are all text."""
    with ZipFile(BytesIO(package)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def word(package: bytes) -> WordDocument:
    return Document(BytesIO(package))


def main_table(package: bytes) -> Table:
    """The table with borders; the one before it carries the lines beneath the title."""
    return word(package).tables[1]


def texts(row: _Row) -> list[str]:
    """One text for each cell of the file; a merged cell counts once."""
    return ["\n".join(paragraph.text for paragraph in cell.p_lst) for cell in row._tr.tc_lst]


def sheet(package: bytes) -> list[list[object]]:
    """All cells of the only sheet, from A1 on."""
    return CalamineWorkbook.from_filelike(BytesIO(package)).get_sheet_by_index(0).to_python(skip_empty_area=False)
