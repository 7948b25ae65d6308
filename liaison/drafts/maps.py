"""稿间条款对应 as it is kept: what the comparison found between two drafts, and what people decided about it."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.database import Base, Id
from liaison.drafts.models import Draft


class Correspondence(enum.StrEnum):
    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"
    GONE = "gone"


class MapDecision(enum.StrEnum):
    """`open`: nobody has looked; a row that is certain holds all the same, any other does not."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class ProvisionMap(Base):
    """One row from a draft to a later one of the same consultation. Keys of articles; `score` out of 100."""

    __tablename__ = "provision_map"
    __table_args__ = (
        UniqueConstraint("from_draft_id", "to_draft_id", "position"),
        CheckConstraint("from_draft_id <> to_draft_id", name="two_drafts"),
    )

    id: Mapped[Id]
    from_draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    to_draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    position: Mapped[int]
    correspondence: Mapped[Correspondence]
    old_keys: Mapped[list[str]]
    new_keys: Mapped[list[str]]
    score: Mapped[int]
    certain: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    decision: Mapped[MapDecision] = mapped_column(default=MapDecision.OPEN)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    from_draft: Mapped[Draft] = relationship(foreign_keys=[from_draft_id])
    to_draft: Mapped[Draft] = relationship(foreign_keys=[to_draft_id])

    @property
    def holds(self) -> bool:
        """Whether what people said may move along this row."""
        if self.decision is MapDecision.OPEN:
            return self.certain
        return self.decision is MapDecision.CONFIRMED

    @property
    def is_asked(self) -> bool:
        """Somebody has to decide before anything moves."""
        return self.decision is MapDecision.OPEN and not self.certain
