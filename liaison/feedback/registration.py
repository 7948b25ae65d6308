"""What this feature brings to the application: its pages, its scopes."""

from flask import Flask

from liaison.feedback import views
from liaison.feedback.scopes import register_scopes


def register(app: Flask) -> None:
    register_scopes()
    app.register_blueprint(views.blueprint)
