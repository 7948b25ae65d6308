"""The pages of drafts are one blueprint in two modules: entering a draft, and opening and reading it."""

from flask import Blueprint

blueprint = Blueprint("drafts", __name__, template_folder="templates")
