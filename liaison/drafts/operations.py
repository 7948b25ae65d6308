"""A draft comes in, is proofread, put to use, and – by an explicit act – opened to the public."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from liaison import audit, clock, files
from liaison.consultations.models import Consultation
from liaison.drafts.mapping import ask_for_map
from liaison.drafts.models import Draft, DraftKind, DraftState, Provision, ProvisionKind, Visibility
from liaison.drafts.original import Original
from liaison.drafts.parsing import parse
from liaison.drafts.queries import ARTICLES
from liaison.drafts.topics import parse_topics
from liaison.drafts.tree import DraftTree, ProvisionNode
from liaison.drafts.uses import is_referred_to
from liaison.errors import Refused
from liaison.permissions import Actor

CONTAINERS = ("part", "subpart", "chapter", "section")
LARGEST_NUMBER = 2**31 - 1  # what the column holds
HOLD = {"key_share": True}  # nobody else changes the row until the transaction ends; others may go on pointing at it


@dataclass(frozen=True)
class NewDraft:
    """What the office pasted or uploaded. An empty `title` is taken from the text; `remarks` were made when reading the file.

    `tree` is worked out once, when it is first asked for: ask before a transaction begins.
    """

    text: str
    kind: DraftKind
    title: str
    reading: str
    remarks: tuple[str, ...] = ()
    original: Original | None = None

    @cached_property
    def tree(self) -> DraftTree:
        return parse_topics(self.text) if self.kind is DraftKind.TOPICS else parse(self.text)

    @property
    def report(self) -> dict[str, Any]:
        """What the parser noticed, and the words that belong to no provision."""
        tree = self.tree
        return {
            "warnings": [{"line": oddity.line, "message": oddity.message} for oddity in tree.warnings],
            "remarks": list(self.remarks),
            "title": tree.title,
            "history": tree.history,
            "notice": tree.notice_before,
            "closing": tree.closing,
            "explanation": tree.explanation_after,
        }


def add_draft(session: Session, consultation: Consultation, new: NewDraft, *, by: Actor) -> Draft:
    """Stores the text as provisions; the draft waits for proofreading and only the office sees it."""
    session.refresh(consultation, with_for_update=HOLD)
    draft = Draft(
        consultation_id=consultation.id,
        number=_next_number(session, consultation),
        created_by_id=by.id,
        created_at=clock.now(),
    )
    _fill(draft, consultation, new)
    draft.source_file_id = _kept_file(session, new, by)
    session.add(draft)
    session.flush()
    _add_provisions(session, draft, new.tree)
    audit.record(session, "draft_added", draft, by=by, consultation=consultation.id)
    return draft


def enter_again(session: Session, draft: Draft, new: NewDraft, *, by: Actor) -> None:
    """Another text in the place of one that nobody has confirmed yet."""
    session.refresh(draft, with_for_update=HOLD)
    if draft.state is not DraftState.PROOFING:
        raise Refused("这一稿已经启用，不能再改。请在征询页录入新的一稿")
    session.execute(delete(Provision).where(Provision.draft_id == draft.id))
    _fill(draft, draft.consultation, new)
    draft.source_file_id = _kept_file(session, new, by) or draft.source_file_id
    session.flush()
    _add_provisions(session, draft, new.tree)
    audit.record(session, "draft_entered_again", draft, by=by, consultation=draft.consultation_id)


def confirm_draft(session: Session, draft: Draft, *, by: Actor) -> None:
    """The office has proofread it: comments may be made on it. Earlier drafts that nothing was said about are replaced."""
    session.refresh(draft, with_for_update=HOLD)
    if draft.state is DraftState.READY:
        return
    if draft.state is DraftState.REPLACED:
        raise Refused("这一稿已经被新稿替换，不能再启用")
    if not _has_articles(session, draft):
        raise Refused("这份草案里没有找到条文，请检查后重新录入")
    for earlier in _earlier_unused(session, draft):
        earlier.state = DraftState.REPLACED
        audit.record(session, "draft_replaced", earlier, by=by, replaced_by=draft.id)
    draft.state = DraftState.READY
    ask_for_map(session, draft, by=by)
    audit.record(session, "draft_confirmed", draft, by=by)


def open_draft(session: Session, draft: Draft, *, basis: str = "", by: Actor) -> None:
    """Makes the draft public. Nothing else does. `basis` says on whose word, as the audit will show it."""
    if draft.state is not DraftState.READY:
        raise Refused("草案核对启用以后，才能公开")
    if draft.visibility is Visibility.PUBLIC:
        return
    draft.visibility = Visibility.PUBLIC
    draft.opened_by_id, draft.opened_at = by.id, clock.now()
    audit.record(session, "draft_opened", draft, by=by, basis=basis)


def _fill(draft: Draft, consultation: Consultation, new: NewDraft) -> None:
    draft.kind, draft.reading = new.kind, new.reading
    draft.title = new.title or new.tree.title or consultation.title
    draft.source_text, draft.parse_report = new.text, new.report


def _kept_file(session: Session, new: NewDraft, by: Actor) -> int | None:
    original = new.original
    if original is None:
        return None
    kept = files.store(session, original.data, name=original.name, content_type=original.content_type, by_id=by.id)
    return kept.id


def _next_number(session: Session, consultation: Consultation) -> int:
    return (session.scalar(select(func.max(Draft.number)).where(Draft.consultation_id == consultation.id)) or 0) + 1


def _has_articles(session: Session, draft: Draft) -> bool:
    found = select(Provision.id).where(Provision.draft_id == draft.id, Provision.kind.in_(ARTICLES)).limit(1)
    return session.scalar(found) is not None


def _earlier_unused(session: Session, draft: Draft) -> Iterator[Draft]:
    earlier = select(Draft).where(
        Draft.consultation_id == draft.consultation_id, Draft.state == DraftState.READY, Draft.number < draft.number
    )
    return (each for each in session.scalars(earlier).all() if not is_referred_to(session, each))


def _add_provisions(session: Session, draft: Draft, tree: DraftTree) -> None:
    """Level by level, so that a whole level is one statement and every parent has its id.

    Rows, not objects: the Civil Code has 3,500 of them, and all others wait for the lock meanwhile.
    """
    words = _words_of_containers(tree)
    position = {node.key: n for n, node in enumerate(tree.walk(), 1)}
    adding = insert(Provision).returning(Provision.id, sort_by_parameter_order=True)
    roots = ((tree.preface,) if tree.preface else ()) + tree.nodes + tree.attachments
    level: list[tuple[ProvisionNode, int | None]] = [(node, None) for node in roots]
    while level:
        values = [
            _row(node, words) | {"draft_id": draft.id, "parent_id": parent_id, "position": position[node.key]}
            for node, parent_id in level
        ]
        ids = session.scalars(adding, values).all()
        level = [(child, id) for (node, _), id in zip(level, ids, strict=True) for child in node.children]


def _words_of_containers(tree: DraftTree) -> dict[str, str]:
    """Words between a chapter's title and its first article: rare, but part of the text."""
    keys = {node.key for node in tree.walk() if node.kind in CONTAINERS}
    found: dict[str, str] = {}
    for piece in tree.pieces:
        if piece.role == "text" and piece.owner in keys:
            found[piece.owner] = found.get(piece.owner, "") + piece.text
    return found


def _row(node: ProvisionNode, words: dict[str, str]) -> dict[str, Any]:
    """A node that has paragraphs keeps its words in them: no word is stored twice."""
    paragraphs = node.children and node.kind not in ("paragraph", "item", "subitem")
    return {
        "key": node.key,
        "kind": ProvisionKind(node.kind),
        "number": node.number if node.number is not None and node.number <= LARGEST_NUMBER else None,
        "sub": node.sub,
        "label": node.label,
        "heading": node.heading,
        "text": words.get(node.key, "" if paragraphs else node.text),
    }
