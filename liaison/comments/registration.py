"""What this feature brings to the application: its pages, its scopes."""

from flask import Flask

from liaison.comments import carry_over_views, entry_views, views
from liaison.comments.scopes import register_scopes


def register(app: Flask) -> None:
    register_scopes()
    app.register_blueprint(views.blueprint)
    app.register_blueprint(entry_views.blueprint)
    app.register_blueprint(carry_over_views.blueprint)
