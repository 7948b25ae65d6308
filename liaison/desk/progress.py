"""How far a consultation is: six steps, each n of m with its unit. One statement for each figure, whatever the size."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.annotations.models import Annotation, AnnotationState
from liaison.comments.models import Comment
from liaison.consultations.models import Consultation, Participation, StepKind
from liaison.drafts.models import Draft
from liaison.drafts.queries import current_draft
from liaison.feedback.models import AdoptionDecision
from liaison.grouping.models import ArticleGrouping, Group, Membership
from liaison.reports.models import Report, ReportItem, ReportState

PHRASED = (AnnotationState.SUBMITTED, AnnotationState.FINAL)


@dataclass(frozen=True)
class StepShown:
    """One of the six places on the page; `state` is done, now, todo or late."""

    name: str
    n: int
    m: int
    unit: str
    state: str


@dataclass(frozen=True)
class ConsultationShown:
    consultation: Consultation
    draft: Draft | None
    comments: int
    steps: list[StepShown]


def shown(session: Session, consultation: Consultation) -> ConsultationShown:
    draft = current_draft(session, consultation.id)
    comments = _count(
        session, select(func.count()).select_from(Comment).where(Comment.consultation_id == consultation.id)
    )
    return ConsultationShown(consultation, draft, comments, _steps(session, consultation, draft))


def _steps(session: Session, consultation: Consultation, draft: Draft | None) -> list[StepShown]:
    groups, phrased, final = _groups(session, draft)
    arrived, settled = _articles(session, draft)
    items, decided = _answers(session, consultation)
    sent = _count(
        session,
        select(func.count())
        .select_from(Report)
        .where(Report.consultation_id == consultation.id, Report.state == ReportState.SENT),
    )
    figures = [
        (StepKind.COLLECT, _("采集"), *_points(session, consultation), _("个点")),
        (StepKind.CONSOLIDATE, _("整理归并"), settled, arrived, _("处")),
        (StepKind.ANNOTATE, _("专家论证"), phrased, groups, _("组")),
        (StepKind.REVIEW, _("审核"), final, groups, _("组")),
        (StepKind.SUBMIT, _("上报"), min(sent, 1), 1, _("份")),
        (StepKind.FEEDBACK, _("采纳反馈"), decided, items, _("条")),
    ]
    due = {step.kind: step.due_on for step in consultation.steps}
    late = {kind for kind, day in due.items() if day < clock.today()}
    return [StepShown(name, n, m, unit, _state(n, m, kind in late)) for kind, name, n, m, unit in figures]


def _state(n: int, m: int, late: bool) -> str:
    if m and n >= m:
        return "done"
    if late:
        return "late"
    return "now" if n else "todo"


def _points(session: Session, consultation: Consultation) -> tuple[int, int]:
    speaking = select(func.count(Comment.point_id.distinct())).where(Comment.consultation_id == consultation.id)
    taking_part = (
        select(func.count()).select_from(Participation).where(Participation.consultation_id == consultation.id)
    )
    return _count(session, speaking), _count(session, taking_part)


def _articles(session: Session, draft: Draft | None) -> tuple[int, int]:
    """(places where something arrived, places that are settled)."""
    if draft is None:
        return 0, 0
    places = (
        select(func.count())
        .select_from(ArticleGrouping)
        .where(ArticleGrouping.draft_id == draft.id, ArticleGrouping.arrived > 0)
    )
    return _count(session, places), _count(session, places.where(ArticleGrouping.settled == ArticleGrouping.arrived))


def _groups(session: Session, draft: Draft | None) -> tuple[int, int, int]:
    """(groups with a voice, those with a wording handed in, those with a final one)."""
    if draft is None:
        return 0, 0, 0
    living = (
        select(func.count(Group.id.distinct()))
        .join(Membership, Membership.group_id == Group.id)
        .where(Group.draft_id == draft.id)
    )
    phrased = living.join(Annotation, Annotation.group_id == Group.id)
    return (
        _count(session, living),
        _count(session, phrased.where(Annotation.state.in_(PHRASED))),
        _count(session, phrased.where(Annotation.state == AnnotationState.FINAL)),
    )


def _answers(session: Session, consultation: Consultation) -> tuple[int, int]:
    """(items of the newest sent report, those with a decision)."""
    sent = select(func.max(Report.id)).where(
        Report.consultation_id == consultation.id, Report.state == ReportState.SENT
    )
    report_id = session.scalar(sent)
    if report_id is None:
        return 0, 0
    items = select(func.count(ReportItem.id.distinct())).where(ReportItem.report_id == report_id)
    return _count(session, items), _count(
        session, items.join(AdoptionDecision, AdoptionDecision.report_item_id == ReportItem.id)
    )


def _count(session: Session, statement: Select[int]) -> int:
    return session.scalar(statement) or 0
