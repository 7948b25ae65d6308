"""A Word document is read as its reader sees it."""

import pytest

from liaison.drafts.parsing import parse
from liaison.drafts.reading import read_upload
from tests.unit.drafts.files import W, docx, numbered, numbering, paragraph
from tests.unit.drafts.samples import labels

AUTHOR = 'w:id="1" w:author="a" w:date="2031-01-01T00:00:00Z"'


def text(body: str, **parts: str) -> str:
    return read_upload("a.docx", docx(body, **parts)).text


def run(words: str) -> str:
    return f"<w:r><w:t>{words}</w:t></w:r>"


def inserted(words: str) -> str:
    return f"<w:ins {AUTHOR}>{run(words)}</w:ins>"


def deleted(words: str) -> str:
    return f"<w:del {AUTHOR}><w:r><w:delText>{words}</w:delText></w:r></w:del>"


def test_tracked_changes_are_accepted_and_said() -> None:
    body = f"<w:p>{run('渔船每年')}{deleted('应当')}{inserted('可以')}{run('登记。')}</w:p>"
    read = read_upload("a.docx", docx(body))
    assert read.text == "渔船每年可以登记。"
    assert "2 处修订" in read.remarks[0]


def test_a_deleted_end_of_paragraph_joins_two() -> None:
    mark = f"<w:pPr><w:rPr><w:del {AUTHOR}/></w:rPr></w:pPr>"
    assert text(f"<w:p>{mark}{run('渔船')}</w:p><w:p><w:pPr/>{run('应当登记。')}</w:p>") == "渔船应当登记。"


def test_moved_words_stand_only_where_they_were_moved_to() -> None:
    body = (
        f"<w:p><w:moveFrom {AUTHOR}>{run('甲')}</w:moveFrom>{run('乙')}<w:moveTo {AUTHOR}>{run('甲')}</w:moveTo></w:p>"
    )
    assert text(body) == "乙甲"


def test_a_deleted_table_row_is_gone() -> None:
    row = "<w:tr>{}<w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    kept = row.format("", paragraph("船名"), paragraph("船长"))
    gone = row.format(f"<w:trPr><w:del {AUTHOR}/></w:trPr>", paragraph("甲"), paragraph("乙"))
    assert text(f"<w:tbl>{kept}{gone}</w:tbl>") == "船名\t船长"


@pytest.mark.parametrize(
    ("form", "pattern", "printed"),
    [
        ("chineseCounting", "第%1条", ["第一条　甲", "第二条　乙"]),
        ("chineseCountingThousand", "（%1）", ["（一）甲", "（二）乙"]),
        ("decimal", "%1.", ["1.甲", "2.乙"]),
        ("decimalEnclosedCircleChinese", "%1", ["①甲", "②乙"]),
        ("lowerLetter", "%1)", ["a)甲", "b)乙"]),
        ("bullet", "•", ["甲", "乙"]),
    ],
)
def test_automatic_numbers_are_printed(form: str, pattern: str, printed: list[str]) -> None:
    body = numbered("甲", 1) + paragraph("丙") + numbered("乙", 1)
    assert text(body, word__numbering_xml=numbering((form, pattern))).splitlines() == [printed[0], "丙", printed[1]]


def test_articles_and_items_may_both_be_automatic() -> None:
    lists = numbering(("chineseCounting", "第%1条"), ("chineseCounting", "（%1）"))
    body = (
        paragraph("临湖市渔船规定")
        + numbered("渔船包括：", 1)
        + numbered("木船；", 2)
        + numbered("铁船。", 2)
        + numbered("完。", 1)
    )
    tree = parse(text(body, word__numbering_xml=lists))
    assert labels(tree) == ["第一条", "第二条"]
    assert [item.label for item in next(tree.articles()).node.children[0].children] == ["（一）", "（二）"]


def test_a_number_may_come_from_the_style() -> None:
    style = (
        f'<w:styles {W}><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style><w:style w:styleId="a"><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    )
    body = paragraph("甲", '<w:pStyle w:val="b"/>') + paragraph("乙", '<w:pStyle w:val="a"/>')
    lists = numbering(("chineseCounting", "第%1条"))
    assert text(body, word__numbering_xml=lists, word__styles_xml=style).splitlines() == ["第一条　甲", "第二条　乙"]


def test_soft_breaks_are_new_lines_and_tables_stay_in_place() -> None:
    row = f"<w:tr><w:tc>{paragraph('船名')}</w:tc><w:tc>{paragraph('船长')}</w:tc></w:tr>"
    body = f"<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p><w:tbl>{row}</w:tbl>{paragraph('丙')}"
    assert text(body) == "甲\n乙\n船名\t船长\n丙"


def test_a_table_that_frames_the_whole_text_is_no_table() -> None:
    assert text(f"<w:tbl><w:tr><w:tc>{paragraph('甲')}{paragraph('乙')}</w:tc></w:tr></w:tbl>") == "甲\n乙"


def test_hidden_words_field_codes_and_readings_are_not_text() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
    ruby = "<w:r><w:ruby><w:rt><w:r><w:t>jia</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>甲</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    assert text(f"<w:p>{hidden}{ruby}{field}{run('乙')}</w:p>") == "甲乙"


def test_headers_are_not_read_and_notes_are_said_to_be_missing() -> None:
    header = f"<w:hdr {W}>{paragraph('页眉')}</w:hdr>"
    body = f"<w:p>{run('甲')}<w:r><w:footnoteReference w:id='1'/></w:r></w:p>"
    read = read_upload("a.docx", docx(body, word__header1_xml=header))
    assert read.text == "甲"
    assert "脚注" in read.remarks[0]
