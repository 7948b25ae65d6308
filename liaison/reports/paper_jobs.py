"""The worker's part: a paper is rendered outside of any transaction, stored, and only then known to the report."""

from sqlalchemy.orm import Session

from liaison.files import store
from liaison.jobs import Claim
from liaison.reports import rendering
from liaison.reports.models import ReportFile
from liaison.reports.value import from_json

STEPS_SHOWN = 50


def render_paper(session: Session, claim: Claim) -> None:
    """One ReportFile; the progress is committed every fiftieth of the way, so that the page's bar moves."""
    paper = session.get_one(ReportFile, claim.subject_id)
    if paper.file_id is not None:
        return
    kind: rendering.PaperKind = paper.kind.value
    format: rendering.FileFormat = paper.format.value
    asked_by_id, value = paper.asked_by_id, from_json(paper.report.value)
    session.rollback()
    data = rendering.render(value, kind, format, _Steps(session, claim).advance)
    with claim.completing(session):
        file = store(
            session,
            data,
            name=rendering.file_name(value, kind, format),
            content_type=rendering.MIME_TYPES[format],
            by_id=asked_by_id,
        )
        session.get_one(ReportFile, claim.subject_id).file_id = file.id


class _Steps:
    """Commits the progress now and then: each commit costs a disk flush."""

    def __init__(self, session: Session, claim: Claim) -> None:
        self._session, self._claim, self._shown = session, claim, 0

    def advance(self, done: int, total: int) -> None:
        if (done - self._shown) * STEPS_SHOWN >= total or done == total:
            self._shown = done
            with self._claim.progressing(self._session, done, total):
                pass
