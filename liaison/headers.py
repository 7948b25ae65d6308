"""Security headers on every answer: nothing inline, nothing foreign, nothing framed, staff pages never cached."""

from flask import Flask, request
from flask_login import current_user
from werkzeug.wrappers import Response

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


def add_security_headers(app: Flask) -> None:
    app.after_request(_headers)


def _headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.vary.add("Cookie")
    if request.endpoint not in ("static", "bootstrap.static") and (
        current_user.is_authenticated or "Cache-Control" not in response.headers
    ):
        response.headers["Cache-Control"] = "no-store"
    return response
