"""Wordings are seen where their groups are seen."""

from sqlalchemy import ColumnElement, select

from liaison.annotations.models import Annotation, AnnotationVersion
from liaison.grouping.models import Group
from liaison.grouping.scopes import groups
from liaison.permissions import Actor, register_scope


def register_scopes() -> None:
    register_scope(Annotation, annotations)
    register_scope(
        AnnotationVersion,
        lambda actor: AnnotationVersion.annotation_id.in_(select(Annotation.id).where(annotations(actor))),
    )


def annotations(actor: Actor) -> ColumnElement[bool]:
    return Annotation.group_id.in_(select(Group.id).where(groups(actor)))
