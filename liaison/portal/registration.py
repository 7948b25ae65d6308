"""What this feature brings to the application: its pages."""

from flask import Flask

from liaison.portal import form_views, receipt_views, views


def register(app: Flask) -> None:
    for module in (views, form_views, receipt_views):
        app.register_blueprint(module.blueprint)
