"""Freezing: the consultation as it stands becomes a value that nothing changes any more, with its lineage as rows."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison.accounts.models import User
from liaison.consultations.models import Consultation
from liaison.drafts.queries import current_draft
from liaison.errors import Refused
from liaison.grouping.queries import unsettled_places
from liaison.reports.gathering import Row, gathered, rows_of
from liaison.reports.models import Report, ReportItem, ReportItemVoice
from liaison.reports.operations import sign
from liaison.reports.value import ReportValue, content_hash, to_json


def freeze(session: Session, consultation: Consultation, *, although_unsettled: bool = False, by: User) -> Report:
    """Makes the next version of the consultation's report. The deadline wins: unphrased groups go out in the citizens' words."""
    draft = current_draft(session, consultation.id)
    if draft is None:
        raise Refused("这次征询还没有启用的草案，没有可以汇总的内容")
    waiting = unsettled_places(session, draft.id)
    if waiting and not although_unsettled:
        raise Refused(f"还有 {len(waiting)} 处意见正在归并，请稍候再试；时间来不及的，可以勾选“归并未核定也要出报告”")
    rows = rows_of(session, draft)
    value = gathered(
        session, draft, rows, version=_next_version(session, consultation), unsettled=frozenset(waiting), by=by
    )
    report = _stored(session, consultation, value, unsettled=bool(waiting), by=by)
    _add_items(session, report, rows, value)
    sign(session, report, by=by)
    return report


def _next_version(session: Session, consultation: Consultation) -> int:
    session.execute(select(Consultation.id).where(Consultation.id == consultation.id).with_for_update(key_share=True))
    return (session.scalar(select(func.max(Report.version)).where(Report.consultation_id == consultation.id)) or 0) + 1


def _stored(session: Session, consultation: Consultation, value: ReportValue, *, unsettled: bool, by: User) -> Report:
    report = Report(
        station_id=consultation.station_id,
        consultation_id=consultation.id,
        version=value.version,
        title=value.law_title,
        value=to_json(value),
        content_hash=content_hash(value),
        unsettled=unsettled,
        frozen_at=value.frozen_at,
        frozen_by_id=by.id,
    )
    session.add(report)
    session.flush()
    return report


def _add_items(session: Session, report: Report, rows: list[Row], value: ReportValue) -> None:
    for row, item in zip(rows, value.items, strict=True):
        voices = [
            ReportItemVoice(group_id=row.work.view.id, excerpt_id=voice.excerpt_id, comment_id=voice.comment_id)
            for voice in row.work.view.voices
        ]
        session.add(
            ReportItem(
                report=report,
                number=item.number,
                provision_label=item.provision_label,
                unphrased=item.unphrased,
                voices=voices,
            )
        )
