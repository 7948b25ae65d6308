"""Stations, points, people; appointments say who may act where and when; pairings join one expert to one point."""

import enum
from datetime import date, datetime
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from flask_security import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison import clock
from liaison.database import Base, BigId, Id
from liaison.permissions import Role

ROLE_NAMES = {
    Role.SYSTEM_ADMIN: _l("系统管理员"),
    Role.SECURITY_ADMIN: _l("安全管理员"),
    Role.OFFICE: _l("联系点工作人员"),
    Role.COLLECTOR: _l("信息采集员"),
    Role.EXPERT: _l("专家顾问"),
    Role.READER: _l("市人大"),
    Role.AUDITOR: _l("审计员"),
}


class Station(Base):
    """基层立法联系点."""

    __tablename__ = "station"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    short_name: Mapped[str]
    city: Mapped[str]
    district: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")


class PointKind(enum.StrEnum):
    LOCAL = "local"
    ALLIANCE = "alliance"
    DEPUTY_STATION = "deputy_station"
    OTHER = "other"


class Point(Base):
    """信息采集点. `number` orders the points of a station and decides ties."""

    __tablename__ = "point"
    __table_args__ = (UniqueConstraint("station_id", "number"),)

    id: Mapped[Id]
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    number: Mapped[int]
    name: Mapped[str]
    town: Mapped[str] = mapped_column(default="")
    kind: Mapped[PointKind] = mapped_column(default=PointKind.LOCAL)
    phone: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class User(Base, UserMixin):
    """A person with an account. What they may do follows from the appointments that hold today, read at every request."""

    __tablename__ = "user"

    id: Mapped[Id]
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    elder_mode: Mapped[bool] = mapped_column(default=False)
    shortcuts_off: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    appointments: Mapped[list["Appointment"]] = relationship(
        back_populates="user", order_by="Appointment.id", foreign_keys="Appointment.user_id"
    )

    @property
    def appointments_today(self) -> list["Appointment"]:
        return [appointment for appointment in self.appointments if appointment.holds_on(clock.today())]

    @property
    def roles_held(self) -> frozenset[Role]:
        return frozenset(appointment.role for appointment in self.appointments_today)

    def station_ids(self, role: Role) -> frozenset[int]:
        return frozenset(a.station_id for a in self.appointments_today if a.role is role)

    def point_ids(self) -> frozenset[int]:
        """The points this person collects for."""
        return frozenset(
            a.point_id for a in self.appointments_today if a.role is Role.COLLECTOR and a.point_id is not None
        )

    @property
    def role_names(self) -> str:
        """信息采集员 · 柳塘村, as the title band shows it."""
        names = [ROLE_NAMES[a.role] + (f" · {a.point.name}" if a.point else "") for a in self.appointments_today]
        return "、".join(dict.fromkeys(str(name) for name in names))

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]  # nothing of Flask-Security edits them
        """Flask-Security's own roles are not used: see `roles_held`."""
        return []


class Appointment(Base):
    """One person, one role, one station (and for a collector one point), for a time. Hand-over ends one and begins another.

    `valid_to` is the first day on which it no longer holds: what ends today has ended.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates"),
        Index("ix_appointment_user_id", "user_id"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[Role]
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("point.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    user: Mapped[User] = relationship(back_populates="appointments", foreign_keys=[user_id])
    # Every page names the station and the points of its reader: one statement, however many there are.
    station: Mapped[Station] = relationship(lazy="joined", innerjoin=True)
    point: Mapped[Point | None] = relationship(lazy="joined")

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @property
    def over(self) -> bool:
        return self.valid_to is not None and self.valid_to <= clock.today()


class Pairing(Base):
    """结对: one expert for one point, with a deputy for absences. `valid_to` is the first day on which it no longer holds."""

    __tablename__ = "pairing"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates"),
        CheckConstraint("deputy_id IS NULL OR deputy_id <> expert_id", name="deputy_is_another"),
        Index("ix_pairing_point_id", "point_id"),
        Index("ix_pairing_expert_id", "expert_id"),
    )

    id: Mapped[Id]
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    point: Mapped[Point] = relationship()
    expert: Mapped[User] = relationship(foreign_keys=[expert_id])
    deputy: Mapped[User | None] = relationship(foreign_keys=[deputy_id])

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class SignIn(Base):
    """One signed-in browser. The cookie names it; revoking the row ends the session at the next request."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_user_id", "user_id"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    key: Mapped[str] = mapped_column(unique=True)
    began_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
