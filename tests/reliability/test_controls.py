"""Sabotage: each guard is taken away once, and what it guards against must then be seen. Else the tests above prove nothing."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import ColumnElement, select, text, update
from sqlalchemy.orm import Session

from liaison import jobs
from liaison.audit import AuditEntry
from liaison.comments import operations
from liaison.comments.models import Comment
from liaison.comments.submission import Submission
from liaison.database import db, transaction
from liaison.jobs import Claim, Job, LostClaim
from tests.factories.consultations import make_consultation
from tests.factories.people import make_town
from tests.reliability.findings import enter_calmly, findings
from tests.reliability.words import token
from tests.worker import handlers
from tests.worker.conftest import Installation
from tests.worker.handlers import EFFECT
from tests.worker.processes import dispatcher_command, wait_until
from tests.worker.test_delivery import nudged, wipe_broker

WITHOUT_TOKEN = pytest.param(True, id="fence off")
WITH_TOKEN = pytest.param(False, id="fence on")


# ── The fence ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def effect_job(session: Session) -> int:
    with transaction(session):
        jobs.enqueue(session, EFFECT, 1)
    return session.scalars(select(Job.id)).one()


def _unfenced(claim: Claim) -> ColumnElement[bool]:
    return Job.id == claim.job_id


@pytest.mark.parametrize("sabotaged", [WITH_TOKEN, WITHOUT_TOKEN])
def test_work_of_an_overtaken_owner_is_discarded_only_by_the_token(
    session: Session, effect_job: int, monkeypatch: pytest.MonkeyPatch, sabotaged: bool
) -> None:
    slow = jobs.claim(session, effect_job)
    with transaction(session):
        session.execute(update(Job).values(lease_until=0))
    quick = jobs.claim(session, effect_job)
    assert slow
    assert quick
    if sabotaged:
        monkeypatch.setattr(Claim, "is_mine", _unfenced)
    handlers.effect(session, quick)
    try:
        handlers.effect(session, slow)
    except LostClaim:
        session.rollback()
    done = session.scalars(select(AuditEntry).where(AuditEntry.action == EFFECT)).all()
    assert len(done) == (2 if sabotaged else 1)


# ── The unique key ──────────────────────────────────────────────────────────────────────────────


def _drop_token_key(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        with transaction(session):
            session.execute(text(f"ALTER TABLE comment DROP CONSTRAINT {operations.TOKEN_CONSTRAINT}"))
        return
    session.rollback()
    with closing(sqlite3.connect(str(db.engine.url.database))) as connection:
        [(made,)] = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'comment'").fetchall()
        key = f", \n\tCONSTRAINT {operations.TOKEN_CONSTRAINT} UNIQUE (consultation_id, client_token)"
        assert key in made
        connection.executescript(
            f"PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON; ALTER TABLE comment RENAME TO former;"
            f"{made.replace(key, '')}; INSERT INTO comment SELECT * FROM former; DROP TABLE former;"
        )


@pytest.mark.parametrize("sabotaged", [WITH_TOKEN, WITHOUT_TOKEN])
def test_a_submission_sent_again_is_counted_once_only_by_the_unique_key(
    session: Session, monkeypatch: pytest.MonkeyPatch, sabotaged: bool
) -> None:
    """Looking before inserting is taken away in both cases: two processes may look at the same instant."""
    town = make_town(session, points=4)
    consultation = make_consultation(session, town)
    enter_calmly(session, town, consultation, range(8))
    looked = operations._received_before
    asked: list[bool] = []

    def blind_at_first(session: Session, submission: Submission) -> Comment | None:
        asked.append(True)
        return None if len(asked) % 2 else looked(session, submission)

    monkeypatch.setattr(operations, "_received_before", blind_at_first)
    if sabotaged:
        _drop_token_key(session)
    enter_calmly(session, town, consultation, [3])
    again = session.scalars(select(Comment).where(Comment.client_token == token(3))).all()
    assert len(again) == (2 if sabotaged else 1)


# ── The ledgers ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sabotaged", [False, True])
def test_a_receipt_without_a_comment_is_found(session: Session, tmp_path: Path, sabotaged: bool) -> None:
    town = make_town(session, points=4)
    calm = enter_calmly(session, town, make_consultation(session, town), range(8))
    ledger = _ledger(session, tmp_path, extra=sabotaged)
    wrong = {each.what for each in findings(session, [ledger], 8, calm) if not each.is_right}
    assert ("回执（各台账）" in wrong) is sabotaged


def test_a_group_that_came_out_differently_is_found(session: Session, tmp_path: Path) -> None:
    town = make_town(session, points=4)
    calm = enter_calmly(session, town, make_consultation(session, town), range(8))
    place, groups = next((place, groups) for place, groups in calm.items())
    torn = calm | {place: groups - {next(iter(groups))}}
    wrong = {each.what for each in findings(session, [_ledger(session, tmp_path)], 8, torn) if not each.is_right}
    assert "归并结果与平静时不同的条文" in wrong


def _ledger(session: Session, folder: Path, *, extra: bool = False) -> Path:
    ledger = folder / "ledger"
    lines = [f"{comment.client_token} {comment.receipt_code}\n" for comment in session.scalars(select(Comment))]
    ledger.write_text("".join(lines) + ("storm-lost receipt\n" if extra else ""))
    return ledger


# ── The dispatcher ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.worker
@pytest.mark.parametrize("broker", ["filesystem"], indirect=True)
def test_without_repeated_nudges_work_is_left_when_the_broker_vanishes(installation: Installation) -> None:
    """The twin of test_nudges_that_vanish_with_the_broker_are_sent_again."""
    installation.dispatcher.command = dispatcher_command("tests.reliability.forgetful")
    installation.dispatcher.start()
    installation.add(EFFECT, 20)
    wait_until(lambda: nudged(installation) == 20, 20, "nudges are on their way")
    time.sleep(0.5)
    wipe_broker(installation)
    installation.worker.start()
    time.sleep(15)
    assert installation.open_jobs() == 20
