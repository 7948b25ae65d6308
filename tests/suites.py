"""A pytest plugin: which suites run on which engine, beside what, and how long each took.

One pytest process runs everything, so that there is one summary. Suites that start processes or a browser run one test at a
time, beside the light ones: two of them at once would starve each other on two cores.
"""

import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

ON_BOTH = ("functional", "security", "migrations")
HEAVY = ("reliability", "worker", "browser")  # in the order in which they run
HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=("sqlite", "postgresql", "both"),
        default="postgresql" if os.environ.get("LIAISON_TEST_DATABASE") else "sqlite",
        help="the database engine of tests that ask for one; `both` for the suites " + ", ".join(ON_BOTH),
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" not in metafunc.fixturenames:
        return
    wanted = metafunc.config.getoption("--engine")
    if wanted == "both":
        engines = ["sqlite", "postgresql"] if suite_of(metafunc.definition.path) in ON_BOTH else ["sqlite"]
        metafunc.parametrize("engine", engines, indirect=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Heavy suites first and in one group, every other file a group of its own (for `--dist loadgroup`)."""
    if not config.pluginmanager.hasplugin("xdist"):
        return
    items.sort(key=_turn)
    for item in items:
        heavy = suite_of(item.path) in HEAVY
        item.add_marker(pytest.mark.xdist_group("heavy" if heavy else str(item.path.relative_to(HERE))))


def suite_of(path: Path) -> str:
    """The folder below tests/ in which a test lives."""
    below = path.relative_to(HERE).parts if path.is_relative_to(HERE) else ()
    return below[0] if len(below) > 1 else ""


def _turn(item: pytest.Item) -> int:
    suite = suite_of(item.path)
    return HEAVY.index(suite) if suite in HEAVY else len(HEAVY) + (suite == "unit")


class Stopwatch:
    """Adds up the seconds of each suite, set-up and tear-down included, over all of xdist's workers."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.tests: dict[str, int] = defaultdict(int)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        parts = report.nodeid.split("/")
        suite = parts[1] if len(parts) > 2 else "tests"
        if "[postgresql" in report.nodeid:
            suite += " (PostgreSQL)"
        self.seconds[suite] += report.duration
        self.tests[suite] += report.when == "call"

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        terminalreporter.section("seconds of each suite")
        for suite in sorted(self.seconds):
            terminalreporter.write_line(f"{self.seconds[suite]:7.1f} s  {self.tests[suite]:5d} tests  {suite}")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Stopwatch(), "stopwatch")
