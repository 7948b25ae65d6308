"""The embedded broker: kombu's folder of message files, made safe against half-written files and a vanished folder.

kombu creates a message under its final name and writes into it afterwards, so a consumer can take it while it is empty; and
it expects the folder to stay. Either would stop a worker. Messages are nudges: losing one costs seconds, no work.
"""

import json
import os
import tempfile
from pathlib import Path
from queue import Empty
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem

SCHEME = "liaison-folder"
TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"


class Channel(filesystem.Channel):
    """`data_folder_in` holds one file for each waiting message, `<time>_<id>.<queue>.msg`."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # as kombu's own does
        folder = self._folder()
        descriptor, beside = tempfile.mkstemp(".part", dir=folder)
        with os.fdopen(descriptor, "w", encoding="utf-8") as part:
            part.write(json.dumps(payload))
        Path(beside).rename(folder / f"{monotonic_ns():020}_{uuid4().hex}.{queue}.msg")

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for message in self._waiting(queue):
            taken = message.with_suffix(".taken")
            try:
                message.rename(taken)
                payload = taken.read_text(encoding="utf-8")
                taken.unlink()
            except FileNotFoundError:  # another worker was quicker, or the folder has just vanished
                continue
            return json.loads(payload)
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        waiting = self._waiting(queue)
        for message in waiting:
            message.unlink(missing_ok=True)
        return len(waiting)

    def _waiting(self, queue: str) -> list[Path]:
        try:
            return sorted(self._folder().glob(f"*.{queue}.msg"))
        except FileNotFoundError:
            return []

    def _folder(self) -> Path:
        folder = Path(self.data_folder_in)
        folder.mkdir(parents=True, exist_ok=True)
        return folder


class Transport(filesystem.Transport):
    Channel = Channel
    driver_name = SCHEME
