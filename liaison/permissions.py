"""Who may do what: one table Role → Action, and one scope for each model.

Every route declares its action or the application refuses to start; every object is fetched through `visible`, so a
foreign one does not exist (404).
"""

import enum
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import ColumnElement, Select, false, select, true
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from liaison.database import Base
from liaison.errors import SignedOut


class Role(enum.StrEnum):
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    OFFICE = "office"
    COLLECTOR = "collector"
    EXPERT = "expert"
    READER = "reader"
    AUDITOR = "auditor"


class Action(enum.StrEnum):
    """What a route does, in the users' words. PUBLIC needs no account, SIGNED_IN any account."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    MANAGE_OFFICE_ACCOUNTS = "manage_office_accounts"
    MANAGE_PEOPLE = "manage_people"
    RUN_CONSULTATION = "run_consultation"
    SEE_CONSULTATION = "see_consultation"
    EDIT_DRAFT = "edit_draft"
    OPEN_DRAFT = "open_draft"
    READ_DRAFT = "read_draft"
    ENTER_COMMENT = "enter_comment"
    READ_COMMENTS = "read_comments"
    ATTRIBUTE_EXCERPT = "attribute_excerpt"
    SEE_GROUPS = "see_groups"
    PHRASE = "phrase"
    REVIEW = "review"
    FREEZE_REPORT = "freeze_report"
    READ_REPORT = "read_report"
    RENDER_REPORT = "render_report"
    DECIDE_ADOPTION = "decide_adoption"
    SEE_JOBS = "see_jobs"
    READ_AUDIT = "read_audit"


ROLE_ACTIONS: dict[Role, frozenset[Action]] = {
    Role.SYSTEM_ADMIN: frozenset({Action.MANAGE_OFFICE_ACCOUNTS, Action.SEE_JOBS}),
    Role.SECURITY_ADMIN: frozenset(),
    Role.OFFICE: frozenset(
        {
            Action.MANAGE_PEOPLE,
            Action.RUN_CONSULTATION,
            Action.SEE_CONSULTATION,
            Action.EDIT_DRAFT,
            Action.OPEN_DRAFT,
            Action.READ_DRAFT,
            Action.ENTER_COMMENT,
            Action.READ_COMMENTS,
            Action.ATTRIBUTE_EXCERPT,
            Action.SEE_GROUPS,
            Action.PHRASE,
            Action.REVIEW,
            Action.FREEZE_REPORT,
            Action.READ_REPORT,
            Action.RENDER_REPORT,
            Action.DECIDE_ADOPTION,
            Action.SEE_JOBS,
        }
    ),
    Role.COLLECTOR: frozenset({Action.SEE_CONSULTATION, Action.READ_DRAFT, Action.ENTER_COMMENT, Action.READ_COMMENTS}),
    Role.EXPERT: frozenset({Action.SEE_CONSULTATION, Action.READ_DRAFT, Action.SEE_GROUPS, Action.PHRASE}),
    Role.READER: frozenset({Action.READ_REPORT, Action.RENDER_REPORT, Action.DECIDE_ADOPTION}),
    Role.AUDITOR: frozenset({Action.READ_AUDIT}),
}


class Actor(Protocol):
    """Whoever acts: a signed-in person with the appointments that hold today."""

    @property
    def id(self) -> int: ...
    @property
    def roles_held(self) -> frozenset[Role]: ...


def may(actor: Actor, action: Action) -> bool:
    return any(action in ROLE_ACTIONS[role] for role in actor.roles_held)


# ── Routes ──────────────────────────────────────────────────────────────────────────────────────

P = ParamSpec("P")
R = TypeVar("R")


def requires(*actions: Action) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Declares what a route does and refuses whoever may do none of it: anonymous people go to the sign-in page, others get 403."""

    def declare(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            if Action.PUBLIC not in actions:
                if not current_user.is_authenticated:
                    return _to_sign_in()
                if Action.SIGNED_IN not in actions and not any(may(actor(), action) for action in actions):
                    abort(403)
            return view(*args, **kwargs)

        checked.actions = actions  # type: ignore[attr-defined]  # read back by `undeclared_routes`
        return checked

    return declare


def actor() -> Actor:
    """The signed-in person of this request."""
    return cast(Actor, current_user._get_current_object())


def declare_endpoint(app: Flask, endpoint: str, action: Action) -> None:
    """For routes that a library made: wraps the view as `requires` does."""
    view = cast(Callable[..., ResponseReturnValue], app.view_functions[endpoint])
    app.view_functions[endpoint] = requires(action)(view)


def undeclared_routes(app: Flask) -> list[str]:
    """Endpoints whose view carries no declaration; create_app refuses to start while there are any."""
    return sorted(
        {
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if not hasattr(app.view_functions[rule.endpoint], "actions")
        }
    )


def _to_sign_in() -> Response:
    """A page is read again after signing in (`next` is a path of ours); a form is shown again with all that was typed."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        raise SignedOut
    return redirect(url_for("security.login", next=request.full_path.rstrip("?")))


# ── Objects ─────────────────────────────────────────────────────────────────────────────────────

M = TypeVar("M", bound=Base)
Scope = Callable[[Any], ColumnElement[bool]]
_scopes: dict[type[Base], Scope] = {}


def register_scope(model: type[Base], scope: Scope) -> None:
    """`scope(actor)` gives the condition that the rows of `model` fulfil which this actor may see."""
    _scopes[model] = scope


def nobody(actor: Actor) -> ColumnElement[bool]:
    """The scope of rows that no page fetches by themselves."""
    return false()


def everybody(actor: Actor) -> ColumnElement[bool]:
    return true()


def visible(actor: Actor, model: type[M]) -> Select[M]:
    """The rows of `model` that `actor` may see; add conditions, order and limit to it."""
    return select(model).where(_scopes[model](actor))


def fetch_or_404(session: Session, actor: Actor, model: type[M], id: int) -> M:
    """One object by its id; a foreign one does not exist for this actor."""
    found = session.scalar(visible(actor, model).where(model.__table__.c.id == id))
    if found is None:
        abort(404)
    return found


def unscoped_models() -> list[str]:
    """Mapped models without a registered scope; create_app refuses to start while there are any."""
    return sorted(mapper.class_.__name__ for mapper in Base.registry.mappers if mapper.class_ not in _scopes)
