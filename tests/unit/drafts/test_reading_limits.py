"""No file, however it is made, takes more than some seconds and some hundred megabytes of the machine it is read on."""

import json
import subprocess
import sys
import zlib
from collections.abc import Callable

import pytest

from liaison.drafts.reading import CHILD_MEMORY, PATIENCE
from tests.unit.drafts.files import docx, numbered, numbering, paragraph, pdf

MEBIBYTE = 1024 * 1024
ASKING = """
import json, resource, sys, time
from liaison.drafts.reading import UnreadableDraft, read_in_subprocess
data, begun = sys.stdin.buffer.read(), time.monotonic()
try:
    said = read_in_subprocess(sys.argv[1], data).text
except UnreadableDraft as refusal:
    said = refusal.message
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
print(json.dumps([said, time.monotonic() - begun, used]))
"""
ODD = "".join(chr(0x4E00 + at * 7 % 20_000) for at in range(16_000))  # hardly to be compressed: hides how much there is


def in_one_paragraph() -> bytes:
    """A hundred thousand tracked insertions beside one another."""
    run = '<w:ins w:id="1"><w:r><w:t>甲</w:t></w:r></w:ins>'
    return docx(f"<w:p>{run * 100_000}</w:p><!--{ODD * 4}-->")


def numbers_of_numbers() -> bytes:
    """Two hundred thousand paragraphs, each with an automatic number of ten thousand digits."""
    listed = numbering(("decimal", "%1" * 5_000)).replace("</w:numbering>", f"<!--{ODD}--></w:numbering>")
    return docx(f"{numbered('', 1) * 200_000}<!--{ODD * 40}-->", word__numbering_xml=listed)


def paragraphs() -> bytes:
    return docx(paragraph("第一条　渔船应当登记。") * 100_000 + f"<!--{ODD * 8}-->")


def tables_in_tables() -> bytes:
    body = paragraph("第一条　甲。")
    for _ in range(75):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc><w:tc>{paragraph('乙')}</w:tc></w:tr></w:tbl>"
    return docx(body)


def tables_without_end() -> bytes:
    return docx("<w:tbl><w:tr><w:tc>" * 5_000 + "</w:tc></w:tr></w:tbl>" * 5_000)


def unpacking_pdf() -> bytes:
    """A stream of 600 KB that unpacks to 300 MB."""
    whole = pdf([[(90, 700, "第一条 甲。")]])
    begin, end = whole.index(b"<< /Length"), whole.index(b"endstream")
    packed = zlib.compress(b"BT /F1 16 Tf 90 700 Td <" + b"4e004e014e02" * (300 * MEBIBYTE // 12) + b"> Tj ET", 9)
    head = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed)
    return whole[:begin] + head + packed + b"\n" + whole[end:]


def pages() -> bytes:
    return pdf([[(90, 740, "第一条 渔船应当登记。")]] * 1_001)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (paragraphs, ("不像一份草案", "没有读完")),  # the second if the machine has much else to do
        (tables_in_tables, ("第一条　甲。",)),
        (tables_without_end, ("文件已损坏",)),
        (in_one_paragraph, ("没有读完",)),
        (numbers_of_numbers, ("没有读完",)),
        (unpacking_pdf, ("没有读完",)),
        (pages, ("超过 1000 页",)),
    ],
)
def test_a_file_made_to_hurt_is_answered_in_time_and_in_bounds(
    make: Callable[[], bytes], said: tuple[str, ...]
) -> None:
    name = "a.pdf" if make in (unpacking_pdf, pages) else "a.docx"
    asked = subprocess.run([sys.executable, "-c", ASKING, name], input=make(), capture_output=True, check=True)
    answer, seconds, memory = json.loads(asked.stdout)
    assert any(words in answer for words in said), answer
    assert seconds < PATIENCE + 5  # to start and to end a process
    assert memory < CHILD_MEMORY
