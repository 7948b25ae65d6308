"""A draft comes in, is proofread, put to use, and – by an explicit act – opened to the public."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison import audit, clock
from liaison.consultations.models import Consultation
from liaison.drafts.models import Draft, DraftKind, DraftState, Provision, ProvisionKind, Visibility
from liaison.drafts.parsing import parse
from liaison.drafts.queries import ARTICLES
from liaison.drafts.topics import parse_topics
from liaison.drafts.tree import DraftTree, ProvisionNode
from liaison.errors import Refused
from liaison.permissions import Actor


@dataclass(frozen=True)
class NewDraft:
    """What the office pasted or uploaded. An empty `title` is taken from the text."""

    text: str
    kind: DraftKind
    title: str
    reading: str
    source_file_id: int | None = None


def add_draft(session: Session, consultation: Consultation, new: NewDraft, *, by: Actor) -> Draft:
    """Parses the text into provisions; the draft waits for proofreading."""
    tree = parse_topics(new.text) if new.kind is DraftKind.TOPICS else parse(new.text)
    draft = Draft(
        consultation_id=consultation.id,
        number=_next_number(session, consultation),
        kind=new.kind,
        reading=new.reading,
        title=new.title or tree.title or consultation.title,
        source_text=new.text,
        source_file_id=new.source_file_id,
        parse_report={"warnings": [{"line": oddity.line, "message": oddity.message} for oddity in tree.warnings]},
        created_by_id=by.id,
        created_at=clock.now(),
    )
    session.add(draft)
    session.flush()
    _add_provisions(session, draft, tree)
    audit.record(session, "draft_added", draft, by=by, consultation=consultation.id)
    return draft


def confirm_draft(session: Session, draft: Draft, *, by: Actor) -> None:
    """The office has proofread it: from now on comments may be made on it."""
    if not _has_articles(session, draft):
        raise Refused("这份草案里没有找到条文，请检查后重新粘贴")
    session.execute(select(Draft.id).where(Draft.id == draft.id).with_for_update(key_share=True))
    draft.state = DraftState.READY
    audit.record(session, "draft_confirmed", draft, by=by)


def open_draft(session: Session, draft: Draft, *, basis: str = "", by: Actor) -> None:
    """Makes the draft public. Nothing else does."""
    if draft.state is not DraftState.READY:
        raise Refused("草案核对启用以后，才能公开")
    if draft.visibility is Visibility.PUBLIC:
        return
    draft.visibility = Visibility.PUBLIC
    draft.opened_by_id, draft.opened_at = by.id, clock.now()
    audit.record(session, "draft_opened", draft, by=by, basis=basis)


def _next_number(session: Session, consultation: Consultation) -> int:
    return (session.scalar(select(func.max(Draft.number)).where(Draft.consultation_id == consultation.id)) or 0) + 1


def _has_articles(session: Session, draft: Draft) -> bool:
    found = select(Provision.id).where(Provision.draft_id == draft.id, Provision.kind.in_(ARTICLES)).limit(1)
    return session.scalar(found) is not None


def _add_provisions(session: Session, draft: Draft, tree: DraftTree) -> None:
    roots = [tree.preface] if tree.preface else []
    position = 0
    waiting: list[tuple[ProvisionNode, Provision | None]] = [
        (node, None) for node in [*roots, *tree.nodes, *tree.attachments]
    ][::-1]
    while waiting:
        node, parent = waiting.pop()
        position += 1
        provision = _provision(draft, node, parent, position)
        session.add(provision)
        session.flush()
        waiting += [(child, provision) for child in node.children][::-1]


def _provision(draft: Draft, node: ProvisionNode, parent: Provision | None, position: int) -> Provision:
    own = "" if node.kind == "article" and node.children else node.text
    return Provision(
        draft_id=draft.id,
        parent_id=parent.id if parent else None,
        key=node.key,
        kind=ProvisionKind(node.kind),
        position=position,
        number=node.number,
        sub=node.sub,
        label=node.label,
        heading=node.heading,
        text=own,
    )
