"""汇总报告: frozen as a value, its items as rows so that the answer from the city finds them, its files by name."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.consultations.models import Consultation
from liaison.database import Base, BigId, Id
from liaison.files import StoredFile


class ReportState(enum.StrEnum):
    """拟稿 → 核稿 → 签发 → 已报送."""

    DRAWN_UP = "drawn_up"
    CHECKED = "checked"
    SIGNED = "signed"
    SENT = "sent"


class Report(Base):
    """`value` is the canonical JSON of reports.value.ReportValue; nothing that happens later changes it."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("consultation_id", "version"),)

    id: Mapped[Id]
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    version: Mapped[int]
    title: Mapped[str]
    state: Mapped[ReportState] = mapped_column(default=ReportState.DRAWN_UP)
    value: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str]
    unsettled: Mapped[bool] = mapped_column(default=False)  # frozen before all articles had settled: 归并未核定
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    document_number: Mapped[str] = mapped_column(default="")
    consultation: Mapped[Consultation] = relationship()
    items: Mapped[list["ReportItem"]] = relationship(back_populates="report", order_by="ReportItem.number")
    files: Mapped[list["ReportFile"]] = relationship(back_populates="report", order_by="ReportFile.id")


class ReportSignature(Base):
    """One step of the report's way: who moved it on, when. Insert-only by habit; the audit trail has it, too."""

    __tablename__ = "report_signature"
    __table_args__ = (UniqueConstraint("report_id", "state"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    state: Mapped[ReportState]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    remark: Mapped[str] = mapped_column(Text, default="")


class ReportItem(Base):
    """A numbered row of the paper. Its words stand in the report's value; here stands what it came from."""

    __tablename__ = "report_item"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    number: Mapped[int]
    provision_label: Mapped[str]
    unphrased: Mapped[bool]
    report: Mapped[Report] = relationship(back_populates="items")
    voices: Mapped[list["ReportItemVoice"]] = relationship(back_populates="item", order_by="ReportItemVoice.id")


class ReportItemVoice(Base):
    """Lineage: this item speaks for this excerpt of this comment, which stood in this group when the report was frozen."""

    __tablename__ = "report_item_voice"
    __table_args__ = (UniqueConstraint("report_item_id", "excerpt_id"),)

    id: Mapped[Id]
    report_item_id: Mapped[int] = mapped_column(BigId, ForeignKey("report_item.id"))
    group_id: Mapped[int] = mapped_column(BigId, ForeignKey("group.id"))
    excerpt_id: Mapped[int] = mapped_column(BigId, ForeignKey("excerpt.id"))
    comment_id: Mapped[int] = mapped_column(BigId, ForeignKey("comment.id"), index=True)
    item: Mapped[ReportItem] = relationship(back_populates="voices")


class PaperKind(enum.StrEnum):
    SUMMARY = "t1"
    DETAIL = "t2"


class PaperFormat(enum.StrEnum):
    DOCX = "docx"
    XLSX = "xlsx"


class ReportFile(Base):
    """One paper in one format, asked for by somebody; `file_id` is set when the worker has rendered it."""

    __tablename__ = "report_file"
    __table_args__ = (UniqueConstraint("report_id", "kind", "format"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    kind: Mapped[PaperKind]
    format: Mapped[PaperFormat]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    report: Mapped[Report] = relationship(back_populates="files")
    file: Mapped[StoredFile | None] = relationship()
