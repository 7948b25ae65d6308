"""The office sees its station's consultations; points and their paired experts those they take part in, once these are open."""

from typing import cast

from sqlalchemy import ColumnElement, and_, or_, select

from liaison.accounts.models import User
from liaison.accounts.queries import paired_point_ids
from liaison.accounts.scopes import stations
from liaison.consultations.models import Consultation, ConsultationState, Participation, Step
from liaison.permissions import Actor, Role, register_scope


def register_scopes() -> None:
    register_scope(Consultation, consultations)
    register_scope(Step, lambda actor: Step.consultation_id.in_(select(Consultation.id).where(consultations(actor))))
    register_scope(Participation, participations)


def consultations(actor: Actor) -> ColumnElement[bool]:
    user = cast(User, actor)
    taking_part = select(Participation.consultation_id).where(_own_participations(user))
    return or_(
        Consultation.station_id.in_(stations(user, Role.OFFICE)),
        and_(Consultation.state != ConsultationState.PLANNED, Consultation.id.in_(taking_part)),
    )


def participations(actor: Actor) -> ColumnElement[bool]:
    user = cast(User, actor)
    own_station = select(Consultation.id).where(Consultation.station_id.in_(stations(user, Role.OFFICE)))
    return or_(Participation.consultation_id.in_(own_station), _own_participations(user))


def _own_participations(user: User) -> ColumnElement[bool]:
    paired = Participation.point_id.in_(paired_point_ids(user.id)) if Role.EXPERT in user.roles_held else None
    collected = Participation.point_id.in_(user.point_ids())
    return collected if paired is None else or_(collected, paired)
