"""Rate limits. If their store is down, each process counts by itself: never open, never an error."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address)
