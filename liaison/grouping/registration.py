"""What this feature brings to the application: its pages, its scopes, its jobs."""

from flask import Flask

from liaison.comments.carry_over import PREPARE_CARRIED
from liaison.comments.operations import PREPARE
from liaison.grouping import views
from liaison.grouping.carried import prepare_carried
from liaison.grouping.places import GROUP, SETTLE
from liaison.grouping.preparing import prepare
from liaison.grouping.scopes import register_scopes
from liaison.grouping.settling import group, settle
from liaison.jobs import register_handler


def register(app: Flask) -> None:
    register_scopes()
    app.register_blueprint(views.blueprint)
    register_handler(PREPARE, prepare)
    register_handler(PREPARE_CARRIED, prepare_carried)
    register_handler(GROUP, group)
    register_handler(SETTLE, settle)
