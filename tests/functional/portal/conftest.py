"""The public pages are tested with the same kind of session as the comments' pages."""

from tests.functional.comments.conftest import session

__all__ = ["session"]
