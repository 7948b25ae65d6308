"""The kill storm: comments come in over HTTP while web, worker and dispatcher are killed with work in flight.

Each victim is first stopped (SIGSTOP) and killed only if something is really in its hands; else it goes on and is tried
again. `scripts/storm` runs it in full; `test_short_storm` a short one.
"""

import argparse
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from os import killpg
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config.settings import Settings
from liaison import audit, create_app, jobs, schema
from liaison.consultations.models import Consultation
from liaison.database import db
from liaison.jobs import Job, JobState
from tests.factories.consultations import make_consultation
from tests.factories.people import Town, make_town
from tests.reliability.client import Client
from tests.reliability.findings import Finding, Partition, enter_calmly, findings, table
from tests.worker.processes import (
    Process,
    dispatcher_command,
    environment_of,
    flush_redis,
    private_redis,
    wait_until,
    worker_command,
)
from worker.configuration import make_celery
from worker.courier import Courier
from worker.routes import QUEUES

KEY = "storm-key-that-is-long-enough-to-be-accepted"
CLIENTS = 4
VICTIMS = ("worker", "web", "dispatcher")
START_SECONDS = 60.0


@dataclass(frozen=True)
class Plan:
    """`kills` of each process; the broker is emptied once, while the worker is down and nudges wait."""

    comments: int
    kills: int
    settle_seconds: float
    worker: tuple[str, ...] = tuple(worker_command("worker.celery_app"))
    dispatcher: tuple[str, ...] = tuple(dispatcher_command("worker.dispatcher"))
    client: type[Client] = Client

    def victims(self) -> list[str]:
        return [victim for _ in range(self.kills) for victim in VICTIMS]


@dataclass
class House:
    """The processes of one installation on one port that stays open, as under `liaison serve`."""

    settings: Settings
    app: Flask
    folder: Path
    town: Town
    consultation: Consultation
    listener: socket.socket
    processes: dict[str, Process] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def start(self, plan: Plan) -> None:
        web = [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            "python:config.gunicorn",
            "--bind",
            f"fd://{self.listener.fileno()}",
        ]
        for name, command in (("web", web), ("worker", list(plan.worker)), ("dispatcher", list(plan.dispatcher))):
            process = Process(name, command, environment_of(self.settings), self.folder / f"{name}.log")
            process.inherited = (self.listener.fileno(),) if name == "web" else ()
            self.processes[name] = process.start()

    def empty_broker(self) -> None:
        if self.settings.broker_url.startswith("redis"):
            return flush_redis(self.settings.broker_url)
        broker = self.settings.data_path / "broker"
        return shutil.rmtree(broker.rename(broker.with_name("broker-gone")))


class Storm:
    def __init__(self, house: House, plan: Plan, say: Callable[[str], None]) -> None:
        self.house, self.plan, self._say = house, plan, say
        self._courier = Courier(make_celery(house.app, house.settings))
        usernames = [collector.username for collector in house.town.collectors]
        self.clients = [
            plan.client(
                house.address,
                usernames[index],
                house.consultation.id,
                range(index, plan.comments, CLIENTS),
                house.folder / f"ledger-{index}",
            )
            for index in range(CLIENTS)
        ]

    def rage(self, session: Session) -> None:
        """Lets the clients go on from kill to kill, so that each kill meets work."""
        self.house.start(self.plan)
        victims = self.plan.victims()
        share = self.plan.comments // (len(victims) + 2)
        for client in self.clients:
            client.start()
        for number, victim in enumerate(victims, 1):
            self._allow(share * (number + 1))
            wait_until(lambda least=share * number: self._acknowledged() >= least, 120, "the clients go on")  # type: ignore[misc]
            self._strike(session, victim, empty_broker=number == 1)
        self._allow(self.plan.comments)
        wait_until(lambda: self._acknowledged() == self.plan.comments, 600, "every comment is acknowledged")

    def settle(self, session: Session) -> float:
        """Waits until nothing is left to do and all is sealed; gives the seconds. What does not come is in the findings."""
        began = time.monotonic()
        while time.monotonic() - began < self.plan.settle_seconds:
            session.rollback()
            if jobs.open_jobs(session) == 0 and audit.unsealed_entries(session) == 0:
                break
            time.sleep(0.2)
        return time.monotonic() - began

    def _strike(self, session: Session, name: str, *, empty_broker: bool) -> None:
        victim = self.house.processes[name]
        began = time.monotonic()
        while True:
            killpg(victim.pid, signal.SIGSTOP)
            if held := self._in_flight(session, name):
                break
            killpg(victim.pid, signal.SIGCONT)
            assert time.monotonic() - began < 60, f"{name} never had work in its hands"
            self._allow(self.clients[0].allowed + 1)
            time.sleep(0.02)
        victim.kill()
        self._say(f"kill -9 {name}：手里有 {held}（已交 {self._acknowledged()} 条）")
        if empty_broker:
            self._empty_broker()
        time.sleep(0.3)
        victim.start()

    def _empty_broker(self) -> None:
        wait_until(lambda: self._nudges() > 0, 30, "nudges wait in the broker")
        self._say(f"清空消息代理：丢掉 {self._nudges()} 个提醒")
        self.house.empty_broker()
        self._courier.drop()

    def _nudges(self) -> int:
        return sum(self._courier.waiting(queue) for queue in QUEUES)

    def _in_flight(self, session: Session, name: str) -> str:
        """What the stopped process has in its hands, in words; empty if nothing."""
        if name == "web":
            asking = sum(client.browser.in_flight for client in self.clients)
            return f"{asking} 个提交" if asking else ""
        session.rollback()
        if name == "worker":
            kinds = session.scalars(select(Job.kind).where(Job.state == JobState.RUNNING)).all()
            return "、".join(kinds)
        open = session.scalar(select(func.count()).where(Job.state.in_(jobs.OPEN))) or 0
        return f"{open} 项没做完的工作" if open else ""

    def _allow(self, comments: int) -> None:
        for client in self.clients:
            client.allowed = min(comments, self.plan.comments)

    def _acknowledged(self) -> int:
        assert not any(client.failure for client in self.clients), [client.failure for client in self.clients]
        return sum(client.acknowledged for client in self.clients)


