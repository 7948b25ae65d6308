"""`liaison serve`: three processes under one parent."""

import os
import signal
import socket
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.settings import Settings
from liaison import supervisor
from tests.worker.processes import Process, environment_of, wait_until

pytestmark = pytest.mark.worker

SERVE = """
import sys
from config.settings import load_settings
from liaison import supervisor
port = int(sys.argv[1]) if len(sys.argv) > 1 else None
sys.exit(supervisor.serve(load_settings(), port, ["演示账号：office / lake"]))
"""
START_SECONDS = 60


@pytest.fixture
def serve(settings: Settings, tmp_path: Path) -> Iterator[Callable[..., Process]]:
    started: list[Process] = []

    def start(*arguments: str, settings: Settings = settings) -> Process:
        log = tmp_path / f"serve-{len(started)}.log"
        command = [sys.executable, "-c", SERVE, *arguments]
        started.append(Process("serve", command, environment_of(settings), log).start())
        return started[-1]

    yield start
    for process in started:
        if process.lives():
            process.stop(40)


def children(parent: int) -> dict[str, int]:
    """The supervisor's own children by what they are."""
    found: dict[str, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                status = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                command = (entry / "cmdline").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(status[1]) == parent:
                kinds = {"gunicorn": "web", "celery": "worker", "worker.dispatcher": "dispatcher"}
                found |= {name: int(entry.name) for word, name in kinds.items() if f"\0{word}\0" in command}
    return found


def address(process: Process) -> str:
    wait_until(lambda: "可以用了：" in process.said() or not process.lives(), START_SECONDS, "the address is printed")
    assert process.lives(), process.said()
    return process.said().split("可以用了：")[1].split("（")[0]


def test_it_says_where_it_answers_restarts_what_dies_and_stops_cleanly(serve: Callable[..., Process]) -> None:
    process = serve()
    url = address(process)
    assert "演示账号：office / lake" in process.said()
    before = children(process.pid)
    assert set(before) == {"web", "worker", "dispatcher"}
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    with urllib.request.urlopen(
        f"{url}/healthz", timeout=30
    ) as answer:  # the port stayed open: it waits, it is not refused
        assert answer.status == 200
    wait_until(lambda: set(children(process.pid)) == set(before), 20, "all three run again")
    assert not set(children(process.pid).values()) & set(before.values())
    after = children(process.pid).values()
    assert process.stop(30) == 0
    assert "已停止" in process.said()
    assert not any(is_running(pid) for pid in after)


def test_a_second_one_for_the_same_data_is_refused_in_plain_words(serve: Callable[..., Process]) -> None:
    first = serve()
    address(first)
    second = serve()
    wait_until(lambda: not second.lives(), START_SECONDS, "the second one ends")
    assert second.stop() == 1
    assert "已经在用数据目录" in second.said()
    assert first.lives()


def test_if_the_parent_is_killed_its_children_end(serve: Callable[..., Process]) -> None:
    process = serve()
    address(process)
    orphans = children(process.pid).values()
    os.kill(process.pid, signal.SIGKILL)
    wait_until(lambda: not any(is_running(pid) for pid in orphans), 40, "the children ended")


def test_a_taken_port_that_was_asked_for_is_said(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert supervisor.serve(settings, port) == 1
    assert f"端口 {port}已被占用" in capsys.readouterr().out


def test_a_database_that_cannot_be_reached_is_said(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = replace(settings, database_url="postgresql+psycopg://nobody@127.0.0.1:9/none")
    assert supervisor.serve(nowhere) == 1
    assert "数据库打不开" in capsys.readouterr().out


def test_web_pages_that_cannot_start_are_said(serve: Callable[..., Process], settings: Settings) -> None:
    broken = serve(settings=replace(settings, limiter_url="no-such-storage://"))
    wait_until(lambda: not broken.lives(), START_SECONDS + 30, "it gives up")
    assert broken.stop() == 1
    assert "网页没能启动" in broken.said()


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
