"""`liaison serve`: web, worker and dispatcher under one parent, for the demo and for a station with one machine.

The parent opens the port and keeps it, so that a browser waits instead of being refused while the web process is restarted.
It does no work of its own and knows the worker only as a command. In production the same three run as services (config/systemd).
"""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from config.settings import Settings
from liaison import schema

HOST = "127.0.0.1"
FIRST_PORT, LAST_PORT = 8000, 8099
DEFAULT_BASE_URL = "http://localhost:8000"
LOCK_FILE = "serve.lock"
LOOK_SECONDS = 0.2
HEALTHY_WITHIN_SECONDS = 60.0
STOP_WITHIN_SECONDS = 25.0
LONGEST_PAUSE_SECONDS = 10.0
SETTLED_SECONDS = 30.0  # a child that lived so long starts again without delay
PR_SET_PDEATHSIG = 1

WORKER_OPTIONS = ["-c", "2", "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]


class CannotServe(Exception):
    """Why not, in plain Chinese."""


def serve(settings: Settings, port: int | None = None, lines: Sequence[str] = ()) -> int:
    """Runs until SIGTERM or Ctrl-C and gives the exit code. `lines` (demo accounts …) are printed below the address."""
    try:
        with _only_one(settings), _told_to_stop() as told:
            _migrate(settings)
            with _opened(port) as listener:
                return Household(settings, listener).run(told, lines)
    except CannotServe as reason:
        _say(str(reason))
        return 1


class Household:
    """The three children and the port they answer on."""

    def __init__(self, settings: Settings, listener: socket.socket) -> None:
        self.port = listener.getsockname()[1]
        environment = os.environ | _as_environment(settings, self.port)
        python = [sys.executable, "-m"]
        self.web = Child(
            "网页",
            [*python, "gunicorn", "-c", "python:config.gunicorn", "--bind", f"fd://{listener.fileno()}"],
            environment,
        )
        self.web.inherited = (listener.fileno(),)
        worker = [*python, "celery", "--quiet", "-A", "worker.celery_app", "worker", *WORKER_OPTIONS]
        self.children = [
            self.web,
            Child("后台工作", worker, environment),
            Child("派工", [*python, "worker.dispatcher"], environment),
        ]

    def run(self, told: "Told", lines: Sequence[str]) -> int:
        try:
            for child in self.children:
                child.start()
            self._wait_until_healthy(told)
            if not told.to_stop:
                _say(f"可以用了：{self.address}（按 Ctrl-C 停止）", *lines)
            while not told.to_stop:
                self._look_after()
        finally:
            self._stop()
        _say("已停止。没有做完的后台工作都记着，下次启动接着做。")
        return 0

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def _look_after(self) -> None:
        time.sleep(LOOK_SECONDS)
        for child in self.children:
            child.revive()

    def _wait_until_healthy(self, told: "Told") -> None:
        until = time.monotonic() + HEALTHY_WITHIN_SECONDS
        while not told.to_stop and not _healthy(self.port):
            if time.monotonic() > until or self.web.deaths >= 3:
                raise CannotServe("网页没能启动，原因见上面的记录。改好以后再运行 liaison serve；已有的资料没有动。")
            self._look_after()

    def _stop(self) -> None:
        """Warm: each child finishes what it has in hand; whoever takes too long is ended, and its lease brings the work back."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        until = time.monotonic() + STOP_WITHIN_SECONDS
        while any(child.lives() for child in self.children) and time.monotonic() < until:
            time.sleep(LOOK_SECONDS / 4)
        for child in self.children:
            child.end()


@dataclass
class Child:
    """One process in a session of its own, so that Ctrl-C in the terminal reaches only the parent."""

    name: str
    command: list[str]
    environment: dict[str, str]
    inherited: tuple[int, ...] = ()
    deaths: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _began: float = 0.0
    _not_before: float = 0.0

    def start(self) -> None:
        self._began = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603  # our own commands, no words from outside
            self.command,
            env=self.environment,
            pass_fds=self.inherited,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )

    def lives(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def revive(self) -> None:
        """Starts a dead child again: at once if it had lived for a while, else after longer and longer pauses."""
        if self.lives():
            return
        now = time.monotonic()
        if self._process is not None:
            self._process = None
            self.deaths = 1 if now - self._began > SETTLED_SECONDS else self.deaths + 1
            self._not_before = now + min(LOOK_SECONDS * 2**self.deaths, LONGEST_PAUSE_SECONDS)
            _say(f"{self.name}进程停了，正在重新启动（第 {self.deaths} 次）")
        if now >= self._not_before:
            self.start()

    def signal(self, number: signal.Signals) -> None:
        if self._process is not None and self.lives():
            self._process.send_signal(number)

    def end(self) -> None:
        if self._process is not None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            finally:
                self._process.wait()


@dataclass
class Told:
    to_stop: bool = False

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.to_stop = True


@contextmanager
def _told_to_stop() -> Iterator[Told]:
    told = Told()
    before = {number: signal.signal(number, told.stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    settings.data_path.mkdir(parents=True, exist_ok=True)
    with (settings.data_path / LOCK_FILE).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise CannotServe(f"liaison serve 已经在用数据目录 {settings.data_dir}，不能再启动一个。") from busy
        yield


def _migrate(settings: Settings) -> None:
    try:
        schema.upgrade(settings.database_url)
    except SQLAlchemyError as error:
        raise CannotServe(f"数据库打不开（{type(error).__name__}），请检查 LIAISON_DATABASE_URL。") from error


@contextmanager
def _opened(port: int | None) -> Iterator[socket.socket]:
    """The wished port, or the first free one from 8000."""
    for candidate in [port] if port is not None else range(FIRST_PORT, LAST_PORT + 1):
        try:
            listener = socket.create_server((HOST, candidate), backlog=512)
        except OSError:
            continue
        with listener:
            yield listener
        return
    wished = f"端口 {port}" if port is not None else f"从 {FIRST_PORT} 到 {LAST_PORT} 的端口"
    raise CannotServe(f"{wished}已被占用，请用 --port 换一个。")


def _as_environment(settings: Settings, port: int) -> dict[str, str]:
    """The children read the same settings; links in receipts and QR codes name the port that is really used."""
    values = asdict(settings)
    if settings.base_url == DEFAULT_BASE_URL:
        values["base_url"] = f"http://localhost:{port}"
    return {f"LIAISON_{name.upper()}": str(value) for name, value in values.items()}


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=2) as answer:  # our own port
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _die_with_parent() -> None:
    """Linux: if the parent is killed, its children are told to stop; nobody else would."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
