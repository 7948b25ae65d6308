"""A short kill storm on each broker: every process is killed once with work in flight, the broker is emptied once.

The worker's leases are short here (see tests.worker.handlers), so that a killed owner is noticed within the test;
`scripts/storm` runs the product's own processes with 2,000 comments.
"""

import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.reliability.findings import Partition, table
from tests.reliability.storm import Plan, calm_partition, run
from tests.worker.processes import dispatcher_command, private_redis, worker_command

pytestmark = [pytest.mark.storm, pytest.mark.timeout(240)]
COMMENTS = 150


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Partition:
    return calm_partition(tmp_path_factory.mktemp("calm"), COMMENTS)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A socket's path may have 107 characters: pytest's own folders are too deep."""
    with tempfile.TemporaryDirectory(prefix="storm-") as name:
        yield Path(name)


@pytest.mark.parametrize("broker", ["filesystem", "redis"])
def test_nothing_acknowledged_is_lost_or_counted_twice(broker: str, calm: Partition, short_folder: Path) -> None:
    plan = Plan(
        comments=COMMENTS,
        kills=1,
        settle_seconds=90,
        worker=tuple(worker_command()),
        dispatcher=tuple(dispatcher_command()),
    )
    said: list[str] = []
    with private_redis(short_folder) if broker == "redis" else nullcontext("filesystem://") as broker_url:
        found = run(short_folder, broker_url, plan, calm, said.append)
    assert sum(line.startswith("kill -9") for line in said) == 3, said
    assert any(line.startswith("清空消息代理") for line in said), said
    assert all(each.is_right for each in found), "\n".join([*said, table(found)])
