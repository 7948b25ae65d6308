"""A draft is internal until the office opens it: until then only the office, the participating points and their experts see it."""

from typing import cast

from sqlalchemy import ColumnElement, Select, and_, or_, select

from liaison.accounts.models import User
from liaison.accounts.scopes import stations
from liaison.consultations.models import Consultation
from liaison.consultations.scopes import consultations
from liaison.drafts.maps import ProvisionMap
from liaison.drafts.models import Draft, DraftState, Provision
from liaison.permissions import Actor, Role, register_scope


def register_scopes() -> None:
    register_scope(Draft, drafts)
    register_scope(Provision, lambda actor: Provision.draft_id.in_(drafts_seen(actor)))
    register_scope(ProvisionMap, lambda actor: ProvisionMap.to_draft_id.in_(drafts_seen(actor)))


def drafts(actor: Actor) -> ColumnElement[bool]:
    office = select(Consultation.id).where(Consultation.station_id.in_(stations(cast(User, actor), Role.OFFICE)))
    taking_part = select(Consultation.id).where(consultations(actor))
    return or_(
        Draft.consultation_id.in_(office),
        and_(Draft.state != DraftState.PROOFING, Draft.consultation_id.in_(taking_part)),
    )


def drafts_seen(actor: Actor) -> Select[int]:
    return select(Draft.id).where(drafts(actor))
