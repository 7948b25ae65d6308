"""What this feature brings to the application: signing in, its pages, its scopes."""

from flask import Flask

from liaison.accounts.people_views import blueprint as people
from liaison.accounts.people_views import page_context
from liaison.accounts.point_views import blueprint as points
from liaison.accounts.scopes import register_scopes
from liaison.accounts.sign_in import init_sign_in
from liaison.accounts.views import blueprint


def register(app: Flask) -> None:
    register_scopes()
    init_sign_in(app)
    for each in (blueprint, people, points):
        app.register_blueprint(each)
    app.context_processor(page_context)
