"""What this feature brings to the application: its pages."""

from flask import Flask

from liaison.portal.views import blueprint


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
