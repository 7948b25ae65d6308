"""Accepts tracked changes on the XML tree, before any text is read.

Left in place, both the old and the new words are lost to readers of paragraphs, or both are read: either way the law says
something nobody wrote.
"""

from lxml import etree

from liaison.drafts.word_names import W

TAKEN_OUT = (f"{W}del", f"{W}moveFrom")
PUT_IN = (f"{W}ins", f"{W}moveTo")
PROPERTIES = (f"{W}rPr", f"{W}trPr", f"{W}numPr", f"{W}tcPr", f"{W}pPr")


def accept_revisions(document: etree._Element) -> int:
    """Changes the tree as if every revision had been accepted; how many there were."""
    deleted_rows = [mark.getparent().getparent() for mark in document.iter(f"{W}del") if _stands_in(mark, f"{W}trPr")]
    ended = [mark for tag in TAKEN_OUT for mark in document.iter(tag) if _stands_in(mark, f"{W}rPr")]
    paragraphs = [mark.getparent().getparent().getparent() for mark in ended if _ends_paragraph(mark)]
    taken = [element for tag in TAKEN_OUT for element in document.iter(tag) if not _is_property(element)]
    put = [element for tag in PUT_IN for element in document.iter(tag) if not _is_property(element)]
    for element in taken:
        _remove(element)
    for element in put:
        _unwrap(element)
    for row in deleted_rows:
        _remove(row)
    for paragraph in paragraphs:
        _join_next(paragraph)
    return len(deleted_rows) + len(paragraphs) + len(taken) + len(put)


def _stands_in(element: etree._Element, tag: str) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == tag


def _is_property(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in PROPERTIES


def _ends_paragraph(mark: etree._Element) -> bool:
    """w:p/w:pPr/w:rPr/w:del: the paragraph's end was deleted."""
    properties = mark.getparent().getparent()
    return properties is not None and properties.tag == f"{W}pPr" and properties.getparent() is not None


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    parent[place : place + 1] = list(element)


def _join_next(paragraph: etree._Element) -> None:
    """What is left of the paragraph moves to the front of the next one."""
    following = paragraph.getnext()
    if following is None or following.tag != f"{W}p":
        return
    runs = [child for child in paragraph if child.tag != f"{W}pPr"]
    first = 1 if len(following) and following[0].tag == f"{W}pPr" else 0
    following[first:first] = runs
    _remove(paragraph)
