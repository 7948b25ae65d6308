"""What a file is by its content, whatever its name says; and a look into a zip's directory before anything is unpacked."""

import io
import lzma
import struct
import zipfile
import zlib
from typing import Literal

from liaison.drafts.unreadable import UnreadableDraft

FileKind = Literal["docx", "pdf", "text"]
MEBIBYTE = 1024 * 1024
MOST_ENTRIES = 2_000
LARGEST_UNPACKED = 400 * MEBIBYTE
LARGEST_RATIO = 100
LARGEST_PART = 64 * MEBIBYTE
LARGEST_DIRECTORY = MOST_ENTRIES * 512
SMALL_PART = MEBIBYTE

AS_DOCX = "请在 Word 或 WPS 里打开，另存为 .docx 后再上传；也可以把全文复制粘贴到文本框里。"
NOT_A_DOCUMENT = "这不是可以读取的文档。请上传 .docx、.txt、.md 或带文字的 .pdf 文件，或者把全文复制粘贴到文本框里。"
BROKEN = f"文件已损坏，无法打开。{AS_DOCX}"
TOO_LARGE_INSIDE = f"文件解压后过大，可能不是正常的文档。{AS_DOCX}"
ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
OTHERS = (b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"PK\x05\x06", b"\xca\xfe\xba\xbe", b"#!")
TEXT_NAMES = (".txt", ".md", ".markdown", ".text")
END_OF_DIRECTORY, LONGEST_ZIP_COMMENT = b"PK\x05\x06", 65_557


def file_kind(name: str, data: bytes) -> FileKind:
    """Recognises the three kinds that can be read and refuses all others with what to do about them."""
    lower = name.lower()
    if lower.endswith((".docm", ".dotm")):
        raise UnreadableDraft(f"带宏的 Word 文件不能上传。{AS_DOCX}")
    if data.startswith(ZIP_MAGIC):
        return "docx"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    _refuse_known(data)
    if "." in lower and not lower.endswith(TEXT_NAMES):
        raise UnreadableDraft(
            f"文件的内容与文件名“.{lower.rsplit('.', 1)[1][:10]}”不符，或者是不支持的格式。{NOT_A_DOCUMENT}"
        )
    return "text"


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive, if its directory promises nothing dangerous; nothing is unpacked."""
    _check_directory_size(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableDraft(BROKEN) from error
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise UnreadableDraft(TOO_LARGE_INSIDE)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise UnreadableDraft(f"文件加了密码，无法读取。请去掉密码。{AS_DOCX}")
        if entry.file_size > SMALL_PART and entry.file_size > LARGEST_RATIO * max(1, entry.compress_size):
            raise UnreadableDraft(TOO_LARGE_INSIDE)
    return archive


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part of an archive, empty if it is not there."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        return b""
    if entry.file_size > LARGEST_PART:
        raise UnreadableDraft(TOO_LARGE_INSIDE)
    try:
        with archive.open(entry) as part:
            return part.read(LARGEST_PART)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise UnreadableDraft(BROKEN) from error


def _refuse_known(data: bytes) -> None:
    if data.startswith(OLE_MAGIC):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableDraft(f"文件加了密码，无法读取。请去掉密码。{AS_DOCX}")
        raise UnreadableDraft(f"旧版 Word 或 WPS 文件（.doc、.wps）不能直接读取。{AS_DOCX}")
    if data.startswith(b"{\\rtf"):
        raise UnreadableDraft(f"RTF 文件不能直接读取。{AS_DOCX}")
    if data.startswith(PICTURES):
        raise UnreadableDraft(f"这是图片，里面没有文字。请上传电子文本。{NOT_A_DOCUMENT}")
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(OTHERS) or head.startswith((b"<html", b"<!doctype", b"<?xml")):
        raise UnreadableDraft(NOT_A_DOCUMENT)


def _check_directory_size(data: bytes) -> None:
    """Python builds an object per entry before anyone can count them; the end record tells how many there will be."""
    found = data.rfind(END_OF_DIRECTORY, max(0, len(data) - LONGEST_ZIP_COMMENT))
    if found < 0 or len(data) < found + 22:
        raise UnreadableDraft(BROKEN)
    entries, size = struct.unpack_from("<HI", data, found + 10)
    if entries > MOST_ENTRIES or size > LARGEST_DIRECTORY:
        raise UnreadableDraft(TOO_LARGE_INSIDE)
