"""What this feature brings to the application: signing in, its pages, its scopes."""

from flask import Flask

from liaison.accounts.scopes import register_scopes
from liaison.accounts.sign_in import init_sign_in
from liaison.accounts.views import blueprint


def register(app: Flask) -> None:
    register_scopes()
    init_sign_in(app)
    app.register_blueprint(blueprint)
