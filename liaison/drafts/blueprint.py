"""The pages of drafts are one blueprint in two modules: entering a draft, and opening and reading it."""

from flask import Blueprint

from liaison.drafts.sending import let_pass

blueprint = Blueprint("drafts", __name__, template_folder="templates")
blueprint.url_value_preprocessor(let_pass)  # runs before the check for forged forms, which reads the form
