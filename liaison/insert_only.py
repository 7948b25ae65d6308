"""Tables whose rows are never altered, held by triggers on both engines.

A citizen's words may be deleted under an approved ErasureOrder and in no other way. SQLite's batch mode drops triggers with
the old table: every migration that touches one of these tables calls `install` again, and a test looks after each revision.
"""

from sqlalchemy import Connection, text

KEPT_FOR_EVER = ("comment", "annotation_version", "adoption_decision", "report_item_voice", "audit_entry", "audit_seal")
ERASABLE_BY_ORDER = "comment_words"
TABLES = (*KEPT_FOR_EVER, ERASABLE_BY_ORDER)

ORDERED = (
    "EXISTS (SELECT 1 FROM erasure_order WHERE erasure_order.comment_id = OLD.comment_id"
    " AND erasure_order.approved_by_id IS NOT NULL AND erasure_order.carried_out_at IS NULL)"
)


def trigger_names() -> frozenset[str]:
    return frozenset(f"{table}_no_{verb}" for table in TABLES for verb in ("update", "delete"))


def install(connection: Connection) -> None:
    """Puts every trigger in place (again)."""
    for statement in _POSTGRESQL if connection.dialect.name == "postgresql" else _SQLITE:
        connection.execute(text(statement))


def remove(connection: Connection) -> None:
    suffix = " ON {table}" if connection.dialect.name == "postgresql" else ""
    for table in TABLES:
        for verb in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{suffix.format(table=table)}"))
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP FUNCTION IF EXISTS liaison_insert_only()"))
        connection.execute(text("DROP FUNCTION IF EXISTS liaison_erasable_by_order()"))


def missing(connection: Connection) -> frozenset[str]:
    """Triggers that should be there and are not."""
    catalogue = (
        "SELECT tgname FROM pg_trigger"
        if connection.dialect.name == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    return trigger_names() - set(connection.scalars(text(catalogue)))


def _refusal(table: str, verb: str, condition: str = "") -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    )


_SQLITE = [
    *(_refusal(table, verb) for table in KEPT_FOR_EVER for verb in ("update", "delete")),
    _refusal(ERASABLE_BY_ORDER, "update"),
    _refusal(ERASABLE_BY_ORDER, "delete", f"WHEN NOT {ORDERED}"),
]

_POSTGRESQL = [
    """CREATE OR REPLACE FUNCTION liaison_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$""",
    f"""CREATE OR REPLACE FUNCTION liaison_erasable_by_order() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF {ORDERED} THEN RETURN OLD; END IF;
      RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$""",
    *(
        f"CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION liaison_insert_only()"
        for table, verb in [(table, verb) for table in KEPT_FOR_EVER for verb in ("update", "delete")]
        + [(ERASABLE_BY_ORDER, "update")]
    ),
    f"CREATE OR REPLACE TRIGGER {ERASABLE_BY_ORDER}_no_delete BEFORE DELETE ON {ERASABLE_BY_ORDER} FOR EACH ROW EXECUTE FUNCTION liaison_erasable_by_order()",
]
