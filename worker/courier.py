"""Takes nudges to the broker: ids only, each within a second or not at all. A nudge that does not arrive is sent again later."""

from celery import Celery
from kombu.connection import Connection
from kombu.exceptions import OperationalError
from kombu.messaging import Producer

from worker.routes import Route

PATIENCE_SECONDS = 0.5  # a new connection is tried twice
AT_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


class Courier:
    """Holds one connection to the broker and makes a new one after any trouble (`drop`)."""

    def __init__(self, celery: Celery) -> None:
        self._celery = celery
        self._connection: Connection | None = None
        self._producer: Producer | None = None
        transport = celery.connection_for_write().transport
        self.errors: tuple[type[Exception], ...] = (
            OperationalError,
            OSError,
            *transport.connection_errors,
            *transport.channel_errors,
        )

    def waiting(self, queue: str) -> int:
        """How many nudges nobody has taken yet."""
        return int(self._opened().channel.queue_declare(queue=queue, durable=True, auto_delete=False).message_count)

    def send(self, route: Route, job_id: int) -> None:
        self._celery.send_task(
            route.task, args=[job_id], queue=route.queue, producer=self._opened(), retry=False, ignore_result=True
        )

    def drop(self) -> None:
        if self._connection is not None:
            self._connection.release()  # type: ignore[no-untyped-call]  # kombu carries no types
        self._connection = self._producer = None

    def _opened(self) -> Producer:
        if self._producer is None:
            self._connection = self._celery.connection_for_write()
            self._connection.ensure_connection(timeout=2 * PATIENCE_SECONDS, **AT_ONCE)
            self._producer = self._celery.amqp.Producer(self._connection.channel())
        return self._producer
