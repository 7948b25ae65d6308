"""The queue of record: claims, fences, leases, retries, cancelling – on whichever engine the suite runs."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from liaison import jobs
from liaison.database import db, epoch_ms, transaction
from liaison.jobs import Cancelled, Claim, Job, JobState, LostClaim

KIND = "test_work"
HOUR_MS = 3_600_000


@pytest.fixture
def handler() -> Iterator[Callable[[jobs.Handler], None]]:
    """Registers what does KIND for one test."""
    yield lambda does: jobs.register_handler(KIND, does)
    jobs._handlers.pop(KIND, None)


def add(session: Session, subject: int = 1, **values: object) -> int:
    with transaction(session):
        jobs.enqueue(session, KIND, subject)
        id = session.scalars(select(Job.id).order_by(Job.id.desc()).limit(1)).one()
        if values:
            session.execute(update(Job).where(Job.id == id).values(**values))
    return id


def change(session: Session, id: int, **values: object) -> None:
    with transaction(session):
        session.execute(update(Job).where(Job.id == id).values(**values))


def job(session: Session, id: int) -> Job:
    session.rollback()
    return session.get_one(Job, id)


def take(session: Session, limit: int = 10) -> list[int]:
    with transaction(session):
        return [id for id, _ in jobs.take_due(session, limit, 5_000)]


def finish(session: Session, claim: Claim) -> None:
    with claim.completing(session):
        pass


# ── Making ──────────────────────────────────────────────────────────────────────────────────────


def test_one_waiting_job_for_a_subject_is_enough(session: Session) -> None:
    with transaction(session):
        for _ in range(3):
            jobs.enqueue(session, KIND, 7)
        jobs.enqueue_all(session, KIND, [9, 8, 7, 8])
    assert session.scalars(select(Job.subject_id).order_by(Job.subject_id)).all() == [7, 8, 9]


def test_work_that_arrives_while_a_job_runs_makes_a_new_one(session: Session) -> None:
    first = add(session)
    assert jobs.claim(session, first)
    second = add(session)
    assert second != first
    assert jobs.claim(session, second)


def test_an_earlier_due_time_brings_a_waiting_job_forward_and_a_later_one_does_not(session: Session) -> None:
    with transaction(session):
        jobs.enqueue(session, KIND, 1, delay_ms=30_000)
    assert not jobs.any_due(session)
    with transaction(session):
        jobs.enqueue(session, KIND, 1)
        jobs.enqueue(session, KIND, 1, delay_ms=30_000)
    assert len(take(session)) == 1


def test_a_delay_that_would_look_like_a_wrong_clock_is_refused(session: Session) -> None:
    with pytest.raises(ValueError), transaction(session):
        jobs.enqueue(session, KIND, 1, delay_ms=jobs.LONGEST_DELAY_MS + 1)


def test_a_waiting_job_cannot_begin_before_the_work_added_to_it_is_visible(app: Flask, session: Session) -> None:
    """Else the claimer would look, see nothing new, and the newcomer would be nobody's."""
    id = add(session)
    with ThreadPoolExecutor(1) as pool, transaction(session):
        jobs.enqueue(session, KIND, 1)
        claiming = pool.submit(claim_elsewhere, app, id)
        with pytest.raises(TimeoutError):
            claiming.result(timeout=0.3)
        session.commit()
        assert claiming.result(timeout=5) is not None


# ── Claiming ────────────────────────────────────────────────────────────────────────────────────


def claim_elsewhere(app: Flask, id: int, barrier: Barrier | None = None) -> Claim | None:
    with app.app_context():
        if barrier:
            barrier.wait()
        return jobs.claim(db.session, id)


def claim_next_elsewhere(app: Flask, barrier: Barrier) -> int | None:
    with app.app_context():
        barrier.wait()
        claim = jobs.claim_next(db.session, KIND)
        return claim.job_id if claim else None


def test_of_eight_claimers_one_wins(app: Flask, session: Session) -> None:
    for round in range(5):
        id, barrier = add(session, round), Barrier(8)
        with ThreadPoolExecutor(8) as pool:
            claims = list(pool.map(claim_elsewhere, [app] * 8, [id] * 8, [barrier] * 8))
        assert [claim.token for claim in claims if claim] == [1]
        assert job(session, id).attempts == 1


def test_eight_workers_going_on_take_eight_different_jobs(app: Flask, session: Session) -> None:
    ids, barrier = {add(session, subject) for subject in range(8)}, Barrier(8)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: claim_next_elsewhere(app, barrier), range(8)))
    with app.app_context():  # on PostgreSQL a locked row is passed over, so some may have found nothing in that instant
        rest = [claim.job_id for claim in iter(lambda: jobs.claim_next(db.session, KIND), None)]
    found = [id for id in taken if id] + rest
    assert sorted(found) == sorted(ids)


