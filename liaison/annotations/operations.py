"""Phrasing a group: save, submit, return, finalise. Every save is a version; nobody overwrites what they have not seen."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison import audit, clock
from liaison.accounts.models import User
from liaison.annotations.models import Annotation, AnnotationKind, AnnotationState, AnnotationVersion
from liaison.errors import Conflict, Refused
from liaison.grouping.models import Group, Membership
from liaison.grouping.operations import touch

CHANGING = frozenset({AnnotationKind.MODIFY, AnnotationKind.ADD})


@dataclass(frozen=True)
class Wording:
    """What stands in the form. `seen` is the version the writer had before them."""

    kind: AnnotationKind
    provision_id: int | None
    proposed_text: str
    rationale: str
    seen: int
    note: str = ""


def save(session: Session, group: Group, wording: Wording, *, by: User, expert: User | None) -> AnnotationVersion:
    """Keeps what has been written so far."""
    return _write(session, group, wording, AnnotationState.DRAFTING, by=by, expert=expert)


def submit(session: Session, group: Group, wording: Wording, *, by: User, expert: User | None) -> AnnotationVersion:
    """The expert hands the wording to the office."""
    _check_complete(wording)
    return _write(session, group, wording, AnnotationState.SUBMITTED, by=by, expert=expert)


def return_with_note(
    session: Session, group: Group, wording: Wording, *, by: User, expert: User | None
) -> AnnotationVersion:
    """The office asks for more; the note says what."""
    if not wording.note.strip():
        raise Refused("写明为什么退回，专家才知道要改什么")
    return _write(session, group, wording, AnnotationState.RETURNED, by=by, expert=expert)


def finalise(session: Session, group: Group, wording: Wording, *, by: User, expert: User | None) -> AnnotationVersion:
    """定稿 by the office; with a text that the office wrote itself this is 代拟."""
    _check_complete(wording)
    version = _write(session, group, wording, AnnotationState.FINAL, by=by, expert=expert)
    version.annotation.voices_when_final = session.scalar(select(func.count()).where(Membership.group_id == group.id))
    return version


def _check_complete(wording: Wording) -> None:
    if wording.kind in CHANGING and not wording.proposed_text.strip():
        raise Refused("写下建议修改成什么样，再提交")
    if not wording.rationale.strip():
        raise Refused("写下修改理由，市人大要看理由")


def _write(
    session: Session, group: Group, wording: Wording, state: AnnotationState, *, by: User, expert: User | None
) -> AnnotationVersion:
    touch(session, group)
    annotation = _annotation(session, group, expert)
    if annotation.version != wording.seen:
        raise Conflict("您打开这一页以后，别人已经存了新的一版。两版都在下面，请比较后再存")
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
        note=wording.note,
        author_id=_author_id(annotation, wording, by),
        entered_by_id=by.id,
        created_at=clock.now(),
    )
    session.add(version)
    audit.record(session, f"wording_{state.value}", annotation, by=by, group=group.id, number=annotation.version)
    return version


def _annotation(session: Session, group: Group, expert: User | None) -> Annotation:
    """The group's annotation, made when the first version is saved; from then on the expert stays the same. `touch` holds the lock."""
    found = select(Annotation).where(Annotation.group_id == group.id).execution_options(populate_existing=True)
    annotation = session.scalar(found)
    if annotation is None:
        annotation = Annotation(
            group_id=group.id, expert_id=expert.id if expert else None, version=0, created_at=clock.now()
        )
        session.add(annotation)
        session.flush()
    return annotation


def _author_id(annotation: Annotation, wording: Wording, by: User) -> int:
    """Whoever passes a text on unchanged has not written it."""
    last = annotation.versions[-1] if annotation.versions else None
    if last and (last.proposed_text, last.rationale, last.kind) == (
        wording.proposed_text,
        wording.rationale,
        wording.kind,
    ):
        return last.author_id
    return by.id
