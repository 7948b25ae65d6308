"""Reports as lists and pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer, joinedload

from liaison.accounts.models import User
from liaison.annotations.models import Annotation, AnnotationState
from liaison.comments.carry_over import to_carry
from liaison.consultations.models import Consultation
from liaison.drafts.models import Draft
from liaison.drafts.queries import current_draft
from liaison.grouping.models import Group
from liaison.grouping.queries import has_voices, unsettled_places
from liaison.jobs import Job, JobState
from liaison.permissions import Actor, visible
from liaison.reports.models import PaperFormat, PaperKind, Report, ReportFile, ReportItem, ReportSignature, ReportState
from liaison.reports.operations import RENDER, WAY


@dataclass(frozen=True)
class ReportOnList:
    report: Report
    items: int
    unphrased: int


@dataclass(frozen=True)
class Readiness:
    """What a report would hold if it were frozen now. `groups` and `unphrased` count 归并组, `unsettled` places.

    `left_behind` counts excerpts on the draft before that have not been carried to this one: they would not be in it.
    """

    draft: Draft | None
    groups: int = 0
    unphrased: int = 0
    unsettled: int = 0
    left_behind: int = 0


@dataclass(frozen=True)
class Station:
    """One step of the report's way, with who signed it and when, if that has happened."""

    state: ReportState
    now: bool
    signature: ReportSignature | None
    name: str


@dataclass(frozen=True)
class Paper:
    """One paper in one format: not asked for (file None), being rendered, ready, or failed."""

    kind: PaperKind
    format: PaperFormat
    file: ReportFile | None
    job: Job | None

    @property
    def ready(self) -> bool:
        return self.file is not None and self.file.file_id is not None

    @property
    def failed(self) -> bool:
        return not self.ready and self.job is not None and self.job.state in (JobState.QUARANTINED, JobState.CANCELLED)

    @property
    def under_way(self) -> bool:
        return self.file is not None and not self.ready and not self.failed


def reports_of(session: Session, actor: Actor, consultation_id: int | None = None) -> list[ReportOnList]:
    """The newest first."""
    light = (joinedload(Report.consultation), defer(Report.value))
    shown = visible(actor, Report).options(*light).order_by(Report.id.desc())
    if consultation_id is not None:
        shown = shown.where(Report.consultation_id == consultation_id)
    reports = list(session.scalars(shown))
    counts = _counts(session, [report.id for report in reports])
    return [ReportOnList(report, *counts.get(report.id, (0, 0))) for report in reports]


def versions_of(session: Session, consultation_ids: Sequence[int]) -> dict[int, list[Report]]:
    """Consultation → its reports, the newest first, without their contents; one statement."""
    reports = select(Report).where(Report.consultation_id.in_(consultation_ids)).options(defer(Report.value))
    found: dict[int, list[Report]] = {}
    for report in session.scalars(reports.order_by(Report.id.desc())):
        found.setdefault(report.consultation_id, []).append(report)
    return found


def last_moves(session: Session, report_ids: Sequence[int]) -> dict[int, datetime]:
    """Report → when it came to the step of its way at which it is now."""
    moved = select(ReportSignature.report_id, func.max(ReportSignature.at))
    return dict(
        session.execute(
            moved.where(ReportSignature.report_id.in_(report_ids)).group_by(ReportSignature.report_id)
        ).all()
    )


def readiness(session: Session, consultation: Consultation) -> Readiness:
    draft = current_draft(session, consultation.id)
    if draft is None:
        return Readiness(None)
    groups = select(func.count()).select_from(Group).where(Group.draft_id == draft.id, has_voices())
    final = groups.join(Annotation, Annotation.group_id == Group.id).where(Annotation.state == AnnotationState.FINAL)
    total = session.scalar(groups) or 0
    waiting = to_carry(session, draft)
    return Readiness(
        draft,
        groups=total,
        unphrased=total - (session.scalar(final) or 0),
        unsettled=len(unsettled_places(session, draft.id)),
        left_behind=len(waiting.moving) + len(waiting.orphaned),
    )


def way_of(session: Session, report: Report) -> list[Station]:
    """拟稿, 核稿, 签发, 已报送 in order."""
    signed = (
        select(ReportSignature, User.name)
        .join(User, User.id == ReportSignature.by_id)
        .where(ReportSignature.report_id == report.id)
    )
    signatures = {signature.state: (signature, name) for signature, name in session.execute(signed)}
    unsigned = (None, "")
    return [Station(state, state is report.state, *signatures.get(state, unsigned)) for state in WAY]


def papers_of(session: Session, report: Report) -> list[Paper]:
    """The four papers, asked for or not."""
    found = select(ReportFile).where(ReportFile.report_id == report.id).options(joinedload(ReportFile.file))
    files = {(file.kind, file.format): file for file in session.scalars(found)}
    jobs = newest_jobs(session, [file.id for file in files.values()])
    return [
        Paper(kind, format, file := files.get((kind, format)), jobs.get(file.id) if file else None)
        for kind in PaperKind
        for format in PaperFormat
    ]


def newest_jobs(session: Session, file_ids: Sequence[int]) -> Mapping[int, Job]:
    """Report file → the last job that was to render it."""
    newest = select(func.max(Job.id)).where(Job.kind == RENDER, Job.subject_id.in_(file_ids)).group_by(Job.subject_id)
    return {job.subject_id: job for job in session.scalars(select(Job).where(Job.id.in_(newest)))}


def _counts(session: Session, report_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Report → (items, unphrased items)."""
    counted = (
        select(ReportItem.report_id, ReportItem.unphrased, func.count())
        .where(ReportItem.report_id.in_(report_ids))
        .group_by(ReportItem.report_id, ReportItem.unphrased)
    )
    found: dict[int, tuple[int, int]] = {}
    for report_id, unphrased, n in session.execute(counted):
        items, without = found.get(report_id, (0, 0))
        found[report_id] = (items + n, without + (n if unphrased else 0))
    return found
