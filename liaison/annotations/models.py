"""批注: the wording for one group. Versions are insert-only; `author` wrote the words, `entered_by` typed them in."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.accounts.models import User
from liaison.database import Base, BigId, Id
from liaison.drafts.models import Provision
from liaison.grouping.models import Group


class AnnotationState(enum.StrEnum):
    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    FINAL = "final"


class AnnotationKind(enum.StrEnum):
    MODIFY = "modify"
    ADD = "add"
    DELETE = "delete"
    KEEP = "keep"
    EXPLAIN = "explain"
    NOT_THIS_LAW = "not_this_law"
    OTHER_CHANNEL = "other_channel"


class Annotation(Base):
    """`version` rises with every save: a second editor who saw an older one gets the conflict page. `expert_id` is sticky once opened."""

    __tablename__ = "annotation"

    id: Mapped[Id]
    group_id: Mapped[int] = mapped_column(BigId, ForeignKey("group.id"), unique=True)
    state: Mapped[AnnotationState] = mapped_column(default=AnnotationState.DRAFTING)
    expert_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    version: Mapped[int] = mapped_column(default=0)
    voices_when_final: Mapped[int | None]  # excerpts in the group when it was finalised: 定稿后新增 n 条
    created_at: Mapped[datetime]
    group: Mapped[Group] = relationship()
    expert: Mapped[User | None] = relationship()
    versions: Mapped[list["AnnotationVersion"]] = relationship(
        back_populates="annotation", order_by="AnnotationVersion.number"
    )


class AnnotationVersion(Base):
    """One saved state of the wording. 代拟 is a version whose author is not the paired expert."""

    __tablename__ = "annotation_version"
    __table_args__ = (UniqueConstraint("annotation_id", "number"),)

    id: Mapped[Id]
    annotation_id: Mapped[int] = mapped_column(ForeignKey("annotation.id"))
    number: Mapped[int]
    state: Mapped[AnnotationState]
    kind: Mapped[AnnotationKind]
    provision_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("provision.id"), index=True)
    proposed_text: Mapped[str] = mapped_column(Text)
    rationale: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")  # why it was returned
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    annotation: Mapped[Annotation] = relationship(back_populates="versions")
    provision: Mapped[Provision | None] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    entered_by: Mapped[User] = relationship(foreign_keys=[entered_by_id])
