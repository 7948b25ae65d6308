"""Signing in with an account name, on Flask-Security; one row for each signed-in browser, so that a session can be ended."""

from datetime import timedelta
from typing import Any

from flask import Flask, flash, redirect, render_template, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, logout_user
from flask_login.signals import user_logged_in, user_logged_out
from flask_security import FSQLALiteUserDatastore, RoleMixin, Security, login_user
from flask_security.forms import LoginForm
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from wtforms import Field, StringField
from wtforms.validators import DataRequired

from liaison import audit, clock
from liaison.accounts.guessing import guarded_sign_in
from liaison.accounts.models import SignIn, User
from liaison.accounts.places import local_path
from liaison.accounts.queries import user_named
from liaison.crypto import random_token
from liaison.database import db, transaction
from liaison.permissions import Action, declare_endpoint

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
SEEN_EVERY = timedelta(minutes=1)
COOKIE_KEY = "sign_in"
UNWATCHED = (None, "static", "bootstrap.static", "healthz", "readyz")

security = Security()


class SignInForm(LoginForm):
    """Account name instead of e-mail address; the same answer for an unknown name and a wrong password."""

    email = None  # type: ignore[assignment]  # Flask-Security's own way to leave a field out
    remember = None  # type: ignore[assignment]
    username = StringField(
        _l("账号"), validators=[DataRequired(_l("填写账号"))], render_kw={"autocomplete": "username"}
    )

    def validate_next(self, field: Field) -> None:
        """Wherever it leads, nobody is refused for it: see `sign_in`."""

    def validate(self, **kwargs: Any) -> bool:
        self.ifield = self.username
        self.user = user_named(db.session, (self.username.data or "").replace("\x00", "").strip())
        if super().validate(**kwargs):
            return True
        if self.username.data and self.password.data:
            self.username.errors, self.password.errors = [], [_("账号或者密码不对，请再试一次")]
            with transaction(db.session) as session:
                audit.record(session, "sign_in_failed", self.user, by=None)
        return False


@guarded_sign_in
def sign_in() -> ResponseReturnValue:
    """In the place of Flask-Security's page: what leads on afterwards is a page of ours, whatever `next` says."""
    onward = local_path(request.values.get("next", ""))
    if current_user.is_authenticated:
        return redirect(onward)
    form = SignInForm()
    if not form.validate_on_submit() or form.user is None:
        return render_template("accounts/sign_in.html", form=form)
    login_user(form.user, authn_via=["password"])
    return redirect(onward)


def init_sign_in(app: Flask) -> None:
    security.init_app(app, FSQLALiteUserDatastore(db, User, RoleMixin))
    app.view_functions["security.login"] = sign_in
    for endpoint in ("security.login", "security.logout", "security.static"):
        declare_endpoint(app, endpoint, Action.PUBLIC)
    user_logged_in.connect(_begin, app)
    user_logged_out.connect(_end, app)
    app.before_request(_check_still_signed_in)


def begin_sign_in(session: Session, user: User) -> None:
    """A session row for this browser, under a key that nobody knew before."""
    key, now = random_token(), clock.now()
    session.add(SignIn(user_id=user.id, key=key, began_at=now, last_seen_at=now, revoked_at=None))
    cookie[COOKIE_KEY] = key


def revoke_sign_ins(session: Session, user: User) -> None:
    """Ends every session of a person at the next request (disabled, another role, another password)."""
    session.execute(
        update(SignIn).where(SignIn.user_id == user.id, SignIn.revoked_at.is_(None)).values(revoked_at=clock.now())
    )


def _begin(app: Flask, user: User) -> None:
    """Starts a session. A password rehashed by newer parameters is kept in the same transaction."""
    rehashed = user.password if db.session.is_modified(user) else None
    db.session.expire(user)
    with transaction(db.session) as session:
        if rehashed:
            user.password = rehashed
        begin_sign_in(session, user)
        audit.record(session, "signed_in", user, by=user)


def _end(app: Flask, user: User) -> None:
    key = cookie.pop(COOKIE_KEY, "")
    with transaction(db.session) as session:
        session.execute(
            update(SignIn).where(SignIn.key == key, SignIn.revoked_at.is_(None)).values(revoked_at=clock.now())
        )
        audit.record(session, "signed_out", user, by=user)


def _check_still_signed_in() -> None:
    """A revoked, foreign, idle or overlong session ends here; `last_seen_at` is written at most once a minute."""
    if request.endpoint in UNWATCHED or not current_user.is_authenticated:
        return
    now = clock.now()
    sign_in = db.session.scalar(select(SignIn).where(SignIn.key == cookie.get(COOKIE_KEY, "")))
    if sign_in is None or sign_in.user_id != current_user.id or _is_over(sign_in):
        logout_user()
        flash(_("登录已经结束，请重新登录。没有提交的内容保存在本机，登录后会放回原处。"), "info")
    elif now - sign_in.last_seen_at > SEEN_EVERY:
        with transaction(db.session):
            sign_in.last_seen_at = now


def _is_over(sign_in: SignIn) -> bool:
    now = clock.now()
    revoked = sign_in.revoked_at is not None
    return revoked or now - sign_in.last_seen_at > IDLE or now - sign_in.began_at > LONGEST
