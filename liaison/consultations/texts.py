"""The texts a consultation is about, as far as a consultation must know them.

Drafts are a later feature and import this one, so they register here who can list them; nothing is imported the other way.
"""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from liaison.permissions import Actor


class TextState(enum.StrEnum):
    PROOFING = "proofing"
    READY = "ready"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class TextShown:
    """One draft on the page of its consultation; `name` is 第 2 稿 · 二审稿."""

    id: int
    title: str
    name: str
    state: TextState
    public: bool

    @property
    def ready(self) -> bool:
        return self.state is TextState.READY


Lister = Callable[[Session, Actor, Sequence[int]], dict[int, list[TextShown]]]
_listers: dict[str, Lister] = {}


def register_texts(lister: Lister) -> None:
    """`lister(session, actor, consultation_ids)` gives what this person may see, by consultation, newest first."""
    _listers["texts"] = lister


def texts_of(session: Session, actor: Actor, consultation_ids: Sequence[int]) -> dict[int, list[TextShown]]:
    return _listers["texts"](session, actor, consultation_ids)
