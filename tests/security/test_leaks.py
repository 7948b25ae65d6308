"""Canaries: an internal draft and a citizen's name and contact are planted, and looked for on every page of everybody else."""

import io
import zipfile

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.factories.people import sign_in
from tests.factories.two_towns import World
from tests.security.walking import crawl, visitor

STRANGERS = ("anonymous", "collector", "expert", "reader", "auditor", "system_admin")
FOREIGNERS = ("office", "collector", "expert", "reader", "auditor", "system_admin")


def holding(answers: dict[str, TestResponse], *words: str) -> list[str]:
    """The addresses whose answer – headers, body, or what is zipped in it – holds one of these words."""
    return sorted(url for url, answer in answers.items() if any(word in said(answer) for word in words))


def said(answer: TestResponse) -> str:
    body = answer.data
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"\n".join(parts.read(name) for name in parts.namelist())
    return f"{answer.headers}\n{body.decode('utf-8', 'replace')}"


@pytest.mark.parametrize("role", STRANGERS)
def test_an_internal_draft_is_nowhere_for_who_has_no_part_in_it(
    app: Flask, worlds: tuple[World, World], role: str
) -> None:
    own = worlds[0]
    answers = crawl(visitor(app, own, role), app, [own.shown, own.internal])
    assert holding(answers, own.canaries.title, own.canaries.text, own.canaries.words) == []


@pytest.mark.parametrize("role", FOREIGNERS)
def test_an_internal_draft_is_nowhere_in_another_town(app: Flask, worlds: tuple[World, World], role: str) -> None:
    own, foreign = worlds
    answers = crawl(visitor(app, foreign, role), app, [foreign.shown, own.shown, own.internal])
    assert holding(answers, own.canaries.title, own.canaries.text, own.canaries.words) == []


def test_those_who_take_part_do_see_it(app: Flask, worlds: tuple[World, World]) -> None:
    """The control: the search above finds what is there."""
    own = worlds[0]
    for user in (own.town.office, own.town.collectors[1], own.town.experts[1]):
        answers = crawl(sign_in(app.test_client(), user), app, [own.internal])
        for canary in (own.canaries.title, own.canaries.text, own.canaries.words):
            assert holding(answers, canary), (user.username, canary)


@pytest.mark.parametrize("role", ["office", *STRANGERS])
def test_name_and_contact_are_only_on_the_comments_own_page_for_its_point_and_the_office(
    app: Flask, worlds: tuple[World, World], role: str
) -> None:
    own, foreign = worlds
    client = visitor(app, own, role)
    answers = crawl(client, app, [own.shown, own.internal, foreign.shown])
    allowed = {f"/comments/{own.shown.numbers['comments']}"} if role in ("office", "collector") else set()
    assert set(holding(answers, own.canaries.name, own.canaries.contact)) == allowed
    assert holding(answers, foreign.canaries.name, foreign.canaries.contact) == []


def test_the_next_point_and_its_expert_learn_no_contact(app: Flask, worlds: tuple[World, World]) -> None:
    own = worlds[0]
    for user in (own.town.collectors[1], own.town.experts[1], own.town.experts[0]):
        answers = crawl(sign_in(app.test_client(), user), app, [own.shown, own.internal])
        assert holding(answers, own.canaries.name, own.canaries.contact) == [], user.username
