"""Orders to erase are seen by the office of their station."""

from typing import cast

from liaison.accounts.models import User
from liaison.accounts.scopes import stations
from liaison.permissions import Role, register_scope
from liaison.privacy.models import ErasureOrder


def register_scopes() -> None:
    register_scope(ErasureOrder, lambda actor: ErasureOrder.station_id.in_(stations(cast(User, actor), Role.OFFICE)))
