"""What this feature brings to the application: its pages, its scopes, its jobs."""

from flask import Flask

from liaison.jobs import register_handler
from liaison.reports import file_views, views
from liaison.reports.models import ReportFile
from liaison.reports.operations import RENDER
from liaison.reports.paper_jobs import render_paper
from liaison.reports.scopes import register_scopes


def register(app: Flask) -> None:
    register_scopes()
    app.register_blueprint(views.blueprint)
    app.register_blueprint(file_views.blueprint)
    register_handler(RENDER, render_paper, subject=ReportFile)
