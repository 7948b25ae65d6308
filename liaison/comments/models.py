"""意见 (one person's words, once), the words themselves, who spoke, and the excerpts that are grouped.

Comment and CommentWords are insert-only; the migration puts triggers on both engines. Whatever is learnt later about a
comment is a row elsewhere.
"""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.accounts.models import Point, User
from liaison.database import Base, BigId, Id
from liaison.drafts.models import Draft, Provision
from liaison.files import StoredFile

LONGEST_WORDS = 20_000  # characters; what is longer is kept whole as an attachment


class Channel(enum.StrEnum):
    COUNTER = "counter"
    VISIT = "visit"
    SYMPOSIUM = "symposium"
    PAPER = "paper"
    PHONE = "phone"
    WECHAT = "wechat"
    QR = "qr"
    IMPORT = "import"


class Stance(enum.StrEnum):
    FOR = "for"
    AMEND = "amend"
    AGAINST = "against"


class SpeakerKind(enum.StrEnum):
    RESIDENT = "resident"
    DEPUTY = "deputy"
    ENTERPRISE = "enterprise"
    VILLAGE_CADRE = "village_cadre"
    EXPERT = "expert"
    SELF_EMPLOYED = "self_employed"
    GIG_WORKER = "gig_worker"
    OTHER = "other"


class ReplyWish(enum.StrEnum):
    NONE = "none"
    PHONE = "phone"
    SMS = "sms"
    WECHAT = "wechat"
    VISIT = "visit"


class Place(enum.StrEnum):
    """What a comment or excerpt is about: a provision, the whole draft, something the draft lacks, or not yet known."""

    PROVISION = "provision"
    WHOLE = "whole"
    NEW = "new"
    NONE = "none"


class Speaker(Base):
    """提出人. Name and contact are sealed; experts and readers never see this table."""

    __tablename__ = "speaker"

    id: Mapped[Id]
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact_index: Mapped[str | None] = mapped_column(index=True)  # keyed hash: the same number is found again
    reply_wish: Mapped[ReplyWish] = mapped_column(default=ReplyWish.NONE)
    notice_version: Mapped[str] = mapped_column(default="")  # which privacy notice the person was shown
    created_at: Mapped[datetime]


class Comment(Base):
    """意见. `client_token` names one submission: sent again with the same content it gets the same receipt."""

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("consultation_id", "client_token"),
        Index("ix_comment_point_id_consultation_id", "point_id", "consultation_id"),
        CheckConstraint("(place = 'provision') = (provision_id IS NOT NULL)", name="place_names_provision"),
    )

    id: Mapped[Id]
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    place: Mapped[Place]
    provision_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("provision.id"), index=True)
    speaker_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("speaker.id"))
    speaker_kind: Mapped[SpeakerKind | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    channel: Mapped[Channel]
    stance: Mapped[Stance | None]
    collected_on: Mapped[date]
    entered_at: Mapped[datetime]
    client_token: Mapped[str]
    content_hash: Mapped[str]
    receipt_code: Mapped[str] = mapped_column(unique=True)
    supplements_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("comment.id"), index=True)
    draft: Mapped[Draft] = relationship()
    point: Mapped[Point] = relationship()
    provision: Mapped[Provision | None] = relationship()
    speaker: Mapped[Speaker | None] = relationship()
    entered_by: Mapped[User | None] = relationship(foreign_keys=[entered_by_id])
    words: Mapped["CommentWords"] = relationship(back_populates="comment")
    excerpts: Mapped[list["Excerpt"]] = relationship(back_populates="comment", order_by="Excerpt.start, Excerpt.id")


class CommentWords(Base):
    """The words as they were typed: `words`, and separately what the speaker would write instead, and why."""

    __tablename__ = "comment_words"

    comment_id: Mapped[int] = mapped_column(BigId, ForeignKey("comment.id"), primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Text)
    suggestion: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    full_text_file_id: Mapped[int | None] = mapped_column(
        ForeignKey("stored_file.id")
    )  # set when the words were overlong
    comment: Mapped[Comment] = relationship(back_populates="words")
    full_text_file: Mapped[StoredFile | None] = relationship()


class ExcerptOrigin(enum.StrEnum):
    WHOLE = "whole"
    CITED = "cited"
    MACHINE_PROPOSED = "machine_proposed"
    PERSON = "person"
    CARRIED = "carried"


class Excerpt(Base):
    """意见点: the unit of grouping. `start` and `end` are character positions in the words; retired ones stay as history."""

    __tablename__ = "excerpt"
    __table_args__ = (
        UniqueConstraint("comment_id", "draft_id", "start", "end", "place_key"),
        Index("ix_excerpt_draft_id_place_key", "draft_id", "place_key"),
    )

    id: Mapped[Id]
    comment_id: Mapped[int] = mapped_column(BigId, ForeignKey("comment.id"))
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    place: Mapped[Place]
    provision_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("provision.id"), index=True)
    place_key: Mapped[str]  # where it is grouped: art-12, topic-3, or the place itself (whole, new, none)
    start: Mapped[int]
    end: Mapped[int]
    origin: Mapped[ExcerptOrigin]
    attributed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    carried_from_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("excerpt.id"), index=True)
    retired_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    comment: Mapped[Comment] = relationship(back_populates="excerpts")
    provision: Mapped[Provision | None] = relationship()
