"""One look of the dispatcher at a time, in this process; the courier writes down what it would have carried."""

import json
import socket
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config.settings import Settings
from liaison import audit, jobs
from liaison.accounts.models import SignIn
from liaison.audit import AuditSeal
from liaison.clock import now
from liaison.database import transaction
from liaison.jobs import Job, JobState
from tests.factories.people import make_town
from worker.configuration import make_celery
from worker.courier import PATIENCE_SECONDS, Courier
from worker.dispatcher import MOST_WAITING, Dispatcher, run
from worker.leadership import leadership_for
from worker.routes import BULK, INTERACTIVE, Route
from worker.schedule import KEEP_ENDED_JOBS, Schedule


class Notebook:
    """Stands in for the courier: what was sent, how full each queue is, and whether the broker is away."""

    errors = (ConnectionError,)

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []
        self.full: dict[str, int] = {}
        self.away = False
        self.dropped = 0

    def waiting(self, queue: str) -> int:
        if self.away:
            raise ConnectionError
        return self.full.get(queue, 0)

    def send(self, route: Route, job_id: int) -> None:
        if self.away:
            raise ConnectionError
        self.sent.append((route.task, job_id))

    def drop(self) -> None:
        self.dropped += 1


class AlwaysLeads:
    def held(self) -> bool:
        return True

    def release(self) -> None:
        pass


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def dispatcher(notebook: Notebook) -> Dispatcher:
    return Dispatcher(notebook, AlwaysLeads())  # type: ignore[arg-type]  # the notebook does what a courier does


def add(session: Session, kind: str, count: int = 1, **values: object) -> None:
    with transaction(session):
        jobs.enqueue_all(session, kind, range(count))
        if values:
            session.execute(update(Job).where(Job.kind == kind).values(**values))


def only_job(session: Session) -> Job:
    session.rollback()
    return session.scalars(select(Job)).one()


def test_each_due_job_is_carried_once_to_its_own_task(
    session: Session, dispatcher: Dispatcher, notebook: Notebook
) -> None:
    add(session, "prepare", 3)
    add(session, "render")
    dispatcher.look(session)
    dispatcher.look(session)
    assert sorted(task for task, _ in notebook.sent) == ["worker.prepare"] * 3 + ["worker.render"]


def test_a_full_queue_gets_nothing_more_and_does_not_hold_up_the_other(
    session: Session, dispatcher: Dispatcher, notebook: Notebook
) -> None:
    add(session, "prepare", 5)
    add(session, "render")
    notebook.full = {BULK: MOST_WAITING - 2, INTERACTIVE: 0}
    dispatcher.nudge(session)
    assert sorted(task for task, _ in notebook.sent) == ["worker.prepare"] * 2 + ["worker.render"]


def test_while_the_broker_is_away_the_rest_goes_on_and_nothing_is_marked(
    session: Session, dispatcher: Dispatcher, notebook: Notebook
) -> None:
    add(session, "prepare")
    make_town(session)
    with transaction(session):
        audit.record(session, "something", None, by=None)
    notebook.away = True
    dispatcher.look(session)
    assert notebook.dropped == 1
    assert only_job(session).nudged_until == 0
    assert session.scalar(select(func.count()).select_from(AuditSeal)) == 1


def test_a_kind_that_no_task_does_is_shown_instead_of_waiting_for_ever(
    session: Session, dispatcher: Dispatcher
) -> None:
    add(session, "forgotten")
    dispatcher.tidy(session)
    assert (only_job(session).state, only_job(session).last_error) == (JobState.QUARANTINED, "UnknownKind")


def test_a_job_whose_owner_died_at_the_last_attempt_is_quarantined(session: Session, dispatcher: Dispatcher) -> None:
    add(session, "prepare", state=JobState.RUNNING, attempts=5, token=5, lease_until=1)
    dispatcher.look(session)
    assert (only_job(session).state, only_job(session).last_error) == (JobState.QUARANTINED, "WorkerLost")


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.RETRYING])
def test_a_job_to_be_cancelled_ends_though_its_owner_died(
    session: Session, dispatcher: Dispatcher, state: JobState
) -> None:
    add(session, "prepare", state=state, attempts=1, token=1, lease_until=1, cancel_asked=True)
    dispatcher.look(session)
    assert only_job(session).state is JobState.CANCELLED


def test_a_job_to_be_cancelled_that_still_runs_is_left_to_its_owner(session: Session, dispatcher: Dispatcher) -> None:
    add(session, "prepare")
    id = only_job(session).id
    assert jobs.claim(session, id)
    with transaction(session):
        jobs.ask_to_cancel(session, session.get_one(Job, id))
    dispatcher.tidy(session)
    assert only_job(session).state is JobState.RUNNING


