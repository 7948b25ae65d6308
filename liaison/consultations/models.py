"""意见征询, its due dates and the points that take part in it."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.accounts.models import Point, Station
from liaison.database import Base, Id


class Stage(enum.StrEnum):
    PRE_LEGISLATION = "pre_legislation"
    DRAFT = "draft"
    POST_LEGISLATION = "post_legislation"
    ENFORCEMENT = "enforcement"


class ConsultationState(enum.StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class StepKind(enum.StrEnum):
    """The six steps a page shows, each with a due date."""

    COLLECT = "collect"
    CONSOLIDATE = "consolidate"
    ANNOTATE = "annotate"
    REVIEW = "review"
    SUBMIT = "submit"
    FEEDBACK = "feedback"


class Consultation(Base):
    """`closes_on` is the last day on which points and citizens may submit."""

    __tablename__ = "consultation"
    __table_args__ = (CheckConstraint("closes_on >= opens_on", name="dates"),)

    id: Mapped[Id]
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    title: Mapped[str]
    commissioning_body: Mapped[str]
    stage: Mapped[Stage]
    state: Mapped[ConsultationState] = mapped_column(default=ConsultationState.PLANNED)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    station: Mapped[Station] = relationship()
    steps: Mapped[list["Step"]] = relationship(back_populates="consultation", order_by="Step.due_on, Step.id")
    participations: Mapped[list["Participation"]] = relationship(
        back_populates="consultation", order_by="Participation.point_id"
    )


class Step(Base):
    __tablename__ = "step"
    __table_args__ = (UniqueConstraint("consultation_id", "kind"),)

    id: Mapped[Id]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    kind: Mapped[StepKind]
    due_on: Mapped[date]
    consultation: Mapped[Consultation] = relationship(back_populates="steps")


class Participation(Base):
    """A point takes part in a consultation; `public_code` is in the address behind its QR code (guessing it is hopeless)."""

    __tablename__ = "participation"
    __table_args__ = (UniqueConstraint("consultation_id", "point_id"),)

    id: Mapped[Id]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), index=True)
    public_code: Mapped[str] = mapped_column(unique=True)
    consultation: Mapped[Consultation] = relationship(back_populates="participations")
    point: Mapped[Point] = relationship()
