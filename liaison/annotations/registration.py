"""What this feature brings to the application: its pages, its scopes."""

from flask import Flask

from liaison.annotations import views, wording_views
from liaison.annotations.scopes import register_scopes


def register(app: Flask) -> None:
    register_scopes()
    app.register_blueprint(views.blueprint)
    app.register_blueprint(wording_views.blueprint)
