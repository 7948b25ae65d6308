"""The model of one consultation, from the station to the adoption decision

Safety: named constraints only; expand first, contract in a later release; SQLite's batch mode drops triggers, so call
`install_triggers` again after touching an insert-only table.
"""

import sqlalchemy as sa
from alembic import op

from liaison import insert_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object_type", sa.String(), nullable=False),
        sa.Column("object_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_action"), ["action"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "retrying",
                "done",
                "cancelled",
                "quarantined",
                name="jobstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nudged_until", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lease_until", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_state_due_at", ["state", "due_at"], unique=False)
        batch_op.create_index(
            "uq_job_waiting",
            ["kind", "subject_id"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "station",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
        sa.UniqueConstraint("name", name=op.f("uq_station_name")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(), nullable=False),
        sa.Column("elder_mode", sa.Boolean(), nullable=False),
        sa.Column("shortcuts_off", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
        sa.UniqueConstraint("username", name=op.f("uq_user_username")),
    )
    op.create_table(
        "audit_seal",
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_seal_entry_id_audit_entry")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_seal_entry_id")),
    )
    op.create_table(
        "consultation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("commissioning_body", sa.String(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "pre_legislation",
                "draft",
                "post_legislation",
                "enforcement",
                name="stage",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("planned", "open", "closed", "archived", name="consultationstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_consultation_dates")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_consultation_created_by_id_user")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_consultation_station_id_station")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_station_id"), ["station_id"], unique=False)

    op.create_table(
        "erasure_order",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carried_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> asked_by_id", name=op.f("ck_erasure_order_two_people")
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["user.id"], name=op.f("fk_erasure_order_approved_by_id_user")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_erasure_order_asked_by_id_user")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_erasure_order_station_id_station")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_order")),
    )
    with op.batch_alter_table("erasure_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_order_comment_id"), ["comment_id"], unique=False)

    op.create_table(
        "point",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("local", "alliance", "deputy_station", "other", name="pointkind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_point_station_id_station")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point")),
        sa.UniqueConstraint("station_id", "number", name=op.f("uq_point_station_id_number")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("key", name=op.f("uq_sign_in_key")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_user_id", ["user_id"], unique=False)

    op.create_table(
        "speaker",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_index", sa.String(), nullable=True),
        sa.Column(
            "reply_wish",
            sa.Enum("none", "phone", "sms", "wechat", "visit", name="replywish", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("notice_version", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_speaker_station_id_station")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker")),
    )
    with op.batch_alter_table("speaker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speaker_contact_index"), ["contact_index"], unique=False)

    op.create_table(
        "stored_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("stored_name", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_stored_file_created_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_stored_file_stored_name")),
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "system_admin",
                "security_admin",
                "office",
                "collector",
                "expert",
                "reader",
                "auditor",
                name="role",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("point_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_appointment_dates")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_appointment_point_id_point")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_appointment_station_id_station")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_appointment_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index("ix_appointment_user_id", ["user_id"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("text", "topics", "law_in_force", name="draftkind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("reading", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("proofing", "ready", "replaced", name="draftstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "visibility", sa.Enum("internal", "public", name="visibility", native_enum=False, length=24), nullable=False
        ),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.Column("source_file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("parse_report", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_draft_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_draft_created_by_id_user")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user.id"], name=op.f("fk_draft_opened_by_id_user")),
        sa.ForeignKeyConstraint(
            ["source_file_id"], ["stored_file.id"], name=op.f("fk_draft_source_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_draft_consultation_id_number")),
    )
    op.create_table(
        "pairing",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("point_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("deputy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("deputy_id IS NULL OR deputy_id <> expert_id", name=op.f("ck_pairing_deputy_is_another")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_pairing_dates")),
        sa.ForeignKeyConstraint(["deputy_id"], ["user.id"], name=op.f("fk_pairing_deputy_id_user")),
        sa.ForeignKeyConstraint(["expert_id"], ["user.id"], name=op.f("fk_pairing_expert_id_user")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_pairing_point_id_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
    )
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.create_index("ix_pairing_expert_id", ["expert_id"], unique=False)
        batch_op.create_index("ix_pairing_point_id", ["point_id"], unique=False)

    op.create_table(
        "participation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("point_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_participation_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_participation_point_id_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
        sa.UniqueConstraint("consultation_id", "point_id", name=op.f("uq_participation_consultation_id_point_id")),
        sa.UniqueConstraint("public_code", name=op.f("uq_participation_public_code")),
    )
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participation_point_id"), ["point_id"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("drawn_up", "checked", "signed", "sent", name="reportstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("unsettled", sa.Boolean(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_report_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["frozen_by_id"], ["user.id"], name=op.f("fk_report_frozen_by_id_user")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_report_station_id_station")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("consultation_id", "version", name=op.f("uq_report_consultation_id_version")),
    )
    op.create_table(
        "step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "collect",
                "consolidate",
                "annotate",
                "review",
                "submit",
                "feedback",
                name="stepkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_step_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
        sa.UniqueConstraint("consultation_id", "kind", name=op.f("uq_step_consultation_id_kind")),
    )
    op.create_table(
        "article_grouping",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_key", sa.String(), nullable=False),
        sa.Column("arrived", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("algorithm_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_article_grouping_draft_id_draft")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_grouping")),
        sa.UniqueConstraint("draft_id", "place_key", name=op.f("uq_article_grouping_draft_id_place_key")),
    )
    op.create_table(
        "provision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "part",
                "subpart",
                "chapter",
                "section",
                "article",
                "paragraph",
                "item",
                "subitem",
                "point",
                "topic",
                "preface",
                "attachment",
                name="provisionkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("sub", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_provision_draft_id_draft")),
        sa.ForeignKeyConstraint(["parent_id"], ["provision.id"], name=op.f("fk_provision_parent_id_provision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provision")),
        sa.UniqueConstraint("draft_id", "key", name=op.f("uq_provision_draft_id_key")),
    )
    with op.batch_alter_table("provision", schema=None) as batch_op:
        batch_op.create_index("ix_provision_draft_id_position", ["draft_id", "position"], unique=False)

    op.create_table(
        "report_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Enum("t1", "t2", name="paperkind", native_enum=False, length=24), nullable=False),
        sa.Column("format", sa.Enum("docx", "xlsx", name="paperformat", native_enum=False, length=24), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_report_file_asked_by_id_user")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_report_file_file_id_stored_file")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_file_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sa.UniqueConstraint("report_id", "kind", "format", name=op.f("uq_report_file_report_id_kind_format")),
    )
    op.create_table(
        "report_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("provision_label", sa.String(), nullable=False),
        sa.Column("unphrased", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_item_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_item")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_item_report_id_number")),
    )
    op.create_table(
        "report_signature",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum("drawn_up", "checked", "signed", "sent", name="reportstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_report_signature_by_id_user")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_signature_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_signature")),
        sa.UniqueConstraint("report_id", "state", name=op.f("uq_report_signature_report_id_state")),
    )
    op.create_table(
        "adoption_decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("report_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "adopted",
                "partial",
                "transformed",
                "reference",
                "declined",
                name="adoptionoutcome",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("adopted_text", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user.id"], name=op.f("fk_adoption_decision_entered_by_id_user")),
        sa.ForeignKeyConstraint(
            ["report_item_id"], ["report_item.id"], name=op.f("fk_adoption_decision_report_item_id_report_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_decision")),
    )
    with op.batch_alter_table("adoption_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adoption_decision_report_item_id"), ["report_item_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("point_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "place",
            sa.Enum("provision", "whole", "new", "none", name="place", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("provision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("speaker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "speaker_kind",
            sa.Enum(
                "resident",
                "deputy",
                "enterprise",
                "village_cadre",
                "expert",
                "self_employed",
                "gig_worker",
                "other",
                name="speakerkind",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("entered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("imported_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "channel",
            sa.Enum(
                "counter",
                "visit",
                "symposium",
                "paper",
                "phone",
                "wechat",
                "qr",
                "import",
                name="channel",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "stance", sa.Enum("for", "amend", "against", name="stance", native_enum=False, length=24), nullable=True
        ),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client_token", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("receipt_code", sa.String(), nullable=False),
        sa.Column("supplements_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(place = 'provision') = (provision_id IS NOT NULL)", name=op.f("ck_comment_place_names_provision")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_comment_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_comment_draft_id_draft")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user.id"], name=op.f("fk_comment_entered_by_id_user")),
        sa.ForeignKeyConstraint(["imported_by_id"], ["user.id"], name=op.f("fk_comment_imported_by_id_user")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_comment_point_id_point")),
        sa.ForeignKeyConstraint(["provision_id"], ["provision.id"], name=op.f("fk_comment_provision_id_provision")),
        sa.ForeignKeyConstraint(["speaker_id"], ["speaker.id"], name=op.f("fk_comment_speaker_id_speaker")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_comment_station_id_station")),
        sa.ForeignKeyConstraint(["supplements_id"], ["comment.id"], name=op.f("fk_comment_supplements_id_comment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("consultation_id", "client_token", name=op.f("uq_comment_consultation_id_client_token")),
        sa.UniqueConstraint("receipt_code", name=op.f("uq_comment_receipt_code")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index("ix_comment_point_id_consultation_id", ["point_id", "consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_supplements_id"), ["supplements_id"], unique=False)

    op.create_table(
        "group",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_grouping_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_grouping_id"], ["article_grouping.id"], name=op.f("fk_group_article_grouping_id_article_grouping")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_group_draft_id_draft")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["group.id"], name=op.f("fk_group_merged_into_id_group")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group")),
        sa.UniqueConstraint("draft_id", "number", name=op.f("uq_group_draft_id_number")),
    )
    with op.batch_alter_table("group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_article_grouping_id"), ["article_grouping_id"], unique=False)

    op.create_table(
        "annotation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum("drafting", "submitted", "returned", "final", name="annotationstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("expert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voices_when_final", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["user.id"], name=op.f("fk_annotation_expert_id_user")),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_annotation_group_id_group")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation")),
        sa.UniqueConstraint("group_id", name=op.f("uq_annotation_group_id")),
    )
    with op.batch_alter_table("annotation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_annotation_expert_id"), ["expert_id"], unique=False)

    op.create_table(
        "comment_words",
        sa.Column(
            "comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("full_text_file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_words_comment_id_comment")),
        sa.ForeignKeyConstraint(
            ["full_text_file_id"], ["stored_file.id"], name=op.f("fk_comment_words_full_text_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_words")),
    )
    op.create_table(
        "excerpt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "place",
            sa.Enum("provision", "whole", "new", "none", name="place", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("provision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place_key", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "whole",
                "cited",
                "machine_proposed",
                "person",
                "carried",
                name="excerptorigin",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("attributed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("carried_from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attributed_by_id"], ["user.id"], name=op.f("fk_excerpt_attributed_by_id_user")),
        sa.ForeignKeyConstraint(["carried_from_id"], ["excerpt.id"], name=op.f("fk_excerpt_carried_from_id_excerpt")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_excerpt_comment_id_comment")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_excerpt_draft_id_draft")),
        sa.ForeignKeyConstraint(["provision_id"], ["provision.id"], name=op.f("fk_excerpt_provision_id_provision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excerpt")),
        sa.UniqueConstraint(
            "comment_id",
            "draft_id",
            "start",
            "end",
            "place_key",
            name=op.f("uq_excerpt_comment_id_draft_id_start_end_place_key"),
        ),
    )
    with op.batch_alter_table("excerpt", schema=None) as batch_op:
        batch_op.create_index("ix_excerpt_draft_id_place_key", ["draft_id", "place_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_excerpt_carried_from_id"), ["carried_from_id"], unique=False)

    op.create_table(
        "annotation_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("annotation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("drafting", "submitted", "returned", "final", name="annotationstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "modify",
                "add",
                "delete",
                "keep",
                "explain",
                "not_this_law",
                "other_channel",
                name="annotationkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("provision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proposed_text", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["annotation_id"], ["annotation.id"], name=op.f("fk_annotation_version_annotation_id_annotation")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_annotation_version_author_id_user")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user.id"], name=op.f("fk_annotation_version_entered_by_id_user")),
        sa.ForeignKeyConstraint(
            ["provision_id"], ["provision.id"], name=op.f("fk_annotation_version_provision_id_provision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation_version")),
        sa.UniqueConstraint("annotation_id", "number", name=op.f("uq_annotation_version_annotation_id_number")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("excerpt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["excerpt_id"], ["excerpt.id"], name=op.f("fk_membership_excerpt_id_excerpt")),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_membership_group_id_group")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("excerpt_id", name=op.f("uq_membership_excerpt_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_group_id"), ["group_id"], unique=False)

    op.create_table(
        "prepared",
        sa.Column(
            "excerpt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("normalised", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("algorithm_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["excerpt_id"], ["excerpt.id"], name=op.f("fk_prepared_excerpt_id_excerpt")),
        sa.PrimaryKeyConstraint("excerpt_id", name=op.f("pk_prepared")),
    )
    with op.batch_alter_table("prepared", schema=None) as batch_op:
        batch_op.create_index("ix_prepared_content_hash", ["content_hash"], unique=False)

    op.create_table(
        "report_item_voice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("report_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("excerpt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_report_item_voice_comment_id_comment")),
        sa.ForeignKeyConstraint(["excerpt_id"], ["excerpt.id"], name=op.f("fk_report_item_voice_excerpt_id_excerpt")),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_report_item_voice_group_id_group")),
        sa.ForeignKeyConstraint(
            ["report_item_id"], ["report_item.id"], name=op.f("fk_report_item_voice_report_item_id_report_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_item_voice")),
        sa.UniqueConstraint(
            "report_item_id", "excerpt_id", name=op.f("uq_report_item_voice_report_item_id_excerpt_id")
        ),
    )
    with op.batch_alter_table("report_item_voice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_item_voice_comment_id"), ["comment_id"], unique=False)
    insert_only.install(op.get_bind())


def downgrade() -> None:
    insert_only.remove(op.get_bind())
    with op.batch_alter_table("report_item_voice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_item_voice_comment_id"))

    op.drop_table("report_item_voice")
    with op.batch_alter_table("prepared", schema=None) as batch_op:
        batch_op.drop_index("ix_prepared_content_hash")

    op.drop_table("prepared")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_group_id"))

    op.drop_table("membership")
    op.drop_table("annotation_version")
    with op.batch_alter_table("excerpt", schema=None) as batch_op:
        batch_op.drop_index("ix_excerpt_draft_id_place_key")

    op.drop_table("excerpt")
    op.drop_table("comment_words")
    with op.batch_alter_table("annotation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_annotation_expert_id"))

    op.drop_table("annotation")
    with op.batch_alter_table("group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_article_grouping_id"))

    op.drop_table("group")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_supplements_id"))
        batch_op.drop_index("ix_comment_point_id_consultation_id")
        batch_op.drop_index(batch_op.f("ix_comment_draft_id"))

    op.drop_table("comment")
    with op.batch_alter_table("adoption_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adoption_decision_report_item_id"))

    op.drop_table("adoption_decision")
    op.drop_table("report_signature")
    op.drop_table("report_item")
    op.drop_table("report_file")
    with op.batch_alter_table("provision", schema=None) as batch_op:
        batch_op.drop_index("ix_provision_draft_id_position")

    op.drop_table("provision")
    op.drop_table("article_grouping")
    op.drop_table("step")
    op.drop_table("report")
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participation_point_id"))

    op.drop_table("participation")
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.drop_index("ix_pairing_point_id")
        batch_op.drop_index("ix_pairing_expert_id")

    op.drop_table("pairing")
    op.drop_table("draft")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index("ix_appointment_user_id")

    op.drop_table("appointment")
    op.drop_table("stored_file")
    with op.batch_alter_table("speaker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speaker_contact_index"))

    op.drop_table("speaker")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_user_id")

    op.drop_table("sign_in")
    op.drop_table("point")
    with op.batch_alter_table("erasure_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_order_comment_id"))

    op.drop_table("erasure_order")
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_station_id"))

    op.drop_table("consultation")
    op.drop_table("audit_seal")
    op.drop_table("user")
    op.drop_table("station")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_job_waiting", sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'")
        )
        batch_op.drop_index("ix_job_state_due_at")

    op.drop_table("job")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_action"))

    op.drop_table("audit_entry")
