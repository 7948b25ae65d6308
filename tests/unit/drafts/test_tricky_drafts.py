"""The twenty-four difficulties, in small."""

import pytest

from liaison.drafts.parsing import parse
from liaison.drafts.tree import DraftTree, ProvisionNode
from tests.unit.drafts.samples import NAMES, labels, sample, sample_text, texts

OWN_ARTICLES = {
    "01_contents.txt": "第一条 第二条 第三条 第四条",
    "01_contents_dotted.txt": "第一条 第二条 第三条",
    "01_contents_unnamed.txt": "第一条 第二条 第三条",
    "02_numerals.txt": "第一百一十条 第一百二十条 第一百二十条之一 第一百二十条之二 第一百二十一条",
    "04_amendment.txt": "",
    "04_amendment_never_closed.txt": "",
    "05_unquoted_listing.txt": "第七条 第八条 第九条",
    "06_package_decision.txt": "",
    "07_wrapped.txt": "第一条 第二条 第三条",
    "08_glued.txt": "第一条 第二条 第三条 第四条",
    "08_spaced_labels.txt": "第一条 第二条 第三条",
    "09_decision.txt": "",
    "10_interpretation.txt": "第一条 第二条 第三条 第四条",
    "11_parts.txt": "第一条 第二条 第三条 第四条 第五条",
    "12_lost_chapter.txt": "第一条 第二条",
    "13_preface.txt": "第一条",
    "14_attachments.txt": "第一条 第二条 第三条",
    "15_consultation_page.txt": "第一条 第二条 第三条",
    "16_article_headings.txt": "第一条 第二条 第三条 第四条 第五条 第六条",
    "18_items.txt": "第一条 第二条 第三条 第四条",
    "19_running_references.txt": "第一条 第二条 第三条",
    "20_history.txt": "第一条 第二条",
    "21_markdown.md": "第一条 第二条 第三条",
    "21_windows.txt": "第一条 第二条",
    "24_damaged.txt": "第一条 第二条 第三条 第三条 第五条",
}


def placed(tree: DraftTree) -> list[tuple[str | None, str | None, str | None, str | None]]:
    return [(article.part, article.subpart, article.chapter, article.section) for article in tree.articles()]


def children(tree: DraftTree, label: str) -> tuple[ProvisionNode, ...]:
    return next(article.node.children for article in tree.articles() if article.node.label == label)


def messages(tree: DraftTree) -> str:
    return "\n".join(oddity.message for oddity in tree.warnings)


@pytest.mark.parametrize("name", NAMES)
def test_only_the_drafts_own_articles_are_counted(name: str) -> None:
    assert " ".join(labels(sample(name))) == OWN_ARTICLES[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_character_is_in_a_piece(name: str) -> None:
    assert sample(name).source() == sample_text(name)


@pytest.mark.parametrize("name", NAMES)
def test_keys_are_unique(name: str) -> None:
    keys = [node.key for node in sample(name).walk()]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("name", "chapters"),
    [
        ("01_contents.txt", ["第一章 总则", "第二章 日常管护", "第二章 日常管护", "第三章 附则"]),
        ("01_contents_dotted.txt", ["第一章 总则", "第二章 日常管护与应急处置", "第三章 附则"]),
        ("01_contents_unnamed.txt", ["第一章 总则", "第二章 日常管护", "第三章 附则"]),
        ("10_interpretation.txt", ["一、一般规定", "二、程序", "二、程序", "三、附则"]),
        ("12_lost_chapter.txt", ["总则", "第二章 附则"]),
        ("21_markdown.md", ["第一章 总则", "第一章 总则", "第二章 附则"]),
    ],
)
def test_a_table_of_contents_is_not_the_body_and_groups_stand_for_chapters(name: str, chapters: list[str]) -> None:
    assert [article.chapter for article in sample(name).articles()] == chapters


def test_sections_stand_in_their_chapters() -> None:
    assert [section for *_, section in placed(sample("01_contents.txt"))] == [None, "第一节 巡查", "第二节 修缮", None]


