"""What both services need: waiting for a condition, ending with their parent, being ended for certain."""

import ctypes
import signal
import subprocess
import time
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


class Missing(Exception):
    """A program that the tests need is not installed; carries the name of its Debian package."""


def wait_until(true: Callable[[], object], seconds: float, what: str) -> None:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise TimeoutError(f"after {seconds} s still not: {what}")
        time.sleep(0.02)


def dies_with_parent(with_signal: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn` on Linux: even if the tests are killed, nothing of theirs goes on running."""

    def prepare() -> None:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, with_signal)

    return prepare


def ended(process: subprocess.Popen[bytes], with_signal: signal.Signals) -> None:
    process.send_signal(with_signal)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