def test_new_audit_entries_are_sealed_and_anchored_in_the_same_round(session: Session, dispatcher: Dispatcher) -> None:
    for _ in range(2):
        with transaction(session):
            audit.record(session, "something", None, by=None)
        dispatcher.seal(session)
        dispatcher.seal(session)
    session.rollback()
    assert audit.unsealed_entries(session) == 0
    assert len(audit.anchor_path(session).read_text().splitlines()) == 2
    assert audit.first_fault(session) is None


def test_old_ended_jobs_go_and_quarantined_ones_stay(session: Session) -> None:
    long_ago = now() - 2 * KEEP_ENDED_JOBS
    add(session, "prepare", 2, state=JobState.DONE, finished_at=long_ago)
    add(session, "group", 1, state=JobState.QUARANTINED, finished_at=long_ago)
    add(session, "settle", 1, state=JobState.DONE, finished_at=now())
    schedule = Schedule()
    schedule.run_due(session)
    session.rollback()
    assert sorted(session.scalars(select(Job.kind))) == ["group", "settle"]


def test_a_session_nobody_came_back_to_is_ended(session: Session) -> None:
    town = make_town(session)
    long_ago = now() - KEEP_ENDED_JOBS
    with transaction(session):
        for key, seen in (("old", long_ago), ("new", now())):
            session.add(SignIn(user_id=town.office.id, key=key, began_at=long_ago, last_seen_at=seen, revoked_at=None))
    Schedule().run_due(session)
    session.rollback()
    assert session.scalars(select(SignIn.key).where(SignIn.revoked_at.is_(None))).all() == ["new"]


def test_only_one_of_two_dispatchers_leads_and_the_other_takes_over(settings: Settings, app: Flask) -> None:
    first, second = leadership_for(settings), leadership_for(settings)
    assert first.held()
    assert first.held()
    assert not second.held()
    first.release()
    assert second.held()
    assert not first.held()
    second.release()


def test_a_dispatcher_that_does_not_lead_touches_nothing(
    session: Session, settings: Settings, notebook: Notebook
) -> None:
    leader = leadership_for(settings)
    assert leader.held()
    add(session, "prepare")
    follower = Dispatcher(notebook, leadership_for(settings))  # type: ignore[arg-type]  # a notebook
    follower.look(session)
    assert notebook.sent == []
    leader.release()
    follower.look(session)
    assert len(notebook.sent) == 1
    follower.release()


@pytest.fixture
def running(app: Flask, dispatcher: Dispatcher) -> Iterator[Thread]:
    stop = Event()
    thread = Thread(target=run, args=(app, dispatcher, stop))
    thread.start()
    yield thread
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_database_that_was_away_is_waited_for(
    session: Session, notebook: Notebook, running: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = {"is": True}
    look = Dispatcher.look

    def failing(self: Dispatcher, session: Session) -> None:
        if away["is"]:
            raise OperationalError("SELECT", {}, Exception("server closed the connection"))
        look(self, session)

    monkeypatch.setattr(Dispatcher, "look", failing)
    add(session, "prepare")
    sleep(1)
    assert notebook.sent == []
    away["is"] = False
    until = monotonic() + 10
    while not notebook.sent and monotonic() < until:
        sleep(0.05)
    assert len(notebook.sent) == 1


def test_a_broker_that_does_not_answer_costs_about_a_second(app: Flask, settings: Settings) -> None:
    nowhere = replace(settings, broker_url="redis://127.0.0.1:9/0")  # a closed port
    courier = Courier(make_celery(app, nowhere, patience=PATIENCE_SECONDS))
    began = monotonic()
    with pytest.raises(courier.errors):
        courier.waiting(BULK)
    courier.drop()
    with pytest.raises(courier.errors):
        courier.send(Route("worker.prepare", BULK), 1)
    assert monotonic() - began < 2


def test_a_broker_that_accepts_and_never_answers_costs_about_a_second(app: Flask, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        deaf = replace(settings, broker_url=f"redis://127.0.0.1:{port}/0")
        courier = Courier(make_celery(app, deaf, patience=PATIENCE_SECONDS))
        began = monotonic()
        with pytest.raises(courier.errors):
            courier.waiting(BULK)
        assert monotonic() - began < 3


def test_nudges_carry_an_id_and_nothing_else(app: Flask, settings: Settings) -> None:
    courier = Courier(make_celery(app, settings))
    courier.send(Route("worker.prepare", BULK), 4711)
    assert courier.waiting(BULK) == 1
    assert courier.waiting(INTERACTIVE) == 0
    [message] = (settings.data_path / "broker" / "messages").glob("*.msg")
    envelope = json.loads(message.read_text())
    [args, kwargs, _] = json.loads(b64decode(envelope["body"]))
    assert (args, kwargs) == ([4711], {})
    courier.drop()
