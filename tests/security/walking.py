"""Walking over the whole URL map: every address that a rule can make from the objects of a world, and every link on its pages."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from itertools import product
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from liaison.permissions import Role
from tests.factories.people import sign_in
from tests.factories.two_towns import Objects, World

FILES = {"static": "look.css", "bootstrap.static": "css/bootstrap.min.css", "security.static": "js/webauthn.js"}
QUERIES = {"drafts.articles": "?key=art-3"}  # pages that are nothing without it
LINK = re.compile(r"""(?:href|src|action|data-[a-z-]+)=["']([^"'#][^"']*)["']""")
ARGUMENT = re.compile(r"([^/<]+)?/?<(?:[^:<>]+:)?([^<>]+)>")


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def unsafe_methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"})


def reads(rule: Rule) -> bool:
    return "GET" in (rule.methods or set())


def address(rule: Rule, objects: Objects) -> str:
    return _filled(rule, lambda name: objects)


def foreign_addresses(rule: Rule, own: Objects, foreign: Objects) -> Iterator[str]:
    """Each way to name at least one foreign object: of two ids also only one."""
    names = [name for _, name in _arguments(rule)]
    for choice in product((own, foreign), repeat=len(names)):
        if foreign in choice:
            chosen = dict(zip(names, choice, strict=True))
            yield _filled(rule, chosen.__getitem__)


def names_an_object(rule: Rule) -> bool:
    return any(name not in ("filename", "place_key") for _, name in _arguments(rule))


def _arguments(rule: Rule) -> list[tuple[str, str]]:
    """Each argument with the noun before it. An article's key is the same in both towns, so it follows its draft."""
    return [(noun, name) for noun, name in ARGUMENT.findall(rule.rule) if name != "place_key"]


def _filled(rule: Rule, whose: Callable[[str], Objects]) -> str:
    made = rule.rule
    for noun, name in ARGUMENT.findall(rule.rule):
        value = FILES.get(rule.endpoint, "") if name == "filename" else _value(rule, noun, name, whose)
        made = re.sub(rf"<(?:[^:<>]+:)?{name}>", value, made)
    return made + QUERIES.get(rule.endpoint, "")


def _value(rule: Rule, noun: str, name: str, whose: Callable[[str], Objects]) -> str:
    if name == "place_key":
        return whose(_arguments(rule)[0][1]).place_key
    objects = whose(name)
    if name == "code":
        return objects.public_code if noun == "p" else objects.receipt_code
    if rule.rule.endswith("/full-text"):
        return str(objects.long_comment_id)
    assert noun in objects.numbers, f"{rule.rule}: tests/factories/two_towns.py makes no object for “{noun}”"
    return str(objects.numbers[noun])


def crawl(client: FlaskClient, app: Flask, worlds: list[Objects], most: int = 400) -> dict[str, TestResponse]:
    """GETs every address of every rule for all these objects, then every local link found there. Answers by address."""
    waiting = [address(rule, objects) for rule in rules(app) if reads(rule) for objects in worlds]
    answers: dict[str, TestResponse] = {}
    while waiting and len(answers) < most:
        url = waiting.pop(0)
        if url not in answers:
            answers[url] = client.get(url)
            waiting += local_links(answers[url])
    return answers


def local_links(answer: TestResponse) -> list[str]:
    links = [answer.location] if answer.location else []
    if answer.mimetype == "text/html":
        links += [unescape(found) for found in LINK.findall(answer.text)]
    here = urljoin("http://localhost/", answer.request.path)
    whole = (urlsplit(urljoin(here, link)) for link in links if link.startswith(("/", "?", "http:")))
    return [
        each.path + (f"?{each.query}" if each.query else "")
        for each in whole
        if each.netloc == "localhost" and "/static/" not in each.path and each.path != "/sign-out"
    ]


def visitor(app: Flask, world: World, role: str) -> FlaskClient:
    """A client that is signed in as who holds `role` there; `anonymous` is nobody."""
    client = app.test_client()
    return client if role == "anonymous" else sign_in(client, world.person(Role(role)))


@contextmanager
def rehearsing() -> Iterator[None]:
    """Nothing that happens inside is kept, so that a thousand requests can be tried on the same rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "commit", Session.flush)
        yield
