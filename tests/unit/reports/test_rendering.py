"""The same frozen value gives the same bytes, and the papers say what it says."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from itertools import product

import pytest

from liaison.papers.table import text_of
from liaison.papers.text import disarmed
from liaison.reports import detail, summary
from liaison.reports.rendering import FileFormat, PaperKind, file_name, render
from liaison.reports.value import ReportValue, from_json, to_json
from tests.factories.report_value import report_value, sample_details, sample_items
from tests.unit.papers.reading import main_table, parts, sheet, texts

KINDS: tuple[PaperKind, ...] = ("t1", "t2")
FORMATS: tuple[FileFormat, ...] = ("docx", "xlsx")
ALL = tuple(product(KINDS, FORMATS))

IN_ANOTHER_PROCESS_ON_ANOTHER_DAY = """
import datetime, hashlib, sys, time
shift, clock, local = 400 * 86400, time.time, time.localtime
time.time = lambda: clock() + shift
time.localtime = lambda seconds=None: local(time.time() if seconds is None else seconds)
class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls): return cls.now(datetime.timezone.utc).replace(tzinfo=None)
datetime.datetime = Later
from liaison.reports.rendering import render
from liaison.reports.value import from_json
value = from_json(sys.stdin.read())
for kind in ("t1", "t2"):
    for format in ("docx", "xlsx"):
        print(hashlib.sha256(render(value, kind, format)).hexdigest())
"""


def hashes_of_another_process(value: ReportValue, hash_seed: str, time_zone: str) -> list[str]:
    surroundings = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": time_zone, "USER": "canary-user"}
    done = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS_ON_ANOTHER_DAY],
        input=to_json(value),
        env=surroundings,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_the_same_value_gives_the_same_bytes_in_any_process_on_any_day() -> None:
    value = report_value()
    here = [hashlib.sha256(render(value, kind, format)).hexdigest() for kind, format in ALL]
    assert here == [hashlib.sha256(render(from_json(to_json(value)), kind, format)).hexdigest() for kind, format in ALL]
    assert here == hashes_of_another_process(value, "12345", "America/New_York")


def test_another_value_gives_other_bytes() -> None:
    for kind, format in ALL:
        assert render(report_value(version=2), kind, format) != render(report_value(), kind, format)


def test_the_word_table_says_in_every_cell_what_the_report_says() -> None:
    value = report_value()
    for kind, paper in (("t1", summary.for_print(value)), ("t2", detail.for_print(value))):
        wanted = [[row.title] if hasattr(row, "title") else [text_of(cell) for cell in row.cells] for row in paper.rows]
        table = main_table(render(value, kind, "docx"))  # type: ignore[arg-type]
        assert [texts(row) for row in table.rows] == [[column.title for column in paper.columns], *wanted]


def test_the_sheet_says_in_every_cell_what_the_report_says() -> None:
    value = report_value()
    for kind, paper in (("t1", summary.for_sheet(value)), ("t2", detail.for_sheet(value))):
        wanted = [[disarmed(text_of(cell)) for cell in row.cells] for row in paper.rows]  # type: ignore[union-attr]
        rows = sheet(render(value, kind, "xlsx"))  # type: ignore[arg-type]
        assert rows[0][0] == paper.title
        assert [rows[number][0] for number in (1, 2, 3)] == ["　　".join(filter(None, line)) for line in paper.lines]
        assert rows[4:] == [[column.title for column in paper.columns], *wanted]


@pytest.mark.parametrize(("kind", "format"), ALL)
def test_a_report_without_items_and_comments_is_still_a_paper(kind: PaperKind, format: FileFormat) -> None:
    file = render(report_value(items=(), details=()), kind, format)
    assert "本次征询没有" in "".join(parts(file).values())


def test_five_hundred_items_are_all_printed() -> None:
    base = sample_items()[3]
    value = report_value(items=tuple(replace(base, number=number, opposing_with=()) for number in range(1, 501)))
    told: list[tuple[int, int]] = []
    table = main_table(render(value, "t1", "docx", lambda done, total: told.append((done, total))))
    assert [texts(row)[0] for row in table.rows[2:]] == [str(number) for number in range(1, 501)]
    assert told[-1] == (501, 501)
    assert len(sheet(render(value, "t1", "xlsx"))) == 505


@pytest.mark.parametrize(("kind", "format"), ALL)
def test_the_lineage_is_never_printed(kind: PaperKind, format: FileFormat) -> None:
    items = tuple(replace(item, group_ids=(987654321,), comment_ids=(123454321,)) for item in sample_items())
    text = "".join(parts(render(report_value(items=items, details=sample_details()), kind, format)).values())
    assert "987654321" not in text
    assert "123454321" not in text


def test_a_file_name_says_what_it_is() -> None:
    assert file_name(report_value(), "t1", "docx") == "立法意见征询汇总表_临湖市社区食堂促进条例（草案）_第1版.docx"
    assert (
        file_name(report_value(version=3), "t2", "xlsx")
        == "立法意见采集明细表_临湖市社区食堂促进条例（草案）_第3版.xlsx"
    )


@pytest.mark.parametrize(
    "title",
    ["../../etc/passwd", 'a\\b:c*d?e"f<g>h|i', "行\r\n头\x00", "《条例》", "条" * 300, "", ". .", "\u202egpj.exe"],
)
def test_a_file_name_is_safe_on_every_file_system(title: str) -> None:
    name = file_name(report_value(law_title=title), "t1", "docx")
    assert not set(name) & set('\\/:*?"<>|\r\n\x00\u202e')
    assert len(name.encode()) <= 255
    assert name.startswith("立法意见征询汇总表_")
    assert name.endswith("第1版.docx")