def test_parts_and_subparts_nest_and_an_unnumbered_supplement_is_a_part() -> None:
    tree = sample("11_parts.txt")
    assert placed(tree) == [
        ("第一编 总则", None, "第一章 基本规定", None),
        ("第二编 水面", "第一分编 通则", "第一章 一般规定", None),
        ("第二编 水面", "第二分编 码头", "第二章 使用", "第一节 停靠"),
        ("第二编 水面", "第二分编 码头", "第二章 使用", "第二节 离开"),
        ("附则", None, None, None),
    ]
    keys = [node.key for node in tree.walk() if node.kind == "chapter"]
    assert keys == ["part-1.ch-1", "part-2.sub-1.ch-1", "part-2.sub-2.ch-2"]


def test_inserted_articles_have_their_own_keys_and_gaps_are_reported() -> None:
    tree = sample("02_numerals.txt")
    assert [article.node.key for article in tree.articles()][2:4] == ["art-120-1", "art-120-2"]
    assert "“第一百一十条”之后直接是“第一百二十条”" in messages(tree)


def test_quoted_articles_stay_in_the_point_that_quotes_them() -> None:
    points = sample("04_amendment.txt").points()
    assert [point.number for point in points] == [1, 2, 3, 4, 5]
    assert points[2].text.endswith("第五条　亮灯时间由镇人民政府确定。”")
    assert sample("04_amendment.txt").closing.startswith("此外")
    assert "“第三条　巡查人员应当：" in points[1].text


def test_a_quotation_that_is_never_closed_swallows_nothing() -> None:
    tree = sample("04_amendment_never_closed.txt")
    assert [point.number for point in tree.points()] == [1, 2, 3]
    assert [oddity.line for oddity in tree.warnings] == [3, 5]


def test_articles_listed_without_quotation_marks_belong_to_the_article_that_lists_them() -> None:
    tree = sample("05_unquoted_listing.txt")
    assert "第四十一条　夜巡应当记录。" in texts(tree)[1]
    assert placed(tree)[2] == (None, None, None, None)


def test_orders_to_change_are_no_articles() -> None:
    points = sample("06_package_decision.txt").points()
    assert [point.number for point in points] == [1, 2]
    assert "第十三条增加一款" in points[0].text


def test_broken_lines_are_joined_and_page_numbers_taken_out() -> None:
    tree = sample("07_wrapped.txt")
    assert texts(tree)[0].endswith("依照第二条规定的原则执行。")
    paragraphs = children(tree, "第二条")
    assert paragraphs[0].text.endswith("部门协同、群众参与、及时修缮的原则，具体办法由镇人民政府另行制定并且公布。")
    assert [item.text[-8:] for item in paragraphs[1].children] == ["车辆通行的损坏；", "桥洞是否通畅。"]
    assert not any("— 1 —" in text or "- 2 -" in text for text in texts(tree))


def test_a_glued_label_is_told_from_a_reference() -> None:
    assert (
        texts(sample("08_glued.txt"))[2]
        == "规定时间以外使用晒场的，应当说明理由。\n第三条第一款、第二条规定的情形除外。"
    )


def test_blanks_in_and_after_labels_do_not_matter() -> None:
    assert texts(sample("08_spaced_labels.txt"))[1:] == ["晒场由村民委员会管理。", "本规定自公布之日起施行。"]


def test_a_decision_has_points_and_closing_words() -> None:
    tree = sample("09_decision.txt")
    assert tree.points()[0].text == "总体要求\n本市推进一码办事。\n各级人民政府应当加强领导。"
    assert [item.label for item in tree.points()[1].children[0].children] == ["（一）", "（二）"]
    assert tree.closing == "本决定自2031年4月1日起施行。"
    assert tree.preface is not None
    assert tree.preface.text == "为了推进一码办事，作如下决定："


def test_a_preface_is_kept_and_addressable() -> None:
    preface = sample("13_preface.txt").preface
    assert preface is not None
    assert preface.heading == "序言"
    assert [paragraph.key for paragraph in preface.children] == ["preface.p1", "preface.p2"]


def test_attachments_stand_apart_with_their_own_lists_and_articles() -> None:
    tree = sample("14_attachments.txt")
    assert [node.label for node in tree.attachments] == ["附件一：渔船登记表", "附件二：填写说明"]
    assert texts(tree)[-1] == "本规则自公布之日起施行。"
    assert texts(tree)[1].endswith("附件一规定以外的事项可以不填。")


