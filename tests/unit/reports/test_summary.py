"""The summary table: columns, blocks and rows."""

from typing import Any

import pytest

from liaison.papers.table import Block, Row, text_of
from liaison.reports.summary import clean_proposal, for_print, for_sheet, proposal
from liaison.reports.value import Item, Source, Voices
from tests.factories.report_value import report_value

HEAD = ["序号", "条款", "草案原文", "建议修改为", "修改理由", "意见来源", "专家意见", "备注"]
BLOCKS = [
    "总体意见",
    "第六条　设点",
    "第九条　优惠餐",
    "第十二条　送餐",
    "第十五条　卫生",
    "第十八条",
    "第二十一条　施行日期",
    "未指明条款的意见",
    "建议新增条款",
]
ORIGINAL = "镇人民政府可以在三十日内答复。"


def item(**fields: Any) -> Item:
    return Item(
        **{
            "number": 1,
            "block": "article",
            "provision_key": "a6",
            "provision_label": "第六条",
            "article_label": "第六条",
        }
        | fields
    )


def printed(only: Item) -> dict[str, str]:
    """Column title → text of the one item's row."""
    paper = for_print(report_value(items=(only,)))
    rows = [row for row in paper.rows if isinstance(row, Row)]
    return {column.title: text_of(cell) for column, cell in zip(paper.columns, rows[0].cells, strict=True)}


def marked(only: Item) -> str:
    signs = {"plain": "", "inserted": "{}", "deleted": "[]", "quoted": ""}
    return "".join(f"{signs[span.mark][:1]}{span.text}{signs[span.mark][1:]}" for span in proposal(only))


def test_the_columns_are_those_that_the_congress_expects_and_fill_the_page() -> None:
    columns = for_print(report_value()).columns
    assert [column.title for column in columns] == HEAD
    assert sum(column.width_mm for column in columns) == 253


def test_there_is_one_block_an_article_in_order() -> None:
    assert [row.title for row in for_print(report_value()).rows if isinstance(row, Block)] == BLOCKS


def test_every_item_has_a_row_in_both_forms() -> None:
    value = report_value()
    for paper in (for_print(value), for_sheet(value)):
        numbers = [text_of(row.cells[0]) for row in paper.rows if isinstance(row, Row)]
        assert numbers == [str(number) for number in range(1, 15)]


@pytest.mark.parametrize(
    ("fields", "in_print", "in_sheet"),
    [
        (
            {"proposed_kind": "modify", "proposed_text": "镇人民政府应当在十五日内答复。"},
            "镇人民政府[可以在三十]{应当在十五}日内答复。",
            "镇人民政府应当在十五日内答复。",
        ),
        ({"proposed_kind": "add", "proposed_text": "逾期应当说明。"}, "增加：{逾期应当说明。}", "增加：逾期应当说明。"),
        ({"proposed_kind": "delete"}, f"删去：[{ORIGINAL}]", "删去"),
        (
            {"proposed_kind": "delete", "proposed_text": "镇人民政府可以答复。"},
            "镇人民政府可以[在三十日内]答复。",
            "镇人民政府可以答复。",
        ),
        ({"proposed_kind": "keep"}, "维持原文", "维持原文"),
        ({"proposed_kind": "explain"}, "不改条文，建议作出解释说明", "不改条文，建议作出解释说明"),
        ({"proposed_kind": "not_this_law"}, "不属于本法规调整事项", "不属于本法规调整事项"),
        (
            {"proposed_kind": "other_channel", "proposed_text": "转住建局。"},
            "建议转有关部门研究办理：转住建局。",
            "建议转有关部门研究办理：转住建局。",
        ),
        ({"proposed_kind": None}, "—", "—"),
    ],
)
def test_each_kind_of_proposal_says_what_it_wants(fields: dict[str, Any], in_print: str, in_sheet: str) -> None:
    proposed = item(original_text=ORIGINAL, **fields)
    assert (marked(proposed), clean_proposal(proposed)) == (in_print, in_sheet)


def test_a_new_article_is_all_new() -> None:
    assert marked(item(block="new", proposed_kind="add", proposed_text="新的一条。")) == "{新的一条。}"


def test_an_unphrased_item_quotes_the_citizens_and_says_that_no_expert_saw_it() -> None:
    row = printed(item(unphrased=True, words=("饭都凉了。", "没人送。"), original_text=ORIGINAL))
    assert row["建议修改为"] == "群众原话：\n“饭都凉了。”\n“没人送。”"
    assert row["修改理由"] == ""
    assert row["备注"] == "未经专家论证"


def test_a_phrased_item_does_not_repeat_the_words() -> None:
    assert printed(item(proposed_kind="keep", rationale="有理由。", words=("饭都凉了。",)))["修改理由"] == "有理由。"


def test_the_remarks_name_opponents_and_what_is_not_settled() -> None:
    assert (
        printed(item(unsettled=True, opposing_with=(4, 7), note="代拟"))["备注"]
        == "归并未核定\n与第4、7项意见不同\n代拟"
    )


def test_sources_name_points_and_count_comments_people_and_voices() -> None:
    sources = (Source("柳塘村", 3, 3), Source("商会", 2, 1))
    only = item(sources=sources, comments=5, people=4, voices=Voices(deputies=1, citizens=4))
    assert printed(only)["意见来源"] == "柳塘村、商会\n5条、4人\n代表1条、群众4条"


def test_many_points_are_summed_up_in_print_and_all_named_in_the_sheet() -> None:
    names = [f"第{number}采集点" for number in range(6)]
    only = item(sources=tuple(Source(name, 1, 1) for name in names), comments=6, people=6)
    assert printed(only)["意见来源"].startswith("第0采集点、第1采集点、第2采集点、第3采集点等6个采集点\n")
    sheet_text = text_of(for_sheet(report_value(items=(only,))).rows[0].cells[6])  # type: ignore[union-attr]
    assert [name for name in names if f"{name} 1条、1人" in sheet_text] == names


def test_an_original_text_is_printed_once_and_repeated_in_the_sheet() -> None:
    value = report_value(items=(item(original_text=ORIGINAL), item(number=2, original_text=ORIGINAL)))
    originals = [text_of(row.cells[2]) for row in for_print(value).rows if isinstance(row, Row)]
    assert originals == [ORIGINAL, "同上"]
    assert [text_of(row.cells[3]) for row in for_sheet(value).rows if isinstance(row, Row)] == [ORIGINAL, ORIGINAL]


def test_a_topic_list_and_a_law_in_force_have_their_own_column_title() -> None:
    assert for_print(report_value(draft_kind="topics")).columns[2].title == "提纲内容"
    assert for_sheet(report_value(draft_kind="law_in_force")).columns[3].title == "现行条文"


def test_the_lines_give_law_station_date_in_shanghai_and_figures_with_units() -> None:
    assert for_print(report_value()).lines == (
        ("法规名称：《临湖市社区食堂促进条例（草案）》（一审稿）", "填写日期：2031年5月13日（第1版）"),
        ("报送单位：临湖市人大常委会基层立法联系点（金溪镇人大）", "联系人：沈若澜　审核人：方既白"),
        (
            "征询情况：9个采集点，参加征询702人次，收到意见346条（代表10条、群众329条、专家3条、其他4条），去重后14条",
            "",
        ),
    )
