"""Comments, received as the pages receive them."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from liaison.accounts.models import Point, User
from liaison.comments.models import Channel, Comment, Place
from liaison.comments.operations import receive
from liaison.comments.submission import SpeakerDetails, Submission
from liaison.consultations.models import Consultation
from liaison.database import transaction


def a_submission(
    consultation: Consultation, point: Point, words: str, provision_key: str | None = None, **changes: Any
) -> Submission:
    """As a form hands it over: about the whole draft, or about `provision_key`."""
    submission = Submission(
        consultation_id=consultation.id,
        point_id=point.id,
        client_token=uuid4().hex,
        words=words,
        channel=Channel.COUNTER,
        place=Place.PROVISION if provision_key else Place.WHOLE,
        provision_key=provision_key or "",
    )
    return replace(submission, **changes)


def make_comment(
    session: Session,
    consultation: Consultation,
    point: Point,
    words: str,
    provision_key: str | None = None,
    *,
    by: User | None = None,
    name: str = "",
    contact: str = "",
    **changes: Any,
) -> Comment:
    """Receives and commits. Without `by` it comes from the public page (the draft must be public)."""
    if by is None:
        changes.setdefault("channel", Channel.QR)
    if name or contact:
        changes.setdefault("speaker", SpeakerDetails(name=name, contact=contact))
    with transaction(session):
        return receive(session, a_submission(consultation, point, words, provision_key, **changes), by=by).comment
