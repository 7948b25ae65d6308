"""Every file is read, or refused with what to do instead."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.drafts import reading
from liaison.drafts.parsing import parse
from liaison.drafts.reading import UnreadableDraft, read_in_subprocess, read_upload
from liaison.drafts.secrecy import is_security_mark
from tests.unit.drafts.files import PACKAGE, RELATIONS, W, archive, docx, paragraph, pdf
from tests.unit.drafts.samples import labels, texts

LAW = "临湖市渔船规定\n第一条　渔船应当登记。\n第二条　登记不收费。\n"
ENTITY = '<!DOCTYPE x [<!ENTITY a "甲">]>'
OUTSIDE = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/{{}}" '
    'Target="http://example.org/a" TargetMode="External"/></Relationships>'
)


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(UnreadableDraft) as caught:
        read_upload(name, data)
    return caught.value.message


@pytest.mark.parametrize(
    "data",
    [
        LAW.encode(),
        LAW.encode("utf-8-sig"),
        LAW.encode("gb18030"),
        b"\xff\xfe" + LAW.encode("utf-16-le"),
        b"\xfe\xff" + LAW.encode("utf-16-be"),
    ],
)
def test_plain_text_in_every_usual_encoding_is_read(data: bytes) -> None:
    assert read_upload("草案.txt", data).text == LAW


def test_a_guessed_encoding_is_said() -> None:
    assert "GB18030" in read_upload("草案.txt", LAW.encode("gb18030")).remarks[0]
    assert read_upload("草案.md", LAW.encode()).remarks == ()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "空的"),
        ("a.txt", b" \r\n\xe3\x80\x80", "空的"),
        ("a.docx", b"MZ\x90\x00" + b"\x00" * 100, "不是可以读取的文档"),
        ("a.docx", LAW.encode(), "内容与文件名"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "另存为 .docx"),
        ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "另存为 .docx"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("a.rtf", b"{\\rtf1 }", "RTF"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "图片"),
        ("a.txt", b"<html><body>", "不是可以读取的文档"),
        ("a.txt", bytes(range(128, 256)) * 3, "编码"),
        ("a.txt", bytes(range(32)) * 30, "编码"),
        ("a.docm", docx(paragraph("甲")), "宏"),
        ("a.docx", docx(paragraph("甲"), word__vbaProject_bin=b"x"), "宏"),
        ("a.docx", archive({"xl/workbook.xml": "<x/>"}), "不是可以读取的文档"),
        ("a.docx", docx(paragraph("甲"))[:-30], "损坏"),
        ("a.docx", b"PK\x03\x04" + b"\x00" * 200, "损坏"),
        ("a.docx", docx("<w:p>"), "损坏"),
        ("a.docx", docx(paragraph("&a;"), ENTITY), "文档类型声明"),
        ("a.docx", docx(paragraph("甲"), word___rels__settings_xml_rels=OUTSIDE.format("attachedTemplate")), "外部"),
        ("a.pdf", b"%PDF-1.4\n%%EOF", "损坏"),
        ("a.pdf", pdf([[(90, 700, "甲")]], encrypted=True), "密码"),
        ("a.pdf", pdf([[], []]), "扫描件"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str, data: bytes, words: str) -> None:
    message = refusal(name, data)
    assert words in message
    assert "请" in message


def test_an_ordinary_link_in_a_document_is_no_danger() -> None:
    linked = docx(paragraph("第一条　甲。"), word___rels__document_xml_rels=OUTSIDE.format("hyperlink"))
    assert read_upload("a.docx", linked).text == "第一条　甲。"


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_UPLOAD", 10)
    assert "20 MB" in refusal("a.txt", LAW.encode())


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "过大" in refusal("a.docx", docx(paragraph("甲"), word__media_bin=b"\x00" * 30_000_000))


def test_too_many_entries_are_refused() -> None:
    assert "过大" in refusal("a.docx", archive({f"word/{number}": "" for number in range(2_001)}))


def test_a_directory_that_claims_too_much_is_refused_unread() -> None:
    data = bytearray(docx(paragraph("甲")))
    end = data.rfind(b"PK\x05\x06")
    struct.pack_into("<H", data, end + 10, 65_535)
    assert "过大" in refusal("a.docx", bytes(data))


@pytest.mark.parametrize(
    "mark",
    [
        "机密★1年",
        "秘密",
        "绝密",
        "机 密 ★",
        "密级：秘密",
        "★长期",
        "（机密）",
        "特急　秘密★6个月",
        "机密 10年",
        "密级：机密　保密期限：10年",
        "000012 秘密 长期",
        "绝密启用前",
        "秘密级",
    ],
)
def test_a_marked_file_is_refused_in_every_format(mark: str) -> None:
    for name, data in (
        ("a.txt", f"000012\n{mark}\n{LAW}".encode()),
        ("a.docx", docx(paragraph(mark) + paragraph("甲"))),
    ):
        assert "涉密文件不得上传" in refusal(name, data)


def test_a_mark_in_a_page_header_counts() -> None:
    header = f"<w:hdr {W}>{paragraph('机密★1年')}</w:hdr>"
    assert "涉密文件不得上传" in refusal("a.docx", docx(paragraph("第一条　甲。"), word__header1_xml=header))


def test_a_mark_that_every_page_of_a_pdf_repeats_counts() -> None:
    page = [(90, 790, "机密★1年"), (90, 700, "第一条 渔船应当登记，登记不收费，"), (90, 670, "不得变相收费。")]
    assert "涉密文件不得上传" in refusal("a.pdf", pdf([page] * 4))


@pytest.mark.parametrize(
    "line",
    ["第一条　不得泄露商业秘密。", "商业秘密", "保守秘密", "国家秘密的确定", "机密文件管理规定", "秘密级事项的管理"],
)
def test_secrets_that_a_law_speaks_about_do_not_count(line: str) -> None:
    assert not is_security_mark(line.replace("\u3000", ""))
    assert read_upload("a.txt", f"{line}\n{LAW}".encode()).text


def test_a_mark_far_down_is_part_of_the_law() -> None:
    assert read_upload("a.txt", (LAW * 20 + "机密★1年\n").encode()).text


def test_a_pdf_gives_its_lines_with_indents_and_without_page_furniture() -> None:
    page = [
        (200, 790, "临湖市人大"),
        (122, 700, "第一条 渔船应当登记，登记的事项包括船名和船长的姓"),
        (90, 670, "名。"),
        (122, 640, "第二条 登记于 2031 年开始，任何单位和个人不得收费，也"),
        (90, 610, "不得变相收费。"),
    ]
    read = read_upload("a.pdf", pdf([[*page, (280, 60, f"— {number} —")] for number in (1, 2, 3)]))
    assert "临湖市人大" not in read.text
    assert "—" not in read.text
    assert read.text.splitlines()[:2] == ["　　第一条 渔船应当登记，登记的事项包括船名和船长的姓", "名。"]
    assert "登记于2031年开始" in read.text


def test_pages_without_text_are_named() -> None:
    lines = [(90, 700, "第一条 渔船应当登记，登记不收费。")]
    assert "第 2 页没有文字" in read_upload("a.pdf", pdf([lines, [], lines])).remarks[0]


def test_the_child_reads_the_same() -> None:
    data = docx(paragraph("第一条　渔船应当登记。") + paragraph("第二条　登记不收费。"))
    assert read_in_subprocess("渔 船.docx", data) == read_upload("渔 船.docx", data)


def test_the_child_passes_a_refusal_on() -> None:
    with pytest.raises(UnreadableDraft, match="文档类型声明"):
        read_in_subprocess("a.docx", docx(paragraph("&a;"), ENTITY))


def test_a_child_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        reading, "CHILD", "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    )
    with pytest.raises(UnreadableDraft, match="没有读完"):
        read_in_subprocess("a.txt", LAW.encode())


@pytest.mark.parametrize("text", ["字" * 500_001, "字\n" * 10_001])
def test_a_text_no_draft_can_be_is_refused(text: str) -> None:
    assert "不像一份草案" in refusal("a.txt", text.encode())


def test_a_text_four_times_the_longest_law_is_read() -> None:
    text = ("甲" * 49 + "\n\n") * 9_800
    assert read_upload("a.txt", text.encode()).text == text


def test_what_is_read_can_be_parsed() -> None:
    tree = parse(read_upload("a.txt", LAW.encode()).text)
    assert labels(tree) == ["第一条", "第二条"]
    assert texts(tree) == ["渔船应当登记。", "登记不收费。"]


@given(
    st.sampled_from(["a.txt", "a.docx", "a.pdf"]),
    st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4"]),
    st.binary(max_size=400),
)
def test_no_bytes_make_the_reader_fail_otherwise(name: str, magic: bytes, data: bytes) -> None:
    with suppress(UnreadableDraft):
        assert read_upload(name, magic + data).text


@given(st.integers(min_value=0, max_value=2_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_document_is_read_or_refused(place: int, damage: bytes) -> None:
    whole = docx(paragraph("第一条　甲。"))
    at = place % len(whole)
    with suppress(UnreadableDraft):
        assert read_upload("a.docx", whole[:at] + damage + whole[at + len(damage) :]).text
