"""A Redis of our own: no port, a socket in a temporary folder, nothing kept."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services.process import Missing, dies_with_parent, ended, wait_until


@contextmanager
def private_redis() -> Iterator[str]:
    """Gives its URL as Celery reads it."""
    program = shutil.which("redis-server")
    if program is None:
        raise Missing("redis-server")
    with tempfile.TemporaryDirectory(prefix="liaison-redis-") as folder:
        socket = Path(folder) / "redis.sock"
        server = subprocess.Popen(
            [program, "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGKILL),
        )
        try:
            wait_until(socket.exists, 10, "redis-server answers")
            yield f"redis+socket://{socket}"
        finally:
            ended(server, signal.SIGTERM)