def test_notice_before_and_explanation_after_are_not_law() -> None:
    tree = sample("15_consultation_page.txt")
    assert tree.title == "临湖市晒场使用规定（草案）（征求意见稿）"
    assert "征求意见时间" in tree.notice_before
    assert tree.explanation_after.startswith("关于《临湖市晒场使用规定（草案）》的说明")
    assert texts(tree)[-1] == "本规定自2031年 月 日起施行。"
    assert not tree.attachments


def test_article_headings_in_any_brackets_are_read_and_stay_in_the_text() -> None:
    tree = sample("16_article_headings.txt")
    assert [article.node.heading for article in tree.articles()] == [
        "目的依据",
        "适用范围",
        "管理职责",
        "分类使用",
        "",
        "",
    ]
    assert texts(tree)[1] == "（适用范围）本规定适用于云溪区。"
    assert children(tree, "第二条")[0].text == "本规定适用于云溪区。"


def test_items_of_every_form_and_what_follows_them() -> None:
    tree = sample("18_items.txt")
    first, second, third = children(tree, "第一条"), children(tree, "第二条"), children(tree, "第三条")
    assert [paragraph.label for paragraph in first] == ["第一款", "第二款"]
    assert [item.key for item in second[0].children] == ["art-2.p1.i1", "art-2.p1.i2"]
    assert [subitem.key for subitem in third[0].children[0].children] == ["art-3.p1.i1.s1", "art-3.p1.i1.s2"]
    assert third[0].children[1].text == "渔具照片\n照片应当清晰；"
    assert third[1].text == "申请不收费。"
    assert children(tree, "第四条")[0].text == "渔具长度不超过1.5米。"


def test_history_lines_are_not_the_preface() -> None:
    tree = sample("20_history.txt")
    assert tree.history.count("\n") == 2
    assert tree.preface is None


def test_damage_is_reported_and_nothing_is_dropped() -> None:
    tree = sample("24_damaged.txt")
    assert [article.node.key for article in tree.articles()][2:4] == ["art-3", "art-3_2"]
    assert "“第三条”出现了两次" in messages(tree)
    assert "“第三条”之后直接是“第五条”" in messages(tree)
    assert texts(tree)[-1] == "本条例自公布之日起施行。"


def test_a_draft_without_oddities_has_no_warnings() -> None:
    assert not sample("01_contents.txt").warnings
    assert not sample("07_wrapped.txt").warnings


@pytest.mark.parametrize("text", ["", "\ufeff", "今天天气很好。", "第", "第条", "（）", "“”", "附件：", "目录\n第一章"])
def test_a_text_without_a_law_says_so(text: str) -> None:
    tree = parse(text)
    assert not tree.nodes
    assert "没有找到“第一条”" in messages(tree)
    assert tree.source() == text


def test_a_second_law_in_the_same_file_is_set_apart_and_reported() -> None:
    law = "临湖市{}规定\n第一条　为了管好，制定本规定。\n第二条　市人民政府负责。\n第三条　本规定自公布之日起施行。\n"
    tree = parse(law.format("小桥管护") + law.format("晒场使用"))
    assert labels(tree) == ["第一条", "第二条", "第三条"]
    assert texts(tree)[-1] == "本规定自公布之日起施行。"
    assert "似乎有两部法规" in messages(tree)


def test_two_articles_that_changed_places_are_both_kept() -> None:
    tree = parse("临湖市晒场规定\n" + "".join(f"第{n}条　内容{n}。\n" for n in "一二三五四六"))
    assert labels(tree) == ["第一条", "第二条", "第三条", "第五条", "第四条", "第六条"]
    assert "顺序不对" in messages(tree)


def test_a_label_that_fits_nowhere_stays_in_the_article_above_and_is_reported() -> None:
    tree = parse("临湖市晒场规定\n第一条　甲。\n第九十条　乙。\n第二条　丙。\n")
    assert texts(tree) == ["甲。\n第九十条　乙。", "丙。"]
    assert [(oddity.line, "第九十条" in oddity.message) for oddity in tree.warnings] == [(3, True)]


def test_buttons_of_a_web_page_are_not_law() -> None:
    tree = parse(
        "临湖市晒场规定\n第一条　晒场归村。\n【打印本页】\n来源：临湖市人大\n第二条　来源：于村民的粮食优先。\n关闭窗口\n"
    )
    assert texts(tree) == ["晒场归村。", "来源：于村民的粮食优先。"]
