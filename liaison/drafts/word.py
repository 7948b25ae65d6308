"""The text of a .docx as a reader of the page sees it: revisions accepted, numbers printed, tables in place.

Read from the XML directly: the usual library skips inserted words and knows no automatic numbers.
"""

import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree

from liaison.drafts.containers import AS_DOCX, BROKEN, NOT_A_DOCUMENT, open_zip, read_part
from liaison.drafts.secrecy import refuse_marked
from liaison.drafts.unreadable import ReadText, UnreadableDraft
from liaison.drafts.word_names import MC, STRICT, W
from liaison.drafts.word_numbers import Numbering
from liaison.drafts.word_revisions import accept_revisions

HARMLESS_LINKS = ("/hyperlink",)
UNREAD = {f"{W}txbxContent": "文本框", f"{W}footnoteReference": "脚注", f"{W}endnoteReference": "尾注"}
SKIPPED = frozenset(
    [f"{W}txbxContent", f"{W}pPr", f"{W}instrText", f"{W}delText", f"{W}rt", f"{MC}Fallback", f"{W}sectPr"]
)
CHARACTERS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
OUTSIDE_CONTENT = (
    f"文件里链接了外部的模板、图片或对象，为安全起见不读取。请新建一个文档，把全文复制进去再上传。{AS_DOCX}"
)


def read_word(data: bytes) -> ReadText:
    """The paragraphs in order, one or more lines each, tables row by row; no headers, footers or notes."""
    archive = open_zip(data)
    _refuse_unsafe(archive)
    document = _parsed(read_part(archive, _main_part(archive)))
    body = document.find(f"{W}body") if document is not None else None
    if document is None or body is None:
        raise UnreadableDraft(NOT_A_DOCUMENT)
    numbering = Numbering(
        _parsed(read_part(archive, "word/numbering.xml")), _parsed(read_part(archive, "word/styles.xml"))
    )
    remarks = list(_remarks(document))
    revisions = accept_revisions(document)
    if revisions:
        remarks.insert(0, f"文件里有 {revisions} 处修订，已按“接受所有修订”读取，请核对是不是要征求意见的文本。")
    _refuse_marked_margins(archive, document)
    return ReadText("\n".join(_lines(body, numbering)), tuple(remarks))


def _lines(parent: etree._Element, numbering: Numbering) -> Iterator[str]:
    for child in parent:
        if child.tag == f"{W}p":
            yield numbering.label(child) + _words(child)
        elif child.tag == f"{W}tbl":
            for row in child.findall(f"{W}tr"):
                yield from _row(row, numbering)
        elif isinstance(child.tag, str) and child.tag not in SKIPPED:
            yield from _lines(child, numbering)


def _row(row: etree._Element, numbering: Numbering) -> Iterator[str]:
    """A row as one line, cells set apart by tabs; a single cell is a frame around paragraphs."""
    cells = [list(_lines(cell, numbering)) for cell in row.findall(f"{W}tc")]
    if len(cells) == 1:
        yield from cells[0]
    elif any(cells):
        yield "\t".join(" ".join(line.strip() for line in cell if line.strip()) for cell in cells)


def _words(element: etree._Element) -> str:
    if element.tag == f"{W}t":
        return element.text or ""
    if element.tag in CHARACTERS:
        return CHARACTERS[element.tag]
    if element.tag == f"{W}r" and element.find(f"{W}rPr/{W}vanish") is not None:
        return ""
    return "".join(_words(child) for child in element if isinstance(child.tag, str) and child.tag not in SKIPPED)


def _remarks(document: etree._Element) -> Iterator[str]:
    unread = [name for tag, name in UNREAD.items() if next(document.iter(tag), None) is not None]
    if unread:
        yield f"{'、'.join(unread)}里的文字没有读取，如果是法规正文请复制到正文中。"
    if next(document.iter(f"{W}tbl"), None) is not None:
        yield "文件里有表格，已按行读成文字，请核对。"


def _main_part(archive: zipfile.ZipFile) -> str:
    relations = _parsed(read_part(archive, "_rels/.rels"))
    for relation in relations if relations is not None else ():
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            return posixpath.normpath(str(relation.get("Target", ""))).lstrip("/")
    return "word/document.xml"


def _refuse_unsafe(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableDraft(f"文件里带有宏，不能上传。{AS_DOCX}")
    for name in names:
        if not name.endswith(".rels"):
            continue
        relations = _parsed(read_part(archive, name))
        for relation in relations if relations is not None else ():
            kind = str(relation.get("Type", ""))
            if relation.get("TargetMode") == "External" and not kind.endswith(HARMLESS_LINKS):
                raise UnreadableDraft(OUTSIDE_CONTENT)


def _refuse_marked_margins(archive: zipfile.ZipFile, document: etree._Element) -> None:
    """Headers and text boxes are not read as law, but a security mark may stand there."""
    headers = [name for name in archive.namelist() if name.startswith("word/header") and name.endswith(".xml")]
    roots = [header for name in headers if (header := _parsed(read_part(archive, name))) is not None]
    for root in (*roots, *document.iter(f"{W}txbxContent")):
        refuse_marked(_words(paragraph) for paragraph in root.iter(f"{W}p"))


def _parsed(part: bytes) -> etree._Element | None:
    """The root of an XML part, None if there is no such part; a document type is refused, nothing outside is fetched."""
    if not part:
        return None
    part = part.replace(STRICT, W[1:-1].encode())
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDraft(BROKEN) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableDraft(f"文件里有文档类型声明，为安全起见不读取。{AS_DOCX}")
    return root
