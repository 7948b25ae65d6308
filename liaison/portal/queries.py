"""Which public page lies behind a code, if it is open."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.comments.admission import is_open
from liaison.comments.models import Comment
from liaison.comments.queries import public_draft
from liaison.consultations.models import Consultation, Participation
from liaison.drafts.models import Draft


@dataclass(frozen=True)
class OpenPage:
    """A point's public form that may be shown to everybody today."""

    participation: Participation
    consultation: Consultation
    draft: Draft


def open_page(session: Session, code: str) -> OpenPage | None:
    """None for an unknown code, an internal draft and a consultation that is not open: nobody can tell which."""
    if not (code.isascii() and code.isalnum()):
        return None
    participation = session.scalar(select(Participation).where(Participation.public_code == code))
    return _opened(session, participation) if participation else None


def open_page_of(session: Session, comment: Comment) -> OpenPage | None:
    """The public form of the point that received this comment."""
    here = (Participation.consultation_id == comment.consultation_id, Participation.point_id == comment.point_id)
    participation = session.scalar(select(Participation).where(*here))
    return _opened(session, participation) if participation else None


def _opened(session: Session, participation: Participation) -> OpenPage | None:
    consultation = participation.consultation
    draft = public_draft(session, consultation.id)
    if draft is None or not is_open(consultation, clock.today()):
        return None
    return OpenPage(participation, consultation, draft)
