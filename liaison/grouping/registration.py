"""What this feature brings to the application: its pages, its scopes, its jobs."""

from flask import Flask

from liaison.comments.carry_over import PREPARE_CARRIED
from liaison.comments.models import Comment
from liaison.comments.operations import PREPARE
from liaison.drafts.models import Draft
from liaison.grouping import views
from liaison.grouping.carried import prepare_carried
from liaison.grouping.models import ArticleGrouping
from liaison.grouping.places import GROUP, SETTLE
from liaison.grouping.preparing import prepare
from liaison.grouping.scopes import register_scopes
from liaison.grouping.settling import group, settle
from liaison.jobs import register_handler


def register(app: Flask) -> None:
    register_scopes()
    app.register_blueprint(views.blueprint)
    register_handler(PREPARE, prepare, subject=Comment)
    register_handler(PREPARE_CARRIED, prepare_carried, subject=Draft)
    register_handler(GROUP, group, subject=ArticleGrouping)
    register_handler(SETTLE, settle, subject=ArticleGrouping)
