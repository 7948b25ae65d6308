"""What this feature brings to the application: its scopes."""

from flask import Flask

from liaison.privacy.scopes import register_scopes


def register(app: Flask) -> None:
    register_scopes()
