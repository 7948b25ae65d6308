"""What goes wrong, said in plain Chinese with what to do; the detail goes to the log under the request's id."""

import structlog
from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError, ServiceUnavailable
from werkzeug.wrappers import Response

from liaison.crypto import random_token

log = structlog.get_logger(__name__)


class Refused(Exception):
    """An operation says no. `message` is shown to the person who asked: plain Chinese, what to do, no personal data."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Conflict(Refused):
    """Somebody else changed the same thing in the meantime; the page shows both texts."""


class SignedOut(Exception):
    """A form was sent by somebody whose session has ended: what was typed must not be lost."""


PAGES = (400, 403, 404, 405, 413, 429, 500, 503)


def register_errors(app: Flask) -> None:
    app.before_request(_name_request)
    app.register_error_handler(CSRFError, _typed_page)
    app.register_error_handler(SignedOut, _typed_page)
    app.register_error_handler(SecurityError, _foreign_host_page)
    app.register_error_handler(HTTPException, _page)
    app.register_error_handler(OperationalError, _database_page)
    app.register_error_handler(Exception, _fault_page)


def _name_request() -> None:
    g.request_id = random_token(40)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id, endpoint=request.endpoint)


def _page(error: HTTPException) -> Response | tuple[str, int]:
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error.get_response()
    return render_template(f"errors/{code if code in PAGES else 400 if code < 500 else 500}.html"), code


def _typed_page(error: Exception) -> tuple[str, int]:
    """The form was open too long or in another session: what was typed is shown again, nothing is lost but passwords."""
    shown = [name for name in request.form if name != "csrf_token" and "password" not in name]
    typed = [(name, value) for name in shown for value in request.form.getlist(name)]
    page = render_template(
        "errors/csrf.html",
        typed=typed,
        target=request.full_path.rstrip("?"),
        sign_in_first=isinstance(error, SignedOut),
    )
    return page, 400


def _foreign_host_page(error: SecurityError) -> tuple[str, int]:
    """Without the usual frame, which is full of addresses: they would be of the foreign name."""
    return current_app.jinja_env.get_template("errors/host.html").render(), 400


def _database_page(error: OperationalError) -> Response | tuple[str, int]:
    log.error("database_unavailable", error=type(error.orig).__name__)
    answer = _page(ServiceUnavailable())
    return Response(answer[0], 503, {"Retry-After": "5"}, mimetype="text/html") if isinstance(answer, tuple) else answer


def _fault_page(error: Exception) -> Response | tuple[str, int]:
    log.exception("fault")
    return _page(InternalServerError())
