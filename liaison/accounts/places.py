"""Where a form may send a person back to: only to a page of ours."""

from urllib.parse import urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException


def local_path(wanted: str) -> str:
    """`wanted` rebuilt from a route of this application that answers GET, or the start page; never another site."""
    adapter = current_app.create_url_adapter(request)
    try:
        parts = urlsplit(wanted)
        if parts.scheme or parts.netloc or not parts.path.startswith("/") or adapter is None:
            return url_for("desk.home")
        endpoint, arguments = adapter.match(parts.path, method="GET")
    except (ValueError, HTTPException):  # no address at all; none of ours
        return url_for("desk.home")
    return url_for(endpoint, **arguments) + (f"?{parts.query}" if parts.query else "")
