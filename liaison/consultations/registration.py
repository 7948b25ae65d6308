"""What this feature brings to the application: its pages, its scopes, its jobs."""

from flask import Flask

from liaison.consultations.scopes import register_scopes
from liaison.consultations.views import blueprint


def register(app: Flask) -> None:
    register_scopes()
    app.register_blueprint(blueprint)
