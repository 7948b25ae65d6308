"""Scanners for what a line begins with."""

import pytest

from liaison.drafts.labels import (
    is_attachment_label,
    read_article_heading,
    read_article_label,
    read_heading,
    read_marker,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第三条　内容", (3, 0, "第三条", "内容")),
        ("第 十 七 条之一 内容", (17, 1, "第十七条之一", "内容")),
        ("第一千二百六十条内容", (1260, 0, "第一千二百六十条", "内容")),
        ("第12条 内容", (12, 0, "第12条", "内容")),
        ("**第三条** 内容", (3, 0, "第三条", "内容")),
        ("第三条：内容", (3, 0, "第三条", "内容")),
        ("第三条之规定", (3, 0, "第三条", "之规定")),
        ("第三条之一一般规定", (3, 1, "第三条之一", "一般规定")),
    ],
)
def test_article_labels_are_read_with_what_follows(text: str, expected: tuple[int, int, str, str]) -> None:
    label = read_article_label(text)
    assert label is not None
    assert (label.number, label.sub, label.label, text[label.end :]) == expected


@pytest.mark.parametrize("text", ["", "第", "第条", "条", "第三章 总则", "第百合条", "第零条 内容", "前第三条"])
def test_other_beginnings_are_no_article_labels(text: str) -> None:
    assert read_article_label(text) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [("第一章　总　　则", "第一章 总则"), ("第二分编 码头", "第二分编 码头"), ("第三节", "第三节"), ("附　则", "附则")],
)
def test_headings_are_read_with_one_blank(text: str, title: str) -> None:
    heading = read_heading(text)
    assert heading is not None
    assert f"{heading.label} {heading.title}".strip() == title


@pytest.mark.parametrize("text", ["第三章规定的程序适用。", "总则性规定", "第三条 内容", "章"])
def test_sentences_are_no_headings(text: str) -> None:
    assert read_heading(text) is None


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [
        ("一、总体", "point", 1),
        ("（十二）其他", "bracketed", 12),
        ("(1)甲", "bracketed_digit", 1),
        ("２．乙", "digit", 2),
    ],
)
def test_list_numbers_are_read_by_their_form(text: str, style: str, number: int) -> None:
    marker = read_marker(text)
    assert marker is not None
    assert (marker.style, marker.number) == (style, number)


@pytest.mark.parametrize("text", ["1.5倍", "（一", "一二三", "（甲）", "二〇三一年", "、"])
def test_other_numbers_are_no_list_numbers(text: str) -> None:
    assert read_marker(text) is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("附件", True),
        ("附：", True),
        ("附件一：登记表", True),
        ("附表 2", True),
        ("附则", False),
        ("附件一规定的事项", False),
        ("附近居民", False),
    ],
)
def test_attachment_labels(text: str, answer: bool) -> None:
    assert is_attachment_label(text) is answer


def test_a_number_in_brackets_is_no_article_heading() -> None:
    assert read_article_heading("（一）甲") is None
    assert read_article_heading("（目的）为了") == ("目的", 4)
