"""Collectors see their points' comments, the office its station's; experts meet the words in their groups, never the speakers."""

from typing import cast

from sqlalchemy import ColumnElement, or_, select

from liaison.accounts.models import User
from liaison.accounts.scopes import stations
from liaison.comments.models import Comment, CommentWords, Excerpt, Speaker
from liaison.permissions import Actor, Role, nobody, register_scope


def register_scopes() -> None:
    register_scope(Comment, comments)
    register_scope(CommentWords, lambda actor: CommentWords.comment_id.in_(select(Comment.id).where(comments(actor))))
    register_scope(Excerpt, lambda actor: Excerpt.comment_id.in_(select(Comment.id).where(comments(actor))))
    register_scope(Speaker, nobody)


def comments(actor: Actor) -> ColumnElement[bool]:
    user = cast(User, actor)
    return or_(Comment.station_id.in_(stations(user, Role.OFFICE)), Comment.point_id.in_(user.point_ids()))
