"""Work gets done exactly once, whatever happens to worker, dispatcher and broker."""

import shutil

import pytest

from liaison.jobs import Job, JobState
from tests.worker.conftest import Installation
from tests.worker.handlers import DEADLY, EFFECT, SLOW, URGENT
from tests.worker.processes import flush_redis, wait_until

pytestmark = pytest.mark.worker


def test_every_job_is_done_once(installation: Installation) -> None:
    installation.add(EFFECT, 100)
    installation.dispatcher.start()
    installation.worker.start()
    installation.wait_until_done(60)
    assert installation.effects(EFFECT) == list(range(1, 101))


def test_jobs_survive_a_killed_worker_and_are_still_done_once(installation: Installation) -> None:
    installation.dispatcher.start()
    installation.worker.start()
    installation.add(SLOW, 4)
    wait_until(lambda: running(installation) > 0, 30, "a slow job runs")
    installation.worker.kill()
    assert installation.open_jobs() == 4
    installation.worker.start()
    installation.wait_until_done(60)
    assert installation.effects(SLOW) == [1, 2, 3, 4]


def test_jobs_survive_a_killed_dispatcher(installation: Installation) -> None:
    installation.dispatcher.start()
    installation.worker.start()
    installation.add(EFFECT, 60)
    wait_until(lambda: installation.count(EFFECT) > 0, 30, "the first job is done")
    installation.dispatcher.kill()
    installation.add(EFFECT, 60)
    installation.dispatcher.start()
    installation.wait_until_done(60)
    assert len(installation.effects(EFFECT)) >= 60
    assert set(installation.effects(EFFECT)) == set(range(1, 61))


def test_nudges_that_vanish_with_the_broker_are_sent_again(installation: Installation) -> None:
    installation.dispatcher.start()
    installation.add(EFFECT, 60)
    wait_until(lambda: nudged(installation) > 0, 20, "nudges are on their way")
    wipe_broker(installation)
    installation.worker.start()
    installation.wait_until_done(60)
    assert installation.effects(EFFECT) == list(range(1, 61))


def test_the_broker_vanishes_while_the_worker_consumes(installation: Installation) -> None:
    installation.dispatcher.start()
    installation.worker.start()
    installation.add(EFFECT, 200)
    wait_until(lambda: installation.count(EFFECT) > 10, 30, "the worker is at it")
    wipe_broker(installation)
    installation.wait_until_done(60)
    assert installation.effects(EFFECT) == list(range(1, 201))


def test_a_job_that_kills_its_worker_is_quarantined_and_its_neighbours_are_done(installation: Installation) -> None:
    installation.add(DEADLY, 1)
    installation.add(EFFECT, 20)
    installation.dispatcher.start()
    installation.worker.start()
    installation.wait_until_done(90)
    installation.session.rollback()
    deadly = installation.session.query(Job).filter_by(kind=DEADLY).one()
    assert (deadly.state, deadly.attempts, deadly.last_error) == (JobState.QUARANTINED, 5, "WorkerLost")
    assert installation.effects(EFFECT) == list(range(1, 21))


def test_somebody_who_waits_is_served_while_bulk_work_piles_up(installation: Installation) -> None:
    installation.add(SLOW, 12)
    installation.dispatcher.start()
    installation.worker.start()
    wait_until(lambda: running(installation) == 2, 30, "both worker processes are busy")
    installation.add(URGENT, 1)
    wait_until(lambda: installation.count(URGENT) == 1, 12, "the urgent job is done")
    assert installation.open_jobs() > 4


def test_processes_stop_cleanly(installation: Installation) -> None:
    installation.dispatcher.start()
    installation.worker.start()
    installation.add(SLOW, 1)
    wait_until(lambda: running(installation) == 1, 30, "the job runs")
    assert installation.worker.stop() == 0
    assert installation.dispatcher.stop() == 0
    assert installation.effects(SLOW) == [1]


def running(installation: Installation) -> int:
    installation.session.rollback()
    return installation.session.query(Job).filter_by(state=JobState.RUNNING).count()


def nudged(installation: Installation) -> int:
    installation.session.rollback()
    return installation.session.query(Job).filter(Job.nudged_until > 0).count()


def wipe_broker(installation: Installation) -> None:
    if installation.settings.broker_url.startswith("redis"):
        flush_redis(installation.settings.broker_url)
    else:
        folder = installation.settings.data_path / "broker"
        shutil.rmtree(folder.rename(folder.with_name("gone")))  # at once, as when a disk goes away
