"""Every unsafe route refuses a form without a token of this session – and shows again what was typed."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.people import PASSWORD
from tests.factories.two_towns import World
from tests.security.matrix import SIGNED_OUT
from tests.security.walking import address, rules, unsafe_methods

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ONCE_MORE = 'id="again"'  # the form that sends again what was typed
TYPED = "桥洞下面的灯坏了三个礼拜，写到这里才发现登录过期了"


@pytest.fixture
def app(app: Flask) -> Flask:
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def token_of(client: FlaskClient, page: str = "/help") -> str:
    found = TOKEN.search(client.get(page).text)
    assert found
    return found[1]


def signed_in(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    form = {"username": username, "password": PASSWORD, "csrf_token": token_of(client, "/sign-in")}
    assert client.post("/sign-in", data=form).status_code == 302
    return client


def test_every_unsafe_route_refuses_missing_foreign_and_made_up_tokens(app: Flask, worlds: tuple[World, World]) -> None:
    own, other = worlds
    client = signed_in(app, own.town.office.username)
    tokens = {"foreign": token_of(signed_in(app, other.town.office.username)), "made up": "IjEyMyI.x.y", "empty": ""}
    routes = [(rule, method) for rule in rules(app) for method in unsafe_methods(rule)]
    assert len(routes) > 10
    for rule, method in routes:
        url = address(rule, own.shown)
        for kind, token in ({"missing": None} | tokens).items():
            form = {"words": TYPED} | ({} if token is None else {"csrf_token": token})
            answer = client.open(url, method=method, data=form)
            assert answer.status_code == 400, (kind, method, url)
            assert TYPED in answer.text, (kind, method, url)
            assert ONCE_MORE in answer.text


def test_a_token_dies_with_its_session(app: Flask, worlds: tuple[World, World]) -> None:
    client = signed_in(app, worlds[0].town.office.username)
    old = token_of(client)
    client.post("/sign-out", data={"csrf_token": old})
    answer = client.post("/elder-mode", data={"csrf_token": old, "on": "1"})
    assert answer.status_code == 400


def test_the_page_that_keeps_what_was_typed_sends_it_once_more_and_never_a_password(
    app: Flask, worlds: tuple[World, World]
) -> None:
    client = signed_in(app, worlds[0].town.office.username)
    url = f"/consultations/{worlds[0].shown.numbers['consultations']}/comments/new"
    answer = client.post(url, data={"words": TYPED, "password": "s3cret-canary", "new_password": "s3cret-canary"})
    assert "s3cret-canary" not in answer.text
    assert f'action="{url}"' in answer.text
    again = TOKEN.findall(answer.text)
    assert client.post(url, data={"words": TYPED, "csrf_token": again[-1]}).status_code != 400


def test_who_was_signed_out_while_writing_signs_in_and_sends_it_once_more(
    app: Flask, worlds: tuple[World, World]
) -> None:
    own = worlds[0]
    client = app.test_client()
    url = f"/consultations/{own.shown.numbers['consultations']}/comments/new"
    answer = client.post(url, data={"words": TYPED, "csrf_token": token_of(client)})
    assert (answer.status_code, TYPED in answer.text, SIGNED_OUT in answer.text) == (400, True, True)
    again = TOKEN.findall(answer.text)[-1]
    form = {"username": own.town.office.username, "password": PASSWORD, "csrf_token": token_of(client, "/sign-in")}
    assert client.post("/sign-in", data=form).status_code == 302
    sent = client.post(url, data={"words": TYPED, "csrf_token": again})
    assert sent.status_code == 422, "the form itself, no longer the question who asks"
    assert TYPED in sent.text
