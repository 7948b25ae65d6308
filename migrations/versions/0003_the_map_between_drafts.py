"""The map between two drafts of a consultation

Safety: only adds a table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CORRESPONDENCE = ("same", "changed", "moved", "split", "merged", "new", "gone")


def upgrade() -> None:
    op.create_table(
        "provision_map",
        sa.Column("id", BIG, nullable=False),
        sa.Column("from_draft_id", BIG, nullable=False),
        sa.Column("to_draft_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "correspondence",
            sa.Enum(*CORRESPONDENCE, name="correspondence", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("old_keys", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("new_keys", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("open", "confirmed", "refused", name="mapdecision", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("decided_by_id", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_draft_id <> to_draft_id", name=op.f("ck_provision_map_two_drafts")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_provision_map_decided_by_id_user")),
        sa.ForeignKeyConstraint(["from_draft_id"], ["draft.id"], name=op.f("fk_provision_map_from_draft_id_draft")),
        sa.ForeignKeyConstraint(["to_draft_id"], ["draft.id"], name=op.f("fk_provision_map_to_draft_id_draft")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provision_map")),
        sa.UniqueConstraint(
            "from_draft_id", "to_draft_id", "position", name=op.f("uq_provision_map_from_draft_id_to_draft_id_position")
        ),
    )
    op.create_index(op.f("ix_provision_map_to_draft_id"), "provision_map", ["to_draft_id"])


def downgrade() -> None:
    op.drop_table("provision_map")
