"""A station starts by itself: from two commands to a citizen's first words, with nothing but pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.settings import Settings
from liaison import cli
from liaison.accounts.models import Station
from liaison.database import db
from tests.factories.people import Town
from tests.functional.accounts.pages import audited, send, shown_password, user_called

NAME = "某某人大常委会基层立法联系点"
FOUND = ("station", "found", NAME, "--city", "某某市", "--district", "某某区")
PASSWORD = "heron-over-the-canal"
OFFICE = ("user", "add", "zhang", "--name", "章工", "--role", "office", "--station", "1")


@pytest.fixture
def liaison(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The command, on the database of this test."""
    apps: list[Flask] = []

    def create_app(settings: Settings) -> Flask:
        apps.append(make_app(settings))
        return apps[-1]

    make_app = cli.create_app
    monkeypatch.setattr(cli, "load_settings", lambda: settings)
    monkeypatch.setattr(cli, "create_app", create_app)

    def run(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(cli.main, arguments, input=typed)

    yield run
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def test_a_station_is_founded_once_and_has_a_number(liaison: Any, session: Session) -> None:
    founded = liaison(*FOUND)
    assert (founded.exit_code, founded.output) == (0, f"已设立{NAME}，编号 1\n")
    again = liaison(*FOUND)
    assert (again.exit_code, again.output) == (1, f"Error: “{NAME}”已经设立，编号是 1\n")
    (station,) = session.scalars(select(Station))
    assert (station.name, station.short_name, station.city, station.district) == (NAME, NAME, "某某市", "某某区")
    assert audited(session) == [("station_founded", None, 1)]


def test_stations_are_listed_with_their_numbers(liaison: Any) -> None:
    assert liaison("station", "list").output == ""
    liaison(*FOUND, "--short-name", "某某联系点", "--phone", "0999-1")
    assert liaison("station", "list").output == f"1\t{NAME}\t某某市某某区\t某某联系点\t0999-1\n"


@pytest.mark.parametrize("missing", ["--city", "--district"])
def test_a_station_needs_its_place(liaison: Any, session: Session, missing: str) -> None:
    at = FOUND.index(missing)
    assert liaison(*FOUND[:at], *FOUND[at + 2 :]).exit_code == 2
    assert session.scalars(select(Station)).all() == []


def test_from_two_commands_to_the_first_consultation(liaison: Any, app: Flask, session: Session) -> None:
    liaison(*FOUND)
    assert liaison(*OFFICE, typed=f"{PASSWORD}\n" * 2).output.endswith("已建账号 zhang\n")
    office = app.test_client()
    assert office.post("/sign-in", data={"username": "zhang", "password": PASSWORD}).status_code == 302
    assert 'href="/people"' in office.get("/").text
    assert "先加采集点" in office.get("/people").text
    assert "联系点还没有采集点。" in office.get("/consultations/new").text
    assert send(office, "/points/new", name="一号采集点").status_code == 303
    made = send(office, "/people/new?role=collector&point=1", name="钱工", username="qian")
    assert send(office, "/people/new?role=expert", name="何工", username="he").status_code == 200
    expert = user_called(session, "he")
    assert expert is not None
    assert send(office, "/points/1/pairing", expert=expert.id).status_code == 303
    page = office.get("/people").text
    for name in ("一号采集点", "钱工", "何工", "章工"):
        assert name in page
    planning = office.get("/consultations/new").text
    assert "一号采集点" in planning
    assert "联系点还没有采集点。" not in planning
    collector = app.test_client()
    signed_in = collector.post("/sign-in", data={"username": "qian", "password": shown_password(made.text)})
    assert signed_in.status_code == 302
    assert collector.get("/comments").status_code == 200


def test_a_collector_made_by_command_belongs_to_the_point_with_that_number_in_that_station(
    liaison: Any, session: Session, town: Town, other_town: Town
) -> None:
    def add(account: str, station: int, point: int) -> Result:
        place = ("--station", str(station), "--point", str(point))
        return liaison(
            "user", "add", account, "--name", "钱工", "--role", "collector", *place, typed=f"{PASSWORD}\n" * 2
        )

    assert add("qian", other_town.station.id, 2).exit_code == 0
    user = user_called(session, "qian")
    assert user is not None
    assert user.point_ids() == {other_town.points[1].id}
    assert add("sun", other_town.station.id, 3).output.endswith("Error: 这个联系点没有编号为 3 的采集点\n")
    assert add("sun", 77, 1).output.endswith("Error: 没有编号为 77 的联系点，用 liaison station list 查\n")
    assert user_called(session, "sun") is None


def test_the_readme_shows_these_commands() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (Path(__file__).parents[3] / name).read_text(encoding="utf-8")
        assert "liaison station found" in text
        assert "--role office --station 1" in text
