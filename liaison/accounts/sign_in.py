"""Signing in with an account name, on Flask-Security; one row for each signed-in browser, so that a session can be ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from flask import Flask, flash, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, logout_user
from flask_login.signals import user_logged_in, user_logged_out
from flask_security import FSQLALiteUserDatastore, RoleMixin, Security
from flask_security.forms import LoginForm
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.validators import DataRequired

from liaison import audit, clock
from liaison.accounts.models import SignIn, User
from liaison.accounts.queries import user_named
from liaison.crypto import random_token
from liaison.database import db, transaction
from liaison.limits import limiter
from liaison.permissions import Action, declare_endpoint

IDLE = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=1)
COOKIE_KEY = "sign_in"
UNWATCHED = (None, "static", "bootstrap.static", "healthz", "readyz")

security = Security()


class SignInForm(LoginForm):
    """Account name instead of e-mail address; the same answer for an unknown name and a wrong password."""

    email = None  # type: ignore[assignment]  # Flask-Security's own way to leave the field out
    username = StringField(
        _l("账号"), validators=[DataRequired(_l("填写账号"))], render_kw={"autocomplete": "username"}
    )

    def validate(self, **kwargs: Any) -> bool:
        self.ifield = self.username
        self.user = user_named(db.session, (self.username.data or "").strip())
        if super().validate(**kwargs):
            return True
        if self.username.data and self.password.data:
            self.username.errors, self.password.errors = [], [_("账号或者密码不对，请再试一次")]
        return False


def init_sign_in(app: Flask) -> None:
    security.init_app(app, FSQLALiteUserDatastore(db, User, RoleMixin), login_form=SignInForm)
    for endpoint, action in (
        ("security.login", Action.PUBLIC),
        ("security.logout", Action.PUBLIC),
        ("security.change_password", Action.SIGNED_IN),
        ("security.static", Action.PUBLIC),
    ):
        if endpoint in app.view_functions:
            declare_endpoint(app, endpoint, action)
    limited = limiter.limit("20/15minute", methods=["POST"])(app.view_functions["security.login"])
    app.view_functions["security.login"] = cast(Callable[..., ResponseReturnValue], limited)
    user_logged_in.connect(_begin, app)
    user_logged_out.connect(_end, app)
    app.before_request(_check_still_signed_in)


def revoke_sign_ins(session: Session, user: User) -> None:
    """Ends every session of a person at the next request (disabled, role taken, password reset)."""
    session.execute(
        update(SignIn).where(SignIn.user_id == user.id, SignIn.revoked_at.is_(None)).values(revoked_at=clock.now())
    )


def _begin(app: Flask, user: User) -> None:
    """Starts a session row. A password rehashed by newer parameters is kept in the same transaction."""
    rehashed = user.password if db.session.is_modified(user) else None
    db.session.expire(user)
    key, now = random_token(), clock.now()
    with transaction(db.session) as session:
        if rehashed:
            user.password = rehashed
        session.add(SignIn(user_id=user.id, key=key, began_at=now, last_seen_at=now, revoked_at=None))
        audit.record(session, "signed_in", user, by=user)
    cookie[COOKIE_KEY] = key


def _end(app: Flask, user: User) -> None:
    key = cookie.pop(COOKIE_KEY, "")
    with transaction(db.session) as session:
        session.execute(
            update(SignIn).where(SignIn.key == key, SignIn.revoked_at.is_(None)).values(revoked_at=clock.now())
        )
        audit.record(session, "signed_out", user, by=user)


def _check_still_signed_in() -> None:
    """A revoked, foreign or idle session ends here; `last_seen_at` is written at most once a minute."""
    if request.endpoint in UNWATCHED or not current_user.is_authenticated:
        return
    now = clock.now()
    sign_in = db.session.scalar(select(SignIn).where(SignIn.key == cookie.get(COOKIE_KEY, "")))
    if sign_in is None or sign_in.user_id != current_user.id or sign_in.revoked_at or now - sign_in.last_seen_at > IDLE:
        logout_user()
        flash(_("离开的时间较长，请重新登录。没有提交的内容保存在本机，登录后会放回原处。"), "info")
    elif now - sign_in.last_seen_at > SEEN_EVERY:
        with transaction(db.session):
            sign_in.last_seen_at = now
