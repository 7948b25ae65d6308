"""T2 立法意见采集明细表, the annex: every comment in full, masked, with the group it went into."""

from liaison.papers.table import Column, Row, TablePaper, plain
from liaison.reports.lines import lines
from liaison.reports.value import Detail, ReportValue

TITLE = "立法意见采集明细表"
_EMPTY = "本次征询没有采集到意见。"


def for_print(value: ReportValue) -> TablePaper:
    """The citizen's own suggestion and reason stand beneath the words, as these are the citizen's words too."""
    columns = (
        Column("编号", 13, centred=True),
        Column("采集点", 28),
        Column("采集方式", 18),
        Column("日期", 24),
        Column("提出人", 17),
        Column("群体", 22),
        Column("条款", 25),
        Column("原话", 83),
        Column("归并组号", 23),
    )
    notes = ("注：原话按采集时的文字照录，涉及个人信息之处已作隐去处理；“归并组号”下括注的为汇总表中的序号。",)
    rows = tuple(_printed_row(detail) for detail in value.details)
    return _paper(value, columns, rows, notes if rows else ())


def for_sheet(value: ReportValue) -> TablePaper:
    columns = (
        Column("编号", 10, centred=True),
        Column("采集点", 28),
        Column("采集方式", 18),
        Column("日期", 22),
        Column("提出人", 16),
        Column("群体", 20),
        Column("条款", 24),
        Column("原话", 90),
        Column("本人建议", 36),
        Column("本人理由", 36),
        Column("归并组号", 18),
        Column("汇总表序号", 20),
    )
    return _paper(value, columns, tuple(_sheet_row(detail) for detail in value.details), ())


def _paper(
    value: ReportValue, columns: tuple[Column, ...], rows: tuple[Row, ...], notes: tuple[str, ...]
) -> TablePaper:
    return TablePaper(TITLE, "明细表", lines(value), columns, rows, _EMPTY, notes, value.frozen_at)


def _printed_row(detail: Detail) -> Row:
    said = (detail.words, _labelled("建议改为", detail.suggestion), _labelled("理由", detail.reason))
    words = "\n".join(part for part in said if part)
    items = f"\n（第{_numbers(detail.item_numbers)}项）" if detail.item_numbers else ""
    return Row((*map(plain, _about(detail)), plain(words), plain(_numbers(detail.group_numbers) + items)))


def _sheet_row(detail: Detail) -> Row:
    rest = (
        detail.words,
        detail.suggestion,
        detail.reason,
        _numbers(detail.group_numbers),
        _numbers(detail.item_numbers),
    )
    return Row((*map(plain, _about(detail)), *map(plain, rest)))


def _about(detail: Detail) -> tuple[str, ...]:
    return (
        str(detail.number),
        detail.point_name,
        detail.channel,
        detail.collected_on,
        detail.speaker,
        detail.speaker_kind,
        detail.provision_label,
    )


def _labelled(label: str, text: str) -> str:
    return f"{label}：{text}" if text else ""


def _numbers(numbers: tuple[int, ...]) -> str:
    return "、".join(str(number) for number in numbers)
