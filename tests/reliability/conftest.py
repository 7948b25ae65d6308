"""The installation with real processes, as the tests of the worker have it."""

from tests.worker.conftest import broker, installation, redis_url

__all__ = ["broker", "installation", "redis_url"]
