"""Whatever comes as a file is answered with one plain Chinese message; what was typed beside it comes back, and nothing of a
refused file stays: no row, no file, no temporary file."""

import random
import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder

from config.settings import Settings
from liaison.consultations.models import Consultation
from liaison.database import Base
from tests.functional.drafts.pages import TYPED, enter, errors, held_by, new, send, stored
from tests.unit.drafts.files import PACKAGE, RELATIONS, archive, docx, paragraph, pdf

MEBIBYTE = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAW = docx(paragraph("第一条　渔船应当登记。"))
ENTITY = '<!DOCTYPE w:document [<!ENTITY own SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE w [<!ENTITY a "哈">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
TEMPLATE = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/attachedTemplate" '
    'Target="http://example.org/a" TargetMode="External"/></Relationships>'
)
CANARY = "鸬鹚号夜航路线"
BAD = {
    "空.txt": (b"", "文件是空的"),
    "空白.txt": ("\u3000\r\n\ufeff ".encode(), "文件是空的"),
    "程序.docx": (b"MZ\x90\x00" + b"\x00" * 4_000, "不是可以读取的文档"),
    "乱码.pdf": (random.Random(7).randbytes(50_000), "与文件名“.pdf”不符"),
    "半个.pdf": (b"%PDF-1.7\n" + random.Random(7).randbytes(50_000), "这个 PDF 已损坏"),
    "乱码.txt": (random.Random(7).randbytes(50_000), "无法识别"),
    "扫描.pdf": (pdf([[], [], []]), "可能是扫描件"),
    "密码.pdf": (pdf([[(90, 700, "第一条 甲。")]], encrypted=True), "加了密码"),
    "密码.docx": (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
    "旧版.doc": (OLE + b"\x00" * 5_000, "旧版 Word"),
    "旧版.docx": (OLE + b"\x00" * 5_000, "旧版 Word"),
    "宏.docm": (LAW, "带宏"),
    "宏.docx": (docx(paragraph("第一条　甲。"), word__vbaProject_bin=b"x"), "带有宏"),
    "炸弹.docx": (docx(paragraph("第一条　甲。"), word__media__image1_png=b"\x00" * 40 * MEBIBYTE), "解压后过大"),
    "一万个.docx": (archive({f"word/{number}.xml": "" for number in range(2_001)}), "解压后过大"),
    "表格.xlsx": (archive({"xl/workbook.xml": "<x/>"}), "不是可以读取的文档"),
    "实体.docx": (docx(paragraph("&own;"), ENTITY), "文档类型声明"),
    "哈哈.docx": (docx(paragraph("&i;"), f"{LAUGHS}]>"), "损坏"),
    "外链.docx": (docx(paragraph("第一条　甲。"), word___rels__settings_xml_rels=TEMPLATE), "链接了外部"),
    "截断.docx": (LAW[: len(LAW) // 2], "损坏"),
    "图片.docx": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 500, "这是图片"),
    "网页.txt": (b"<!DOCTYPE html><html>", "不是可以读取的文档"),
    "胡言.txt": (("胡言乱语\n" * 100_000).encode(), "不像一份草案"),
    "长.txt": (("胡言乱语" * 200_000).encode(), "不像一份草案"),
    "太大.docx": (LAW + b"\x00" * (20 * MEBIBYTE), "文件超过 20 MB"),
}
MARKS = ("机密★1年", "秘密", "绝 密", "★ 长期", "密级：机密", "秘密  6个月")


def kept_anywhere(session: Session, settings: Settings) -> str:
    """Everything that is stored: each row of each table, each byte below the data folder."""
    session.rollback()
    rows = [str(tuple(row)) for table in Base.metadata.sorted_tables for row in session.execute(select(table))]
    files = [path.read_bytes() for path in Path(settings.data_dir).rglob("*") if path.is_file()]
    return "\n".join(rows) + b"\n".join(files).decode("utf-8", "replace")


def stored_files(settings: Settings) -> list[Path]:
    return [path for path in Path(settings.data_dir, "files").glob("*") if path.is_file()]


def test_a_file_that_cannot_be_read_is_refused_in_plain_words_and_nothing_typed_is_lost(
    session: Session, settings: Settings, office: FlaskClient, consultation: Consultation
) -> None:
    for name, (data, said) in BAD.items():
        answer = send(office, new(consultation), name, data, **TYPED)
        assert answer.status_code == 422, name
        (message,) = errors(answer.text)
        assert said in message, name
        assert "请" in message, name
        assert held_by(answer.text).items() >= TYPED.items(), name
        assert f"刚才选的“{name}”没有留在页面上，改好以后请重新选一次文件。" in answer.text
    assert stored(session) == []
    assert stored_files(settings) == []


@pytest.mark.parametrize("kind", ["txt", "docx", "pdf", "paste"])
def test_what_is_marked_secret_is_refused_and_kept_nowhere(
    session: Session, settings: Settings, office: FlaskClient, consultation: Consultation, kind: str
) -> None:
    for mark in MARKS:
        lines = ["000123", mark, "临湖市河道规定", f"第一条　{CANARY}另行规定。"]
        name, data, text = marked(kind, lines)
        answer = send(office, new(consultation), name, data, **TYPED, text=text)
        assert answer.status_code == 422, mark
        assert "文件带有密级标志。涉密文件不得上传本系统" in errors(answer.text)[0], mark
        assert held_by(answer.text).items() >= TYPED.items()
    assert CANARY not in kept_anywhere(session, settings)
    assert stored_files(settings) == []


def marked(kind: str, lines: list[str]) -> tuple[str, bytes, str]:
    """(name, file, paste)"""
    made = {
        "txt": "\n".join(lines).encode(),
        "docx": docx("".join(map(paragraph, lines))),
        "pdf": pdf([[(90, 740 - 30 * at, line) for at, line in enumerate(lines)]]),
    }
    return (f"文件.{kind}", made[kind], "") if kind in made else ("", b"", "\r\n".join(lines))


def test_the_search_for_what_was_kept_finds_what_is_kept(
    session: Session, settings: Settings, office: FlaskClient, consultation: Consultation
) -> None:
    """The control."""
    text = f"第一条　{CANARY}另行规定。\n第二条　不得泄露商业秘密。\n"
    enter(office, consultation, "文件.txt", text.encode())
    assert kept_anywhere(session, settings).count(CANARY) >= 3
    assert len(stored_files(settings)) == 1


def test_a_law_may_speak_about_secrets(session: Session, office: FlaskClient, consultation: Consultation) -> None:
    lines = [
        "机密文件管理规定",
        "第一条　不得泄露在履行职责中知悉的商业秘密、个人隐私。",
        "（三）泄露国家秘密、商业秘密的；",
    ]
    enter(office, consultation, "a.docx", docx("".join(map(paragraph, lines))))
    enter(office, consultation, text="\n".join(lines))
    assert [each.source_text for each in stored(session)] == ["\n".join(lines)] * 2


def test_no_file_touches_the_disk_before_it_was_found_harmless(
    monkeypatch: pytest.MonkeyPatch, office: FlaskClient, consultation: Consultation
) -> None:
    padded = docx(paragraph("机密★1年"), word__media__a_png=random.Random(7).randbytes(5 * MEBIBYTE))
    data = {"text": "", "kind": "text", "file": (BytesIO(padded), "a.docx")}
    request = EnvironBuilder(new(consultation), method="POST", data=data).get_environ()
    monkeypatch.setattr(tempfile, "tempdir", "there/is/no/such/folder")
    assert "涉密文件不得上传" in errors(office.open(request).text)[0]


def test_four_hundred_thousand_characters_of_nonsense_are_taken_and_nothing_is_found_in_them(
    session: Session, office: FlaskClient, consultation: Consultation
) -> None:
    nonsense = "的一是了我不人在他有这个上们来到时大地为子中你说生国" * 16_000
    page = enter(office, consultation, text=nonsense)
    assert "没有找到条文" in page
    assert stored(session)[0].source_text == nonsense


@pytest.mark.parametrize("text", ["胡言乱语" * 150_000, "第一条　甲\n" * 11_000])
def test_an_endless_paste_is_refused_and_stays_in_its_box(
    session: Session, office: FlaskClient, consultation: Consultation, text: str
) -> None:
    answer = send(office, new(consultation), text=text, **TYPED)
    assert answer.status_code == 422
    assert "超过了五十万字或者一万行" in errors(answer.text)[0]
    held = held_by(answer.text)
    assert held["text"].replace("\r\n", "\n").strip() == text.strip()
    assert held.items() >= TYPED.items()


def test_a_file_far_over_the_limit_is_refused_with_everything_typed_still_there(
    session: Session, settings: Settings, office: FlaskClient, consultation: Consultation
) -> None:
    answer = send(office, new(consultation), "太大.docx", b"\x00" * (50 * MEBIBYTE), **TYPED)
    assert answer.status_code == 422
    assert "文件超过 20 MB，无法上传。" in errors(answer.text)[0]
    assert held_by(answer.text).items() >= TYPED.items()
    assert stored_files(settings) == []


@pytest.mark.parametrize(("person", "size"), [("office", 65), ("anonymous", 30)])
def test_what_is_larger_still_or_comes_from_anybody_is_not_read_at_all(
    app: Flask, office: FlaskClient, consultation: Consultation, person: str, size: int
) -> None:
    client = office if person == "office" else app.test_client()
    app.config.update(WTF_CSRF_ENABLED=True)  # as outside of tests: the check for forged forms is the first to read
    length = {"CONTENT_LENGTH": str(size * MEBIBYTE), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = client.post(new(consultation), data=b"--x", environ_overrides=length)
    assert answer.status_code == 413
    assert "文件太大，没有收下" in answer.text
