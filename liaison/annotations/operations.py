"""Phrasing a group: save, submit, return, finalise. Every save is a version; nobody overwrites what they have not seen."""

from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison import audit, clock
from liaison.accounts.models import User
from liaison.annotations.meaning import CHANGES_TEXT, as_meant
from liaison.annotations.models import Annotation, AnnotationKind, AnnotationState, AnnotationVersion
from liaison.comments.models import Excerpt
from liaison.drafts.models import Provision
from liaison.drafts.queries import text_of
from liaison.errors import Conflict, Refused
from liaison.grouping.models import Group, Membership
from liaison.grouping.operations import touch
from liaison.permissions import Action, may


@dataclass(frozen=True)
class Wording:
    """What stands in the form. `seen` is the version the writer had before them."""

    kind: AnnotationKind
    provision_id: int | None
    proposed_text: str
    rationale: str
    seen: int
    note: str = ""


class Incomplete(Refused):
    """Something is missing before the wording can go on; `field` says where."""

    def __init__(self, field: Literal["proposed_text", "rationale", "note"], message: str) -> None:
        super().__init__(message)
        self.field = field


class StaleWording(Conflict):
    """Somebody saved a version after the one that the writer saw."""

    def __init__(self) -> None:
        super().__init__("您打开这一页以后，别人已经存了新的一版。两版都在下面，请比较后再存")


def save(session: Session, group: Group, wording: Wording, *, by: User, expert: User | None) -> AnnotationVersion:
    """Keeps what has been written so far. What the office corrects while reviewing stays submitted; the expert takes it back."""
    annotation = _held(session, group, wording, expert)
    reviewing = annotation.state is AnnotationState.SUBMITTED and may(by, Action.REVIEW)
    _refuse_final(annotation)
    return _write(
        session, annotation, wording, AnnotationState.SUBMITTED if reviewing else AnnotationState.DRAFTING, by
    )


def submit(session: Session, group: Group, wording: Wording, *, by: User, expert: User | None) -> AnnotationVersion:
    """The expert hands the wording to the office."""
    annotation = _held(session, group, wording, expert)
    _refuse_final(annotation)
    _check_complete(session, wording)
    return _write(session, annotation, wording, AnnotationState.SUBMITTED, by)


def return_with_note(
    session: Session, group: Group, wording: Wording, *, by: User, expert: User | None
) -> AnnotationVersion:
    """The office asks for more; the note says what."""
    annotation = _held(session, group, wording, expert)
    if annotation.version == 0:
        raise Refused("这一组还没有写过，不用退回")
    if not wording.note.strip():
        raise Incomplete("note", "写明为什么退回，专家才知道要改什么")
    return _write(session, annotation, wording, AnnotationState.RETURNED, by)


def finalise(session: Session, group: Group, wording: Wording, *, by: User, expert: User | None) -> AnnotationVersion:
    """定稿 by the office; with a text that the office wrote itself this is 代拟."""
    annotation = _held(session, group, wording, expert)
    _check_complete(session, wording)
    version = _write(session, annotation, wording, AnnotationState.FINAL, by)
    living = select(func.count()).select_from(Membership).join(Excerpt)
    annotation.voices_when_final = session.scalar(
        living.where(Membership.group_id == group.id, Excerpt.retired_at.is_(None))
    )
    return version


def _held(session: Session, group: Group, wording: Wording, expert: User | None) -> Annotation:
    """The group's annotation, locked; it is made with the first version, and from then on its expert stays the same."""
    touch(session, group)
    found = select(Annotation).where(Annotation.group_id == group.id).execution_options(populate_existing=True)
    annotation = session.scalar(found)
    if annotation is None:
        annotation = Annotation(
            group_id=group.id, expert_id=expert.id if expert else None, version=0, created_at=clock.now()
        )
        session.add(annotation)
        session.flush()
    if annotation.version != wording.seen:
        raise StaleWording
    return annotation


def _refuse_final(annotation: Annotation) -> None:
    if annotation.state is AnnotationState.FINAL:
        raise Refused("这一组已经定稿。要改的，请联系点的工作人员退回，写的内容先留在这一页")


def _check_complete(session: Session, wording: Wording) -> None:
    original = _original(session, wording)
    meant = as_meant(wording.kind, wording.proposed_text, original)
    if wording.kind in CHANGES_TEXT and not meant:
        raise Incomplete("proposed_text", "写下建议修改成什么样")
    if wording.kind is AnnotationKind.MODIFY and meant == original.strip():
        raise Incomplete("proposed_text", "框里还是原文：写下要改的字；不改条文的，处理意见选“保留原文”")
    if not wording.rationale.strip():
        raise Incomplete("rationale", "写下修改理由，市人大要看理由")


def _original(session: Session, wording: Wording) -> str:
    provision = session.get(Provision, wording.provision_id) if wording.provision_id else None
    return text_of(session, provision) if provision else ""


def _write(
    session: Session, annotation: Annotation, wording: Wording, state: AnnotationState, by: User
) -> AnnotationVersion:
    meant = as_meant(wording.kind, wording.proposed_text, _original(session, wording))
    wording = replace(wording, proposed_text=meant, rationale=wording.rationale.strip(), note=wording.note.strip())
    author_id = _author_id(annotation, wording, by)
    annotation.version += 1
    annotation.state = state
    version = AnnotationVersion(
        annotation=annotation,
        number=annotation.version,
        state=state,
        kind=wording.kind,
        provision_id=wording.provision_id,
        proposed_text=wording.proposed_text,
        rationale=wording.rationale,
        note=wording.note if state is AnnotationState.RETURNED else "",
        author_id=author_id,
        entered_by_id=by.id,
        created_at=clock.now(),
    )
    session.add(version)
    audit.record(
        session, f"wording_{state.value}", annotation, by=by, group=annotation.group_id, number=annotation.version
    )
    return version


def _author_id(annotation: Annotation, wording: Wording, by: User) -> int:
    """Whoever passes a text on unchanged has not written it."""
    last = annotation.versions[-1] if annotation.versions else None
    if last and (last.proposed_text, last.rationale, last.kind, last.provision_id) == (
        wording.proposed_text,
        wording.rationale,
        wording.kind,
        wording.provision_id,
    ):
        return last.author_id
    return by.id
