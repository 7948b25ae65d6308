"""提纲, and the JSON that programs read."""

import json

from liaison.drafts.listing import as_json
from liaison.drafts.parsing import parse, parse_topics
from tests.unit.drafts.samples import sample


def test_numbered_topics_take_the_lines_under_them() -> None:
    tree = parse_topics("晒场立法调研提纲\n请结合实际填写。\n一、晒场够不够？\n请说明缺口。\n二、谁来管理？\n")
    assert tree.title == "晒场立法调研提纲"
    assert tree.notice_before == "请结合实际填写。"
    assert [(node.key, node.label, node.heading, node.text) for node in tree.nodes] == [
        ("topic-1", "一、", "晒场够不够？", "请说明缺口。"),
        ("topic-2", "二、", "谁来管理？", ""),
    ]


def test_without_numbers_each_line_is_a_topic() -> None:
    tree = parse_topics("\n晒场够不够？\n\n谁来管理？\n")
    assert [node.heading for node in tree.nodes] == ["晒场够不够？", "谁来管理？"]
    assert [node.key for node in tree.nodes] == ["topic-1", "topic-2"]


def test_digits_under_chinese_numbers_stay_in_their_topic() -> None:
    tree = parse_topics("一、晒场\n1.数量\n2.位置\n二、管理\n")
    assert [node.text for node in tree.nodes] == ["1.数量\n2.位置", ""]


def test_an_empty_outline_says_what_to_do() -> None:
    assert "每行写一个题目" in parse_topics(" \n\n").warnings[0].message


def test_the_listing_is_plain_json_with_everything_in_place() -> None:
    listing = json.loads(json.dumps(as_json(sample("18_items.txt"))))
    third = listing["articles"][2]
    assert (third["key"], third["label"], third["number"], third["sub"], third["chapter"]) == (
        "art-3",
        "第三条",
        3,
        0,
        None,
    )
    assert third["paragraphs"][0]["items"][0]["subitems"][1] == {
        "key": "art-3.p1.i1.s2",
        "label": "2．",
        "text": "委托书。",
    }
    assert third["text"].startswith("申请材料如下：\n（一）身份材料：")


def test_the_listing_of_an_amendment_has_points_and_no_articles() -> None:
    listing = as_json(sample("04_amendment.txt"))
    assert listing["articles"] == []
    assert [point["number"] for point in listing["points"]] == [1, 2, 3, 4, 5]
    assert listing["title"] == "《临湖市小桥管护条例》修正案（草案）"


def test_warnings_name_the_line() -> None:
    assert as_json(parse("第一条　甲。\n第三条　乙。\n"))["warnings"] == [
        {"line": 2, "message": "“第一条”之后直接是“第三条”，中间的条号缺失，请核对原文。"}
    ]
