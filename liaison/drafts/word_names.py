"""The names WordprocessingML uses, in one place."""

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"


def attribute(element: etree._Element | None, name: str) -> str:
    """A w: attribute of an element that may be missing."""
    return str(element.get(f"{W}{name}", "")) if element is not None else ""
