"""What this feature brings to the application: start pages, the page of a consultation, and what every page knows about its reader."""

from flask import Flask

from liaison.desk.navigation import page_context
from liaison.desk.upkeep_views import blueprint as upkeep
from liaison.desk.views import blueprint as desk


def register(app: Flask) -> None:
    app.register_blueprint(desk)
    app.register_blueprint(upkeep)
    app.context_processor(page_context)
