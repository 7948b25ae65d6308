"""How much the forms of drafts let in: more than a draft may have, so that they can answer.

A server that stops listening in the middle of a file shows its sender a broken connection, and whatever was typed beside the
file is gone. What is too much of a file is let pass and dropped. Files are held in memory alone: one that turns out to be
secret has never been on a disk.
"""

from io import BytesIO
from typing import Any

from flask import request
from flask_login import current_user
from werkzeug.formparser import FormDataParser

from liaison.drafts.containers import MEBIBYTE
from liaison.drafts.reading import LARGEST_UPLOAD
from liaison.permissions import Action, actor, may

LARGEST_REQUEST = 64 * MEBIBYTE
LARGEST_TYPED = 16 * MEBIBYTE


class CutFile(BytesIO):
    """Keeps one byte more than a draft may have: enough to see that it is too large."""

    def write(self, data: Any, /) -> int:
        return super().write(data[: max(0, LARGEST_UPLOAD + 1 - self.tell())])


class InMemory(FormDataParser):
    """Werkzeug's own, but for where files go."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"stream_factory": held_in_memory})


def held_in_memory(**about: object) -> CutFile:
    """Whatever the request says about the file."""
    return CutFile()


def let_pass(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Before anything is read of a request; only for those who may enter drafts."""
    if request.method == "POST" and current_user.is_authenticated and may(actor(), Action.EDIT_DRAFT):
        request.max_content_length = LARGEST_REQUEST
        request.max_form_memory_size = LARGEST_TYPED
        request.form_data_parser_class = InMemory
