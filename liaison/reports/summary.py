"""T1 立法意见征询汇总表: what each cell says, for the printed table and for the sheet."""

from collections.abc import Iterator
from itertools import groupby

from liaison.language.redline import RunKind, redline
from liaison.papers.table import Block, Cell, Column, Mark, Row, Span, TablePaper, plain, text_of
from liaison.reports.lines import lines, voices_text
from liaison.reports.value import DraftKind, Item, ProposedKind, ReportValue

TITLE = "立法意见征询汇总表"
NOTHING = "—"
POINTS_NAMED = 4  # the paper names no more of them; the sheet names all
_ORIGINALS: dict[DraftKind, str] = {"text": "草案原文", "topics": "提纲内容", "law_in_force": "现行条文"}
_BLOCKS = {"whole": "总体意见", "unplaced": "未指明条款的意见", "new": "建议新增条款"}
_MARKS: dict[RunKind, Mark] = {"same": "plain", "ins": "inserted", "del": "deleted"}
_REMARKS: dict[ProposedKind, str] = {
    "keep": "维持原文",
    "explain": "不改条文，建议作出解释说明",
    "not_this_law": "不属于本法规调整事项",
    "other_channel": "建议转有关部门研究办理",
}
_NOTES = (
    "注：“建议修改为”一栏，加粗并加下划线的为建议新增的文字，加删除线的为建议删去的文字；"
    "“意见来源”一栏的条数为收到的意见数，人数为提出意见的人数，同一人多次提出的计一人。",
)
_EMPTY = "本次征询没有列入汇总的意见。"


def for_print(value: ReportValue) -> TablePaper:
    """Blocks by article, changes marked in the wording; an original text is printed once."""
    columns = (
        Column("序号", 11, centred=True),
        Column("条款", 20),
        Column(_ORIGINALS[value.draft_kind], 48),
        Column("建议修改为", 58),
        Column("修改理由", 41),
        Column("意见来源", 33),
        Column("专家意见", 24),
        Column("备注", 18),
    )
    return _paper(value, columns, tuple(_printed_rows(value.items)), _NOTES if value.items else ())


def for_sheet(value: ReportValue) -> TablePaper:
    """One row an item, its block in a column, clean wording: whoever filters or copies a cell gets what it says."""
    columns = (
        Column("序号", 10, centred=True),
        Column("类别", 26),
        Column("条款", 22),
        Column(_ORIGINALS[value.draft_kind], 56),
        Column("建议修改为", 56),
        Column("修改理由", 50),
        Column("意见来源", 44),
        Column("专家意见", 36),
        Column("备注", 26),
    )
    return _paper(value, columns, tuple(_sheet_row(item) for item in value.items), ())


def block_title(item: Item) -> str:
    """总体意见 · 第十二条　设施用地 · 未指明条款的意见 · 建议新增条款"""
    return _BLOCKS.get(item.block) or "　".join(part for part in (item.article_label, item.article_heading) if part)


def proposal(item: Item) -> Cell:
    """The proposed wording with its changes marked, as 建议修改为 prints it."""
    match item.proposed_kind:
        case "modify":
            return _redlined(item)
        case "add":
            return (*plain("" if item.block == "new" else "增加："), Span(item.proposed_text, "inserted"))
        case "delete":
            return _redlined(item) if item.proposed_text else (Span("删去："), Span(item.original_text, "deleted"))
        case None:
            return _own_words(item) or plain(NOTHING)
        case kind:
            return plain(_remark(item, kind))


def clean_proposal(item: Item) -> str:
    """The proposed wording as it would read, without marks."""
    if item.proposed_kind == "delete" and not item.proposed_text:
        return "删去"
    if item.proposed_kind in ("modify", "delete"):
        return item.proposed_text
    return text_of(proposal(item))


def remarks(item: Item) -> str:
    """备注: what the reader must know before relying on the item."""
    others = "、".join(str(number) for number in item.opposing_with)
    parts = (
        "未经专家论证" if item.unphrased else "",
        "归并未核定" if item.unsettled else "",
        f"与第{others}项意见不同" if others else "",
        item.note,
    )
    return "\n".join(part for part in parts if part)


def _paper(
    value: ReportValue, columns: tuple[Column, ...], rows: tuple[Row | Block, ...], notes: tuple[str, ...]
) -> TablePaper:
    return TablePaper(TITLE, "汇总表", lines(value), columns, rows, _EMPTY, notes, value.frozen_at)


def _printed_rows(items: tuple[Item, ...]) -> Iterator[Row | Block]:
    for title, block in groupby(items, key=block_title):
        yield Block(title)
        above = ""
        for item in block:
            same = item.original_text and item.original_text == above
            yield _printed_row(item, "同上" if same else item.original_text or NOTHING)
            above = item.original_text


def _printed_row(item: Item, original: str) -> Row:
    cells = (str(item.number), item.provision_label, original)
    rest = (_sources(item), item.expert_opinion, remarks(item))
    return Row((*map(plain, cells), proposal(item), *map(plain, (item.rationale, *rest))))


def _sheet_row(item: Item) -> Row:
    before = (str(item.number), block_title(item), item.provision_label, item.original_text, clean_proposal(item))
    after = (item.rationale, _every_source(item), item.expert_opinion, remarks(item))
    return Row(tuple(map(plain, (*before, *after))))


def _redlined(item: Item) -> Cell:
    return tuple(Span(run.text, _MARKS[run.kind]) for run in redline(item.original_text, item.proposed_text))


def _remark(item: Item, kind: ProposedKind) -> str:
    if item.block == "whole" and kind == "keep":
        return item.proposed_text or NOTHING
    return _REMARKS[kind] + (f"：{item.proposed_text}" if item.proposed_text else "")


def _own_words(item: Item) -> Cell:
    """Where no expert has phrased the demand, the citizens' own words stand in the place of the wording."""
    if not (item.unphrased and item.words):
        return ()
    return (Span("群众原话：\n"), Span("\n".join(f"“{words}”" for words in item.words), "quoted"))


def _sources(item: Item) -> str:
    """Where it came from, how much of it, from whom: a line each."""
    names = [source.point_name for source in item.sources]
    where = "、".join(names[:POINTS_NAMED])
    more = f"等{len(names)}个采集点" if len(names) > POINTS_NAMED else ""
    return "\n".join(filter(None, (where + more, _total(item), _whose(item))))


def _every_source(item: Item) -> str:
    each = [f"{source.point_name} {source.comments}条、{source.people}人" for source in item.sources]
    whole = [f"合计 {_total(item)}"] if len(each) != 1 else []
    return "\n".join([*each, *whole, *filter(None, (_whose(item),))])


def _total(item: Item) -> str:
    return f"{item.comments}条、{item.people}人"


def _whose(item: Item) -> str:
    """Named only where others than citizens spoke."""
    voices = item.voices
    return voices_text(voices) if voices.deputies or voices.experts or voices.others else ""
