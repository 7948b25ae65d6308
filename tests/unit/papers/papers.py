"""A small table paper for the tests of the writers."""

from datetime import UTC, datetime

from liaison.papers.table import Block, Column, Row, TablePaper, plain

DATED = datetime(2031, 5, 12, 16, 30, 5, 250_000, tzinfo=UTC)


def paper(*rows: Row | Block, notes: tuple[str, ...] = ()) -> TablePaper:
    columns = (Column("序号", 20, centred=True), Column("原话", 100), Column("备注", 133))
    lines = (("报送单位：临湖市人大常委会基层立法联系点", "填写日期：2031年5月13日"), ("征询情况：收到意见1条", ""))
    return TablePaper("试验表", "试验", lines, columns, rows, "没有内容。", notes, DATED)


def row(words: str, number: str = "1") -> Row:
    return Row((plain(number), plain(words), ()))
