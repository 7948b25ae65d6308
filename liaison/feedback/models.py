"""采纳情况: decisions are insert-only, the newest one of an item counts."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.database import Base, BigId, Id
from liaison.reports.models import ReportItem


class AdoptionOutcome(enum.StrEnum):
    ADOPTED = "adopted"
    PARTIAL = "partial"
    TRANSFORMED = "transformed"
    REFERENCE = "reference"
    DECLINED = "declined"


class AdoptionDecision(Base):
    """The city congress's answer to one item. The reason is what nine in ten speakers will read: it is never empty."""

    __tablename__ = "adoption_decision"

    id: Mapped[Id]
    report_item_id: Mapped[int] = mapped_column(BigId, ForeignKey("report_item.id"), index=True)
    outcome: Mapped[AdoptionOutcome]
    reason: Mapped[str] = mapped_column(Text)
    adopted_text: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime]
    item: Mapped[ReportItem] = relationship()
