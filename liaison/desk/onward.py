"""From a consultation's page onward: the one step that is next, and every place where its work is done."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from liaison.accounts.models import User
from liaison.comments.queries import entries_by_point
from liaison.consultations.models import Consultation, ConsultationState
from liaison.consultations.queries import collects_today
from liaison.consultations.texts import TextShown
from liaison.desk.labels import REPORT_STEPS
from liaison.desk.standing import Standing
from liaison.permissions import Action, may
from liaison.reports.labels import STATE_LABELS
from liaison.reports.operations import next_state


@dataclass(frozen=True)
class Step:
    """A verb and where it leads; `posts` when pressing it already does it."""

    verb: str
    url: str
    posts: bool = False


@dataclass(frozen=True)
class Way:
    """One place of the work: what it is, how it stands there, the verb that leads to it."""

    name: str
    state: str
    verb: str
    url: str


def next_step(standing: Standing) -> Step | None:
    """What the office does next: begin, collect while the time runs, report when it is over, answer when that is sent."""
    consultation = standing.consultation
    if consultation.state is ConsultationState.PLANNED:
        return _towards_the_beginning(standing)
    if consultation.state is ConsultationState.ARCHIVED:
        return None
    if collects_today(consultation):
        return Step(_("录入意见"), url_for("entry.new_comment", id=consultation.id))
    return _towards_the_report(standing)


def next_step_of_guest(user: User, consultation: Consultation, text: TextShown | None) -> Step | None:
    """For the people of the points: enter opinions while the time runs, or write what falls to them."""
    if text is None:
        return None
    if may(user, Action.ENTER_COMMENT) and collects_today(consultation):
        return Step(_("录入意见"), url_for("entry.new_comment", id=consultation.id))
    return Step(_("去写"), _writing(text)) if may(user, Action.PHRASE) else None


def _towards_the_beginning(standing: Standing) -> Step:
    id = standing.consultation.id
    if standing.draft is not None:
        return Step(_("开始征询"), url_for("consultations.opening", id=id), posts=True)
    if standing.proofing is not None:
        return Step(_("核对草案"), url_for("drafts.proof", id=standing.proofing.id))
    return Step(_("录入草案"), url_for("drafts.new_draft", id=id))


def _towards_the_report(standing: Standing) -> Step | None:
    report, sent = standing.report, standing.sent
    following = next_state(report) if report else None
    if report and following:
        return Step(_("去%(step)s", step=REPORT_STEPS[following]), url_for("reports.one_report", id=report.id))
    if sent and standing.unanswered:
        return Step(_("登记采纳情况"), url_for("adoption.decisions", id=sent.id))
    if report is None and standing.wordings.all:
        return Step(_("出报告"), url_for("reports.of_consultation", id=standing.consultation.id))
    return None


def ways_of_office(standing: Standing) -> list[Way]:
    """In the order in which a comment travels; nothing before there is a text."""
    return list(_ways(standing)) if standing.draft else []


def ways_of_guest(session: Session, user: User, consultation: Consultation, text: TextShown | None) -> list[Way]:
    """For the people of the points: what came in there, and where the experts write."""
    ways = []
    if may(user, Action.READ_COMMENTS):
        counts = entries_by_point(session, [consultation.id], user.point_ids()).values()
        n, today = sum(each.all for each in counts), sum(each.today for each in counts)
        ways.append(_comments_way(consultation.id, n, today))
    if text is not None and may(user, Action.PHRASE):
        groups = url_for("groups.overview", draft_id=text.id)
        ways.append(Way(_("归并情况"), _("各条收到的意见"), _("看归并"), groups))
        ways.append(Way(_("待论证"), _("归您写的归并组"), _("去写"), _writing(text)))
    return ways


def _writing(text: TextShown) -> str:
    return url_for("annotations.waiting", _anchor=f"draft-{text.id}")


def _comments_way(consultation_id: int, n: int, today: int) -> Way:
    return Way(
        _("意见"),
        _("共 %(n)s 条，今天 %(today)s 条", n=f"{n:,}", today=today),
        _("看意见"),
        url_for("comments.all_comments", consultation=consultation_id),
    )


def _ways(standing: Standing) -> Iterator[Way]:
    assert standing.draft is not None
    id, draft_id, wordings = standing.consultation.id, standing.draft.id, standing.wordings
    yield _comments_way(id, standing.comments, standing.comments_today)
    yield Way(
        _("没有指明条款的意见"),
        _("%(n)s 条等着归到条款", n=standing.unplaced[0]) if standing.unplaced else _("没有等着的"),
        _("归到条款") if standing.unplaced else _("打开"),
        url_for("groups.unplaced", draft_id=draft_id),
    )
    yield Way(
        _("归并情况"),
        _grouping_state(standing),
        _("看归并"),
        url_for("groups.overview", draft_id=draft_id),
    )
    yield Way(
        _("专家论证"),
        _("已送审 %(n)s / %(m)s 组", n=wordings.submitted + wordings.final, m=wordings.all),
        _("看没有送审的"),
        url_for("annotations.waiting", _anchor=f"draft-{draft_id}"),
    )
    yield Way(
        _("待审"),
        _("%(n)s 组等着审", n=wordings.submitted) if wordings.submitted else _("没有等着的"),
        _("审阅") if wordings.submitted else _("打开"),
        url_for("annotations.reviewing", _anchor=f"draft-{draft_id}"),
    )
    yield Way(
        _("报告"),
        _report_state(standing),
        _("看报告") if standing.report else _("出报告"),
        url_for("reports.of_consultation", id=id),
    )
    if standing.sent:
        decided, items = standing.answers
        yield Way(
            _("采纳情况"),
            _("已登记 %(n)s / %(m)s 项", n=decided, m=items),
            _("登记采纳"),
            url_for("adoption.decisions", id=standing.sent.id),
        )


def _grouping_state(standing: Standing) -> str:
    settled, places = standing.places
    counted: str = _("%(n)s 组，分在 %(m)s 处", n=f"{standing.wordings.all:,}", m=places)
    rest: str = _("，还有 %(n)s 处正在归并", n=places - settled) if settled < places else _("，都归并好了")
    return counted + rest if standing.wordings.all else str(_("还没有归并的意见"))


def _report_state(standing: Standing) -> str:
    report = standing.report
    state = _("第 %(n)s 版，%(state)s", n=report.version, state=STATE_LABELS[report.state]) if report else ""
    return state or _("还没有出报告")
