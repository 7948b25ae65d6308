"""删除令: the one key to the triggers that keep citizens' words."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from liaison.database import Base, BigId, Id


class ErasureOrder(Base):
    """Asked by one member of staff, approved by another. `comment_id` has no foreign key: the order outlives the words."""

    __tablename__ = "erasure_order"
    __table_args__ = (CheckConstraint("approved_by_id IS NULL OR approved_by_id <> asked_by_id", name="two_people"),)

    id: Mapped[Id]
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    comment_id: Mapped[int] = mapped_column(BigId, index=True)
    reason: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None]
    carried_out_at: Mapped[datetime | None]
