"""No address that came in with a request leads off the site."""

from itertools import product
from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from liaison.accounts.models import User
from tests.factories.people import PASSWORD, make_town, sign_in

HOSTS = ("evil.example", "localhost.evil.example", "localhost@evil.example", "127.0.0.2", "[::1]", "evil.example:80/x")
BEFORE = (
    "http://",
    "https://",
    "//",
    "///",
    "////",
    "/\\",
    "\\\\",
    "\\/",
    "/\t/",
    "/\n/",
    "\t//",
    " //",
    "\x00//",
    "http:",
    "http:/",
    "https:///",
    "HTTP://",
    "ftp://",
    "/%2f",
    "%2f%2f",
    "/%5c",
    "/.//",
    "/..//",
    "/;//",
    "//@",
    "///\\",
    "javascript://",
)
ODD = (
    "javascript:alert(1)",
    "data:text/html,x",
    "//",
    "\\",
    "http:",
    "https://[",
    "//\u3002evil.example",
    "?x=//evil.example",
)
PAYLOADS = [before + host for before, host in product(BEFORE, HOSTS)]
PAYLOADS += [quote(payload, safe="") for payload in PAYLOADS] + list(ODD)


def stays(location: str | None) -> bool:
    """As a browser reads it: tabs and line ends dropped, backslashes as slashes."""
    read = (location or "").replace("\\", "/").translate(dict.fromkeys(map(ord, "\t\r\n\0"))).strip()
    whole = urlsplit(urljoin("http://localhost/here", read))
    return whole.scheme == "http" and whole.netloc == "localhost"


def test_there_are_as_many_payloads_as_promised() -> None:
    assert len(PAYLOADS) >= 315
    assert not stays("//evil.example")
    assert not stays("/\\evil.example")
    assert stays("/help?x=1")


@pytest.mark.parametrize("where", ["query", "form", "referer"])
def test_nobody_is_led_off_the_site(client: FlaskClient, where: str) -> None:
    for payload in PAYLOADS:
        if where == "query":
            answer = client.post("/elder-mode", query_string={"next": payload}, data={"on": "1"})
        elif where == "form":
            answer = client.post("/elder-mode", data={"on": "1", "next": payload})
        else:
            answer = client.post(
                "/elder-mode",
                data={"on": "1"},
                headers={
                    "Referer": payload.encode("latin-1", "ignore").decode("latin-1").translate(dict.fromkeys(range(32)))
                },
            )
        assert answer.status_code == 302
        assert stays(answer.location), (payload, answer.location)


def test_signing_in_leads_nobody_off_the_site(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The password is not checked each time: hashing it 300 times would only take long."""
    town = make_town(session, points=0)
    monkeypatch.setattr(User, "verify_and_update_password", lambda self, password: True)
    client = app.test_client()
    form = {"username": town.office.username, "password": PASSWORD}
    for payload in PAYLOADS:
        for answer in (
            client.post("/sign-in", query_string={"next": payload}, data=form),
            client.get("/sign-in", query_string={"next": payload}),
        ):
            assert answer.status_code == 302
            assert stays(answer.location), (payload, answer.location)
        client.delete_cookie("session")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client: FlaskClient, session: Session) -> None:
    """The control: `next` does lead somewhere."""
    town = make_town(session, points=0)
    asked = client.get("/consultations?page=1").location
    assert asked is not None
    answer = client.post(asked, data={"username": town.office.username, "password": PASSWORD})
    assert answer.location == "/consultations?page=1"


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "", "local host"]
)
def test_a_foreign_host_name_is_refused(app: Flask, session: Session, host: str) -> None:
    town = make_town(session, points=0)
    client = sign_in(app.test_client(), town.office)
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "这个网址打不开" in answer.text
    assert "evil.example" not in answer.text
    assert client.post("/elder-mode", data={"on": "1"}, headers={"Host": host}).status_code == 400
