"""GET never changes anything, and every answer carries the headers."""

import hashlib
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config.settings import Settings
from liaison.database import Base
from tests.factories.two_towns import World
from tests.security.matrix import ROLES
from tests.security.walking import crawl, visitor

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
STATIC = ("/static/", "/bootstrap/static/", "/fs-static/")


def digest(session: Session, settings: Settings) -> dict[str, str]:
    """Of each table, and of the names in the file store."""
    session.rollback()
    made = {
        table.name: hashlib.sha256(
            repr(session.execute(select(table).order_by(*table.primary_key.columns)).all()).encode()
        ).hexdigest()
        for table in Base.metadata.sorted_tables
    }
    session.rollback()
    return made | {"files": repr(sorted(path.name for path in Path(settings.data_dir).rglob("*") if path.is_file()))}


@pytest.mark.parametrize("role", ROLES)
def test_crawling_every_page_changes_nothing_and_every_answer_is_guarded(
    app: Flask, session: Session, settings: Settings, worlds: tuple[World, World], role: str
) -> None:
    own, foreign = worlds
    client = visitor(app, own, role)
    client.get("/")
    before = digest(session, settings)
    answers = crawl(client, app, [own.shown, own.internal, foreign.shown])
    assert len(answers) > 40
    assert [url for url, answer in answers.items() if answer.status_code >= 500] == []
    assert [found for url, answer in answers.items() for found in unguarded(url, answer, role)] == []
    assert digest(session, settings) == before


def unguarded(url: str, answer: TestResponse, role: str) -> list[str]:
    wrong = [f"{url}: {name}" for name, value in HEADERS.items() if answer.headers.get(name) != value]
    cached = answer.headers.get("Cache-Control", "")
    if role != "anonymous" and not url.startswith(STATIC) and "no-store" not in cached:
        wrong.append(f"{url}: {cached!r} may be kept by a shared computer")
    if "Server" in answer.headers:
        wrong.append(f"{url}: names its server")
    return wrong
