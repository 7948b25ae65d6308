"""A report's way: 拟稿 → 核稿 → 签发 → 已报送, and asking for its papers."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from liaison import audit, clock, jobs
from liaison.errors import Refused
from liaison.jobs import OPEN, Job
from liaison.permissions import Actor
from liaison.reports.models import PaperFormat, PaperKind, Report, ReportFile, ReportSignature, ReportState

RENDER = "render"
WAY = (ReportState.DRAWN_UP, ReportState.CHECKED, ReportState.SIGNED, ReportState.SENT)


def next_state(report: Report) -> ReportState | None:
    place = WAY.index(report.state)
    return WAY[place + 1] if place + 1 < len(WAY) else None


def move_on(
    session: Session, report: Report, to: ReportState, *, remark: str = "", document_number: str = "", by: Actor
) -> None:
    """One step along the way; each step is signed once by whoever takes it."""
    session.refresh(report, with_for_update=True)
    if to is not next_state(report):
        raise Refused("这份报告已经走到别的步骤，请刷新页面再看")
    report.state = to
    if document_number:
        report.document_number = document_number
    sign(session, report, remark=remark, by=by)


def sign(session: Session, report: Report, *, remark: str = "", by: Actor) -> None:
    session.add(ReportSignature(report_id=report.id, state=report.state, by_id=by.id, at=clock.now(), remark=remark))
    audit.record(session, f"report_{report.state.value}", report, by=by)


def ask_for_paper(session: Session, report: Report, kind: PaperKind, format: PaperFormat, *, by: Actor) -> ReportFile:
    """The paper in this format; rendered once by the worker, since the same value gives the same bytes."""
    paper = _paper(session, report, kind, format, by=by)
    if paper.file_id is None and not _under_way(session, paper):
        jobs.enqueue(session, RENDER, paper.id, by_id=by.id)
    audit.record(session, "paper_asked_for", paper, by=by, report=report.id)
    return paper


def _paper(session: Session, report: Report, kind: PaperKind, format: PaperFormat, *, by: Actor) -> ReportFile:
    """Two people may ask at the same time: there is one row all the same."""
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    row = insert(ReportFile).values(
        report_id=report.id, kind=kind, format=format, asked_by_id=by.id, asked_at=clock.now()
    )
    session.execute(row.on_conflict_do_nothing(index_elements=["report_id", "kind", "format"]))
    found = select(ReportFile).where(
        ReportFile.report_id == report.id, ReportFile.kind == kind, ReportFile.format == format
    )
    return session.scalars(found).one()


def _under_way(session: Session, paper: ReportFile) -> bool:
    going = select(Job.id).where(Job.kind == RENDER, Job.subject_id == paper.id, Job.state.in_(OPEN))
    return session.scalar(going.limit(1)) is not None