@contextmanager
def house(folder: Path, broker_url: str) -> Iterator[House]:
    """A station with its people and a consultation that is open; nothing runs yet. All processes end with the block."""
    settings = Settings(
        secret_key=KEY,
        password_salt=KEY,
        words_key=KEY,
        audit_key=KEY,
        database_url=f"sqlite:///{folder / 'liaison.sqlite3'}",
        data_dir=str(folder / "data"),
        broker_url=broker_url,
    )
    schema.upgrade(settings.database_url)
    app = create_app(settings)
    with app.app_context(), socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        town = make_town(db.session, points=CLIENTS)
        found = House(settings, app, folder, town, make_consultation(db.session, town), listener)
        try:
            yield found
        finally:
            for process in found.processes.values():
                if process.lives():
                    killpg(process.pid, signal.SIGCONT)
                    process.kill()
            db.session.rollback()
            db.engine.dispose()


def calm_partition(folder: Path, comments: int) -> Partition:
    folder.mkdir(exist_ok=True)
    with house(folder, "filesystem://") as calm:
        found = enter_calmly(db.session, calm.town, calm.consultation, range(comments))
    assert sum(len(groups) for groups in found.values()) > 5, "the calm run grouped nothing: nothing to compare with"
    return found


def run(folder: Path, broker_url: str, plan: Plan, calm: Partition, say: Callable[[str], None]) -> list[Finding]:
    (folder / "storm").mkdir()
    with house(folder / "storm", broker_url) as stormy:
        storm = Storm(stormy, plan, say)
        began = time.monotonic()
        storm.rage(db.session)
        say(
            f"{plan.comments} 条全部有回执，用 {time.monotonic() - began:.0f} 秒；重交 {sum(c.browser.tried_again for c in storm.clients)} 次"
        )
        say(f"又过 {storm.settle(db.session):.0f} 秒，没有剩下的工作")
        return findings(db.session, sorted(stormy.folder.glob("ledger-*")), plan.comments, calm)


def _say(line: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/storm", description=__doc__)
    parser.add_argument("--comments", type=int, default=2000)
    parser.add_argument("--broker", choices=["filesystem", "redis"], default="filesystem")
    parser.add_argument("--kills", type=int, default=3, help="of each process")
    options = parser.parse_args()
    plan = Plan(comments=options.comments, kills=options.kills, settle_seconds=900)
    with tempfile.TemporaryDirectory(prefix="storm-") as name:
        folder = Path(name)
        broker = private_redis(folder) if options.broker == "redis" else nullcontext("filesystem://")
        with broker as broker_url:
            began = time.monotonic()
            calm = calm_partition(folder / "calm", plan.comments)
            _say(f"平静时：{sum(map(len, calm.values()))} 组，用 {time.monotonic() - began:.0f} 秒")
            found = run(folder, broker_url, plan, calm, _say)
    _say(table(found))
    return 0 if all(each.is_right for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
