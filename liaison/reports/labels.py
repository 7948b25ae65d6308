"""How a report's states and papers are called in front of people."""

from flask_babel import lazy_gettext as _l

from liaison.reports import detail, summary
from liaison.reports.models import PaperFormat, PaperKind, ReportState

STATE_LABELS = {
    ReportState.DRAWN_UP: _l("拟稿"),
    ReportState.CHECKED: _l("核稿"),
    ReportState.SIGNED: _l("签发"),
    ReportState.SENT: _l("已报送"),
}
STEP_VERBS = {
    ReportState.CHECKED: _l("核稿通过"),
    ReportState.SIGNED: _l("签发"),
    ReportState.SENT: _l("登记为已报送"),
}
PAPER_LABELS = {PaperKind.SUMMARY: summary.TITLE, PaperKind.DETAIL: detail.TITLE}
FORMAT_LABELS = {PaperFormat.DOCX: _l("Word"), PaperFormat.XLSX: _l("Excel")}
