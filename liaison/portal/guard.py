"""What keeps machines from flooding the public form, without a puzzle and without ever losing what a person typed.

A hidden field that only machines fill in, a shortest time that reading and writing takes, and two limits: one for each
browser, one for each address (a whole community may share one).
"""

from flask import current_app, session
from flask_limiter.errors import RateLimitExceeded
from itsdangerous import BadSignature, URLSafeSerializer

from liaison import clock
from liaison.crypto import random_token
from liaison.limits import limiter

SHORTEST_SECONDS = 3
PER_BROWSER = "20 per hour"
PER_ADDRESS = "600 per hour"
VISITOR = "visitor"


def shown_stamp() -> str:
    """Says, signed, when the form was first shown."""
    return str(_signer().dumps(int(clock.now().timestamp())))


def seconds_shown(stamp: str) -> int | None:
    """For how long the form has been open; None without a stamp of ours."""
    try:
        shown_at = int(_signer().loads(stamp))
    except BadSignature:
        return None
    return int(clock.now().timestamp()) - shown_at


def name_visitor() -> None:
    """Gives this browser a name in its signed cookie; it says nothing about the person."""
    session.setdefault(VISITOR, random_token())


def too_many() -> bool:
    """Counts one submission; True when this browser or this address has sent too many in the last hour."""
    try:
        _count_address()
        _count_browser()
    except RateLimitExceeded:
        return True
    return False


@limiter.limit(PER_BROWSER, key_func=lambda: f"visitor:{session.get(VISITOR, '')}")
def _count_browser() -> None:
    """The decorator counts."""


@limiter.limit(PER_ADDRESS)
def _count_address() -> None:
    """The decorator counts."""


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="public form")
