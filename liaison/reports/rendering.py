"""From a frozen report to a file: the one door for the worker, the command line and the downloads."""

from collections.abc import Callable
from typing import Literal

from liaison.papers import docx, xlsx
from liaison.papers.table import Progress, TablePaper
from liaison.papers.text import printable
from liaison.reports import detail, summary
from liaison.reports.value import ReportValue

PaperKind = Literal["t1", "t2"]
FileFormat = Literal["docx", "xlsx"]

LONGEST_TITLE = 50  # characters: 150 bytes, so that the whole name fits every file system
MIME_TYPES: dict[FileFormat, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PAPERS: dict[tuple[PaperKind, FileFormat], Callable[[ReportValue], TablePaper]] = {
    ("t1", "docx"): summary.for_print,
    ("t1", "xlsx"): summary.for_sheet,
    ("t2", "docx"): detail.for_print,
    ("t2", "xlsx"): detail.for_sheet,
}
_WRITERS: dict[FileFormat, Callable[[TablePaper, Progress | None], bytes]] = {
    "docx": docx.written,
    "xlsx": xlsx.written,
}
_TITLES: dict[PaperKind, str] = {"t1": summary.TITLE, "t2": detail.TITLE}
_FORBIDDEN = frozenset('\\/:*?"<>|《》\n')


def render(value: ReportValue, kind: PaperKind, format: FileFormat, progress: Progress | None = None) -> bytes:
    """The file's bytes: the same for the same value, on any day and in any process."""
    return _WRITERS[format](_PAPERS[kind, format](value), progress)


def file_name(value: ReportValue, kind: PaperKind, format: FileFormat) -> str:
    """立法意见征询汇总表_临湖市某条例（草案）_第1版.docx; safe on every file system."""
    title = "".join(character for character in printable(value.law_title) if character not in _FORBIDDEN).strip(" .")
    return "_".join(filter(None, (_TITLES[kind], title[:LONGEST_TITLE], f"第{value.version}版"))) + f".{format}"
