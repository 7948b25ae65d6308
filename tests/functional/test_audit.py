"""The sealer: entries are chained in the order of their ids, once each, and any later change shows."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from liaison import audit, insert_only
from liaison.audit import AuditEntry, AuditSeal
from liaison.database import transaction

TABLES = ("audit_entry", "audit_seal")


def record(session: Session, count: int) -> None:
    with transaction(session):
        for number in range(count):
            audit.record(session, "something", None, by=None, number=number)


def seal(session: Session) -> int:
    with transaction(session):
        sealed = audit.seal(session)
    audit.write_anchor(session)
    session.rollback()
    return sealed


@pytest.fixture
def tampering(session: Session) -> None:
    """Somebody who owns the database takes the triggers away first."""
    with transaction(session):
        for table in TABLES:
            for verb in ("update", "delete"):
                on = f" ON {table}" if session.get_bind().dialect.name == "postgresql" else ""
                session.execute(text(f"DROP TRIGGER {table}_no_{verb}{on}"))


def fault(session: Session) -> str | None:
    session.rollback()
    session.expire_all()
    return audit.first_fault(session)


def test_entries_are_sealed_once_each_in_the_order_of_their_ids(session: Session) -> None:
    record(session, 5)
    assert seal(session) == 5
    record(session, 3)
    assert seal(session) == 3
    assert seal(session) == 0
    chain = session.execute(select(AuditSeal.position, AuditSeal.entry_id).order_by(AuditSeal.position)).all()
    assert [position for position, _ in chain] == list(range(1, 9))
    assert [entry for _, entry in chain] == sorted(entry for _, entry in chain)
    assert audit.unsealed_entries(session) == 0
    assert fault(session) is None


def test_an_entry_that_was_committed_after_a_younger_one_is_sealed_too(session: Session) -> None:
    """On PostgreSQL ids are given out before the commit."""
    record(session, 2)
    with transaction(session):
        late = audit.record(session, "late", None, by=None)
        late.id = 1_000
    seal(session)
    with transaction(session):
        late = audit.record(session, "later still", None, by=None)
        late.id = 500
    assert seal(session) == 1
    assert fault(session) is None


def test_a_batch_at_a_time(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "SEAL_BATCH", 4)
    record(session, 10)
    assert [seal(session) for _ in range(4)] == [4, 4, 2, 0]
    assert fault(session) is None


def test_two_sealers_at_once_cannot_fork_the_chain(session: Session) -> None:
    record(session, 2)
    seal(session)
    record(session, 1)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    with pytest.raises(IntegrityError), transaction(session):
        session.add(AuditSeal(position=2, entry_id=entry.id, mac="another"))


@pytest.mark.usefixtures("tampering")
def test_a_changed_entry_shows(session: Session) -> None:
    record(session, 3)
    seal(session)
    with transaction(session):
        session.execute(update(AuditEntry).where(AuditEntry.id == 2).values(at=datetime(2020, 1, 1, tzinfo=UTC)))
    assert "2" in (fault(session) or "")


@pytest.mark.usefixtures("tampering")
def test_a_removed_entry_shows_even_if_its_seal_goes_with_it(session: Session) -> None:
    record(session, 3)
    seal(session)
    with transaction(session):
        session.execute(text("DELETE FROM audit_seal WHERE position = 2"))
        session.execute(text("DELETE FROM audit_entry WHERE id = 2"))
    assert fault(session) is not None


@pytest.mark.usefixtures("tampering")
def test_a_cut_tail_shows_by_the_anchor_outside_the_database(session: Session) -> None:
    record(session, 3)
    seal(session)
    with transaction(session):
        session.execute(text("DELETE FROM audit_seal WHERE position = 3"))
        session.execute(text("DELETE FROM audit_entry WHERE id = 3"))
    assert "锚点" in (fault(session) or "")


def test_the_database_refuses_to_alter_the_trail(session: Session) -> None:
    record(session, 1)
    seal(session)
    with session.get_bind().connect() as connection:  # type: ignore[union-attr]  # an engine in these tests
        assert not insert_only.missing(connection)
    for statement in (
        "UPDATE audit_entry SET action = 'nothing'",
        "DELETE FROM audit_entry",
        "UPDATE audit_seal SET mac = ''",
        "DELETE FROM audit_seal",
    ):
        with pytest.raises(DatabaseError), transaction(session):
            session.execute(text(statement))
