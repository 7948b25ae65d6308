"""What this feature brings to the application: its pages, its scopes, and to consultations the texts they are about."""

from flask import Flask

from liaison.consultations.texts import register_texts
from liaison.drafts import comparison_views as comparison_views
from liaison.drafts import entering_views as entering_views  # these modules put their pages on the blueprint
from liaison.drafts import views as views
from liaison.drafts.blueprint import blueprint
from liaison.drafts.listed import texts_shown
from liaison.drafts.mapping import MAP, map_to_previous
from liaison.drafts.models import Draft
from liaison.drafts.scopes import register_scopes
from liaison.jobs import register_handler


def register(app: Flask) -> None:
    register_scopes()
    register_texts(texts_shown)
    app.register_blueprint(blueprint)
    register_handler(MAP, map_to_previous, subject=Draft)
