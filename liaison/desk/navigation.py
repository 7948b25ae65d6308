"""What a person may open, at most five entries a role; and what every page knows about whoever looks at it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from liaison.accounts.models import User
from liaison.accounts.queries import home_station
from liaison.annotations.counts import groups_to_phrase, wordings_to_review
from liaison.database import db
from liaison.permissions import Role

ELDER_COOKIE = "elder"
COUNTS: dict[str, Callable[[Session, User], int]] = {
    "annotations.reviewing": wordings_to_review,
    "annotations.waiting": groups_to_phrase,
}


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    count: int | None
    current: bool


def entries() -> dict[Role, list[tuple[str, str]]]:
    """Label and endpoint by role, in the order in which the work is done."""
    return {
        Role.OFFICE: [
            (_("工作台"), "desk.home"),
            (_("意见征询"), "consultations.all_consultations"),
            (_("意见"), "comments.all_comments"),
            (_("待审"), "annotations.reviewing"),
            (_("报告"), "reports.all_reports"),
        ],
        Role.COLLECTOR: [(_("今天"), "desk.home"), (_("意见"), "comments.all_comments")],
        Role.EXPERT: [(_("待论证"), "annotations.waiting")],
        Role.READER: [(_("今天"), "desk.home"), (_("报告"), "reports.all_reports")],
        Role.AUDITOR: [(_("审计"), "upkeep.audit_trail")],
        Role.SYSTEM_ADMIN: [(_("系统"), "upkeep.system")],
        Role.SECURITY_ADMIN: [],
    }


def navigation(user: User) -> list[NavItem]:
    """The entries of all roles this person holds, each page once; with several roles the start page shows each part."""
    held, seen = user.roles_held, dict[str, str]()
    for role, pages in entries().items():
        if role in held:
            for label, endpoint in pages:
                seen.setdefault(endpoint, label)
    if len(held) > 1:
        seen = {"desk.home": seen.get("desk.home", _("今天"))} | seen
    return [
        NavItem(label, url_for(endpoint), _waiting(endpoint, user), request.endpoint == endpoint)
        for endpoint, label in seen.items()
    ]


def _waiting(endpoint: str, user: User) -> int | None:
    """How much waits there, for the entries that have a figure; each is one small statement, for every page asks."""
    count = COUNTS.get(endpoint)
    return count(db.session, user) if count else None


def page_context() -> dict[str, Any]:
    """Names that base.html expects on every page."""
    user = cast(User, current_user) if current_user.is_authenticated else None
    station = home_station(db.session, user) if user else None
    elder = user.elder_mode if user else request.cookies.get(ELDER_COOKIE) == "1"
    return {
        "nav": navigation(user) if user else [],
        "elder": elder,
        "station_name": station.name if station else _("基层立法联系点"),
        "demo": current_app.config["LIAISON_DEMO"],
    }
