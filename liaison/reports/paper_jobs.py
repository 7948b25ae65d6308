"""The worker's part: a paper is rendered outside of any transaction, stored, and only then known to the report."""

from sqlalchemy.orm import Session

from liaison.files import store
from liaison.jobs import Claim
from liaison.reports.models import ReportFile
from liaison.reports.rendering import MIME_TYPES, file_name, render
from liaison.reports.value import from_json


def render_paper(session: Session, claim: Claim) -> None:
    """One ReportFile; the progress is committed every fiftieth of the way, so that the page's bar moves."""
    paper = session.get_one(ReportFile, claim.subject_id)
    kind, format, asked_by = paper.kind.value, paper.format.value, paper.asked_by_id
    value = from_json(paper.report.value)
    session.rollback()
    steps = _Steps(session, claim)
    data = render(value, kind, format, steps.advance)
    with claim.completing(session):
        paper = session.get_one(ReportFile, claim.subject_id)
        file = store(
            session, data, name=file_name(value, kind, format), content_type=MIME_TYPES[format], by_id=asked_by
        )
        paper.file_id = file.id


class _Steps:
    """Commits the progress now and then: each commit costs a disk flush."""

    def __init__(self, session: Session, claim: Claim) -> None:
        self._session, self._claim, self._shown = session, claim, 0

    def advance(self, done: int, total: int) -> None:
        if (done - self._shown) * 50 >= total or done == total:
            self._shown = done
            with self._claim.progressing(self._session, done, total):
                pass
