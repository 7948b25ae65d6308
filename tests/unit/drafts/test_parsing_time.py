"""Twice the text takes about twice the time, also for texts made to hurt; run in a child that is killed if it does not.

Measured is the child's own processor time. Whatever else runs on the machine can only add to it (shared caches, a slower clock),
so of several runs the quickest counts: what is linear shows itself in one of them, what is not in none.
"""

import json
import subprocess
import sys

import pytest

LARGEST = {"law": 400_000, "open marks": 400_000}
LARGEST_HOSTILE = 60_000
PROCESSOR_SECONDS = 60
MOST_RUNS = 7
LARGEST_RATIO = 3.0
SLACK = 0.05
SHAPES = {
    "law": "第一条　渔船应当登记，登记不收费。\n　　（一）甲；\n　　（二）乙。\n",
    "open marks": "“（",
    "repeated points": "一、将第一条修改为：“第一条　内容。\n",
    "numerals": "第一百",
    "history": "（2031年1月1日\n",
    "attachments": "第一条　内。\n附件：甲\n",
    "contents": "目录\n第一章　总则\n第二章　附则\n",
    "comments": "<!--\n",
    "list": "（一）甲；\n乙\n",
    "brackets": "（草案）",
    "titles": "关于\n修改\n",
    "restarts": "第一条　甲\n第二条　乙\n",
}
CHILD = """
import gc, json, resource, sys, time
from liaison.drafts.parsing import parse
tasks, runs, ratio, slack, seconds = json.loads(sys.stdin.read())
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
gc.disable()
def taken(text):
    gc.collect()
    begun = time.process_time()
    parse(text)
    return time.process_time() - begun
for name, (shape, largest) in tasks.items():
    texts = [(shape * (size // len(shape) + 1))[:size] for size in (largest // 4, largest // 2, largest)]
    best = [taken(text) for text in texts]
    for _ in range(runs - 1):
        if all(after < ratio * before + slack for before, after in zip(best, best[1:])):
            break
        best = [min(before, taken(text)) for before, text in zip(best, texts)]
    print(json.dumps([name, best]), flush=True)
"""


@pytest.fixture(scope="module")
def taken() -> dict[str, list[float]]:
    """Seconds for a quarter, half and the whole of each text; a text whose time ran out is missing."""
    tasks = {name: (shape, LARGEST.get(name, LARGEST_HOSTILE)) for name, shape in SHAPES.items()}
    child = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps([tasks, MOST_RUNS, LARGEST_RATIO, SLACK, PROCESSOR_SECONDS]),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return dict(json.loads(line) for line in child.stdout.splitlines() if line.endswith("]"))


@pytest.mark.parametrize("name", SHAPES)
def test_time_grows_with_the_length_of_the_text(name: str, taken: dict[str, list[float]]) -> None:
    quarter, half, whole = taken[name]
    assert whole < LARGEST_RATIO * half + SLACK
    assert half < LARGEST_RATIO * quarter + SLACK
