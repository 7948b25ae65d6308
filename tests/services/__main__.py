"""`python -m tests.services COMMAND …`: runs a command beside a private PostgreSQL and a private Redis, and stops both after it.

The command finds them in LIAISON_TEST_DATABASE and LIAISON_TEST_REDIS. A service that is not installed is a failure; with
LIAISON_TEST_ALLOW_SKIP=1 the command runs without it, and what needs it is skipped by name.
"""

import os
import signal
import subprocess
import sys
from contextlib import AbstractContextManager, ExitStack

from tests.services.postgresql import private_postgresql
from tests.services.process import Missing
from tests.services.redis import private_redis


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with ExitStack() as services:
        environment = dict(os.environ)
        for variable, service in (
            ("LIAISON_TEST_DATABASE", private_postgresql()),
            ("LIAISON_TEST_REDIS", private_redis()),
        ):
            if url := _started(services, service):
                environment[variable] = url
        return _run(command, environment)


def _started(services: ExitStack, service: AbstractContextManager[str]) -> str | None:
    try:
        return services.enter_context(service)
    except Missing as missing:
        if os.environ.get("LIAISON_TEST_ALLOW_SKIP") != "1":
            raise SystemExit(f"缺少 {missing}，请先安装：apt-get install {missing}") from missing
        return None


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Ctrl-C reaches the command by itself; a SIGTERM to us is passed on."""
    process = subprocess.Popen(command, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
        except SystemExit:
            process.terminate()
            process.wait()
            raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
