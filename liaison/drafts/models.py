"""法规草案的一稿 and its provisions. A 提纲 and a law in force are drafts of another kind."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.consultations.models import Consultation
from liaison.database import Base, BigId, Id


class DraftKind(enum.StrEnum):
    TEXT = "text"
    TOPICS = "topics"
    LAW_IN_FORCE = "law_in_force"


class Visibility(enum.StrEnum):
    INTERNAL = "internal"
    PUBLIC = "public"


class DraftState(enum.StrEnum):
    """A draft is proofread by the office before anybody comments on it."""

    PROOFING = "proofing"
    READY = "ready"
    REPLACED = "replaced"


class ProvisionKind(enum.StrEnum):
    PART = "part"
    SUBPART = "subpart"
    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    SUBITEM = "subitem"
    POINT = "point"
    TOPIC = "topic"
    PREFACE = "preface"
    ATTACHMENT = "attachment"


class Draft(Base):
    """`number` counts the drafts of a consultation; `source_text` is the text as it came, untouched."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[Id]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    kind: Mapped[DraftKind]
    reading: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    state: Mapped[DraftState] = mapped_column(default=DraftState.PROOFING)
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.INTERNAL)
    source_text: Mapped[str] = mapped_column(Text)
    source_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    parse_report: Mapped[dict[str, Any]]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[datetime | None]
    consultation: Mapped[Consultation] = relationship()
    provisions: Mapped[list["Provision"]] = relationship(back_populates="draft", order_by="Provision.position")


class Provision(Base):
    """Any node of the text. `key` is stable (`art-12.p2.i3`), `position` is the order of reading."""

    __tablename__ = "provision"
    __table_args__ = (
        UniqueConstraint("draft_id", "key"),
        Index("ix_provision_draft_id_position", "draft_id", "position"),
    )

    id: Mapped[Id]
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("provision.id"), index=True)
    key: Mapped[str]
    kind: Mapped[ProvisionKind]
    position: Mapped[int]
    number: Mapped[int | None]
    sub: Mapped[int | None]
    label: Mapped[str]  # 第十二条, 第二款, （三）
    heading: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(Text, default="")  # own text, without that of the nodes below
    draft: Mapped[Draft] = relationship(back_populates="provisions")
