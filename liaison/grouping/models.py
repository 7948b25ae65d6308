"""归并组 and what belongs to them, article by article.

`ArticleGrouping` is the row that workers lock and the place where "arrived" and "settled" are compared: an article is
settled when both are equal.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.comments.models import Excerpt
from liaison.database import Base, BigId, Id


class ArticleGrouping(Base):
    """The grouping of one article (`place_key`: art-12, topic-3) or of one of the places without one (whole, new, none)."""

    __tablename__ = "article_grouping"
    __table_args__ = (UniqueConstraint("draft_id", "place_key"),)

    id: Mapped[Id]
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    place_key: Mapped[str]
    arrived: Mapped[int] = mapped_column(default=0)  # counts every change to what is grouped here
    settled: Mapped[int] = mapped_column(default=0)  # the value of `arrived` that the last settling saw
    settled_at: Mapped[datetime | None]
    algorithm_version: Mapped[int] = mapped_column(default=0)


class Prepared(Base):
    """An excerpt made ready for comparing: normalised text and its hash, written once by `prepare`."""

    __tablename__ = "prepared"
    __table_args__ = (Index("ix_prepared_content_hash", "content_hash"),)

    excerpt_id: Mapped[int] = mapped_column(BigId, ForeignKey("excerpt.id"), primary_key=True, autoincrement=False)
    normalised: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str]
    algorithm_version: Mapped[int]


class Group(Base):
    """A demand on one article with all its voices. `number` counts the groups of a draft and never changes hands."""

    __tablename__ = "group"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: Mapped[Id]
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    article_grouping_id: Mapped[int] = mapped_column(ForeignKey("article_grouping.id"), index=True)
    number: Mapped[int]
    touched_at: Mapped[datetime | None]  # a person worked on it: the machine may add to it, never merge or split it
    merged_into_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("group.id"))
    created_at: Mapped[datetime]
    article_grouping: Mapped[ArticleGrouping] = relationship()
    memberships: Mapped[list["Membership"]] = relationship(back_populates="group", order_by="Membership.id")


class Membership(Base):
    """An excerpt belongs to one group, and `evidence` says why: {kind, with, sentence}."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("excerpt_id"),)

    id: Mapped[Id]
    excerpt_id: Mapped[int] = mapped_column(BigId, ForeignKey("excerpt.id"))
    group_id: Mapped[int] = mapped_column(BigId, ForeignKey("group.id"), index=True)
    provisional: Mapped[bool] = mapped_column(default=True)
    evidence: Mapped[dict[str, Any]]
    joined_at: Mapped[datetime]
    group: Mapped[Group] = relationship(back_populates="memberships")
    excerpt: Mapped[Excerpt] = relationship()
