"""Starting, killing and watching processes of an installation, for tests and for the kill storm."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import redis

from config.settings import Settings

ROOT = Path(__file__).parents[2]
WORKER_OPTIONS = ("-c", "2", "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING")


def environment_of(settings: Settings) -> dict[str, str]:
    values = {f"LIAISON_{name.upper()}": str(value) for name, value in asdict(settings).items()}
    return os.environ | values | {"PYTHONPATH": str(ROOT)}


def worker_command(app: str = "tests.worker.app") -> list[str]:
    return [sys.executable, "-m", "celery", "--quiet", "-A", app, "worker", *WORKER_OPTIONS]


def dispatcher_command(module: str = "tests.worker.dispatching") -> list[str]:
    return [sys.executable, "-m", module]


@dataclass
class Process:
    """One process of the installation; what it says goes to `log`."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    inherited: tuple[int, ...] = ()
    _running: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> "Process":
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=self.inherited,
            )
        return self

    @property
    def pid(self) -> int:
        assert self._running is not None
        return self._running.pid

    def lives(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def kill(self) -> None:
        """kill -9 of the process and all its children, at whatever they are doing."""
        os.killpg(self.pid, signal.SIGKILL)
        assert self._running is not None
        self._running.wait()

    def stop(self, seconds: float = 20) -> int:
        """SIGTERM; gives the exit code, or kills and fails when it does not end."""
        assert self._running is not None
        self._running.terminate()
        try:
            return self._running.wait(seconds)
        finally:
            if self.lives():
                self.kill()

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> float:
    """Waits; gives the seconds it took, or fails saying what did not come."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"after {seconds} s still not: {what}")
        time.sleep(0.05)
    return time.monotonic() - began


@contextmanager
def private_redis(folder: Path) -> Iterator[str]:
    """A Redis of our own on a socket in `folder`; a missing redis-server is a failure, not a skip."""
    binary = shutil.which("redis-server")
    assert binary, "redis-server is missing: apt-get install redis-server"
    path = folder / "redis.sock"
    process = Process(
        "redis",
        [binary, "--port", "0", "--unixsocket", str(path), "--save", "", "--appendonly", "no", "--dir", str(folder)],
        dict(os.environ),
        folder / "redis.log",
    ).start()
    try:
        wait_until(path.exists, 10, "redis-server answers")
        yield f"redis+socket://{path}"
    finally:
        process.kill()


def flush_redis(broker_url: str) -> None:
    server = redis.Redis.from_url(broker_url.replace("redis+socket://", "unix://"))
    server.flushall()
    server.close()
