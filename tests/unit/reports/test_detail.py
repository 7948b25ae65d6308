"""The annex with each citizen's words."""

from liaison.papers.table import Row, text_of
from liaison.reports.detail import for_print, for_sheet
from tests.factories.report_value import report_value


def cells(paper_row: object) -> list[str]:
    assert isinstance(paper_row, Row)
    return [text_of(cell) for cell in paper_row.cells]


def test_the_columns_are_those_of_the_annex_and_fill_the_page() -> None:
    columns = for_print(report_value()).columns
    assert [column.title for column in columns] == [
        "编号",
        "采集点",
        "采集方式",
        "日期",
        "提出人",
        "群体",
        "条款",
        "原话",
        "归并组号",
    ]
    assert sum(column.width_mm for column in columns) == 253


def test_words_suggestion_and_reason_stand_together_in_print() -> None:
    assert cells(for_print(report_value()).rows[1]) == [
        "2",
        "柳塘村",
        "座谈会",
        "2031-04-20",
        "堃*",
        "人大代表",
        "第六条第二款；第九条第一款",
        "三十天太长了，我们村昇记的门面空了两个月。\n还有，优惠餐光说可以，谁还会真的做？\n"
        "建议改为：十五天给个答复，材料缺什么一次讲清楚。\n理由：租金一天也不等人。",
        "2、4\n（第2、4项）",
    ]


def test_words_stand_alone_in_the_sheet() -> None:
    row = cells(for_sheet(report_value()).rows[1])
    assert row[7:] == [
        "三十天太长了，我们村昇记的门面空了两个月。\n还有，优惠餐光说可以，谁还会真的做？",
        "十五天给个答复，材料缺什么一次讲清楚。",
        "租金一天也不等人。",
        "2、4",
        "2、4",
    ]


def test_every_comment_has_a_row() -> None:
    value = report_value()
    for paper in (for_print(value), for_sheet(value)):
        assert [cells(row)[0] for row in paper.rows] == [str(detail.number) for detail in value.details]
