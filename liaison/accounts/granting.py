"""Who may give which role at a station, and whose account they keep; what a person holds elsewhere is not theirs to touch.

`by` is None on the command line: whoever has the server has everything.
"""

from typing import cast

from flask_babel import gettext as _

from liaison.accounts.models import ROLE_NAMES, User
from liaison.errors import Refused
from liaison.permissions import Actor, Role

GRANTS = {
    Role.OFFICE: (Role.COLLECTOR, Role.EXPERT, Role.OFFICE, Role.READER, Role.AUDITOR),
    Role.SYSTEM_ADMIN: (Role.OFFICE,),
}


def grantable(by: User, station_id: int) -> list[Role]:
    """The roles that this person may give and take there."""
    held = [role for role in GRANTS if station_id in by.station_ids(role)]
    return list(dict.fromkeys(role for holder in held for role in GRANTS[holder]))


def why_not(by: User, user: User) -> str | None:
    """Why `by` may not disable this account or set its password, or None.

    Whoever sets a password can sign in with it, so every role that the account holds must be one they could give.
    """
    if by.id == user.id:
        return str(_("自己的密码在页面最上面的“修改密码”里改；自己的账号要停用，请同事来办。"))
    if all(held.role in grantable(by, held.station_id) for held in user.appointments if not held.over):
        return None
    return str(_("这个人还有不归您管的岗位（例如系统管理员，或者别的联系点的岗位），账号请系统管理员来管。"))


def check_grant(by: Actor | None, role: Role, station_id: int) -> None:
    if by is not None and role not in grantable(cast(User, by), station_id):
        raise Refused(_("“%(role)s”不由您任免，请联系系统管理员", role=ROLE_NAMES[role]))


def check_account(by: Actor | None, user: User) -> None:
    if by is not None and (reason := why_not(cast(User, by), user)):
        raise Refused(reason)
