"""Whether anything points at a draft beyond its own provisions.

Comments, groupings and reports are later features: which of their tables refer to a draft is read from the schema, so a
feature that comes tomorrow protects its draft, too.
"""

from sqlalchemy import Column, exists, select
from sqlalchemy.orm import Session

from liaison.database import Base
from liaison.drafts.maps import ProvisionMap
from liaison.drafts.models import Draft, Provision

OWN = (Provision.__table__, ProvisionMap.__table__)


def is_referred_to(session: Session, draft: Draft) -> bool:
    return any(session.scalar(select(exists().where(column == draft.id))) for column in referring_columns())


def referring_columns() -> list[Column[int]]:
    """The foreign keys to `draft.id` outside of this feature."""
    target = Draft.__table__.c.id
    return [
        key.parent
        for table in Base.metadata.sorted_tables
        if table not in OWN
        for key in table.foreign_keys
        if key.column is target
    ]
