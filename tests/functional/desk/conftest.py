"""Clients of several people need a session outside of any application context."""

from tests.functional.comments.conftest import session as session
