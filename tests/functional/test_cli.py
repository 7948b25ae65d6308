"""The command says in Chinese what is wrong and what to do; a traceback is for developers."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from config.settings import SECRETS
from liaison.cli import main


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without settings."""
    monkeypatch.chdir(tmp_path)
    for name in SECRETS:
        monkeypatch.delenv(f"LIAISON_{name.upper()}", raising=False)


@pytest.mark.parametrize("command", [["serve"], ["migrate"], ["demo"], ["doctor"], ["station", "list"]])
def test_without_keys_every_command_names_what_is_missing(command: list[str]) -> None:
    answer = CliRunner().invoke(main, command)
    assert answer.exit_code == 1
    assert isinstance(answer.exception, SystemExit)
    assert all(f"LIAISON_{name.upper()}" in answer.output for name in SECRETS)


def test_the_demo_keeps_away_from_a_real_installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its passwords are known to everybody."""
    for name in SECRETS:
        monkeypatch.setenv(f"LIAISON_{name.upper()}", f"{name}-of-a-real-installation-{'x' * 20}")
    answer = CliRunner().invoke(main, ["demo"])
    assert answer.exit_code == 1
    assert "不是演示环境" in answer.output
    assert not (tmp_path / "instance").exists()


def test_comments_of_a_file_are_grouped(tmp_path: Path) -> None:
    file = tmp_path / "comments.jsonl"
    rows = [
        {"id": 1, "text": "第五条改成六十分钟。"},
        {"id": 2, "text": "第五条改成六十分钟！"},
        {"id": 3, "text": "第五条改成九十分钟。"},
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    answer = CliRunner().invoke(main, ["group", str(file)])
    first, second, third = (json.loads(line)["group"] for line in answer.output.splitlines())
    assert (first == second, second == third) == (True, False)


def test_a_line_that_is_no_comment_is_named(tmp_path: Path) -> None:
    file = tmp_path / "comments.jsonl"
    file.write_text('{"id": 1, "text": "好"}\n不是一行\n', encoding="utf-8")
    answer = CliRunner().invoke(main, ["group", str(file)])
    assert answer.exit_code == 1
    assert "第 2 行" in answer.output


def test_an_unreadable_draft_is_said_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "draft.docx"
    file.write_bytes(b"MZ this is a program")
    answer = CliRunner().invoke(main, ["parse", str(file)])
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: ")
    assert "Traceback" not in answer.output
