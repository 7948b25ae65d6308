"""A PostgreSQL of our own: a new cluster in a temporary folder, reached through a socket there, gone afterwards.

PostgreSQL refuses to run as root; then the account `postgres`, which its package made, runs it.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.services.process import Missing, dies_with_parent, ended, wait_until

ACCOUNT = "postgres"
PORT = 54_329  # only names the socket: nothing listens on the network
FOR_TESTS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # it would hold the template while a test copies it
    "max_connections": "200",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@contextmanager
def private_postgresql() -> Iterator[str]:
    """Gives the URL of its database `postgres`."""
    programs, account = _programs(), _account()
    folder = Path(tempfile.mkdtemp(prefix="liaison-pg-"))
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        initialise: list[Path | str] = [
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            ACCOUNT,
            "-A",
            "trust",
            "--no-sync",
        ]
        if _as(account, [*initialise, "-E", "UTF8", "--locale=C.UTF-8"], folder).wait() != 0:
            raise RuntimeError(_said(folder))
        options = [f"--{name}={value}" for name, value in FOR_TESTS.items()]
        start: list[Path | str] = [
            programs / "postgres",
            "-D",
            folder / "data",
            "-k",
            folder,
            "-p",
            str(PORT),
            *options,
        ]
        server = _as(account, start, folder)
        try:
            wait_until(lambda: server.poll() is not None or _answers(folder), 30, "PostgreSQL answers")
            if server.poll() is not None:
                raise RuntimeError(_said(folder))
            yield f"postgresql+psycopg://{ACCOUNT}@/postgres?host={folder}&port={PORT}"
        finally:
            ended(server, signal.SIGQUIT)  # nothing is worth a checkpoint
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of initdb and postgres; Debian keeps it off the path, one for each version."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not versions:
        raise Missing("postgresql")
    return versions[-1].parent


def _account() -> pwd.struct_passwd | None:
    return pwd.getpwnam(ACCOUNT) if os.geteuid() == 0 else None


def _as(account: pwd.struct_passwd | None, command: list[Path | str], folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd="/",
            stdout=log,
            stderr=log,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGQUIT),
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )


def _said(folder: Path) -> str:
    return (folder / "log").read_text(encoding="utf-8", errors="replace")


def _answers(folder: Path) -> bool:
    try:
        psycopg.connect(host=str(folder), port=PORT, user=ACCOUNT, dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True
