"""The switch on every page: pressing it turns 长者模式 on, pressing it again turns it off."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories.groups import client_of
from tests.factories.people import make_town
from tests.functional.desk.reading import page


def press(client: FlaskClient) -> None:
    """Sends the form as a browser does, with what its button says."""
    (form,) = page(client, "/help").xpath("//form[@action='/elder-mode']")
    sent = {each.get("name"): each.get("value") for each in form.xpath(".//input | .//button") if each.get("name")}
    assert client.post("/elder-mode", data=sent).status_code == 302


def is_large(client: FlaskClient) -> bool:
    return "elder" in (page(client, "/help").get("class") or "")


def test_the_switch_turns_it_on_and_off(app: Flask, session: Session) -> None:
    for client in (app.test_client(), client_of(app, make_town(session).office)):
        for wanted in (True, False, True):
            press(client)
            assert is_large(client) is wanted
