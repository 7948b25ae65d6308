"""Who points at a provision is found without looking through everything

Entering a draft again deletes its provisions, and for each of them the database asks every table that may point at it. Without
these indexes that took 3 s for the Civil Code beside four other drafts, under the lock that all writers wait for, and more with
every draft and comment.

Safety: only adds indexes, nothing is rebuilt and no trigger is touched. On PostgreSQL writes to these tables wait meanwhile
(well under a second for 100,000 comments).
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

POINTING = (
    ("provision", "parent_id"),
    ("comment", "provision_id"),
    ("excerpt", "provision_id"),
    ("annotation_version", "provision_id"),
)


def upgrade() -> None:
    for table, column in POINTING:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table, column in reversed(POINTING):
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
