"""Who runs a consultation: the office of its own station – not whoever holds that role elsewhere and sees this one as a guest."""

from typing import cast

from flask import abort
from sqlalchemy.orm import Session

from liaison.accounts.models import User
from liaison.consultations.models import Consultation
from liaison.permissions import Actor, Role, fetch_or_404


def runs(actor: Actor, consultation: Consultation) -> bool:
    return consultation.station_id in cast(User, actor).station_ids(Role.OFFICE)


def fetch_run_or_404(session: Session, actor: Actor, id: int) -> Consultation:
    """A consultation that this person may change; any other does not exist."""
    consultation = fetch_or_404(session, actor, Consultation, id)
    if not runs(actor, consultation):
        abort(404)
    return consultation