def test_a_claimed_job_cannot_be_claimed_again_until_its_lease_is_over(session: Session) -> None:
    id = add(session)
    first = jobs.claim(session, id)
    assert first
    assert jobs.claim(session, id) is None
    change(session, id, lease_until=epoch_ms() - 1)
    second = jobs.claim(session, id)
    assert second
    assert second.token == first.token + 1
    with pytest.raises(LostClaim), first.completing(session):
        raise AssertionError("the overtaken owner was let in")
    finish(session, second)
    assert job(session, id).state is JobState.DONE


def test_a_slice_renews_the_lease_and_keeps_the_cursor(session: Session) -> None:
    id = add(session)
    claim = jobs.claim(session, id)
    assert claim
    change(session, id, lease_until=epoch_ms() + 1_000)
    with claim.progressing(session, 3, 10):
        pass
    assert job(session, id).done == 3
    assert session.scalar(select(Job.lease_until - epoch_ms())) > 50_000


def test_what_an_overtaken_owner_wrote_in_its_slice_is_discarded(session: Session) -> None:
    id = add(session)
    claim = jobs.claim(session, id)
    assert claim
    change(session, id, lease_until=0)
    assert jobs.claim(session, id)
    with pytest.raises(LostClaim), claim.progressing(session, 1, 2):
        jobs.enqueue(session, KIND, 99)
    assert job(session, id).done == 0
    assert session.scalars(select(Job).where(Job.subject_id == 99)).all() == []


@pytest.mark.parametrize("ahead_ms", [HOUR_MS, 400 * 24 * HOUR_MS])
def test_a_clock_that_was_ahead_holds_nothing_up(session: Session, ahead_ms: int) -> None:
    """The server's clock went back: what was written before lies in the future."""
    waiting = add(session, 1, due_at=epoch_ms() + ahead_ms, nudged_until=epoch_ms() + ahead_ms)
    abandoned = add(session, 2)
    assert jobs.claim(session, abandoned)
    change(session, abandoned, lease_until=epoch_ms() + ahead_ms)
    assert sorted(take(session)) == [waiting, abandoned]
    assert jobs.claim(session, waiting)
    assert jobs.claim(session, abandoned)


@pytest.mark.parametrize("age_ms", [HOUR_MS, 8 * 24 * HOUR_MS, 400 * 24 * HOUR_MS])
def test_no_job_is_too_old_to_be_found(session: Session, age_ms: int) -> None:
    waiting = add(session, 1, due_at=epoch_ms() - age_ms)
    running = add(session, 2, state=JobState.RUNNING, lease_until=epoch_ms() - age_ms, attempts=1, token=1)
    assert sorted(take(session)) == [waiting, running]
    assert jobs.oldest_wait_seconds(session) == pytest.approx(age_ms / 1000, abs=10)


# ── Doing ───────────────────────────────────────────────────────────────────────────────────────


def test_a_failure_is_retried_later_and_the_fifth_quarantines(session: Session, handler: Callable[..., None]) -> None:
    def fail(session: Session, claim: Claim) -> None:
        raise KeyError("words of a citizen")

    handler(fail)
    id = add(session)
    for attempt in range(1, 5):
        jobs.perform(session, id)
        failed = job(session, id)
        assert (failed.state, failed.attempts, failed.last_error) == (JobState.RETRYING, attempt, "KeyError")
        assert take(session) == []
        change(session, id, due_at=0)
    jobs.perform(session, id)
    assert job(session, id).state is JobState.QUARANTINED
    assert job(session, id).finished_at is not None
    jobs.perform(session, id)
    assert job(session, id).attempts == 5


def test_retry_sends_a_quarantined_job_round_again_with_a_newer_token(
    session: Session, handler: Callable[..., None]
) -> None:
    handler(finish)
    id = add(session, state=JobState.QUARANTINED, attempts=5, token=5)
    with transaction(session):
        jobs.retry(session, session.get_one(Job, id))
    assert take(session) == [id]
    jobs.perform(session, id)
    done = job(session, id)
    assert (done.state, done.token, done.attempts) == (JobState.DONE, 6, 1)


def test_a_second_click_on_retry_does_not_disturb_a_running_job(session: Session) -> None:
    id = add(session)
    claim = jobs.claim(session, id)
    assert claim
    with transaction(session):
        jobs.retry(session, session.get_one(Job, id))
    finish(session, claim)
    assert job(session, id).state is JobState.DONE


