"""How often a password may be wrong. Only failures count; while locked not even the right password is looked at.

The strictest limit is for one account from one address; one address, or a whole network of them, trying many gets softer ones,
so that nobody can lock a colleague out for long by typing their name. Account names are kept as hashes.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import cast

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit
from flask_limiter.util import get_remote_address
from flask_login import current_user

from liaison.limits import limiter

MINUTES = 15
PER_ACCOUNT_AND_ADDRESS = f"5 per {MINUTES} minutes"
PER_ACCOUNT = f"30 per {MINUTES} minutes"
PER_ADDRESS = f"60 per {MINUTES} minutes"
PER_PERSON = f"10 per {MINUTES} minutes"

View = Callable[..., ResponseReturnValue]


def guarded_sign_in(view: View) -> View:
    for limit, key in (
        (PER_ACCOUNT_AND_ADDRESS, lambda: f"{_account_typed()} {get_remote_address()}"),
        (PER_ACCOUNT, _account_typed),
        (PER_ADDRESS, get_remote_address),
    ):
        view = _limited(view, limit, key)
    return view


def guarded_change(view: View) -> View:
    """Whoever finds a browser signed in must not guess the password there."""
    return _limited(view, PER_PERSON, lambda: f"person {current_user.id}")


def _limited(view: View, limit: str, key: Callable[[], str]) -> View:
    limited = limiter.limit(limit, key_func=key, methods=["POST"], deduct_when=_refused, on_breach=_locked_page)
    return cast(View, limited(view))


def _account_typed() -> str:
    return sha256(request.form.get("username", "").strip().encode()).hexdigest()


def _refused(response: Response) -> bool:
    return not 300 <= response.status_code < 400


def _locked_page(limit: RequestLimit) -> Response:
    return make_response(render_template("accounts/locked.html", minutes=MINUTES), 429)
