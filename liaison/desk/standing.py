"""How far the consultations of a station are: everything that its desk counts, in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import Session, selectinload

from liaison import clock
from liaison.accounts.models import Point, User
from liaison.accounts.scopes import stations
from liaison.annotations.counts import Wordings, wordings_of
from liaison.comments.queries import EntryCounts, entries_by_point
from liaison.consultations.models import Consultation, ConsultationState, StepKind
from liaison.consultations.queries import points_taking_part
from liaison.drafts.models import Draft, DraftState
from liaison.drafts.queries import newest_drafts
from liaison.feedback.models import AdoptionDecision
from liaison.feedback.queries import answered
from liaison.grouping.inbox import unplaced_since
from liaison.grouping.queries import places_settled
from liaison.permissions import Role
from liaison.reports.models import Report, ReportItem, ReportState
from liaison.reports.queries import last_moves, versions_of


@dataclass(frozen=True)
class Standing:
    """One consultation with its figures. Groups and places are those of `draft`, the one in use; reports are newest first."""

    consultation: Consultation
    draft: Draft | None
    proofing: Draft | None
    points: Sequence[Point]
    entries: Mapping[int, EntryCounts]
    places: tuple[int, int]
    wordings: Wordings
    unplaced: tuple[int, datetime] | None
    reports: Sequence[Report]
    moved: Mapping[int, datetime]
    answers: tuple[int, int]

    @property
    def comments(self) -> int:
        return sum(counts.all for counts in self.entries.values())

    @property
    def comments_today(self) -> int:
        return sum(counts.today for counts in self.entries.values())

    @property
    def silent_points(self) -> list[Point]:
        """The ones to ring up."""
        return [point for point in self.points if point.id not in self.entries]

    @property
    def report(self) -> Report | None:
        """The newest version, on whatever step of its way."""
        return self.reports[0] if self.reports else None

    @property
    def sent(self) -> Report | None:
        """The version that the city congress answers: the newest it was sent."""
        return newest_sent(self.reports)

    @property
    def unanswered(self) -> int:
        decided, items = self.answers
        return items - decided

    def due_on(self, kind: StepKind) -> date:
        due = {step.kind: step.due_on for step in self.consultation.steps}
        return due.get(kind, self.consultation.closes_on)

    def is_late(self, kind: StepKind) -> bool:
        """Once a report has been sent only the answers can be late."""
        return self.due_on(kind) < clock.today() and (kind is StepKind.FEEDBACK or self.sent is None)


def consultations_at_work(session: Session, user: User) -> list[Consultation]:
    """What this person's office is busy with: running ones by deadline, then what is over, then what is prepared.

    A consultation whose last report has been answered item by item is done, even if nobody has put it away.
    """
    own = Consultation.station_id.in_(stations(user, Role.OFFICE))
    closed = and_(Consultation.state == ConsultationState.CLOSED, ~_is_answered())
    alive = or_(Consultation.state.in_((ConsultationState.PLANNED, ConsultationState.OPEN)), closed)
    turn = case((Consultation.state == ConsultationState.OPEN, 0), (Consultation.state == ConsultationState.CLOSED, 1))
    ordered = (
        select(Consultation).where(own, alive).order_by(turn.nulls_last(), Consultation.closes_on, Consultation.id)
    )
    return list(session.scalars(ordered.options(selectinload(Consultation.steps))))


def standings(session: Session, consultations: Sequence[Consultation]) -> list[Standing]:
    """In the given order. One statement for each figure, not for each consultation."""
    ids = [consultation.id for consultation in consultations]
    drafts = newest_drafts(session, ids, DraftState.READY)
    proofing = newest_drafts(session, ids, DraftState.PROOFING)
    points = points_taking_part(session, ids)
    entries = _by_consultation(entries_by_point(session, ids))
    reports = versions_of(session, ids)
    sent = {id: report.id for id, versions in reports.items() if (report := newest_sent(versions))}
    moved = last_moves(session, [report.id for versions in reports.values() for report in versions])
    answers = answered(session, list(sent.values()))
    draft_ids = [draft.id for draft in drafts.values()]
    places = places_settled(session, draft_ids)
    wordings = wordings_of(session, draft_ids)
    unplaced = unplaced_since(session, draft_ids)

    def standing(consultation: Consultation) -> Standing:
        draft = drafts.get(consultation.id)
        draft_id = draft.id if draft else 0
        return Standing(
            consultation=consultation,
            draft=draft,
            proofing=proofing.get(consultation.id),
            points=points.get(consultation.id, []),
            entries=entries.get(consultation.id, {}),
            places=places.get(draft_id, (0, 0)),
            wordings=wordings.get(draft_id, Wordings()),
            unplaced=unplaced.get(draft_id),
            reports=reports.get(consultation.id, []),
            moved=moved,
            answers=answers.get(sent.get(consultation.id, 0), (0, 0)),
        )

    return [standing(consultation) for consultation in consultations]


def newest_sent(versions: Sequence[Report]) -> Report | None:
    return next((report for report in versions if report.state is ReportState.SENT), None)


def _by_consultation(entries: Mapping[tuple[int, int], EntryCounts]) -> dict[int, dict[int, EntryCounts]]:
    found: dict[int, dict[int, EntryCounts]] = {}
    for (consultation_id, point_id), counts in entries.items():
        found.setdefault(consultation_id, {})[point_id] = counts
    return found


def _is_answered() -> ColumnElement[bool]:
    """Some report of the consultation was sent and every item of it has a decision."""
    decided = exists().where(AdoptionDecision.report_item_id == ReportItem.id)
    undecided = exists().where(ReportItem.report_id == Report.id, ~decided)
    sent = (Report.consultation_id == Consultation.id, Report.state == ReportState.SENT)
    return exists().where(*sent, ~undecided)
