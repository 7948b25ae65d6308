"""Comments as lists and pages show them, always through the reader's own scope."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from liaison import clock
from liaison.accounts.models import Point, User
from liaison.comments.admission import acts_for_office, may_enter_today
from liaison.comments.models import Channel, Comment, CommentWords, Excerpt
from liaison.comments.receipts import read_receipt_code
from liaison.comments.speakers import open_speaker
from liaison.consultations.models import Consultation, Participation
from liaison.consultations.queries import open_for
from liaison.drafts.models import Draft, DraftState, Visibility
from liaison.drafts.queries import current_draft, newest_drafts
from liaison.permissions import Actor, visible

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class CommentFilter:
    """What a list is narrowed down to; `text` is looked for in the words, the suggestion and the reason, or is a receipt code."""

    consultation_id: int | None = None
    point_id: int | None = None
    channel: Channel | None = None
    place_key: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class CommentPage:
    """Newest first. `older` and `newer` are the ids to read on from (exclusive), None where there is nothing more."""

    comments: list[Comment]
    total: int
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class EntryCounts:
    """条数 entered at one point for one consultation."""

    today: int = 0
    all: int = 0


@dataclass(frozen=True, slots=True)
class OpenConsultation:
    """What a person enters comments for: at these points, with a public page or without, today or not (yet or any more)."""

    consultation: Consultation
    participations: list[Participation]
    public: bool
    today: bool


def comment_by_receipt(session: Session, typed: str) -> Comment | None:
    """The comment whose receipt code a person typed, in whatever form they typed it."""
    code = read_receipt_code(typed)
    return session.scalar(select(Comment).where(Comment.receipt_code == code)) if code else None


def speaker_name(session: Session, comment: Comment) -> str:
    """The name as it was given, or empty; whoever shows it to others masks it first."""
    return open_speaker(session, comment.speaker).name


def visible_comment_by_receipt(session: Session, actor: Actor, typed: str) -> Comment | None:
    code = read_receipt_code(typed)
    return session.scalar(visible(actor, Comment).where(Comment.receipt_code == code)) if code else None


def comments_page(
    session: Session,
    actor: Actor,
    wanted: CommentFilter,
    *,
    before: int | None = None,
    after: int | None = None,
    size: int = PAGE_SIZE,
) -> CommentPage:
    """A page by keyset: the `size` newest with an id below `before`, or the `size` oldest above `after`."""
    matching = visible(actor, Comment).where(*_conditions(wanted))
    whole = (Comment.words, Comment.point, Comment.draft, Comment.provision)
    shown = matching.options(*(joinedload(each) for each in whole))
    if after is not None:
        rows = list(session.scalars(shown.where(Comment.id > after).order_by(Comment.id).limit(size)))[::-1]
    else:
        below = shown.where(Comment.id < before) if before is not None else shown
        rows = list(session.scalars(below.order_by(Comment.id.desc()).limit(size)))
    newer = rows[0].id if rows and _any(session, matching.where(Comment.id > rows[0].id)) else None
    older = rows[-1].id if rows and _any(session, matching.where(Comment.id < rows[-1].id)) else None
    return CommentPage(rows, _count(session, matching), older, newer)


def supplements_of(session: Session, actor: Actor, comment: Comment) -> list[Comment]:
    """What was added to this comment later, oldest first."""
    later = visible(actor, Comment).where(Comment.supplements_id == comment.id)
    return list(session.scalars(later.order_by(Comment.id)))


def entry_counts(session: Session, consultation_id: int, point_id: int) -> EntryCounts:
    return entries_by_point(session, [consultation_id], [point_id]).get((consultation_id, point_id), EntryCounts())


def entries_by_point(
    session: Session, consultation_ids: Collection[int], point_ids: Collection[int] | None = None
) -> dict[tuple[int, int], EntryCounts]:
    """(consultation, point) → what was entered there, for these points or for all; one statement."""
    midnight = datetime.combine(clock.today(), time.min, clock.SHANGHAI)
    today = func.sum(case((Comment.entered_at >= midnight, 1), else_=0))
    counted = select(Comment.consultation_id, Comment.point_id, today, func.count())
    wanted = counted.where(Comment.consultation_id.in_(consultation_ids))
    if point_ids is not None:
        wanted = wanted.where(Comment.point_id.in_(point_ids))
    rows = session.execute(wanted.group_by(Comment.consultation_id, Comment.point_id))
    return {(consultation_id, point_id): EntryCounts(*counts) for consultation_id, point_id, *counts in rows}


def public_draft(session: Session, consultation_id: int) -> Draft | None:
    """The draft that everybody may read, if the one current today has been opened."""
    draft = current_draft(session, consultation_id)
    return draft if draft is not None and draft.visibility is Visibility.PUBLIC else None


def consultations_with_comments(session: Session, actor: Actor) -> list[Consultation]:
    """What the list can be narrowed down to, newest first."""
    return list(session.scalars(visible(actor, Consultation).order_by(Consultation.id.desc())))


def participations_of(session: Session, user: User, consultation: Consultation) -> list[Participation]:
    """Where this person may enter comments for this consultation: all points for the office, else those they collect for."""
    taking_part = select(Participation).where(Participation.consultation_id == consultation.id)
    if not acts_for_office(user, consultation):
        taking_part = taking_part.where(Participation.point_id.in_(user.point_ids()))
    return list(session.scalars(taking_part.join(Participation.point).order_by(Point.number)))


def open_to_enter(session: Session, user: User) -> list[OpenConsultation]:
    """Open consultations with a draft at whose points this person enters comments, the nearest deadline first."""
    consultations = open_for(session, user)
    ids = [consultation.id for consultation in consultations]
    drafts = newest_drafts(session, ids, DraftState.READY)
    taking_part = select(Participation).where(Participation.consultation_id.in_(ids))
    ordered = taking_part.join(Participation.point).order_by(Point.number).options(contains_eager(Participation.point))
    everywhere = session.scalars(ordered).all()
    found = []
    for consultation in consultations:
        here = [each for each in everywhere if each.consultation_id == consultation.id]
        if not acts_for_office(user, consultation):
            here = [each for each in here if each.point_id in user.point_ids()]
        if here and (draft := drafts.get(consultation.id)):
            public = draft.visibility is Visibility.PUBLIC
            found.append(OpenConsultation(consultation, here, public, may_enter_today(user, consultation)))
    return found


def _conditions(wanted: CommentFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool] | None] = [
        Comment.consultation_id == wanted.consultation_id if wanted.consultation_id is not None else None,
        Comment.point_id == wanted.point_id if wanted.point_id is not None else None,
        Comment.channel == wanted.channel if wanted.channel else None,
        Comment.collected_on >= wanted.since if wanted.since else None,
        Comment.collected_on <= wanted.until if wanted.until else None,
        Comment.id.in_(_speaking_about(wanted.place_key)) if wanted.place_key else None,
        _says(wanted.text) if wanted.text else None,
    ]
    return [condition for condition in conditions if condition is not None]


def _speaking_about(place_key: str) -> Select[int]:
    return select(Excerpt.comment_id).where(Excerpt.place_key == place_key, Excerpt.retired_at.is_(None))


def _says(text: str) -> ColumnElement[bool]:
    if code := read_receipt_code(text):
        return Comment.receipt_code == code
    written = (CommentWords.words, CommentWords.suggestion, CommentWords.reason)
    found = or_(*(column.icontains(text, autoescape=True) for column in written))
    return Comment.id.in_(select(CommentWords.comment_id).where(found))


def _count(session: Session, matching: Select[Comment]) -> int:
    return session.scalar(matching.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def _any(session: Session, matching: Select[Comment]) -> bool:
    return session.scalar(matching.with_only_columns(Comment.id, maintain_column_froms=True).limit(1)) is not None
