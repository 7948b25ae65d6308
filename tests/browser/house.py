"""A whole installation for browser tests: `liaison serve` with web, dispatcher and worker, and a town of people to sign in."""

import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from config.settings import Settings
from liaison import create_app, schema
from liaison.accounts.models import User
from liaison.database import db
from tests.factories.people import Town, make_town
from tests.worker.processes import Process, environment_of, wait_until

KEY = "browser-key-that-is-long-enough-to-be-accepted"
START_SECONDS = 60


@dataclass(frozen=True)
class House:
    """`usernames` by role; the collector and the expert are those of the first point."""

    address: str
    usernames: dict[str, str]


@contextmanager
def served_house(folder: Path, settle_in: Callable[[Session], Town] = make_town) -> Iterator[House]:
    """Everything runs and answers when the block begins, and has ended when it is left."""
    port = _free_port()
    settings = Settings(
        secret_key=KEY,
        password_salt=KEY,
        words_key=KEY,
        audit_key=KEY,
        database_url=f"sqlite:///{folder / 'liaison.sqlite3'}",
        data_dir=str(folder / "data"),
        base_url=f"http://127.0.0.1:{port}",
    )
    # Playwright's event loop lives in this thread, and Flask's end of a context minds it.
    with ThreadPoolExecutor(max_workers=1) as thread:
        usernames = thread.submit(_move_in, settings, settle_in).result()
    command = [str(Path(sys.executable).with_name("liaison")), "serve", "--port", str(port)]
    process = Process("serve", command, environment_of(settings), folder / "serve.log").start()
    try:
        wait_until(lambda: "http://" in process.said(), START_SECONDS, "liaison serve says where it answers")
        yield House(settings.base_url, usernames)
    finally:
        process.stop(40)


def _move_in(settings: Settings, settle_in: Callable[[Session], Town]) -> dict[str, str]:
    schema.upgrade(settings.database_url)
    with create_app(settings).app_context():
        usernames = {role: _username(user) for role, user in _people(settle_in(db.session)).items()}
        db.session.rollback()
        db.engine.dispose()
    return usernames


def _people(town: Town) -> dict[str, User | None]:
    return {
        "office": town.office,
        "collector": town.collectors[0],
        "expert": town.experts[0],
        "reader": town.reader,
        "auditor": town.auditor,
        "system_admin": town.admin,
    }


def _username(user: User | None) -> str:
    assert user is not None
    return user.username


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
