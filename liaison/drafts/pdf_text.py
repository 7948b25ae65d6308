"""The text of a PDF with a text layer, line by line as printed, page furniture taken off.

The parser joins the lines; what it needs for that and the text alone does not tell, how far a line is set in, is given as
full-width blanks at its beginning.
"""

import itertools
from collections import Counter
from dataclasses import dataclass

import pypdfium2

from liaison.drafts.furniture import is_page_number
from liaison.drafts.secrecy import refuse_marked
from liaison.drafts.unreadable import ReadText, UnreadableDraft

MOST_PAGES = 1_000
LEAST_CHARACTERS = 10
FEWEST_RUNNING_HEADS = 3
LARGEST_INDENT = 20
SCANNED = "这个 PDF 里没有文字，可能是扫描件。请上传电子文本（.docx 或 .txt），或者先用文字识别软件转换并校对。"
LOCKED = "这个 PDF 加了密码，无法读取。请去掉密码后再上传，或者复制粘贴全文。"
BROKEN = "这个 PDF 已损坏，无法打开。请重新导出后再上传，或者复制粘贴全文。"
TOO_LONG = f"这个 PDF 超过 {MOST_PAGES} 页，无法读取。请只上传草案部分。"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with its edges and height in points."""

    character: str
    left: float
    right: float
    size: float


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line with its left edge and the size of its characters in points."""

    text: str
    left: float
    size: float


def read_pdf(data: bytes) -> ReadText:
    """All pages in order; refuses scans and locked files."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDraft(LOCKED if "password" in str(error).lower() else BROKEN) from error
    with document:
        if len(document) > MOST_PAGES:
            raise UnreadableDraft(TOO_LONG)
        try:
            pages = [_page(document, number) for number in range(len(document))]
        except pypdfium2.PdfiumError as error:
            raise UnreadableDraft(BROKEN) from error
    empty = [number for number, page in enumerate(pages, start=1) if _characters(page) < LEAST_CHARACTERS]
    if not pages or len(empty) * 2 > len(pages):
        raise UnreadableDraft(SCANNED)
    refuse_marked(page[0].text for page in pages if page)  # a mark on every page would go with the furniture
    remarks = (f"第 {'、'.join(map(str, empty[:20]))} 页没有文字，可能是扫描的图，请核对。",) if empty else ()
    return ReadText("\n".join(_indented(_without_furniture(pages))), remarks)


def _page(document: pypdfium2.PdfDocument, number: int) -> list[PrintedLine]:
    page = document[number]
    layer = page.get_textpage()
    text = layer.get_text_range()
    measured = len(text) == layer.count_chars()
    lines, at = [], 0
    for raw in text.split("\r\n"):
        if raw.strip():
            glyphs = _glyphs(layer, raw, at) if measured else []
            words = _in_order(glyphs) if _is_disordered(glyphs) else raw
            lines.append(_printed(words, glyphs))
        at += len(raw) + 2
    layer.close()
    page.close()
    return lines


def _glyphs(layer: pypdfium2.PdfTextPage, raw: str, at: int) -> list[Glyph]:
    found = []
    for place, character in enumerate(raw, start=at):
        if not character.isspace():
            left, bottom, right, top = layer.get_charbox(place, loose=True)
            found.append(Glyph(character, left, right, top - bottom))
    return found


def _is_disordered(glyphs: list[Glyph]) -> bool:
    """Marks set in another font come out of the extractor before or after the words they stand in."""
    return any(after.left < before.left - before.size / 2 for before, after in itertools.pairwise(glyphs))


def _in_order(glyphs: list[Glyph]) -> str:
    ordered = sorted(glyphs, key=lambda glyph: glyph.left)
    words = ordered[0].character
    for before, after in itertools.pairwise(ordered):
        words += (" " if after.left - before.right > before.size / 2 else "") + after.character
    return words


def _printed(words: str, glyphs: list[Glyph]) -> PrintedLine:
    text = words.replace("\ufffe", "-").replace("\x02", "-").replace("\x00", "").strip()
    left, size = (min(glyph.left for glyph in glyphs), glyphs[0].size) if glyphs else (0.0, 0.0)
    return PrintedLine(_without_type_blanks(text), left, size)


def _characters(page: list[PrintedLine]) -> int:
    return sum(len(line.text) for line in page)


def _without_furniture(pages: list[list[PrintedLine]]) -> list[list[PrintedLine]]:
    """Without page numbers, and without a first or last line that most pages share."""
    heads = Counter(_without_digits(page[0]) for page in pages if page)
    feet = Counter(_without_digits(page[-1]) for page in pages if page)
    often = max(FEWEST_RUNNING_HEADS, len(pages) // 2)
    kept = []
    for page in pages:
        begin = 1 if page and (heads[_without_digits(page[0])] >= often or _is_number(page[0].text)) else 0
        end = len(page)
        while end > begin and (feet[_without_digits(page[end - 1])] >= often or _is_number(page[end - 1].text)):
            end -= 1
        kept.append(page[begin:end])
    return kept


def _is_number(text: str) -> bool:
    return text.isdecimal() or is_page_number(text)


def _without_digits(line: PrintedLine) -> str:
    return "".join(character for character in line.text if not character.isdecimal())


def _indented(pages: list[list[PrintedLine]]) -> list[str]:
    """Lines with their indent in characters; odd and even pages may have different margins."""
    found: list[str] = []
    margins = [_margin(pages[side::2]) for side in (0, 1)]
    for number, page in enumerate(pages):
        for line in page:
            indent = round((line.left - margins[number % 2]) / line.size) if line.size > 0 else 0
            found.append("\u3000" * max(0, min(indent, LARGEST_INDENT)) + line.text)
    return found


def _margin(pages: list[list[PrintedLine]]) -> float:
    """The leftmost edge that several lines share."""
    edges = Counter(round(line.left) for page in pages for line in page)
    shared = [
        edge for edge, lines in edges.items() if lines + edges[edge + 1] + edges[edge - 1] >= FEWEST_RUNNING_HEADS
    ]
    return float(min(shared or edges or [0]))


def _without_type_blanks(text: str) -> str:
    """2026 年 3 月 → 2026年3月: typesetters set digits apart, the extractor reports that as blanks."""
    kept: list[str] = []
    for before, character, after in zip(" " + text, text, text[1:] + " ", strict=False):
        between = character == " " and (
            (_is_chinese(before) and _is_latin(after)) or (_is_latin(before) and _is_chinese(after))
        )
        if not between:
            kept.append(character)
    return "".join(kept)


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
