"""How far a comment is, told to whoever holds its receipt: five stations, and in the end what was decided and why.

Never the words, never who spoke; and of an internal draft not even which article.
"""

import enum
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.annotations.models import Annotation, AnnotationState
from liaison.comments.models import Comment, Excerpt
from liaison.drafts.models import Visibility
from liaison.feedback.models import AdoptionDecision, AdoptionOutcome
from liaison.feedback.queries import items_speaking_for, newest_decisions
from liaison.grouping.models import Membership
from liaison.i18n import day, moment
from liaison.reports.models import Report, ReportItem, ReportSignature, ReportState

OUTCOME_LABELS = {
    AdoptionOutcome.ADOPTED: _l("采纳"),
    AdoptionOutcome.PARTIAL: _l("部分采纳"),
    AdoptionOutcome.TRANSFORMED: _l("转化采纳"),
    AdoptionOutcome.REFERENCE: _l("留作参考"),
    AdoptionOutcome.DECLINED: _l("未采纳"),
}


class Progress(enum.StrEnum):
    DONE = "done"
    NOW = "now"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class Stop:
    """One station of the way: its name, how far, and one sentence about it."""

    name: str
    progress: Progress
    sentence: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided about one item that speaks for this comment."""

    about: str
    outcome: str
    reason: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Journey:
    """`law_title` is empty for an internal draft."""

    law_title: str
    stops: tuple[Stop, ...]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class _Facts:
    group_ids: list[int]
    similar: int
    phrasing: frozenset[AnnotationState]
    sent: list[ReportItem]
    sent_on: date | None
    decisions: list[AdoptionDecision]


def journey_of(session: Session, comment: Comment) -> Journey:
    facts = _facts(session, comment)
    public = comment.draft.visibility is Visibility.PUBLIC
    steps = (
        (_("已收到"), True, f"{moment(comment.entered_at)}，{comment.point.name}"),
        (_("已归并"), bool(facts.group_ids or facts.sent), _grouped(facts)),
        (_("专家论证"), AnnotationState.FINAL in facts.phrasing or bool(facts.sent), _phrased(facts)),
        (_("已上报"), bool(facts.sent), _sent(facts, comment)),
        (_("采纳情况"), bool(facts.decisions), _decided(facts)),
    )
    return Journey(
        law_title=comment.draft.title if public else "",
        stops=_stops(steps),
        outcomes=tuple(_outcome(decision, public) for decision in facts.decisions),
    )


def _stops(steps: tuple[tuple[str, bool, str], ...]) -> tuple[Stop, ...]:
    """The first station that is not reached is where the comment is now."""
    waiting = next((place for place, (_name, done, _sentence) in enumerate(steps) if not done), len(steps))
    return tuple(
        Stop(name, Progress.DONE if done else Progress.NOW if place == waiting else Progress.TODO, sentence)
        for place, (name, done, sentence) in enumerate(steps)
    )


def _facts(session: Session, comment: Comment) -> _Facts:
    own = select(Excerpt.id).where(Excerpt.comment_id == comment.id, Excerpt.retired_at.is_(None))
    groups = list(session.scalars(select(Membership.group_id).where(Membership.excerpt_id.in_(own)).distinct()))
    together = select(func.count(Excerpt.comment_id.distinct())).join(Membership, Membership.excerpt_id == Excerpt.id)
    similar = session.scalar(together.where(Membership.group_id.in_(groups), Excerpt.comment_id != comment.id)) or 0
    states = session.scalars(select(Annotation.state).where(Annotation.group_id.in_(groups)))
    items = [item for item in items_speaking_for(session, comment.id) if item.report.state is ReportState.SENT]
    decisions = newest_decisions(session, [item.id for item in items])
    told = [item for item in items if item.id in decisions] or items
    newest = max((item.report_id for item in told), default=0)
    sent = [item for item in told if item.report_id == newest]
    return _Facts(
        groups,
        similar,
        frozenset(states),
        sent,
        _sent_on(session, sent[0].report) if sent else None,
        [decisions[item.id] for item in sent if item.id in decisions],
    )


def _sent_on(session: Session, report: Report) -> date | None:
    signed = session.scalar(
        select(ReportSignature.at).where(
            ReportSignature.report_id == report.id, ReportSignature.state == ReportState.SENT
        )
    )
    return clock.in_shanghai(signed).date() if signed else None


def _grouped(facts: _Facts) -> str:
    if not facts.group_ids:
        return str(_("正在把意思相近的意见放到一起。"))
    if facts.similar:
        return str(_("和您意思相近的还有 %(n)s 条意见，放在一起研究。", n=facts.similar))
    return str(_("目前没有别的相近意见，您的意见单独研究。"))


def _phrased(facts: _Facts) -> str:
    if facts.sent and all(item.unphrased for item in facts.sent):
        return str(_("时间紧，没有等到专家论证，按原话上报了。"))
    if AnnotationState.FINAL in facts.phrasing or facts.sent:
        return str(_("专家已经把意见写成正式的修改建议。"))
    return str(_("由结对的专家研究怎样写进条文。"))


def _sent(facts: _Facts, comment: Comment) -> str:
    body = comment.draft.consultation.commissioning_body
    if not facts.sent:
        return str(_("汇总以后报送%(body)s。", body=body))
    if facts.sent_on is None:
        return str(_("已经报送%(body)s。", body=body))
    return str(_("%(day)s报送%(body)s。", day=day(facts.sent_on), body=body))


def _decided(facts: _Facts) -> str:
    if facts.decisions:
        return ""
    return str(_("决定以后，采纳没采纳、为什么，都会写在这里。"))


def _outcome(decision: AdoptionDecision, public: bool) -> Outcome:
    about = decision.item.provision_label if public else _("您的意见")
    return Outcome(about, str(OUTCOME_LABELS[decision.outcome]), decision.reason, decision.decided_on)
