"""Whether a submission can be received: the consultation's time, the point, the draft, the place, the form of the content."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from liaison import clock
from liaison.accounts.models import User
from liaison.comments.models import LONGEST_WORDS, Channel, Place
from liaison.comments.submission import Submission
from liaison.consultations.models import Consultation, ConsultationState
from liaison.consultations.queries import participation_of
from liaison.drafts.models import Draft, DraftState, Visibility
from liaison.drafts.queries import current_draft, provision_at
from liaison.errors import Refused
from liaison.permissions import Role

LONGEST_TOKEN = 64
LONGEST_NAME = 50
LONGEST_CONTACT = 200


@dataclass(frozen=True, slots=True)
class Admission:
    """What the submission belongs to. `after_closing`: the office entered it when the time was over."""

    station_id: int
    draft_id: int
    provision_id: int | None
    after_closing: bool


def admit(session: Session, submission: Submission, by: User | None) -> Admission:
    """Raises Refused with what to do where the submission cannot be received; nothing typed is lost by it."""
    consultation = session.get_one(Consultation, submission.consultation_id)
    _check_content(submission)
    _check_sender(session, consultation, submission, by)
    after_closing = _check_time(consultation, by)
    draft = _draft_of(session, submission, by)
    return Admission(consultation.station_id, draft.id, _provision_id(session, draft, submission), after_closing)


def is_open(consultation: Consultation, day: date) -> bool:
    """Whether points and citizens may submit on this day; the closing day is the last one."""
    return consultation.state is ConsultationState.OPEN and consultation.opens_on <= day <= consultation.closes_on


def is_over(consultation: Consultation, day: date) -> bool:
    """Closed, but not yet archived: the office may still enter what was collected in time."""
    if consultation.state is ConsultationState.CLOSED:
        return True
    return consultation.state is ConsultationState.OPEN and day > consultation.closes_on


def acts_for_office(by: User | None, consultation: Consultation) -> bool:
    return by is not None and consultation.station_id in by.station_ids(Role.OFFICE)


def may_enter_today(by: User, consultation: Consultation) -> bool:
    """The office also after the end: what was collected in time is still received."""
    today = clock.today()
    return is_open(consultation, today) or (is_over(consultation, today) and acts_for_office(by, consultation))


def _check_content(submission: Submission) -> None:
    if not submission.words.strip():
        raise Refused("写下提出人的原话；当面说没有意见的，写“无意见”。")
    if max(len(submission.suggestion), len(submission.reason)) > LONGEST_WORDS:
        raise Refused(f"“建议改成”和“理由”各写 {LONGEST_WORDS:,} 字以内，更长的请写在“原话”里，全文都会保存。")
    if len(submission.speaker.name) > LONGEST_NAME or len(submission.speaker.contact) > LONGEST_CONTACT:
        raise Refused("姓名或者联系方式太长，请核对后再保存。")
    if submission.collected_on and submission.collected_on > clock.today():
        raise Refused("采集日期不能晚于今天，请改正后再保存。")
    if not 1 <= len(submission.client_token) <= LONGEST_TOKEN:
        raise Refused("这张表不完整，请重新打开录入页，把写的内容贴过去。")


def _check_sender(session: Session, consultation: Consultation, submission: Submission, by: User | None) -> None:
    if participation_of(session, consultation.id, submission.point_id) is None:
        raise Refused("这个采集点没有参加这次征询，请换一个采集点。")
    if by is None and submission.channel is not Channel.QR:
        raise Refused("没有登录的人只能从公众页提交意见。")
    if by is not None and not acts_for_office(by, consultation) and submission.point_id not in by.point_ids():
        raise Refused("您现在不是这个采集点的采集员，请联系立法联系点。")


def _check_time(consultation: Consultation, by: User | None) -> bool:
    """True when the office enters after the end; everybody else needs the consultation open."""
    today = clock.today()
    if is_open(consultation, today):
        return False
    if is_over(consultation, today):
        if acts_for_office(by, consultation):
            return True
        raise Refused("征求意见的时间已经过了。您写的内容还在，请复制下来交给立法联系点，由他们补录。")
    raise Refused("这次征询现在没有开放，写的内容请先自己留着。")


def _draft_of(session: Session, submission: Submission, by: User | None) -> Draft:
    draft = (
        session.get(Draft, submission.draft_id)
        if submission.draft_id is not None
        else current_draft(session, submission.consultation_id)
    )
    if draft is None or draft.consultation_id != submission.consultation_id or draft.state is DraftState.PROOFING:
        raise Refused("法规草案还没有准备好，请稍后再提交。")
    if by is None and draft.visibility is not Visibility.PUBLIC:
        raise Refused("这一页现在没有开放，写的内容请先自己留着。")
    return draft


def _provision_id(session: Session, draft: Draft, submission: Submission) -> int | None:
    if submission.place is not Place.PROVISION:
        return None
    provision = provision_at(session, draft.id, submission.provision_key)
    if provision is None:
        raise Refused("选的条款不在这一稿里，请重新选一次。")
    return provision.id
