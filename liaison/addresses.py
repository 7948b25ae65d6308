"""Ids that arrive from outside, in an address or a form: a number that no row can have is none."""

from collections.abc import Mapping
from typing import Any

from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**63 - 1  # what both engines take; more would be an error of the database
LONGEST_ID = 18  # digits, always below it


class Id(IntegerConverter):
    """`<int:…>` in a route: a larger number is no address at all (404)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": LARGEST_ID, **kwargs})


def id_in(values: Mapping[str, str], name: str) -> int | None:
    """An id in the query of an address or in a form; None for what cannot be one."""
    text = values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None
