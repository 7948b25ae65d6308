"""From an uploaded file to its text – or to a refusal that says what to do.

Files come from anywhere. The cheap looks (size, kind, the zip's directory) are taken here; the parsing proper can be done
in a child process with limits, which is what the web page does, so that no file can take a web process with it. How long a
text may be is a limit of another kind: what comes after, the tree and its rows, takes time in proportion to it.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path

from liaison.drafts.containers import MEBIBYTE, file_kind, open_zip
from liaison.drafts.lines import is_blank
from liaison.drafts.pdf_text import read_pdf
from liaison.drafts.plain import read_plain
from liaison.drafts.secrecy import refuse_marked
from liaison.drafts.unreadable import ReadText, UnreadableDraft
from liaison.drafts.word import read_word

__all__ = ["ReadText", "UnreadableDraft", "check_text", "check_upload", "read_in_subprocess", "read_upload"]

LARGEST_UPLOAD = 20 * MEBIBYTE
LONGEST_TEXT = 500_000  # the Civil Code, the longest law there is, has 116,000 characters …
MOST_LINES = 10_000  # … in 2,400 lines, 5,000 if a page wrapped them
LARGEST_HEAD = 10_000
CHILD_MEMORY = 400 * MEBIBYTE
CHILD_SECONDS = 8
PATIENCE = 10
EMPTY = "文件是空的，没有可以读取的文字。请检查后重新上传，或者复制粘贴全文。"
TOO_LARGE = "文件超过 20 MB，无法上传。请去掉图片后另存，或者把全文复制粘贴到文本框里。"
TOO_LONG = "文字太多，超过了五十万字或者一万行，不像一份草案。请只留下草案部分，再录入一次。"
GAVE_UP = "文件太复杂，在规定的时间和内存内没有读完。请把全文复制到一个新文档再上传，或者直接复制粘贴全文。"
# The child needs nothing of the application: making its package known without running it saves two seconds an upload.
CHILD = (
    "import sys, types; package = types.ModuleType('liaison'); package.__path__ = [sys.argv[1]];"
    "sys.modules['liaison'] = package;"
    "from liaison.drafts.reading import answer_parent; answer_parent(sys.argv[2])"
)


def check_upload(name: str, data: bytes) -> None:
    """The looks that need no parsing; raises UnreadableDraft within milliseconds."""
    if not data:
        raise UnreadableDraft(EMPTY)
    if len(data) > LARGEST_UPLOAD:
        raise UnreadableDraft(TOO_LARGE)
    if file_kind(name, data) == "docx":
        open_zip(data).close()


def read_upload(name: str, data: bytes) -> ReadText:
    """The text of a .txt, .md, .docx or .pdf file in this process; raises UnreadableDraft."""
    check_upload(name, data)
    kind = file_kind(name, data)
    read = read_word(data) if kind == "docx" else read_pdf(data) if kind == "pdf" else read_plain(data)
    check_text(read.text)
    if all(is_blank(character) for character in read.text):
        raise UnreadableDraft(EMPTY)
    return read


def check_text(text: str) -> None:
    """Neither endless nor marked secret, wherever it comes from; raises UnreadableDraft."""
    refuse_marked(text[:LARGEST_HEAD].splitlines())
    if len(text) > LONGEST_TEXT or sum(bool(line.strip()) for line in text.splitlines()) > MOST_LINES:
        raise UnreadableDraft(TOO_LONG)


def read_in_subprocess(name: str, data: bytes) -> ReadText:
    """As read_upload, but in a child with 400 MiB of memory, 8 s of processor time and 10 s by the clock on the wall."""
    check_upload(name, data)
    package = str(Path(__file__).resolve().parents[1])
    try:
        child = subprocess.run(  # noqa: S603 – our own interpreter, our own code; the name is an argument, not a command
            [sys.executable, "-I", "-c", CHILD, package, name],
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        answer = json.loads(child.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise UnreadableDraft(GAVE_UP) from error
    if "message" in answer:
        raise UnreadableDraft(answer["message"])
    return ReadText(answer["text"], tuple(answer["remarks"]))


def answer_parent(name: str) -> None:
    """The child's side: bytes in, JSON out, within limits set before the first byte is read."""
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY, CHILD_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_SECONDS, CHILD_SECONDS))
    try:
        read = read_upload(name, sys.stdin.buffer.read())
        answer = {"text": read.text, "remarks": list(read.remarks)}
    except UnreadableDraft as error:
        answer = {"message": error.message}
    except (MemoryError, RecursionError):
        answer = {"message": GAVE_UP}
    sys.stdout.write(json.dumps(answer))
