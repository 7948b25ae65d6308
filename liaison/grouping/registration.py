"""What this feature brings to the application: its pages, its scopes, its jobs."""

from flask import Flask

from liaison.grouping.scopes import register_scopes


def register(app: Flask) -> None:
    register_scopes()
