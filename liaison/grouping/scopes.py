"""Groups are seen by the office and by the experts of the points that take part; not by collectors."""

from typing import cast

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select

from liaison.accounts.models import User
from liaison.accounts.queries import paired_point_ids
from liaison.accounts.scopes import stations
from liaison.consultations.models import Consultation, Participation
from liaison.drafts.models import Draft
from liaison.grouping.models import ArticleGrouping, Group, Membership, Prepared
from liaison.permissions import Actor, Role, nobody, register_scope


def register_scopes() -> None:
    register_scope(Group, groups)
    register_scope(ArticleGrouping, lambda actor: ArticleGrouping.draft_id.in_(_drafts_with_groups(actor)))
    register_scope(Membership, lambda actor: Membership.group_id.in_(select(Group.id).where(groups(actor))))
    register_scope(Prepared, nobody)


def groups(actor: Actor) -> ColumnElement[bool]:
    return Group.draft_id.in_(_drafts_with_groups(actor))


def _drafts_with_groups(actor: Actor) -> Select[int]:
    user = cast(User, actor)
    office = Consultation.station_id.in_(stations(user, Role.OFFICE))
    paired = select(Participation.consultation_id).where(Participation.point_id.in_(paired_point_ids(user.id)))
    expert = and_(literal(Role.EXPERT in user.roles_held), Consultation.id.in_(paired))
    return select(Draft.id).join(Consultation).where(or_(office, expert))
