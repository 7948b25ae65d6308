"""What this feature brings to the application: the start pages, and what every page knows about its reader."""

from flask import Flask

from liaison.desk.navigation import page_context
from liaison.desk.views import blueprint


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.context_processor(page_context)
