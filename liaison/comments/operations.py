"""Receiving the citizen's words: whole, once, in one transaction with everything that follows from them.

The unique constraint on (consultation, client_token) decides who came first; looking before inserting only saves work.
"""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from liaison import audit, clock, files, jobs
from liaison.accounts.models import User
from liaison.comments.admission import Admission, admit
from liaison.comments.models import Channel, Comment, CommentWords, Excerpt, ExcerptOrigin
from liaison.comments.receipts import new_receipt_code
from liaison.comments.speakers import add_speaker
from liaison.comments.submission import Submission, grouped_at
from liaison.comments.words import is_overlong, pointer_to_full_text
from liaison.crypto import keyring_of
from liaison.errors import Conflict

PREPARE = "prepare"  # the job's kind; its subject is the comment
TOKEN_CONSTRAINT = "uq_comment_consultation_id_client_token"  # noqa: S105  # the name of a constraint
TOKEN_COLUMNS = "comment.consultation_id, comment.client_token"  # noqa: S105  # how SQLite names it


@dataclass(frozen=True, slots=True)
class Receipt:
    """`repeated`: the same submission had been received before; nothing was added."""

    comment: Comment
    repeated: bool

    @property
    def code(self) -> str:
        return self.comment.receipt_code


class SameTokenOtherWords(Conflict):
    """The form was sent before with other content (a second window, the back button). `first` is what was received then."""

    def __init__(self, first: Comment) -> None:
        super().__init__("这张表已经交过一次，这次写的和上次不一样。两份都在，可以把这一份作为补充保存。")
        self.first = first


def receive(session: Session, submission: Submission, *, by: User | None) -> Receipt:
    """Adds the comment, its words, one whole excerpt, the job and the audit entry; `by` is None for the public page.

    Raises SameTokenOtherWords, or Refused with what to do.
    """
    submission = submission.cleaned()
    content_hash = keyring_of(session).blind_index(submission.content())
    if first := _received_before(session, submission):
        return _repeated(first, content_hash)
    admission = admit(session, submission, by)
    try:
        with session.begin_nested():
            comment = _insert(session, submission, admission, content_hash, by)
    except IntegrityError as error:
        first = _received_before(session, submission) if _token_taken(error) else None
        if first is None:
            raise
        return _repeated(first, content_hash)
    return Receipt(comment, repeated=False)


def supplement(session: Session, comment: Comment, submission: Submission, *, by: User | None) -> Receipt:
    """补正: a new comment that points back at the first one. The first one stays as it is."""
    first_id = comment.supplements_id or comment.id
    same_place = replace(submission, consultation_id=comment.consultation_id, point_id=comment.point_id)
    return receive(session, replace(same_place, supplements_id=first_id), by=by)


def _received_before(session: Session, submission: Submission) -> Comment | None:
    return session.scalar(
        select(Comment).where(
            Comment.consultation_id == submission.consultation_id, Comment.client_token == submission.client_token
        )
    )


def _repeated(first: Comment, content_hash: str) -> Receipt:
    if first.content_hash != content_hash:
        raise SameTokenOtherWords(first)
    return Receipt(first, repeated=True)


def _token_taken(error: IntegrityError) -> bool:
    named = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    return named == TOKEN_CONSTRAINT or TOKEN_COLUMNS in str(error.orig)


def _insert(
    session: Session, submission: Submission, admission: Admission, content_hash: str, by: User | None
) -> Comment:
    speaker = add_speaker(session, admission.station_id, submission.speaker)
    by_id = by.id if by else None
    imported = submission.channel is Channel.IMPORT
    comment = Comment(
        station_id=admission.station_id,
        consultation_id=submission.consultation_id,
        draft_id=admission.draft_id,
        point_id=submission.point_id,
        place=submission.place,
        provision_id=admission.provision_id,
        speaker_id=speaker.id if speaker else None,
        speaker_kind=submission.speaker_kind,
        entered_by_id=None if imported else by_id,
        imported_by_id=by_id if imported else None,
        channel=submission.channel,
        stance=submission.stance,
        collected_on=submission.collected_on or clock.today(),
        entered_at=clock.now(),
        client_token=submission.client_token,
        content_hash=content_hash,
        receipt_code=new_receipt_code(),
        supplements_id=submission.supplements_id,
    )
    session.add(comment)
    session.flush()
    words = _add_words(session, comment, submission, by_id)
    session.add(_whole_excerpt(comment, submission, words))
    jobs.enqueue(session, PREPARE, comment.id, by_id=by_id)
    _record(session, comment, admission, by)
    return comment


def _add_words(session: Session, comment: Comment, submission: Submission, by_id: int | None) -> CommentWords:
    """Overlong words go whole into an attachment; the row says so in one sentence."""
    said, attachment = submission.words, None
    if is_overlong(said):
        attachment = files.store(
            session,
            said.encode(),
            name=f"{comment.receipt_code}.txt",
            content_type="text/plain; charset=utf-8",
            by_id=by_id,
        )
        said = pointer_to_full_text(said)
    words = CommentWords(
        comment=comment,
        words=said,
        suggestion=submission.suggestion,
        reason=submission.reason,
        full_text_file_id=attachment.id if attachment else None,
    )
    session.add(words)
    return words


def _whole_excerpt(comment: Comment, submission: Submission, words: CommentWords) -> Excerpt:
    return Excerpt(
        comment_id=comment.id,
        draft_id=comment.draft_id,
        place=comment.place,
        provision_id=comment.provision_id,
        place_key=grouped_at(submission.place, submission.provision_key),
        start=0,
        end=len(words.words),
        origin=ExcerptOrigin.WHOLE,
        created_at=comment.entered_at,
    )


def _record(session: Session, comment: Comment, admission: Admission, by: User | None) -> None:
    audit.record(
        session,
        "comment_received",
        comment,
        by=by,
        consultation=comment.consultation_id,
        point=comment.point_id,
        channel=comment.channel.value,
        supplements=comment.supplements_id,
        after_closing=admission.after_closing,
    )
