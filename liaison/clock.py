"""The one clock. Instants are stored in UTC and shown in Shanghai; tests set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_frozen: ContextVar[datetime | None] = ContextVar("liaison_frozen_clock", default=None)


def now() -> datetime:
    """This instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The date on the wall in Shanghai."""
    return in_shanghai(now()).date()


def in_shanghai(instant: datetime) -> datetime:
    return instant.astimezone(SHANGHAI)


@contextmanager
def frozen_at(instant: datetime) -> Iterator[None]:
    """Holds the clock of this context at `instant` (aware)."""
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
