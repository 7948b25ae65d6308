"""The drafts of consultations, as the consultation's own pages show them."""

from collections.abc import Sequence

from sqlalchemy.orm import Session, defer

from liaison.consultations.texts import TextShown, TextState
from liaison.drafts.models import Draft, Visibility
from liaison.drafts.names import draft_name
from liaison.permissions import Actor, visible


def texts_shown(session: Session, actor: Actor, consultation_ids: Sequence[int]) -> dict[int, list[TextShown]]:
    """What this person may see, newest first; one statement, without the texts themselves."""
    drafts = visible(actor, Draft).where(Draft.consultation_id.in_(consultation_ids)).order_by(Draft.number.desc())
    found: dict[int, list[TextShown]] = {}
    for draft in session.scalars(drafts.options(defer(Draft.source_text), defer(Draft.parse_report))):
        found.setdefault(draft.consultation_id, []).append(_shown(draft))
    return found


def _shown(draft: Draft) -> TextShown:
    public = draft.visibility is Visibility.PUBLIC
    return TextShown(draft.id, draft.title, draft_name(draft), TextState(draft.state.value), public)
