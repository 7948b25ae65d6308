"""A report's papers: asked for by a POST, rendered by the worker, handed out to those who may see the report."""

from flask import Blueprint, abort, flash, jsonify, redirect, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from liaison import files
from liaison.database import db, transaction
from liaison.jobs import Job, JobState
from liaison.permissions import Action, actor, fetch_or_404, requires
from liaison.reports.forms import PapersForm
from liaison.reports.models import Report, ReportFile
from liaison.reports.operations import ask_for_paper
from liaison.reports.queries import newest_jobs
from liaison.reports.views import report_page

blueprint = Blueprint("report_files", __name__, template_folder="templates")


@blueprint.post("/reports/<int:id>/files")
@requires(Action.RENDER_REPORT)
def ask(id: int) -> Response | tuple[str, int]:
    report = fetch_or_404(db.session, actor(), Report, id)
    form = PapersForm()
    if not form.validate_on_submit():
        return report_page(report, papers_form=form), 422
    with transaction(db.session):
        for kind, format in form.chosen:
            ask_for_paper(db.session, report, kind, format, by=actor())
    flash(_("正在生成，好了就能下载，可以先做别的。"))
    return redirect(url_for("reports.one_report", id=id, _anchor="files"), 303)


@blueprint.get("/reports/<int:id>/files/<int:file_id>/progress")
@requires(Action.READ_REPORT)
def progress(id: int, file_id: int) -> Response:
    """What static/js/progress.js asks each second."""
    paper = _paper_or_404(id, file_id)
    if paper.file_id is not None:
        return jsonify(done=1, total=1, state="done", message=_("已生成"), url=_download_url(paper))
    return jsonify(_answer(newest_jobs(db.session, [paper.id]).get(paper.id)))


@blueprint.get("/reports/<int:id>/files/<int:file_id>")
@requires(Action.RENDER_REPORT)
def download(id: int, file_id: int) -> Response:
    """Streamed from the store; the permission is looked at again for every download."""
    paper = _paper_or_404(id, file_id)
    if paper.file is None:
        abort(404)
    response = send_file(
        files.path_of(db.session, paper.file),
        mimetype=paper.file.content_type,
        as_attachment=True,
        download_name=paper.file.name,
        max_age=0,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _paper_or_404(id: int, file_id: int) -> ReportFile:
    paper = fetch_or_404(db.session, actor(), ReportFile, file_id)
    if paper.report_id != id:
        abort(404)
    return paper


def _answer(job: Job | None) -> dict[str, int | str]:
    if job is None or job.state in (JobState.QUARANTINED, JobState.CANCELLED):
        return {
            "done": 0,
            "total": 1,
            "state": "failed",
            "message": _("没有生成成功，请再按一次“生成文件”。"),
            "url": "",
        }
    total = max(job.total, 1)
    waiting = _("排在队里，马上开始。") if job.state is JobState.WAITING else _("正在生成，可以关闭页面。")
    return {"done": min(job.done, total), "total": total, "state": "running", "message": waiting, "url": ""}


def _download_url(paper: ReportFile) -> str:
    return url_for("report_files.download", id=paper.report_id, file_id=paper.id)
