"""Who works on a draft: the office of the station whose consultation it belongs to."""

from flask import abort
from sqlalchemy.orm import Session

from liaison.consultations.access import runs
from liaison.drafts.models import Draft
from liaison.permissions import Actor, fetch_or_404


def fetch_run_draft_or_404(session: Session, actor: Actor, id: int) -> Draft:
    """A draft that this person may change; any other does not exist."""
    draft = fetch_or_404(session, actor, Draft, id)
    if not runs(actor, draft.consultation):
        abort(404)
    return draft