def test_an_error_after_completing_does_not_undo_what_was_done(session: Session, handler: Callable[..., None]) -> None:
    def finish_and_stumble(session: Session, claim: Claim) -> None:
        finish(session, claim)
        raise ValueError

    handler(finish_and_stumble)
    id = add(session)
    jobs.perform(session, id)
    assert job(session, id).state is JobState.DONE


def test_a_handler_that_finds_nothing_to_write_ends_the_job(session: Session, handler: Callable[..., None]) -> None:
    handler(lambda session, claim: None)
    id = add(session)
    jobs.perform(session, id)
    assert job(session, id).state is JobState.DONE


def test_an_unknown_kind_is_quarantined_at_once_and_says_so(session: Session) -> None:
    id = add(session)
    jobs.perform(session, id)
    unknown = job(session, id)
    assert (unknown.state, unknown.last_error) == (JobState.QUARANTINED, "UnknownKind")


def test_an_overtaken_owner_records_no_failure(session: Session) -> None:
    id = add(session)
    claim = jobs.claim(session, id)
    assert claim
    change(session, id, lease_until=0)
    second = jobs.claim(session, id)
    assert second
    jobs.record_failure(session, claim, "ValueError")
    assert job(session, id).state is JobState.RUNNING
    finish(session, second)


def test_going_on_does_all_that_is_due_of_a_kind_and_nothing_else(
    session: Session, handler: Callable[..., None]
) -> None:
    handler(finish)
    for subject in range(5):
        add(session, subject)
    with transaction(session):
        jobs.enqueue(session, "test_other", 1)
        jobs.enqueue(session, KIND, 77, delay_ms=30_000)
    assert jobs.perform_waiting(session, KIND, 10) == 5
    assert jobs.open_jobs(session) == 2


# ── Cancelling ──────────────────────────────────────────────────────────────────────────────────


def cancel(session: Session, id: int) -> None:
    with transaction(session):
        jobs.ask_to_cancel(session, session.get_one(Job, id))


def test_a_job_nobody_has_begun_is_cancelled_at_once(session: Session) -> None:
    id = add(session)
    cancel(session, id)
    assert job(session, id).state is JobState.CANCELLED
    assert jobs.claim(session, id) is None


@pytest.mark.parametrize("ending", ["progressing", "completing"])
def test_a_running_job_ends_cancelled_and_writes_nothing_more(
    session: Session, handler: Callable[..., None], ending: str
) -> None:
    def work(session: Session, claim: Claim) -> None:
        cancel(session, claim.job_id)
        end = claim.completing(session) if ending == "completing" else claim.progressing(session, 1, 2)
        with pytest.raises(Cancelled), end:
            jobs.enqueue(session, KIND, 99)
        raise Cancelled(claim.job_id)

    handler(work)
    id = add(session)
    jobs.perform(session, id)
    assert job(session, id).state is JobState.CANCELLED
    assert jobs.open_jobs(session) == 0


def test_a_done_job_cannot_be_cancelled(session: Session, handler: Callable[..., None]) -> None:
    handler(finish)
    id = add(session)
    jobs.perform(session, id)
    cancel(session, id)
    assert job(session, id).state is JobState.DONE


# ── Looking ─────────────────────────────────────────────────────────────────────────────────────


def test_a_nudged_job_is_not_nudged_again_until_the_nudge_is_overdue(session: Session) -> None:
    id = add(session)
    assert take(session) == [id]
    assert take(session) == []
    change(session, id, nudged_until=epoch_ms() - 1)
    assert take(session) == [id]


def test_due_jobs_come_oldest_first_up_to_the_limit(session: Session) -> None:
    newer = add(session, 1, due_at=1_000)
    older = add(session, 2, due_at=500)
    add(session, 3, due_at=2_000)
    assert take(session, limit=2) == [older, newer]


def test_a_running_job_is_not_waiting(session: Session) -> None:
    id = add(session, due_at=epoch_ms() - HOUR_MS)
    assert jobs.oldest_wait_seconds(session) > 3_000
    assert jobs.claim(session, id)
    assert jobs.oldest_wait_seconds(session) == 0


def test_two_looks_at_once_never_give_the_same_job_twice(app: Flask, session: Session) -> None:
    for subject in range(40):
        add(session, subject)
    barrier = Barrier(4)

    def look(_: int) -> list[int]:
        with app.app_context():
            barrier.wait()
            return take(db.session, 20)

    with ThreadPoolExecutor(4) as pool:
        found = [id for ids in pool.map(look, range(4)) for id in ids]
    assert len(found) == len(set(found))
