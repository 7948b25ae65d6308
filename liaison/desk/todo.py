"""What waits at the office, oldest first, each with the verb that leads to where it is done."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from flask_babel import gettext as _

from liaison import clock
from liaison.consultations.models import ConsultationState, StepKind
from liaison.consultations.queries import collects_today
from liaison.desk.labels import REPORT_STEPS, short_name
from liaison.desk.standing import Standing
from liaison.desk.upkeep import Trouble
from liaison.i18n import day
from liaison.reports.operations import next_state

NEAR = timedelta(days=2)  # so long before a step is due its unfinished work is listed
PATIENCE = 3  # a point may stay silent for a third of the time
NAMED = 2


@dataclass(frozen=True)
class Waiting:
    """`late`: what it belongs to is past its due date."""

    since: date
    what: str
    source: str
    verb: str
    url: str
    late: bool = False

    @property
    def days(self) -> int:
        return max(0, (clock.today() - self.since).days)


def waiting_at_office(standings: Iterable[Standing], trouble: Trouble | None) -> list[Waiting]:
    found = [waiting for standing in standings for kind in KINDS if (waiting := kind(standing))]
    if trouble is not None:
        found.append(_jobs_to_retry(trouble))
    return sorted(found, key=lambda waiting: waiting.since)


# ── Before it begins ────────────────────────────────────────────────────────────────────────────


def draft_to_enter(standing: Standing) -> Waiting | None:
    consultation = standing.consultation
    if standing.draft or standing.proofing or consultation.state is not ConsultationState.PLANNED:
        return None
    return Waiting(
        since=_day(consultation.created_at),
        what=_("还没有录入草案"),
        source=consultation.title,
        verb=_("录入草案"),
        url=url_for("drafts.new_draft", id=consultation.id),
        late=consultation.opens_on < clock.today(),
    )


def draft_to_proofread(standing: Standing) -> Waiting | None:
    if standing.proofing is None:
        return None
    return Waiting(
        since=_day(standing.proofing.created_at),
        what=_("草案等着核对，核对好才能用"),
        source=standing.consultation.title,
        verb=_("核对草案"),
        url=url_for("drafts.proof", id=standing.proofing.id),
    )


def consultation_to_open(standing: Standing) -> Waiting | None:
    consultation = standing.consultation
    if standing.draft is None or consultation.state is not ConsultationState.PLANNED:
        return None
    return Waiting(
        since=_day(standing.draft.created_at),
        what=_("草案核对好了，可以开始征询"),
        source=_("%(title)s · 计划%(day)s开始", title=consultation.title, day=day(consultation.opens_on)),
        verb=_("去开始"),
        url=url_for("desk.consultation", id=consultation.id),
        late=consultation.opens_on < clock.today(),
    )


# ── While words come in ─────────────────────────────────────────────────────────────────────────


def silent_points(standing: Standing) -> Waiting | None:
    """Points that have not submitted anything although a good part of the time is over."""
    consultation, silent = standing.consultation, standing.silent_points
    window = consultation.closes_on - consultation.opens_on
    early = clock.today() < consultation.opens_on + window / PATIENCE
    if not silent or early or not collects_today(consultation):
        return None
    names = "、".join(short_name(point) for point in silent[:NAMED]) + (_("等") if len(silent) > NAMED else "")
    return Waiting(
        since=consultation.opens_on,
        what=_("%(n)s 个采集点还没有提交意见", n=len(silent)),
        source=_("%(title)s：%(names)s", title=consultation.title, names=names),
        verb=_("去催一催"),
        url=url_for("desk.consultation", id=consultation.id, _anchor="h-points"),
    )


def opinions_to_place(standing: Standing) -> Waiting | None:
    if standing.unplaced is None or standing.draft is None:
        return None
    n, since = standing.unplaced
    return Waiting(
        since=_day(since),
        what=_("%(n)s 条意见没有指明条款", n=n),
        source=standing.consultation.title,
        verb=_("归到条款"),
        url=url_for("groups.unplaced", draft_id=standing.draft.id),
        late=standing.is_late(StepKind.CONSOLIDATE),
    )


def groups_to_phrase(standing: Standing) -> Waiting | None:
    """Only when time is short: before that it is the experts' work, not the office's."""
    due = standing.due_on(StepKind.ANNOTATE)
    if standing.draft is None or not standing.wordings.unwritten or clock.today() < due - NEAR or standing.sent:
        return None
    return Waiting(
        since=_day(standing.wordings.unwritten_since),
        what=_("%(n)s 组还没有送审，论证期限是%(day)s", n=standing.wordings.unwritten, day=day(due)),
        source=standing.consultation.title,
        verb=_("去看是哪些"),
        url=url_for("annotations.waiting", _anchor=f"draft-{standing.draft.id}"),
        late=standing.is_late(StepKind.ANNOTATE),
    )


def wordings_to_review(standing: Standing) -> Waiting | None:
    if standing.draft is None or not standing.wordings.submitted:
        return None
    return Waiting(
        since=_day(standing.wordings.submitted_since),
        what=_("%(n)s 组修改建议等着审", n=standing.wordings.submitted),
        source=standing.consultation.title,
        verb=_("审阅"),
        url=url_for("annotations.reviewing", _anchor=f"draft-{standing.draft.id}"),
        late=standing.is_late(StepKind.REVIEW),
    )


# ── The end, the report, the answer ─────────────────────────────────────────────────────────────


def collecting_to_end(standing: Standing) -> Waiting | None:
    consultation = standing.consultation
    if consultation.state is not ConsultationState.OPEN or clock.today() <= consultation.closes_on:
        return None
    return Waiting(
        since=consultation.closes_on,
        what=_("截止日期过了，采集还没有结束"),
        source=consultation.title,
        verb=_("结束采集"),
        url=url_for("consultations.closing", id=consultation.id),
    )


def report_to_freeze(standing: Standing) -> Waiting | None:
    consultation = standing.consultation
    if consultation.state is not ConsultationState.CLOSED or standing.report or not standing.wordings.all:
        return None
    return Waiting(
        since=min(consultation.closes_on, clock.today()),
        what=_("采集结束了，还没有出报告"),
        source=_("%(title)s · 上报期限%(day)s", title=consultation.title, day=day(standing.due_on(StepKind.SUBMIT))),
        verb=_("出报告"),
        url=url_for("reports.of_consultation", id=consultation.id),
        late=standing.is_late(StepKind.SUBMIT),
    )


def report_to_move_on(standing: Standing) -> Waiting | None:
    report = standing.report
    following = next_state(report) if report else None
    if report is None or following is None:
        return None
    step = REPORT_STEPS[following]
    return Waiting(
        since=_day(standing.moved.get(report.id, report.frozen_at)),
        what=_("报告第 %(n)s 版等着%(step)s", n=report.version, step=step),
        source=standing.consultation.title,
        verb=_("去%(step)s", step=step),
        url=url_for("reports.one_report", id=report.id),
        late=standing.is_late(StepKind.SUBMIT),
    )


def items_to_answer(standing: Standing) -> Waiting | None:
    sent = standing.sent
    if sent is None or not standing.unanswered:
        return None
    return Waiting(
        since=_day(standing.moved.get(sent.id, sent.frozen_at)),
        what=_("报告里 %(n)s 项还没有登记采纳情况", n=standing.unanswered),
        source=standing.consultation.title,
        verb=_("登记采纳"),
        url=url_for("adoption.decisions", id=sent.id),
        late=standing.is_late(StepKind.FEEDBACK),
    )


def _jobs_to_retry(trouble: Trouble) -> Waiting:
    return Waiting(
        since=_day(trouble.since),
        what=_("%(n)s 件后台工作没有做成", n=trouble.n),
        source=_("试了几次都没成，等人看一眼"),
        verb=_("去处理"),
        url=url_for("upkeep.system"),
    )


KINDS: Sequence[Callable[[Standing], Waiting | None]] = (
    draft_to_enter,
    draft_to_proofread,
    consultation_to_open,
    silent_points,
    opinions_to_place,
    groups_to_phrase,
    wordings_to_review,
    collecting_to_end,
    report_to_freeze,
    report_to_move_on,
    items_to_answer,
)


def _day(moment: datetime) -> date:
    return clock.in_shanghai(moment).date()
