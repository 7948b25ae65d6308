"""People say their own names: "我是周水生，……". Whoever phrases, reviews or reads a report needs the demand, not the name.

What a person gave as their name is masked wherever it stands in their own words. Numbers were masked before (see
liaison.language.redaction); a name that somebody else says stays, as it cannot be known to be one.
"""

from dataclasses import replace

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from liaison.comments.models import Comment, Speaker
from liaison.comments.speakers import masked, open_speaker
from liaison.grouping.queries import GroupView, Voice

SHORTEST_NAME = 2  # characters; a single one would be found in ordinary words


def own_names(session: Session, which: ColumnElement[bool]) -> dict[int, str]:
    """Comment → the name its speaker gave, for the comments that fulfil `which`."""
    named = select(Comment.id, Speaker).join(Speaker, Comment.speaker_id == Speaker.id)
    rows = session.execute(named.where(which, Speaker.name_sealed.is_not(None)))
    return {comment_id: open_speaker(session, speaker).name.strip() for comment_id, speaker in rows}


def without_name(text: str, name: str) -> str:
    """我是周水生 → 我是周**"""
    return text.replace(name, masked(name)) if len(name) >= SHORTEST_NAME else text


def without_names(view: GroupView, names: dict[int, str]) -> GroupView:
    return replace(view, voices=tuple(_nameless(voice, names.get(voice.comment_id, "")) for voice in view.voices))


def _nameless(voice: Voice, name: str) -> Voice:
    if len(name) < SHORTEST_NAME:
        return voice
    return replace(
        voice,
        words=without_name(voice.words, name),
        suggestion=without_name(voice.suggestion, name),
        reason=without_name(voice.reason, name),
    )
