"""/healthz says that the process answers; /readyz that the database does and that work is not piling up."""

from flask import Flask, jsonify
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from liaison import jobs
from liaison.database import db
from liaison.permissions import Action, requires

LONGEST_WAIT_SECONDS = 120.0


def register_health(app: Flask) -> None:
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


@requires(Action.PUBLIC)
def healthz() -> Response:
    return jsonify(status="ok")


@requires(Action.PUBLIC)
def readyz() -> tuple[Response, int]:
    try:
        wait = jobs.oldest_wait_seconds(db.session)
    except SQLAlchemyError:
        return jsonify(status="database unavailable"), 503
    late = wait > LONGEST_WAIT_SECONDS
    return jsonify(status="late" if late else "ok", oldest_waiting_job_seconds=round(wait, 1)), 503 if late else 200
