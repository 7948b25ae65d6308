"""Reading the pages of points and people as a person does, and what came of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from liaison.accounts.models import Appointment, User
from liaison.audit import AuditEntry
from liaison.permissions import Role

TYPED = "heron-over-the-canal"
NEW = {"role": "reader", "name": "钱工", "username": "qian", "password": TYPED}


def form_of(page: str) -> dict[str, Any]:
    """What a browser would send if the person pressed the button of the page's own form."""
    (form,) = html.fromstring(page).xpath("//form[@data-leave]")
    return dict(form.form_values())


def errors_of(page: str) -> list[str]:
    return [item.text_content().strip() for item in html.fromstring(page).xpath("//*[@id='errors']//li")]


def wrong_fields(page: str) -> list[str]:
    """The labels of the fields that say what is wrong with them."""
    found = html.fromstring(page).xpath("//*[contains(@class,'wrong')]/*[self::label or self::legend]")
    return [label.text_content().partition("（")[0].strip() for label in found]


def notices(page: str) -> list[str]:
    return [
        " ".join(found.text_content().split())
        for found in html.fromstring(page).xpath("//*[@class[contains(.,'notice')]]")
    ]


def main_of(page: str) -> str:
    return " ".join(html.fromstring(page).xpath("//main")[0].text_content().split())


def send(client: FlaskClient, where: str, **typed: Any) -> TestResponse:
    """Opens the form, types and presses the button."""
    return client.post(where, data=form_of(client.get(where).text) | typed)


def shown_password(page: str) -> str:
    return str(html.fromstring(page).xpath("//dd[@class='code']")[1].text_content())


def at_once(*calls: Callable[[], TestResponse]) -> list[TestResponse]:
    """The answers to requests that are sent in the same instant."""
    start = Barrier(len(calls))

    def call(one: Callable[[], TestResponse]) -> TestResponse:
        start.wait()
        return one()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(call, calls))


def user_called(session: Session, username: str) -> User | None:
    session.rollback()
    return session.scalar(select(User).where(User.username == username))


def audited(session: Session, *left_out: str) -> list[tuple[str, int | None, int | None]]:
    """(action, actor, object) in order; signing in and out does not count."""
    session.rollback()
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [
        (entry.action, entry.actor_id, entry.object_id)
        for entry in entries
        if entry.action not in ("signed_in", "signed_out", "sign_in_failed", *left_out)
    ]


def opens(app: Flask, username: str, password: str) -> bool:
    return app.test_client().post("/sign-in", data={"username": username, "password": password}).status_code == 302


def held_by(session: Session, user: User) -> list[tuple[Role, int | None]]:
    session.rollback()
    return [(each.role, each.point_id) for each in user.appointments if not each.over]


def only_appointment(session: Session, user: User) -> Appointment:
    session.rollback()
    return session.scalars(select(Appointment).where(Appointment.user_id == user.id)).one()
